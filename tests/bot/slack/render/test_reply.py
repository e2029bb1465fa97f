from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from bot.domain.errors import GoneError, NoTextError, NothingReadError, PageTooLargeError, Unread
from bot.domain.reply import Reply
from bot.domain.source.blocks import Block
from bot.domain.source.document import Document
from bot.domain.source.place import places_of
from bot.slack.render.reply import failure_message, replies_message, reply_message
from mrc_core import Answer, ModelInfo, Reading, State, Timings

TEXT = "왕이 있었다. 세종이 <한글>을 만들었다 & 폈다. 끝."
URL = "https://a.example/?a=1&b=2"


def _answer(part: str) -> Answer:
    start, context_start = TEXT.index(part), TEXT.index("세종")
    context = TEXT[context_start : TEXT.index(" 끝")]
    return Answer(part, start, start + len(part), 0.9, context, context_start)


def _reply(
    state: State = "found", *, read: int = 1, ended: bool = False, cut: bool = False
) -> Reply:
    candidates = (_answer("세종"), _answer("한글"))
    reading = Reading(
        state=state,
        answer=None if state == "absent" else candidates[0],
        candidates=candidates,
        model=ModelInfo("test", "1"),
        timings_ms=Timings(1, 2, 3),
        windows_read=read,
        windows_total=9 if read > 1 else 1,
        question_cut=cut,
        budget_ended=ended,
    )
    document = Document(kind="web", text=TEXT, url=URL, title="제목 | <b>")
    return Reply(reading, (document,), places_of([document], candidates), 4, 10)


def _elements(blocks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return list(blocks[0]["elements"])


def _words(element: dict[str, Any]) -> str:
    return "".join(part.get("text", "") for part in element["elements"])


def test_the_answer_is_bold_inside_its_sentence() -> None:
    message = reply_message(_reply(), "ko")
    quote = next(e for e in _elements(message.blocks) if e["type"] == "rich_text_quote")
    assert _words(quote) == "세종이 <한글>을 만들었다 & 폈다."
    bold = [part["text"] for part in quote["elements"] if part.get("style") == {"bold": True}]
    assert bold == ["세종"]


def test_the_source_is_a_link_with_its_title() -> None:
    message = reply_message(_reply(), "ko")
    links = [p for e in _elements(message.blocks) for p in e["elements"] if p["type"] == "link"]
    assert links == [{"type": "link", "url": URL, "text": "제목 | <b>"}]


def test_the_plain_text_says_it_all_and_is_escaped() -> None:
    text = reply_message(_reply(), "ko").text
    assert text.startswith("세종 — 세종이 &lt;한글&gt;을 만들었다 &amp; 폈다.")
    assert "a=1&amp;b=2" in text


def test_an_unsure_answer_says_so_and_shows_others() -> None:
    elements = _elements(reply_message(_reply("unsure"), "en").blocks)
    assert "not sure" in _words(elements[0])
    items = next(e for e in elements if e["type"] == "rich_text_list")["elements"]
    assert [_words(item) for item in items] == ["한글"]


def test_an_absent_answer_shows_the_nearest_passage_without_bold() -> None:
    message = reply_message(_reply("absent"), "ko")
    assert message.text.startswith("이 글에서는 답을 찾지 못했습니다.")
    quote = next(e for e in _elements(message.blocks) if e["type"] == "rich_text_quote")
    assert all("style" not in part for part in quote["elements"])
    assert "답은 아니지만" in message.text


def test_up_to_three_passages_come_nearest_each_with_its_place() -> None:
    text = "하나가 있다. 둘이 있다. 셋이 있다. 넷이 있다."
    document = Document(
        kind="web", text=text, url=URL, blocks=(Block("paragraph", 0, len(text)),), title="수"
    )
    starts = [text.index(word) for word in ("하나", "둘", "둘이", "셋", "넷")]
    candidates = tuple(
        Answer("x", at, at + 1, 0.1, text[at : text.index(".", at) + 1], at) for at in starts
    )
    reading = replace(_reply("absent").reading, candidates=candidates)
    places = places_of([document], candidates)
    reply = replace(_reply("absent"), reading=reading, documents=(document,), places=places)
    message = reply_message(reply, "en")
    items = next(e for e in _elements(message.blocks) if e["type"] == "rich_text_list")["elements"]
    assert [_words(item) for item in items] == [
        "하나가 있다. — see there",
        "둘이 있다. — see there",
        "셋이 있다. — see there",
    ]
    assert ":~:text=" in items[1]["elements"][-1]["url"]


def test_the_source_names_its_site_and_how_old_the_copy_is() -> None:
    reply = _reply()
    at = datetime(2026, 11, 27, 6, 20, tzinfo=UTC)
    fetched = replace(reply, documents=(replace(reply.document, fetched_at=at),))
    for language, words in (("ko", "a.example · 에 읽음"), ("en", "a.example · read ")):
        message = reply_message(fetched, language)
        (source,) = [e for e in _elements(message.blocks) if "제목" in _words(e)]
        assert _words(source).endswith(words)
        (when,) = [part for part in source["elements"] if part["type"] == "date"]
        assert when["timestamp"] == at.timestamp()
        assert "2026-11-27 06:20 UTC" in message.text


def test_an_answer_that_is_its_sentence_is_said_once() -> None:
    reply = _reply()
    whole = replace(reply.reading.candidates[0], end=len(TEXT) - 3, text=TEXT[8:-3])
    reading = replace(reply.reading, answer=whole, candidates=(whole,))
    message = reply_message(replace(reply, reading=reading), "ko")
    kinds = [element["type"] for element in _elements(message.blocks)]
    assert kinds == ["rich_text_quote", "rich_text_section"]


def test_no_candidate_is_offered_twice() -> None:
    reply = _reply()
    first = reply.reading.candidates[0]
    texts = ["세종", "세종이", "‘세종’", "한글", "한글을", "왕"]
    candidates = tuple(replace(first, text=words) for words in texts)
    reading = replace(reply.reading, candidates=candidates)
    assert [texts[at] for at in replace(reply, reading=reading).others] == ["한글", "왕"]


def test_what_was_left_out_is_told() -> None:
    reply = _reply("absent", read=3, ended=True, cut=True)
    words = "".join(map(_words, _elements(reply_message(reply, "ko").blocks)))
    assert "3/9 구간" in words
    assert "다른 부분에 답이 있을 수 있습니다." in words
    assert "질문이 길어서" in words
    words = "".join(map(_words, _elements(reply_message(reply, "en").blocks)))
    assert "(3 of 9). The answer may be elsewhere in it." in words
    assert reply.to_json()["read"] == {
        "windows": 3,
        "windows_total": 9,
        "budget_ended": True,
        "question_cut": True,
        "source_complete": True,
    }


def test_a_sure_answer_needs_no_word_on_what_was_not_read() -> None:
    message = reply_message(_reply(read=3), "ko")
    assert "구간" not in "".join(map(_words, _elements(message.blocks)))


def test_what_went_wrong_is_one_line_in_the_askers_language() -> None:
    message = failure_message(PageTooLargeError(limit=20), "ko")
    assert "20" in message.text
    assert [_words(element) for element in _elements(message.blocks)] == [message.text]


def test_an_answer_of_any_length_keeps_to_slacks_limits() -> None:
    reply = _reply("unsure")
    long = replace(reply.document, title="제" * 9_000)
    message = reply_message(replace(reply, documents=(long,)), "ko")
    assert len(message.text) <= 2_500
    assert len(message.blocks) == 1


def test_a_passage_that_has_nothing_to_do_with_the_question_is_not_shown() -> None:
    reply = _reply("absent")
    far = tuple(replace(each, score=0.01) for each in reply.reading.candidates)
    reading = replace(reply.reading, candidates=far)
    message = reply_message(replace(reply, reading=reading), "ko")
    assert "세종" not in message.text
    assert message.text.splitlines()[1:] == [
        f"출처: 제목 | &lt;b&gt; · {URL}".replace("&b", "&amp;b")
    ]


def test_what_no_span_can_answer_is_said_with_the_nearest_passage_where_that_helps() -> None:
    yes_no = reply_message(replace(_reply("absent"), reason="yes_no"), "ko").text
    assert "네, 아니요로는" in yes_no
    assert "세종이" in yes_no
    summary = reply_message(replace(_reply("absent"), reason="summary"), "ko").text
    assert "요약은 하지 못합니다" in summary
    assert "세종이" not in summary


def _of_several() -> Reply:
    """A reply of two sources, the first of which holds the second candidate."""
    reply = _reply("unsure")
    best, other = reply.reading.candidates
    candidates = (replace(best, passage=1), other)
    reading = replace(reply.reading, candidates=candidates, answer=candidates[0])
    documents = (Document(kind="file", text=TEXT, title="둘째.pdf"), *reply.documents)
    return replace(reply, reading=reading, documents=documents)


def test_of_several_sources_the_reply_says_which_holds_what() -> None:
    lines = [_words(element) for element in _elements(reply_message(_of_several(), "ko").blocks)]
    assert any("제목 | <b>" in line for line in lines)
    listed = next(
        e
        for e in _elements(reply_message(_of_several(), "ko").blocks)
        if e["type"] == "rich_text_list"
    )
    assert [_words(item) for item in listed["elements"]] == [
        "한글 — 세종이 <한글>을 만들었다 & 폈다. · 둘째.pdf"
    ]


def test_what_could_not_be_read_is_named_beside_the_answer() -> None:
    unread = (Unread("https://jira.example/1", NoTextError()), Unread("", GoneError()))
    message = reply_message(replace(_of_several(), unread=unread), "ko")
    assert "https://jira.example/1: 이 페이지에서 읽을 글을" in message.text
    assert "붙여 넣은 글: 지워졌거나" in message.text


def test_where_nothing_could_be_read_each_source_has_its_line() -> None:
    unread = (Unread("a.png", NoTextError()), Unread("b.png", NoTextError()))
    message = failure_message(NothingReadError(unread), "en")
    assert [line.partition(":")[0] for line in message.text.splitlines()[1:]] == ["a.png", "b.png"]


def test_who_asks_in_a_language_that_is_not_read_is_told_so_where_nothing_is_found() -> None:
    assert "日本語は読めません" in reply_message(_reply("absent"), "ja", foreign=True).text
    assert "日本語は読めません" in reply_message(_reply("unsure"), "ja", foreign=True).text
    assert "日本語は" not in reply_message(_reply("found"), "ja", foreign=True).text
    assert "日本語は" not in reply_message(_reply("absent"), "ja").text


def test_of_several_questions_each_has_its_answer_below_it() -> None:
    asked = {"누가?": _reply(), "왜?": _reply("absent", read=3, ended=True)}
    message = replies_message(asked, "ko", pinned=True)
    lines = message.text.splitlines()
    assert lines[0] == "누가?"
    assert lines[1].startswith("세종 — ")
    assert lines[lines.index("왜?") + 1].startswith("이 글에서는")
    assert "앞서 읽은" in lines[-2]
    assert "일부" in lines[-1] or "부분만" in lines[-1]
    bold = [
        part["text"]
        for element in _elements(message.blocks)
        for part in element["elements"]
        if part.get("style") == {"bold": True}
    ]
    assert bold == ["누가?", "세종", "세종", "왜?"]
