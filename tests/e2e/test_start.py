"""How the bot starts, or says in one line why it does not."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import httpx
import pytest

from mrc_core.artifact import bundled_model_dir, load_assets
from tests.commands import Ended, command, environment, run_here
from tests.e2e.conftest import Bot, running_bot, started_bot, wait_until_ready
from tests.standins.slack.workspace import SlackWorkspace
from tests.standins.tf_serving.standin import SavedModelServable, TensorFlowServing
from tests.standins.tf_serving.wire import listening

# A bot on a server that is not there starts in a second; what it is told of here comes before that.
NOWHERE = "http://127.0.0.1:9"


@pytest.fixture
def serve_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Ended]:
    """Runs the bot in this process, until it says why it does not start."""
    monkeypatch.chdir(tmp_path)
    return partial(run_here, "mrc-bot", "serve", "--port")


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"SLACK_BOT_TOKEN": "xoxb-1"}, "SLACK_SIGNING_SECRET"),
        ({"SLACK_APP_TOKEN": "xapp-1"}, "SLACK_BOT_TOKEN"),
        ({"MRC_MAX_WINDOWS": "many"}, "MRC_MAX_WINDOWS"),
        ({"MRC_SERVING_URL": "not a url"}, "MRC_SERVING_URL"),
    ],
)
def test_a_wrong_setting_is_one_line(
    serve_here: Callable[..., Ended], settings: dict[str, str], words: str
) -> None:
    ended = serve_here(0, **settings)
    assert ended.returncode == 1
    assert ended.stderr.startswith("mrc-bot: ")
    assert words in ended.stderr
    assert ended.stderr.count("\n") == 1


def test_a_model_that_is_not_there_is_one_line(serve_here: Callable[..., Ended]) -> None:
    ended = serve_here(0, MRC_MODEL_DIR="/no/such/model")
    assert ended.returncode == 1
    last = ended.stderr.strip().splitlines()[-1]
    assert last.startswith("mrc-bot: ")
    assert "/no/such/model" in last
    assert "Traceback" not in ended.stderr


def test_a_taken_port_is_one_line(serve_here: Callable[..., Ended]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        ended = serve_here(port)
    assert ended.returncode == 1
    assert f"127.0.0.1:{port}" in ended.stderr.strip().splitlines()[-1]


def test_a_token_that_slack_refuses_is_one_line(serve_here: Callable[..., Ended]) -> None:
    with SlackWorkspace() as slack:
        ended = serve_here(
            0,
            MRC_SERVING_URL=NOWHERE,
            SLACK_BOT_TOKEN="xoxb-wrong",
            SLACK_SIGNING_SECRET="secret",
            SLACK_API_URL=slack.api_url,
        )
    assert ended.returncode == 1
    assert "invalid_auth" in ended.stderr.strip().splitlines()[-1]
    assert "xoxb-wrong" not in ended.stderr


def test_an_app_token_that_slack_refuses_is_one_line(serve_here: Callable[..., Ended]) -> None:
    with SlackWorkspace(socket_mode=True) as slack:
        ended = serve_here(
            0,
            MRC_SERVING_URL=NOWHERE,
            SLACK_BOT_TOKEN=slack.bot_token,
            SLACK_APP_TOKEN="xapp-wrong",
            SLACK_API_URL=slack.api_url,
        )
    assert ended.returncode == 1
    assert "invalid_auth" in ended.stderr.strip().splitlines()[-1]


def test_where_others_can_reach_it_a_key_is_needed(tmp_path: Path, serving: str) -> None:
    body = {"question": "누가 만들었나?", "text": "훈민정음은 세종이 만들었다."}
    with running_bot(tmp_path, MRC_SERVING_URL=serving, MRC_HOST="0.0.0.0") as bot:
        assert "nobody_may_ask_over_http" in bot.log
        assert _ask(bot, body).status_code == 401
        store = f"sqlite:///{tmp_path}/var/mrc-bot.sqlite"
        made = run_here("mrc-bot", "keys", "create", "a", MRC_DATABASE_URL=store)
        headers = {"Authorization": f"Bearer {made.stdout.strip()}"}
        deadline = time.monotonic() + 20  # running bots look again after two seconds
        while (answer := _ask(bot, body, headers)).status_code == 401:
            assert time.monotonic() < deadline
            time.sleep(0.1)
        assert answer.json()["answer"]["text"] == "세종"


def _ask(bot: Bot, body: dict[str, str], headers: dict[str, str] | None = None) -> httpx.Response:
    return httpx.post(f"{bot.url}/v1/answer", json=body, headers=headers, timeout=60)


def test_stopping_lets_a_question_end_that_is_being_answered(
    tmp_path: Path, site: str, serving: str
) -> None:
    with SlackWorkspace() as slack:
        channel, minji = slack.add_channel("general"), slack.add_user("minji")
        with running_bot(
            tmp_path,
            MRC_SERVING_URL=serving,
            SLACK_BOT_TOKEN=slack.bot_token,
            SLACK_SIGNING_SECRET=slack.signing_secret,
            SLACK_API_URL=slack.api_url,
            MRC_FETCH_ALLOW_PRIVATE="127.0.0.0/8",
        ) as bot:
            slack.deliver_to(f"{bot.url}/slack/events")
            asked = slack.say(
                channel, minji, f"<@{slack.bot_user}> {site}/soon 훈민정음을 만든 사람은 누구인가?"
            )
            slack.wait_for(lambda w: w.statuses(channel))
        assert bot.process.returncode == 0
        assert "세종" in slack.thread(channel, asked["ts"])[1]["text"]
        assert "Traceback" not in bot.log


def _started(folder: Path, *arguments: str, **settings: str) -> subprocess.Popen[bytes]:
    started = subprocess.Popen(
        [command("mrc-bot"), "serve", "--port", "0", *arguments],
        cwd=folder,
        env=environment(**settings),
        stderr=subprocess.PIPE,
    )
    assert started.stderr is not None
    started.stderr.readline()  # "Slack is off": its settings are read
    started.stderr.readline()  # "Starting"
    return started


def test_a_bot_that_is_still_loading_stops_at_once(tmp_path: Path) -> None:
    with _started(tmp_path) as starting:
        time.sleep(0.5)
        starting.send_signal(signal.SIGTERM)
        assert starting.wait(60) == 128 + signal.SIGTERM
        assert starting.stderr
        assert b"ready" not in starting.stderr.read()


def test_it_hears_a_signal_while_it_imports(tmp_path: Path) -> None:
    """As a container's first process it would be deaf to one that it has no handler for."""
    with subprocess.Popen(
        [sys.executable, "-m", "bot", "serve"], env=environment(), cwd=tmp_path
    ) as starting:
        deadline = time.monotonic() + 10
        while not _hears(starting.pid, signal.SIGTERM) and time.monotonic() < deadline:
            time.sleep(0.002)
        starting.send_signal(signal.SIGTERM)
        assert starting.wait(10) == 128 + signal.SIGTERM


def _hears(process: int, number: signal.Signals) -> bool:
    status = Path(f"/proc/{process}/status").read_text("ascii")
    caught = int(status.partition("SigCgt:")[2].split()[0], 16)
    return bool(caught >> (number - 1) & 1)


def test_the_second_signal_stops_at_once(tmp_path: Path, site: str, serving: str) -> None:
    with SlackWorkspace() as slack:
        channel, minji = slack.add_channel("general"), slack.add_user("minji")
        with running_bot(
            tmp_path,
            MRC_SERVING_URL=serving,
            SLACK_BOT_TOKEN=slack.bot_token,
            SLACK_SIGNING_SECRET=slack.signing_secret,
            SLACK_API_URL=slack.api_url,
            MRC_FETCH_ALLOW_PRIVATE="127.0.0.0/8",
            MRC_FETCH_TIMEOUT="30",
        ) as bot:
            slack.deliver_to(f"{bot.url}/slack/events")
            slack.say(
                channel, minji, f"<@{slack.bot_user}> {site}/slow 훈민정음을 만든 사람은 누구인가?"
            )
            slack.wait_for(lambda w: w.statuses(channel))
            bot.process.send_signal(signal.SIGINT)
            with pytest.raises(subprocess.TimeoutExpired):  # it waits for the question
                bot.process.wait(0.7)
            bot.process.send_signal(signal.SIGINT)
            assert bot.process.wait(15) == 128 + signal.SIGINT


def test_on_tensorflow_serving_it_waits_for_the_server(tmp_path: Path) -> None:
    """It starts before its server, is not ready, and answers once the server is there."""
    model = SavedModelServable(load_assets(bundled_model_dir()).directory)
    serving = TensorFlowServing({"mrc": {1: model}})
    serving.models.set_state("mrc", 1, "LOADING")
    with listening(serving) as url, started_bot(tmp_path, MRC_SERVING_URL=url) as bot:
        wait_until_ready(bot, 503)
        serving.models.set_state("mrc", 1, "AVAILABLE")
        wait_until_ready(bot)
        question = {"question": "누가 만들었나?", "text": "한글은 세종이 만들었다."}
        assert _ask(bot, question).json()["model"] == {"name": "mrc", "version": "1"}
        serving.models.set_state("mrc", 1, "END")
        assert httpx.get(f"{bot.url}/readyz").status_code == 503
        away = _ask(bot, question)
        assert away.status_code == 503
        assert away.json()["type"] == "urn:mrc-bot:reader-away"


def test_a_bot_on_a_server_imports_no_tensorflow_and_a_reader_no_web_server() -> None:
    """What takes long to import comes only where it is used."""
    code = (
        "import sys, bot, mrc_core\n"
        "web = {'aiohttp', 'prometheus_client', 'slack_bolt', 'starlette', 'uvicorn'}\n"
        "assert not web & set(sys.modules)\n"
        "import bot.app, bot.cli.main\n"
        "from bot.telemetry import open_tracer\n"
        "with open_tracer({}): pass\n"
        "training = {'kiwipiepy', 'matplotlib', 'scipy', 'transformers'}\n"
        "models = {'keras', 'tensorflow', 'torch'}\n"
        "assert not {'opentelemetry', *models, *training} & set(sys.modules)\n"
        "assert 'slack_bolt' in sys.modules\n"
    )
    subprocess.run([command("python"), "-c", code], check=True)
