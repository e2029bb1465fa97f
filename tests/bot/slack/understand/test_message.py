from __future__ import annotations

from dataclasses import replace

import pytest

from bot.domain.question import GivenText, WebPage
from bot.slack.understand.incoming import Identity, Incoming
from bot.slack.understand.meaning import (
    Ask,
    Explain,
    Ignore,
    InTalk,
    InThread,
    OfPin,
    Pin,
    Remembered,
    SlackFile,
    SlackMessage,
)
from bot.slack.understand.message import understand
from bot.slack.understand.rules.rules import Rules, Unaddressed

BOT = Identity("U0BOT", "mrc-bot")
NEW = Remembered()
IN = Remembered(answered=True)
PAGE = WebPage("https://a.example/x")
PASSAGE = "세종이 훈민정음을 만들었다. " * 6


def _said(text: str, *, addressed: bool = True, in_thread: bool = False) -> Incoming:
    thread_ts = "1.0" if in_thread else None
    return Incoming("T1", "C1", "2.0", thread_ts, "U1", text, addressed)


def _in_dm(text: str) -> Incoming:
    return replace(_said(text), direct=True)


def test_a_link_and_a_question_ask_whoever_is_addressed() -> None:
    said = _said(f"<{PAGE.url}> 누가 썼나?")
    assert understand(said, NEW, BOT) == Ask("누가 썼나?", (PAGE,))
    overheard = Ask("누가 썼나?", (PAGE,), only_found=True)
    assert understand(replace(said, addressed=False), NEW, BOT) == overheard
    assert (
        understand(replace(said, addressed=False), NEW, BOT, Rules(unaddressed="never")) == Ignore()
    )


@pytest.mark.parametrize(
    "text",
    [
        "어떻게 생각하세요?",
        "같이 가실래요? 언제가 좋으세요?",
        "민지님 이거 누가 썼나요?",
        "<@U2> 이거 누가 썼어?",
        "<!here> 누가 썼나?",
        "다들 언제 시간 되세요?",
        "what do you think?",
        "참고하세요",
        "이거 보셨나요?",
    ],
)
@pytest.mark.parametrize("thread", [NEW, IN])
def test_what_people_say_to_each_other_about_a_link_is_left_alone(
    text: str, thread: Remembered
) -> None:
    said = _said(f"{text} <{PAGE.url}>", addressed=False, in_thread=thread.answered)
    assert understand(said, thread, BOT) == Ignore()


def test_a_curt_request_asks_a_machine() -> None:
    said = _said(f"<{PAGE.url}> 휴관일 알려줘", addressed=False)
    assert understand(said, NEW, BOT) == Ask("휴관일 알려줘", (PAGE,), only_found=True)
    to_people = _said(f"<{PAGE.url}> 몇 명 갈지 알려주세요", addressed=False)
    assert understand(to_people, NEW, BOT) == Ignore()


def test_a_passage_below_is_read_where_the_bot_is_addressed() -> None:
    said = _said("누가 썼나?\n김씨가 썼다.")
    assert understand(said, NEW, BOT) == Ask("누가 썼나?", (GivenText("김씨가 썼다."),))
    assert understand(replace(said, addressed=False), NEW, BOT) == Ignore()


def test_in_a_thread_the_question_alone_is_asked_of_the_thread() -> None:
    for text in ("누가 썼나?", "<@U0BOT> 누가 썼나?"):
        said = _said(text, in_thread=True)
        assert understand(said, NEW, BOT) == Ask("누가 썼나?", InThread("1.0"))
    statement = _said("<@U0BOT> 관장 이름을 찾습니다", in_thread=True)
    assert understand(statement, NEW, BOT) == Ask("관장 이름을 찾습니다?", InThread("1.0"))


def test_in_a_thread_a_second_line_that_is_no_text_counts_only_where_nothing_else_does() -> None:
    said = _said("누가 썼나?\n고맙습니다", in_thread=True)
    otherwise = InThread("1.0", otherwise=(GivenText("고맙습니다"),))
    assert understand(said, NEW, BOT) == Ask("누가 썼나?", otherwise)
    notice = _said("누가 썼나?\n세종이 썼다.", in_thread=True)
    assert understand(notice, NEW, BOT) == Ask("누가 썼나?", (GivenText("세종이 썼다."),))


def test_the_thread_of_a_posting_is_asked_of_what_was_posted_if_of_nothing_later() -> None:
    posted = Pin((GivenText(PASSAGE),), "1.0")
    said = _said("누가 썼나?", in_thread=True)
    asked = Ask("누가 썼나?", InThread("1.0", posted))
    assert understand(said, Remembered(pin=posted), BOT) == asked


def test_what_a_thread_reads_is_shown_and_forgotten_for_whoever_mentions_the_bot() -> None:
    unpin = _said("<@U0BOT> 고정 해제", in_thread=True)
    assert understand(unpin, IN, BOT) == OfPin("forget", "고정 해제")
    shown = _said("<@U0BOT> 고정된 글 보여줘", in_thread=True)
    assert understand(shown, IN, BOT) == OfPin("show", "고정된 글 보여줘")


def test_a_question_of_all_texts_of_a_thread_is_asked_of_them_together() -> None:
    said = _said("<@U0BOT> 어느 글에 나와?", in_thread=True)
    assert understand(said, IN, BOT) == Ask("어느 글에 나와?", InThread("1.0", together=True))


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("누가 썼나?", "누가 썼나?"),
        ("주차비 알려줘", "주차비 알려줘"),
        ("몇 층이야", "몇 층이야"),
        ("주말은?", "주말은?"),
        ("그럼 토요일은", "토요일은"),
    ],
)
def test_a_thread_that_the_bot_is_in_can_be_asked_on_without_a_mention(
    text: str, question: str
) -> None:
    said = _said(text, addressed=False, in_thread=True)
    asked = Ask(question, InThread("1.0"))
    assert understand(said, NEW, BOT) == Ignore()
    for unaddressed in ("found", "never"):
        assert understand(said, IN, BOT, Rules(unaddressed=unaddressed)) == asked
    assert understand(replace(said, parent_user="U0BOT"), NEW, BOT) == asked


@pytest.mark.parametrize(
    "text",
    [
        *("주말에도 여나요?", "주말에도 여나요", "우산 있어?", "예약 돼요?"),
        *(
            "담당자 이름",
            "휴관일",
            "opening hours",
            "누가 설계했대",
            "언제 문 열어요",
        ),
        *("요약해줘", "is it far from the station?", "translate this"),
    ],
)
def test_what_asks_by_its_mark_alone_is_told_if_the_text_has_to_do_with_it(text: str) -> None:
    said = _said(text, addressed=False, in_thread=True)
    assert understand(said, IN, BOT) == Ask(text, InThread("1.0"), only_near=True)
    assert understand(said, NEW, BOT) == Ignore()


@pytest.mark.parametrize(
    "text",
    [
        *("왜 이렇게 덥지?", "왜 이렇게 덥지", "회의록 어디 있더라"),
        "거기 몇 호선이지?",
        "그 사람은 누구야?",
        "그때 누가 왔어요?",
        "what did he say?",
    ],
)
def test_what_points_into_the_talk_is_answered_only_if_the_answer_is_found(text: str) -> None:
    meaning = understand(_said(text, addressed=False, in_thread=True), IN, BOT)
    assert isinstance(meaning, Ask)
    assert meaning.only_found
    asked = understand(_said(text, in_thread=True), IN, BOT)
    assert asked == Ask(text, InThread("1.0"))


@pytest.mark.parametrize(
    ("unaddressed", "meaning"),
    [("found", Ask("회의 어디서 해요", InThread("1.0"), only_near=True)), ("never", Ignore())],
)
def test_what_may_or_may_not_ask_there_is_answered_only_if_something_is_found(
    unaddressed: Unaddressed, meaning: Ask | Ignore
) -> None:
    said = _said("회의 어디서 해요", addressed=False, in_thread=True)
    assert understand(said, IN, BOT, Rules(unaddressed=unaddressed)) == meaning


@pytest.mark.parametrize(
    "text",
    [
        "<@U2> 누가 썼나?",
        "<!here> 누가 썼나?",
        "현우님 어디까지 하셨어요?",
        "좋은 글이네요",
        "오늘 점심 뭐 먹지",
        "저도 궁금했는데",
        "내일 회의 때 봬요",
        "고마워요!",
        "현우야 밥 먹었어?",
        "예약해야 하나? 전화해 볼게요",
        "몇 시에 여는지 궁금해서요",
        "뭘 그런 걸 벌써부터 ㅋㅋㅋ",
        "비 온대요",
        "저녁에 시간 돼?",
        "왜?",
    ],
)
def test_what_people_say_to_each_other_in_such_a_thread_is_left_alone(text: str) -> None:
    assert understand(_said(text, addressed=False, in_thread=True), IN, BOT) == Ignore()


def test_courtesies_in_a_thread_need_no_reply() -> None:
    assert understand(_said("<@U0BOT> 고마워요!", in_thread=True), NEW, BOT) == Ignore()
    assert understand(_said("<@U0BOT> 안녕하세요", in_thread=True), NEW, BOT) == Ignore()


@pytest.mark.parametrize(
    "text", ["고마워요!", "ㅋㅋㅋ", "thanks!", "넵 감사합니다", "ㅇㅇ", ":+1:", "👍🏻", "🙏🙏"]
)
def test_thanks_need_no_reply_anywhere(text: str) -> None:
    assert understand(_said(f"<@U0BOT> {text}"), NEW, BOT) == Ignore()
    assert understand(_in_dm(text), NEW, BOT) == Ignore()
    in_thread = _said(f"<@U0BOT> {text}", in_thread=True)
    assert understand(in_thread, NEW, BOT) == Ignore()


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("<@U0BOT>", "ways"),
        ("<@U0BOT> 도움말", "ways"),
        ("<@U0BOT> 사용법 알려줘", "ways"),
        ("<@U0BOT> 도와줘", "ways"),
        ("<@U0BOT> 이거 어떻게 써?", "ways"),
        ("<@U0BOT> how do I use this?", "ways"),
        ("help", "ways"),
        ("<@U0BOT> 너는 누구야?", "ways"),
        ("<@U0BOT> 안녕하세요", "ways"),
        ("누가 썼나?", "no-source"),
        (f"<{PAGE.url}>", "which-question"),
        (PASSAGE, "which-question"),
        (f"<@U0BOT> 이거 좀 봐줘 <{PAGE.url}>", "which-question"),
        (f"<@U0BOT> can you check this out? <{PAGE.url}>", "which-question"),
        (f"이것도 <{PAGE.url}>", "which-question"),
        (f"<{PAGE.url}> 이 기사요", "which-question"),
        (f"this one too <{PAGE.url}>", "which-question"),
        (f"<@U0BOT> <{PAGE.url}> 이거", "which-question"),
        *(("<@U0BOT> " + text, "ways") for text in ("❓", ":question:", "🤔", "???", "ㅎㅇ")),
    ],
)
def test_who_does_not_say_what_of_what_is_told_what_is_missing(text: str, topic: str) -> None:
    meaning = understand(_said(text), NEW, BOT)
    assert isinstance(meaning, Explain)
    assert meaning.topic == topic


def test_in_a_direct_message_what_was_sent_last_is_read() -> None:
    assert understand(_in_dm("누가 썼나?"), NEW, BOT) == Ask("누가 썼나?", InTalk())
    of_all = Ask("어느 글에 나와?", InTalk(together=True))
    assert understand(_in_dm("어느 글에 나와?"), NEW, BOT) == of_all
    assert understand(_in_dm(PASSAGE), NEW, BOT) == Explain("which-question", "")
    with_link = _in_dm(f"누가 썼나? <{PAGE.url}>")
    assert understand(with_link, NEW, BOT) == Ask("누가 썼나?", (PAGE,))


def test_files_forwarded_messages_and_permalinks_are_sources() -> None:
    file = SlackFile("F1", "a.pdf", "application/pdf", 9, "hosted", "https://x", needs_info=False)
    said = replace(_said("<@U0BOT> 누가 썼나?"), files=(file,), shared=("세종이 썼다.",))
    assert understand(said, NEW, BOT) == Ask("누가 썼나?", (GivenText("세종이 썼다."), file))
    permalink = "<https://a.slack.com/archives/C1/p1358546515000008>"
    asked = Ask("누가?", (SlackMessage("C1", "1358546515.000008"),))
    assert understand(_said(f"{permalink} 누가?"), NEW, BOT) == asked
