"""What a Slack message says: its text -> a question and where to read. Pure.

1. Marked structure first: a quote, a code block, a forwarded message or a file is read, and what is
   left is the question.
2. Then position: a question at one end and a text beside it; on one line it is split there.
3. Then links are read, and what is left is the question.
4. Else the first line is the question, and the rest is read.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import regex

from bot.domain.question import GivenText
from bot.slack.understand.meaning import MOST_SOURCES, Readable, SlackFile
from bot.slack.understand.speech.intent import asks
from bot.slack.understand.speech.prose import (
    is_passage,
    is_preamble,
    sentences,
    without_pointers,
    without_remarks,
)
from bot.slack.understand.written.links import Linked, Links, take_links
from bot.slack.understand.written.marks import (
    marked_passage,
    plain,
    without_broadcasts,
    without_emoji,
    without_mentions,
)

_EMPTIED_BRACKETS = regex.compile(r"\(\s*\)|\[\s*\]")
_LEADING = regex.compile(r"^(?:[\s,.:;?~\-–—→▶>*•#=]|<[-=~])+")
_GREETING = regex.compile(
    r"^(?:안녕하세요|안녕|하이|hello|hi|hey)[,!.~\s]+"
    r"|^(?:(?:링크|기사|주소|출처|url|link|질문|문의|Q|question)\s?[.:：]\s*){1,3}",
    regex.IGNORECASE,
)
# "…의 관장은?", where the link was taken out.
_LEFT_OF_A_LINK = regex.compile(
    r"^(?:(?:에서는?|에는?|의|[은는을를과와]|으?로|이?랑|하고|중(?:에서?)?|and|or|vs)\s+){1,3}"
)
# What only ties a question to the talk before it.
_TIE = regex.compile(
    r"^(?:(?:그럼|그러면|그렇다면|그리고|근데|그런데|혹시|다름이\s?아니라|아|아니|저기|참|and|so|but|then|ok|hey)(?=[\s,])[\s,]*){1,3}",
    regex.IGNORECASE,
)
# A question mark that no address holds, or a request, with more after it on its line.
_ASKED = regex.compile(
    r"(?:<[^<>]*>|https?://\S+)(*SKIP)(*FAIL)"
    r"|(?<![?？])[?？]++(?=[\s\p{Hangul}\"'”’)])"
    r"|(?:알려|말해|찾아|가르쳐)\s?(?:줘요?|주세요|주십시오|줄래요?)[.!~:：]*(?=\s)"
    r"|궁금(?:해요?|합니다|하네요)[.!~]*(?=\s)"
)
# "기사:", before a link that was taken out.
_LABEL = regex.compile(r"(?:[^\s:：]{1,20}\s?){1,3}[:：]")
_MOST_QUESTIONS = 3
_LONGEST_TITLE = 60
_TITLE_MARK = regex.compile(
    r"^(?:[\[【<(「『#]|공지|안내|알림)|(?:공지|안내|회의록|알림|보고|소식)\s*[\])]?$"
)


@dataclass(frozen=True, slots=True)
class Parsed:
    """A message in its parts.

    Attributes:
        question: "" when there is none.
        sources: What it names to read, at most `MOST_SOURCES`.
        weak: The source is only what stands below the first line, and may be no text at all.
    """

    question: str
    sources: tuple[Readable, ...] = ()
    weak: bool = False


def parse(
    text: str, bot_user: str = "", shared: Sequence[str] = (), files: Sequence[SlackFile] = ()
) -> Parsed:
    """Take a message apart into question and sources.

    Args:
        text: As Slack sends it.
        bot_user: The bot's user id; its mention is no part of either.
        shared: The messages that are forwarded with it.
        files: What is attached to it.
    """
    text = without_mentions(text, bot_user).strip()
    marked, rest = marked_passage(text)
    links = take_links(rest)
    given, linked = forwarded(shared)
    links = Links((*links.sources, *linked), links.rest)
    if marked:
        inner = take_links(marked)
        if inner.sources and not inner.rest.strip():
            # A link alone in a quote or a code block is still a link.
            links = Links((*inner.sources, *links.sources), links.rest)
        elif links.sources and not links.rest.strip():
            return Parsed(_question(marked), links.sources)  # the question was quoted
        else:
            given.insert(0, plain(marked))
    if given or files:
        passages = tuple(GivenText(each) for each in given if each)
        return Parsed(_question(links.rest), (*passages, *files, *links.sources)[:MOST_SOURCES])
    question, body = _at_one_end(rest)
    if question and is_passage(plain(take_links(body).rest)):
        return Parsed(_question(question), (GivenText(plain(body)),))
    if links.sources:
        return Parsed(_LEFT_OF_A_LINK.sub("", _question(links.rest)), links.sources)
    if question:
        is_one_line = "\n" not in rest.strip()
        if is_one_line or not plain(body):
            return Parsed(_question(rest))
        return Parsed(_question(question), (GivenText(plain(body)),), weak=True)
    return _without_question_mark(rest)


def forwarded(shared: Sequence[str]) -> tuple[list[str], tuple[Linked, ...]]:
    """Return what forwarded messages say, and the links of those that only bring one."""
    texts: list[str] = []
    linked: list[Linked] = []
    for each in shared:
        links = take_links(each)
        if links.sources and not is_passage(plain(links.rest)):
            linked += links.sources
        else:
            texts.append(plain(each))
    return texts, tuple(linked)


def _without_question_mark(text: str) -> Parsed:
    """Take a text apart of which neither end plainly asks: its first line may, or none does."""
    first, _, below = text.partition("\n")
    if below.strip() and not (is_passage(plain(first)) or _is_title(plain(first))):
        return _by_first_line(first, below)
    if is_passage(plain(text)):
        return Parsed("", (GivenText(plain(text)),))
    return Parsed(_question(text))


def _is_title(line: str) -> bool:
    return len(line) <= _LONGEST_TITLE and bool(_TITLE_MARK.search(line))


def _by_first_line(first: str, below: str) -> Parsed:
    passage = plain(below)
    return Parsed(_question(first), (GivenText(passage),), weak=not is_passage(passage))


def _at_one_end(text: str) -> tuple[str, str]:
    """Return the question at one end of a text, and the rest; "" twice where there is none."""
    lines = [line for line in text.splitlines() if line.strip()]
    begin = next((i for i, line in enumerate(lines) if not is_preamble(plain(line))), 0)
    if not lines:
        return "", ""
    first, *others = lines[begin:]
    if match := _ASKED.search(first):
        if asks(plain(first[: match.end()])):
            greeting, question = _last_sentence(first[: match.end()])
            if not is_passage(plain(take_links(greeting).rest)):
                more, after = _first_questions(first[match.end() :])
                question = " ".join([question, *more])
                return question, "\n".join(filter(str.strip, [after, *others]))
    elif asks(plain(take_links(first).rest)) and others:
        return first, "\n".join(others)
    before, question = _last_questions(lines[-1])
    if asks(plain(take_links(question).rest)):
        return question, "\n".join(filter(str.strip, [*lines[begin:-1], before]))
    return "", ""


def _first_questions(line: str) -> tuple[list[str], str]:
    """Return the questions that a line begins with, and what stands after these."""
    found: list[str] = []
    while line.strip() and len(found) < _MOST_QUESTIONS - 1:
        one = sentences(line)[0]
        if not asks(plain(take_links(one).rest)):
            break
        found.append(one)
        line = line[line.index(one) + len(one) :]
    return found, line


def _last_questions(line: str) -> tuple[str, str]:
    """Return what stands before the questions that a line ends with, and these."""
    before, last = _last_sentence(line)
    for _ in range(_MOST_QUESTIONS - 1):
        earlier, one = _last_sentence(before.rstrip()) if before.strip() else ("", "")
        if not asks(plain(one)):
            break
        before, last = earlier, f"{one} {last}"
    return before, last


def _last_sentence(line: str) -> tuple[str, str]:
    """Return what stands before a line's last sentence, and that."""
    last = sentences(line)[-1]
    return line[: line.rindex(last)], last


def _question(text: str) -> str:
    """Return a question as the reader gets it, without emoji and what a link left behind.

    What only says what a link leads to is none.
    """
    text = _EMPTIED_BRACKETS.sub(" ", without_emoji(without_broadcasts(text)))
    text = without_remarks(_LEADING.sub("", " ".join(plain(text).split())))
    if _LABEL.fullmatch(text):
        return ""
    text = _TIE.sub("", _GREETING.sub("", text)) or text
    return without_pointers(text)
