from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path

import pytest

from bot.domain.question import File
from bot.domain.record.record import Record, judged
from bot.domain.source.document import Document
from bot.sources.web import WebLoader
from bot.store.answers import Answered, Opinion
from bot.store.store import open_store
from bot.store.threads import MessageKey
from mrc_core.artifact import bundled_model_dir, load_assets
from mrc_core.evaluate.squad import load_examples
from tests.bot.store.questions import asked
from tests.commands import run_here, run_process
from tests.conftest import HANGUL

ASKED = "훈민정음을 만든 사람은 누구인가?"
ROOT = Path(__file__).parents[3]


@pytest.mark.parametrize("by", ["text", "file", "stdin"])
def test_ask_prints_the_answer_object_and_nothing_else(tmp_path: Path, by: str) -> None:
    file = tmp_path / "passage.txt"
    file.write_bytes(HANGUL.encode("cp949"))
    arguments = {
        "text": ["--text", HANGUL],
        "file": ["--file", str(file)],
        "stdin": ["-"],
    }[by]
    # From stdin as people run it; what else it reads, in this process.
    run = run_process if by == "stdin" else run_here
    ended = run("mrc-bot", "ask", ASKED, *arguments, "--json", stdin=HANGUL)
    assert ended.returncode == 0
    assert ended.stderr == ""
    reply = json.loads(ended.stdout)
    assert reply["answer"]["text"] == "세종"
    assert reply["source"]["kind"] == ("file" if by == "file" else "text")
    for candidate in reply["candidates"]:
        assert HANGUL[candidate["start"] : candidate["end"]] == candidate["text"]


def test_ask_shows_the_answer_to_people() -> None:
    shown = run_here("mrc-bot", "ask", ASKED, "--text", HANGUL).stdout
    assert shown.startswith(("답: 세종", "불확실한 답: 세종"))
    assert "mrc-ko-small" in shown


def test_several_questions_are_asked_of_one_file_that_is_read_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "passage.txt"
    file.write_text(HANGUL, "utf-8")
    loaded: list[str] = []
    load = WebLoader.open

    async def counted(self: WebLoader, opened: File) -> Document:
        loaded.append(opened.name)
        return await load(self, opened)

    monkeypatch.setattr(WebLoader, "open", counted)
    typed = "\n해례본은 언제 발견되었나?\n\u200b\n해례본은 어디에서 발견되었나?"
    ended = run_here("mrc-bot", "ask", ASKED, "--file", file, "-i", "--json", stdin=typed)
    assert ended.returncode == 0
    answers = [json.loads(line)["answer"]["text"] for line in ended.stdout.splitlines()]
    assert answers == ["세종", "1940년", "안동"]
    # What cannot be asked is said, and the next is asked all the same.
    assert ended.stderr.splitlines() == [
        "mrc-bot: 질문이 비어 있습니다. 무엇이 궁금한지 적어 주세요."
    ]
    assert loaded == ["passage.txt"]


def test_questions_may_all_come_later() -> None:
    ended = run_here("mrc-bot", "ask", "-i", "--text", HANGUL, stdin=f"{ASKED}\n")
    assert "세종" in ended.stdout
    assert run_here("mrc-bot", "ask", "-i", "--text", HANGUL).returncode == 0


def test_the_place_of_an_answer_is_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    monkeypatch.setattr("webbrowser.open", lambda url: not opened.append(url))
    page, text = tmp_path / "page.html", tmp_path / "글.txt"
    page.write_text(f"<h1>훈민정음</h1><p>{HANGUL}</p>", "utf-8")
    text.write_text(HANGUL, "utf-8")
    for file in (page, text):
        assert run_here("mrc-bot", "ask", ASKED, "--file", file, "--open").stderr == ""
    assert opened[0].startswith(f"{page.as_uri()}#:~:text=")
    assert opened[1] == text.as_uri()
    pasted = run_here("mrc-bot", "ask", ASKED, "--text", HANGUL, "--open")
    assert "열어 볼 곳이 없습니다" in pasted.stderr
    monkeypatch.setattr("webbrowser.open", lambda _: False)
    away = run_here("mrc-bot", "ask", ASKED, "--file", text, "--open")
    assert f"브라우저를 찾지 못했습니다: {text.as_uri()}" in away.stderr


@pytest.mark.parametrize("name", ["mrc-bot", "mrc-eval", "mrc-export", "mrc-train"])
def test_the_shell_completes_after_one_line(name: str) -> None:
    # As people run it, where no other test does.
    run = run_process if name == "mrc-eval" else run_here
    assert "--install-completion" in run(name, "--help").stdout


def test_the_shell_is_told_what_may_follow() -> None:
    asked = {"_MRC_BOT_COMPLETE": "complete_bash", "COMP_WORDS": "mrc-bot as", "COMP_CWORD": "1"}
    assert run_here("mrc-bot", **asked).stdout.split() == ["ask"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["", "--text", HANGUL], "empty"),
        (["누가?", "--text", ""], "읽을 글이 없습니다"),
        (["누가?"], "읽을 글이 없습니다"),
        (["누가?", "--text", "글", "--url", "https://a.example"], "give one of"),
        (["누가?", "--file", "/no/such/file"], "/no/such/file"),
        (["누가?", "--url", "file:///etc/passwd"], "http://"),
        (["누가?", "--url", "http://"], "http://"),
        (["누가?", "--url", "http://127.0.0.1/"], "보안"),
        (["누가 " * 3000, "--text", "글"], "2,000"),
        (["누가", "만들었나", "--text", "글"], "quote the question"),
        (["누가?", "--file", sys.executable], "글이 아닌"),
        (["누가?", "--text", "글", "--top-k", "0"], "top-k"),
        (["누가?", "--nope"], "--nope"),
        (["누가?", "-", "-i"], "stdin has the questions"),
        ([], "question"),
    ],
)
def test_ask_fails_in_one_line(arguments: list[str], words: str) -> None:
    ended = run_here("mrc-bot", "ask", *arguments)
    assert ended.returncode != 0
    assert ended.stdout == ""
    lines = ended.stderr.strip().splitlines()
    assert len(lines) == 1
    assert lines[0].startswith("mrc-bot: ")
    assert words.lower() in lines[0].lower()


def test_a_bad_address_is_refused_before_tensorflow_loads(monkeypatch: pytest.MonkeyPatch) -> None:
    loaded: list[object] = []
    monkeypatch.setattr("mrc_core.reader.EmbeddedPredictor", loaded.append)
    assert run_here("mrc-bot", "ask", "누가?", "--url", "http://").returncode == 1
    assert loaded == []


def test_a_text_cannot_speak_to_the_terminal() -> None:
    shown = run_here("mrc-bot", "ask", ASKED, "--text", f"\x1b]0;pwned\x07\x1b[31m{HANGUL}").stdout
    assert "\x1b" not in shown
    assert "\x07" not in shown


def test_doctor_says_what_is_there_and_what_is_not() -> None:
    ended = run_here("mrc-bot", "doctor")
    assert ended.returncode == 0
    assert f"mrc-ko-small {load_assets(bundled_model_dir()).version}" in ended.stdout
    assert "no SLACK_BOT_TOKEN" in ended.stdout
    away = run_here("mrc-bot", "doctor", MRC_SERVING_URL="http://127.0.0.1:9")
    assert away.returncode == 1
    assert "cannot be reached" in away.stdout


def test_the_manifest_is_the_one_in_deploy() -> None:
    printed = json.loads(run_here("mrc-bot", "manifest").stdout)
    assert printed == json.loads((ROOT / "deploy" / "slack" / "manifest.json").read_text("utf-8"))
    assert printed["settings"]["socket_mode_enabled"]
    over_http = json.loads(run_here("mrc-bot", "manifest", "--url", "https://bot.example").stdout)
    url = "https://bot.example/slack/events"
    assert over_http["settings"]["event_subscriptions"]["request_url"] == url
    assert over_http["features"]["slash_commands"][0]["url"] == url


def _data(path: Path, *, impossible: bool) -> Path:
    questions = [
        {"id": "1", "question": ASKED, "answers": [{"text": "세종", "answer_start": 17}]},
        {"id": "2", "question": "가격은 얼마인가?", "answers": []},
    ]
    if impossible:
        questions = [q | {"is_impossible": not q["answers"]} for q in questions]
    paragraph = {"context": HANGUL, "qas": questions if impossible else questions[:1]}
    path.write_text(json.dumps({"data": [{"title": "t", "paragraphs": [paragraph]}]}), "utf-8")
    return path


def test_eval_prints_one_object_and_writes_predictions(tmp_path: Path) -> None:
    data, predictions = _data(tmp_path / "data.json", impossible=False), tmp_path / "out.json"
    ended = run_here("mrc-eval", str(data), "--json", "--predictions", str(predictions))
    assert ended.returncode == 0, ended.stderr
    report = json.loads(ended.stdout)
    assert (report["exact_match"], report["f1"], report["count"]) == (100, 100, 1)
    assert json.loads(predictions.read_text("utf-8")) == {"1": "세종"}


def test_eval_leaves_absent_answers_empty_where_the_set_marks_them(tmp_path: Path) -> None:
    data, predictions = _data(tmp_path / "data.json", impossible=True), tmp_path / "out.json"
    ended = run_here("mrc-eval", str(data), "--limit", "2", "--predictions", str(predictions))
    assert ended.returncode == 0, ended.stderr
    assert set(json.loads(predictions.read_text("utf-8"))) == {"1", "2"}


def _articles(path: Path) -> Path:
    """Two articles: one about something else, and one whose second paragraph is asked about."""
    asked = {"id": "1", "question": ASKED, "answers": [{"text": "세종", "answer_start": 17}]}
    filler = "바다에는 물고기가 많고 하늘에는 구름이 흘러간다. " * 150
    other = {"title": "바다", "paragraphs": [{"context": filler, "qas": []}]}
    paragraphs = [{"context": filler, "qas": []}, {"context": HANGUL, "qas": [asked]}]
    article = {"title": "훈민정음", "paragraphs": paragraphs}
    path.write_text(json.dumps({"data": [other, article]}), "utf-8")
    return path


def test_eval_asks_the_whole_article_and_says_how_much_was_read(tmp_path: Path) -> None:
    data = f"{_articles(tmp_path / 'data.json')}#1:2"
    one = json.loads(run_here("mrc-eval", data, "--json").stdout)
    assert (one["windows"], one["windows_share"]) == (1, 1)
    whole = json.loads(run_here("mrc-eval", data, "--documents", "--json").stdout)
    # A round of windows; or a second, where the reader is not sure after the first.
    assert (whole["f1"], whole["windows"] in (3, 6)) == (100, True)
    assert whole["windows_share"] < 0.6
    exhaustive = ["--documents", "--exhaustive", "--max-windows", "7", "--json"]
    assert json.loads(run_here("mrc-eval", data, *exhaustive).stdout)["windows"] == 7


def test_eval_refuses_articles_that_are_not_there(tmp_path: Path) -> None:
    ended = run_here("mrc-eval", f"{_articles(tmp_path / 'data.json')}#7:9")
    assert ended.returncode == 1
    assert "has no questions" in ended.stderr


@pytest.mark.parametrize("content", [b"", b"{}", b'{"data": []}', b"\xff", b"[1]"])
def test_eval_refuses_what_is_no_data_set(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "data.json").write_bytes(content)
    ended = run_here("mrc-eval", str(tmp_path / "data.json"))
    assert ended.returncode == 1
    assert len(ended.stderr.strip().splitlines()) == 1


def test_purge_deletes_what_is_meant_and_says_how_much(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/store.sqlite"

    async def fill() -> None:
        async with open_store(url, keep_days=7) as store:
            for team, person in (("T1", "U1"), ("T1", "U2"), ("T2", "U1")):
                await store.inbox.put(asked(f"{person}.0", team=team, person=person))

    asyncio.run(fill())
    arguments = (
        (["--team", "T1", "--user", "U1"], "1 rows deleted\n"),
        (["--before", "2020-01-01"], "0 rows deleted\n"),
        (["--user", "U1"], "1 rows deleted\n"),
        (["--yes"], "1 rows deleted\n"),
    )
    for given, said in arguments:
        assert run_here("mrc-bot", "purge", *given, MRC_DATABASE_URL=url).stdout == said


def test_purge_asks_before_it_deletes_everything(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/store.sqlite"
    ended = run_here("mrc-bot", "purge", stdin="n\n", MRC_DATABASE_URL=url)
    assert ended.returncode != 0
    assert "Delete everything" in ended.stdout + ended.stderr


def test_feedback_is_exported_as_a_data_set(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/store.sqlite"
    record = Record("누가?", "found", "세종이 만들었다.", "세종", 0, "글", None, "r 1")

    async def fill() -> None:
        async with open_store(url, keep_days=7) as store:
            answered = Answered(MessageKey("T1", "C1", "1.0"), "U1", {})
            for person, verdict in (("U1", "right"), ("U2", "wrong")):
                await store.answers.judge(answered, person, Opinion(verdict, judged(record, None)))

    asyncio.run(fill())
    ended = run_here("mrc-bot", "feedback", "export", MRC_DATABASE_URL=url)
    assert ended.stderr == "1 questions; of 1 nobody said what is right\n"
    (tmp_path / "data.json").write_text(ended.stdout)
    (examples, marks_impossible) = load_examples(tmp_path / "data.json")
    assert [(each.question, each.references) for each in examples] == [("누가?", ("세종",))]
    assert marks_impossible
    assert "U1" not in ended.stdout


def test_a_store_that_cannot_be_had_is_one_line(tmp_path: Path) -> None:
    ended = run_here("mrc-bot", "purge", "--yes", MRC_DATABASE_URL=f"sqlite:///{tmp_path}/s")
    assert ended.returncode == 1
    assert ended.stderr.startswith("mrc-bot: there is no store")
    assert ended.stderr.count("\n") == 1
