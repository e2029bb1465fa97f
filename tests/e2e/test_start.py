"""How the bot starts, or says in one line why it does not."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from mrc_core.artifact import bundled_model_dir, load_assets
from tests.commands import Ended, command, environment, run_here, run_process
from tests.e2e.conftest import running_bot
from tests.standins.slack.workspace import SlackWorkspace
from tests.standins.tf_serving.standin import SavedModelServable, TensorFlowServing
from tests.standins.tf_serving.wire import listening

# A bot on a server that is not there starts in a second; what it is told of here comes before that.
NOWHERE = "http://127.0.0.1:9"


@pytest.fixture(scope="module")
def serving() -> Iterator[str]:
    """A TensorFlow Serving with the bundled reader: a bot on it starts in a second."""
    model = SavedModelServable(load_assets(bundled_model_dir()).directory)
    with listening(TensorFlowServing({"mrc": {1: model}})) as url:
        yield url


def _serve(folder: Path, port: int = 0, **settings: str) -> Ended:
    return run_process("mrc-bot", "serve", "--port", port, cwd=folder, **settings)


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
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: dict[str, str], words: str
) -> None:
    monkeypatch.chdir(tmp_path)
    ended = run_here("mrc-bot", "serve", **settings)
    assert ended.returncode == 1
    assert ended.stderr.startswith("mrc-bot: ")
    assert words in ended.stderr
    assert ended.stderr.count("\n") == 1


def test_a_model_that_is_not_there_is_one_line(tmp_path: Path) -> None:
    ended = _serve(tmp_path, MRC_MODEL_DIR="/no/such/model")
    assert ended.returncode == 1
    last = ended.stderr.strip().splitlines()[-1]
    assert last.startswith("mrc-bot: ")
    assert "/no/such/model" in last
    assert "Traceback" not in ended.stderr


def test_a_taken_port_is_one_line(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        ended = _serve(tmp_path, port)
    assert ended.returncode == 1
    assert f"127.0.0.1:{port}" in ended.stderr.strip().splitlines()[-1]
    assert "Traceback" not in ended.stderr


def test_a_token_that_slack_refuses_is_one_line(tmp_path: Path) -> None:
    with SlackWorkspace() as slack:
        ended = _serve(
            tmp_path,
            MRC_SERVING_URL=NOWHERE,
            SLACK_BOT_TOKEN="xoxb-wrong",
            SLACK_SIGNING_SECRET="secret",
            SLACK_API_URL=slack.api_url,
        )
    assert ended.returncode == 1
    assert "invalid_auth" in ended.stderr
    assert "xoxb-wrong" not in ended.stderr
    assert "Traceback" not in ended.stderr


def test_an_app_token_that_slack_refuses_is_one_line(tmp_path: Path) -> None:
    with SlackWorkspace(socket_mode=True) as slack:
        ended = _serve(
            tmp_path,
            SLACK_BOT_TOKEN=slack.bot_token,
            MRC_SERVING_URL=NOWHERE,
            SLACK_APP_TOKEN="xapp-wrong",
            SLACK_API_URL=slack.api_url,
        )
    assert ended.returncode == 1
    assert "invalid_auth" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_forged_requests_get_401(tmp_path: Path, serving: str) -> None:
    with (
        SlackWorkspace() as slack,
        running_bot(
            tmp_path,
            MRC_SERVING_URL=serving,
            SLACK_BOT_TOKEN=slack.bot_token,
            SLACK_SIGNING_SECRET=slack.signing_secret,
            SLACK_API_URL=slack.api_url.rstrip("/"),
        ) as bot,
    ):
        slack.deliver_to(f"{bot.url}/slack/events")
        assert slack.verify_url().ok
        assert slack.forge(secret="another").status == 401
        assert slack.forge(age=301).status == 401
        flood = httpx.post(f"{bot.url}/slack/events", content=b"x" * 2_000_000)
        assert flood.status_code == 413
        assert httpx.post(f"{bot.url}/slack/events", content=b"\xff").status_code == 401
        assert "hello" not in bot.log
        slack.settle()
        assert slack.calls("chat.postMessage") == []


def test_where_others_can_reach_it_a_key_is_needed(tmp_path: Path, serving: str) -> None:
    body = {"question": "누가 만들었나?", "text": "훈민정음은 세종이 만들었다."}
    with running_bot(tmp_path, MRC_SERVING_URL=serving, MRC_HOST="0.0.0.0") as bot:
        assert "nobody_may_ask_over_http" in bot.log
        assert httpx.post(f"{bot.url}/v1/answer", json=body).status_code == 401
        store = f"sqlite:///{tmp_path}/var/mrc-bot.sqlite"
        made = run_here("mrc-bot", "keys", "create", "a", MRC_DATABASE_URL=store)
        headers = {"Authorization": f"Bearer {made.stdout.strip()}"}
        time.sleep(2)  # running bots look again
        answer = httpx.post(f"{bot.url}/v1/answer", json=body, headers=headers, timeout=30)
        assert answer.json()["answer"]["text"] == "세종"


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
        began = time.monotonic()
        starting.send_signal(signal.SIGTERM)
        assert starting.wait(10) == 128 + signal.SIGTERM
        assert time.monotonic() - began < 3


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
                bot.process.wait(1.5)
            began = time.monotonic()
            bot.process.send_signal(signal.SIGINT)
            assert bot.process.wait(10) == 128 + signal.SIGINT
            assert time.monotonic() - began < 3


def test_on_tensorflow_serving_it_waits_for_the_server(tmp_path: Path) -> None:
    """It starts before its server, is not ready, and answers once the server is there."""
    model = SavedModelServable(load_assets(bundled_model_dir()).directory)
    serving = TensorFlowServing({"mrc": {1: model}})
    with listening(serving) as url:
        serving.models.set_state("mrc", 1, "LOADING")
        with pytest.raises(AssertionError, match="not ready"):
            _ready_within(tmp_path, url, seconds=3)
        serving.models.set_state("mrc", 1, "AVAILABLE")
        with running_bot(tmp_path, MRC_SERVING_URL=url) as bot:
            question = {"question": "누가 만들었나?", "text": "한글은 세종이 만들었다."}
            reply = httpx.post(f"{bot.url}/v1/answer", json=question, timeout=60).json()
            assert reply["model"] == {"name": "mrc", "version": "1"}
            serving.models.set_state("mrc", 1, "END")
            assert httpx.get(f"{bot.url}/readyz").status_code == 503
            away = httpx.post(f"{bot.url}/v1/answer", json=question, timeout=60)
            assert away.status_code == 503
            assert away.json()["type"] == "urn:mrc-bot:reader-away"


def _ready_within(folder: Path, url: str, seconds: float) -> None:
    with running_bot(folder, within=seconds, MRC_SERVING_URL=url):
        pass


def test_a_bot_on_a_server_imports_no_tensorflow_and_a_reader_no_web_server() -> None:
    """What takes long to import comes only where it is used."""
    code = (
        "import sys, bot, mrc_core\n"
        "web = {'aiohttp', 'prometheus_client', 'slack_bolt', 'starlette', 'uvicorn'}\n"
        "assert not web & set(sys.modules)\n"
        "import bot.app, bot.cli.main\n"
        "training = {'kiwipiepy', 'matplotlib', 'scipy', 'transformers'}\n"
        "assert not {'keras', 'tensorflow', 'torch', *training} & set(sys.modules)\n"
        "assert 'slack_bolt' in sys.modules\n"
    )
    subprocess.run([command("python"), "-c", code], check=True)
