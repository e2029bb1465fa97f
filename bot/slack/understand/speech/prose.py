"""Whether words are a text to read, or only said around one. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import regex

from bot.domain.reason import reason_of
from bot.slack.understand.speech.intent import asks, is_courtesy, is_question, may_ask
from mrc_core.sentences import sentence_starts

_ENDS_STATEMENT = regex.compile(r"(?:다|요|음|임|함|됨|것|까지)[.!)\]\"'”’~]*$")
_ENDS_SENTENCE = regex.compile(r"[.!。](?:[)\]\"'”’]*)$")
_LABEL = regex.compile(r"[^\s:：]{1,20}(?:\s[^\s:：]{1,20}){0,2}\s?[:：]\s?\S")
# What is said of a text beside it: "이 기사 보세요", "공유드립니다", "FYI".
_OF_A_TEXT = regex.compile(
    r"보세요|보십시오|봐\s*주세요|봐\s*줘|봐요|참고|공유|읽어|여쭤|여쭙|질문\s*드|문의\s*드|확인\s*(?:해|부탁|바)|링크|첨부|부탁|궁금|올라왔|나왔네|떴"
    r"|(?:이|저|위|아래)\s*(?:글|기사|문서|페이지|링크|자료|영상)|여기(?:서|에|요|입)|봤는데|읽었는데|좋네요|재밌|흥미"
    r"|\b(?:fyi|check (?:this|it) out|have a look|take a look"
    r"|see (?:this|here|below)|this (?:article|page|post|link)|read this|interesting)\b",
    regex.IGNORECASE,
)
_WHICH = (
    r"(?:(?:바로\s)?(?:이|그|저|위|아래|밑|해당|여기)(?:의|에)?|다음|첨부(?:한|된|하신)?|붙여\s?넣은|공유(?:한|된|해\s?주신)"
    r"|(?:올린|올려\s?주신|보낸|보내\s?주신))"
)
_THING = (
    r"(?:글|기사|공지(?:사항)?|내용|문서|파일|자료|링크|이?메일|페이지|안내문?|메시지|스레드|대화|회의록|본문|텍스트|표|보고서"
    r"|뉴스|포스트|캔버스|로그|pdf|csv|엑셀)"
)
# "아래 공지에서", "위 내용 보고", "이 기사": it says what to read, and asks nothing of it.
_POINTS_TO_A_TEXT = regex.compile(
    rf"(?<!\S){_WHICH}\s?{_THING}(?:[을를]|만)?\s?"
    r"(?:에서는?|의|에\s(?:있는|나온|나오는|적힌|쓰인|따르면|의하면)|에"
    r"|(?:좀\s)?(?:보고|읽고|보면|읽어\s?보고|참고해서|참고하여|기준으로|바탕으로))[,\s]+"
    rf"|^(?!다음){_WHICH}\s?{_THING}\s+(?!(?:뭐|뭔|무엇|무슨)\p{{Hangul}}{{0,4}}[?\s]*$)"
    r"|^(?:(?:can|could)\s+you\s+)?(?:please\s+)?(?:check\s+|see\s+|look\s+)?"
    r"(?:according\s+to|based\s+on|in|from|per)\s+(?:the|this|that)\s+(?:attached\s+|above\s+|following\s+)?"
    r"(?:text|article|page|document|doc|file|message|notice|post|thread|e?mail|link|pdf|table|announcement)"
    r"(?:\s+(?:above|below|attached))?[,:]?\s+",
    regex.IGNORECASE,
)
_ROW = regex.compile(r"\S *\t *\S")
# "아래 글 보고 답해줘": it asks nothing itself.
_INSTRUCTS = regex.compile(
    r"(?:보고|읽고|읽은\s*뒤|참고해서?)\s*(?:질문에\s*)?(?:답|대답|답변)\p{Hangul}*\s*\p{Hangul}{0,6}[.!~]*$"
    r"|^(?:please\s+)?(?:read|answer)\b.{0,40}(?:and answer|the question|below|following)",
    regex.IGNORECASE,
)
_NUMBER = regex.compile(r"^(?:\d{1,2}[.)]|[①-⑩])\s*")
_SHORT = 60
_SHORTEST_SENTENCE = 7
_SOME_LINES = 40
_MOST_LOOKED_AT = 2_000
_MOST_QUESTIONS = 5


def sentences(text: str) -> list[str]:
    """Return the sentences and lines of a text, as they stand, without the blank ones."""
    starts = [0, *sentence_starts(text), len(text)]
    cut = (text[start:end].strip() for start, end in pairwise(starts))
    return list(filter(None, cut))


def is_passage(text: str) -> bool:
    """Tell whether a text holds at least one whole sentence that is there to be read.

    Questions, courtesies and short remarks on another text are none.

    Args:
        text: As a person sees it, without links.
    """
    stated = list(_statements(text[:_MOST_LOOKED_AT]))
    short = sum(map(len, stated)) < _SHORT
    return any(_is_statement(each) for each in stated if not (short and _OF_A_TEXT.search(each)))


def is_preamble(line: str) -> bool:
    """Tell whether a line only leads to a question: a greeting, or a wish to have it answered."""
    return is_courtesy(line) or (len(line) < _SHORT and bool(_INSTRUCTS.search(line)))


def is_remark(text: str) -> bool:
    """Tell whether a text is only said of another one: "이 기사 참고하세요"."""
    return len(text) < _SHORT and bool(_OF_A_TEXT.search(text)) and not is_passage(text)


def without_remarks(question: str) -> str:
    """Return a question without the greetings, thanks and remarks on a text around it."""
    parts = [each for each in sentences(question) if not is_courtesy(each)]
    if any(map(asks, parts)):
        parts = [each for each in parts if asks(each) or not _OF_A_TEXT.search(each)]
    return " ".join(parts) or question


def questions_in(text: str) -> tuple[str, ...]:
    """Return the questions that a text asks one after the other; all of it where it asks one.

    What is said around them is none, nor is what no span can answer.
    """
    parts = (_NUMBER.sub("", each) for each in sentences(text[:_MOST_LOOKED_AT]))
    asked = [each for each in parts if is_question(each) and not reason_of(each)]
    return tuple(asked) if 1 < len(asked) <= _MOST_QUESTIONS else (text,)


def without_pointers(question: str) -> str:
    """Return a question without what only says of which text it is: "아래 공지에서".

    Of what no span can answer it is left: it shows why.
    """
    if reason_of(question):
        return question
    return _POINTS_TO_A_TEXT.sub("", question).strip() or question


def _statements(text: str) -> Iterator[str]:
    for each in sentences(text):
        if not (is_courtesy(each) or asks(each) or may_ask(each)):
            yield each


def _is_statement(sentence: str) -> bool:
    if _ROW.search(sentence):
        return True
    if len(sentence) < _SHORTEST_SENTENCE:
        return False
    if _LABEL.match(sentence) or len(sentence) >= _SOME_LINES:
        return True
    words = sentence.count(" ") + 1
    return bool(
        (words >= 2 and _ENDS_STATEMENT.search(sentence))
        or (words >= 3 and _ENDS_SENTENCE.search(sentence))
    )
