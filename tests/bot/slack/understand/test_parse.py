from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.question import GivenText, WebPage
from bot.slack.understand.meaning import SlackFile, SlackMessage
from bot.slack.understand.parse import Parsed, parse

BOT = "U0BOT"
URL = "https://ko.wikipedia.org/wiki/세종"


@pytest.mark.parametrize(
    ("text", "question", "url"),
    [
        (f"<{URL}> 누가 썼나?", "누가 썼나?", URL),
        (f"<@U0BOT> <{URL}|세종 - 위키백과> 누가 썼나?", "누가 썼나?", URL),
        (f"누가 썼나? <{URL}>", "누가 썼나?", URL),
        (f"누가 썼나?\n<{URL}>", "누가 썼나?", URL),
        ("<@U0BOT> https://a.example/x 누가?", "누가?", "https://a.example/x"),
        ("누가 썼나 (https://a.example/x)?", "누가 썼나 ?", "https://a.example/x"),
        ("<https://a.example/?a=1&amp;b=2> 누가?", "누가?", "https://a.example/?a=1&b=2"),
        ("https://a.example/1의 저자는?", "저자는?", "https://a.example/1"),
        ("<https://a.example/1의> 저자는?", "저자는?", "https://a.example/1"),
        ("https://a.example/2002년_월드컵 누가?", "누가?", "https://a.example/2002년_월드컵"),
        ("https://a.example/G20정상회의 누가?", "누가?", "https://a.example/G20정상회의"),
        ("(https://a.example/Reader_(x)) 누가?", "누가?", "https://a.example/Reader_(x)"),
        ("<@U0BOT>, <https://a.example> :pray: 누가?", "누가?", "https://a.example"),
        ("<@U0BOT> <http://a.example|a.example>\n누가?", "누가?", "http://a.example"),
        ("https://a.example/wiki/세종 누가?", "누가?", "https://a.example/wiki/세종"),
        ("https://a.example/Reader_(x) 누가?", "누가?", "https://a.example/Reader_(x)"),
        ("<http://a.example|a.example> 누가?", "누가?", "http://a.example"),
        ("&gt; <https://a.example>\n누가?", "누가?", "https://a.example"),
        (f"<{URL}>에서 누가 썼나?", "누가 썼나?", URL),
        (f"<{URL}> <- 누가 썼나?", "누가 썼나?", URL),
        (f"링크: <{URL}> 질문: 누가 썼나?", "누가 썼나?", URL),
        (f"<{URL}>", "", URL),
        (f"<{URL}> 📚 누가 썼나?? 🙏🏻", "누가 썼나??", URL),
        ("https://a.example/x?q=하나? 누가 썼나?", "누가 썼나?", "https://a.example/x?q=하나"),
        (f"<@U0BOT> ❓ <{URL}>", "", URL),
    ],
)  # fmt: skip
def test_a_link_is_the_source_and_the_rest_the_question(text: str, question: str, url: str) -> None:
    parsed = parse(text, BOT)
    assert (parsed.question, parsed.sources) == (question, (WebPage(url),))


@pytest.mark.parametrize(
    ("text", "question", "passage"),
    [
        ("<@U0BOT> 누가?\n세종이 만들었다.\n끝.", "누가?", "세종이 만들었다.\n끝."),
        ("<@U0BOT>\n누가?\n세종이 만들었다.", "누가?", "세종이 만들었다."),
        ("누가?\n```세종이\n만들었다.```", "누가?", "세종이\n만들었다."),
        ("```\n세종이 만들었다.\n```\n누가?", "누가?", "세종이 만들었다."),
        ("&gt; 세종이\n&gt; 만들었다.\n누가?", "누가?", "세종이\n만들었다."),
        ("누가?\n&gt;&gt;&gt; 세종이\n만들었다.", "누가?", "세종이\n만들었다."),
        ("누가?\n1 &lt; 2 &amp; 3 &gt; 2", "누가?", "1 < 2 & 3 > 2"),
        ("세종이 만들었다.\n누가 만들었나?", "누가 만들었나?", "세종이 만들었다."),
        ("&gt; 하나다.\n누가?\n&gt; 둘이다.", "누가?", "하나다.\n둘이다."),
        ("누가?\n<http://Node.js|Node.js>를 쓴다.\n끝.", "누가?", "Node.js를 쓴다.\n끝."),
    ],
)
def test_else_the_first_line_asks_and_the_rest_is_read(
    text: str, question: str, passage: str
) -> None:
    parsed = parse(text, BOT)
    assert (parsed.question, parsed.sources) == (question, (GivenText(passage),))


@pytest.mark.parametrize("text", ["누가 만들었나?", "<@U0BOT> 안녕", "", "<@U0BOT>", "   "])
def test_one_line_brings_no_source(text: str) -> None:
    assert parse(text, BOT).sources == ()


@given(st.text(alphabet=st.sampled_from("<>|@U0B&gt;`\n ah:/.tps가?"), max_size=60))
def test_no_text_breaks_it(text: str) -> None:
    parse(text)


PROSE = "도서관 관장 정하늘은 누구나 편히 머무는 곳으로 만들겠다고 말했다. 주차장은 87면이다."
PAGE = "https://a.example/x"


@pytest.mark.parametrize(
    ("text", "question", "passage"),
    [
        (f"<@U0BOT> 관장은 누구인가요? {PROSE}", "관장은 누구인가요?", PROSE),
        (f"<@U0BOT> {PROSE} 관장은 누구인가요?", "관장은 누구인가요?", PROSE),
        (f"관장이 누군지 알려줘 {PROSE}", "관장이 누군지 알려줘", PROSE),
        (f"관장은 누구인가요?{PROSE}", "관장은 누구인가요?", PROSE),
        (
            f"안녕하세요!\n관장은 누구인가요?\n9월 회의\n{PROSE}",
            "관장은 누구인가요?",
            f"9월 회의\n{PROSE}",
        ),
        (
            f"관장은 누구인가요?\n{PROSE} 참고: <{PAGE}>",
            "관장은 누구인가요?",
            f"{PROSE} 참고: {PAGE}",
        ),
        (
            f"{PROSE} 참고: <{PAGE}>\n관장은 누구인가요?",
            "관장은 누구인가요?",
            f"{PROSE} 참고: {PAGE}",
        ),
        (f"관장 이름\n{PROSE}", "관장 이름", PROSE),
        (f"하이 봇\n\n관장은 누구야?\n\n{PROSE}", "관장은 누구야?", PROSE),
        (f"질문 있습니다!\n{PROSE}\n관장은 누구야?", "관장은 누구야?", PROSE),
        (f"안녕! 다음 글을 읽고 답해줘\n{PROSE}\n관장은?", "관장은?", PROSE),
        (f"관장이 누군지 궁금해요. {PROSE}", "관장이 누군지 궁금해요.", PROSE),
        (f"아래 글에서 관장 찾아줘: {PROSE}", "관장 찾아줘:", PROSE),
        (f"관장은 누구야? 주차는 몇 대?\n{PROSE}", "관장은 누구야? 주차는 몇 대?", PROSE),
        (f"관장은 누구야? 주차는 몇 대? {PROSE}", "관장은 누구야? 주차는 몇 대?", PROSE),
        (f"{PROSE}\n→ 여기서 관장은?", "여기서 관장은?", PROSE),
        (f"요약해줘\n{PROSE}", "요약해줘", PROSE),
        (f"다음 글 보고 답해줘\n질문: 관장은 누구야?\n{PROSE}", "관장은 누구야?", PROSE),
        (f"{PROSE} 관장은 누구야? 빨리 알려줘", "관장은 누구야? 빨리 알려줘", PROSE),
        ("금요일 당번은?\n요일\t당번\n금요일\t지민", "금요일 당번은?", "요일\t당번\n금요일\t지민"),
        (
            "담당자 누구야?\n담당: <@U5>\n링크: <https://a.example>",
            "담당자 누구야?",
            "담당: <@U5>\n링크: https://a.example",
        ),
        (
            "회의 언제 해요?\n안녕하세요, 총무팀입니다.\n회의는 10월 16일에 합니다.",
            "회의 언제 해요?",
            "안녕하세요, 총무팀입니다.\n회의는 10월 16일에 합니다.",
        ),
        (
            "When is it? The fair is on 3 May. Bring a friend.",
            "When is it?",
            "The fair is on 3 May. Bring a friend.",
        ),
        (PROSE, "", PROSE),
        (f"<@U0BOT>\n[공지] 도서관 안내\n{PROSE}", "", f"[공지] 도서관 안내\n{PROSE}"),
    ],
)
def test_a_question_at_one_end_leaves_the_passage_at_the_other(
    text: str, question: str, passage: str
) -> None:
    parsed = parse(text, BOT)
    assert (parsed.question, parsed.sources, parsed.weak) == (
        question,
        (GivenText(passage),),
        False,
    )


@pytest.mark.parametrize(
    ("text", "question"),
    [
        (f"안녕하세요. 이 기사 봤는데 좋네요. 관장은 누구인가요? <{PAGE}>", "관장은 누구인가요?"),
        (f"관장이 누구인지 알려줄래? 부탁해요 <{PAGE}>", "관장이 누구인지 알려줄래?"),
        (f"안녕하세요, <{PAGE}> 관장은 누구인가요? 미리 감사드려요", "관장은 누구인가요?"),
        (f"<{PAGE}> 그럼 토요일은요?", "토요일은요?"),
        (f"참고: <{PAGE}>\n누가 썼나?", "참고: 누가 썼나?"),
        (f"<{PAGE}|세종 - 위키백과>\n<@U0BOT> 누가 썼나?", "누가 썼나?"),
        (f"{PAGE} 시간은 10:30:45 인가요? :감사합니다:", "시간은 10:30:45 인가요?"),
    ],
)
def test_what_is_only_said_around_a_link_is_no_passage(text: str, question: str) -> None:
    parsed = parse(text, BOT)
    assert (parsed.question, parsed.sources) == (question, (WebPage(PAGE),))


def test_several_links_are_several_sources_each_once_and_no_more_than_five() -> None:
    links = " ".join(f"<https://a.example/{number % 7}>" for number in range(9))
    parsed = parse(f"{links} 누가?")
    assert parsed.sources == tuple(WebPage(f"https://a.example/{number}") for number in range(5))
    assert parsed.question == "누가?"


def test_a_forwarded_message_that_only_brings_a_link_is_what_it_leads_to() -> None:
    assert parse("누가?", shared=[f"이거 보세요 <{URL}>"]).sources == (WebPage(URL),)
    notice = f"{PROSE} 자세히: <{URL}>"
    said = GivenText(f"{PROSE} 자세히: {URL}")
    assert parse("누가?", shared=[notice, f"<{PAGE}>"]).sources == (said, WebPage(PAGE))


def test_what_joins_links_is_no_part_of_the_question() -> None:
    parsed = parse("<https://a.example> 랑 <https://b.example> 중에서 누가 나와?")
    assert parsed.question == "누가 나와?"


def test_links_into_slack_are_what_they_lead_to() -> None:
    thread = (
        "https://a.slack.com/archives/C1/p1358546515000008?thread_ts=1358546510.000001&amp;cid=C1"
    )
    assert parse(f"<{thread}> 누가?").sources == (
        SlackMessage("C1", "1358546515.000008", "1358546510.000001"),
    )
    assert parse("<https://a.slack.com/archives/C1/p1358546515000008|여기> 누가?").sources == (
        SlackMessage("C1", "1358546515.000008"),
    )
    file = SlackFile("F1", "a.pdf", "", 0, "", "", needs_info=True)
    assert parse("<https://a.slack.com/files/U1/F1/a.pdf> 누가?").sources == (file,)
    assert parse("<https://slack.com.a.example/archives/C1/p1358546515000008> 누가?").sources == (
        WebPage("https://slack.com.a.example/archives/C1/p1358546515000008"),
    )


def test_what_is_forwarded_or_attached_is_read_and_all_text_is_the_question() -> None:
    file = SlackFile("F1", "a.pdf", "application/pdf", 9, "hosted", "https://x/a", needs_info=False)
    forwarded = parse("<@U0BOT> 누가 썼나?", BOT, ["<@U2>가 썼다 &amp; 폈다"])
    assert forwarded == Parsed("누가 썼나?", (GivenText("<@U2>가 썼다 & 폈다"),))
    assert parse("누가 썼나?\n급해요", BOT, files=[file]) == Parsed("누가 썼나? 급해요", (file,))
    assert parse(f"&gt; {PROSE}\n<{PAGE}> 누가?") == Parsed(
        "누가?", (GivenText(PROSE), WebPage(PAGE))
    )
    assert parse(f"&gt; 저자는 누구인가?\n<{PAGE}>") == Parsed("저자는 누구인가?", (WebPage(PAGE),))
