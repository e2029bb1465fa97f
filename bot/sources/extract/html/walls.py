"""Pages that stand in front of what was asked for, or in its place. Pure.

Sites send sign-in pages, consent pages and errors with status 200, and pages that only a script
fills. Each says so in its title, its first heading or its few words; a page with prose of its own
is none, whatever it is about.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import regex
from bs4 import Tag

from bot.domain.source.blocks import Wall
from bot.sources.extract.html.tree.nodes import attribute

WALLING = ("input", "script", "noscript", "h1", "h2", "title", "div")
"""Names of the elements that tell."""

# Code points of prose: a page with more is an article.
_MOST_PROSE = 400
_LITTLE = 150
_SHORT = 300
_LONGEST_TITLE = 120

_PARTS = regex.compile(r"\s+[-–—|:·>»]+\s+|\s*[|·]\s*")


def _saying(*phrases: str) -> regex.Pattern[str]:
    """Return a pattern of titles that are one of the phrases; "…" stands for a few words more."""
    written = (phrase.replace("…", ".{0,40}").replace(" ", r"\s?") for phrase in phrases)
    return regex.compile("|".join(written), regex.IGNORECASE)


_SIGN_IN = _saying(
    "…로그인( (페이지|화면|하기|하세요|해 주세요|안내))?",
    "…로그인이? (필요|후|해야|하셔야)…",
    "(please |you (need|must|have) to )?(sign|log)[ -]?[io]n( (to|with|or|required|page)\\b…)?",
    "…\\b(sign|log)[ -]?in( (required|page))?",
    "authentication required|single sign-?on|…members? only",
)
_MUST_SIGN_IN = _saying(
    "로그인이? (필요|후|하셔야|해야|하신|해 주)",
    "회원 ?(전용|만 )",
    "(please|must|need to|have to) (be )?(sign|log)(ged|ed)?[ -]?in\\b",
)
_CONSENT = _saying(
    "before you continue…",
    "…(cookie|privacy) (consent|settings|preferences|choices|notice)",
    "…(uses?|accept|value) (of )?(cookies|your privacy)…",
    "…쿠키…(동의|설정|허용|사용)…|…개인 정보…동의…|계속하기 전에…",
)
_FAILURE = _saying(
    "…\\b(4(00|01|03|04|10|29)|5(00|02|03|04))\\b…",
    "…(페이지|게시[물글]|문서|글|주소|자료|기사)[를을가이는은]? (찾을 수|존재하지|없습니다)…",
    "…(페이지|게시[물글]|문서|글|자료|기사|콘텐츠)[가이는은]? 삭제…",
    "…(존재하지 않는|삭제된|잘못된) …(페이지|게시물|게시글|글|문서|접근|요청|경로|주소)…",
    "…권한이 없…|…점검 (중|안내)…|…이용에 불편…",
    "…(일시적인?|알 수 없는|시스템|서버)? (오류|에러)(가|입니다)?…",
    "…not found…|(access denied|forbidden|unauthorized|bad gateway|gateway time-?out)…",
    "…(temporarily|service) unavailable…|…something went wrong…|…internal server error…",
    "…(under|down for|scheduled) maintenance…|error|oops…",
    "just a moment…|attention required…|…you are (a )?human…|robot check",
    "…page (doesn.t exist|cannot be found|is gone|no longer exists)…",
)
# What tells people what to do about it is none.
_HELPING = regex.compile(
    r"해결|방법|대처|조치|가이드|매뉴얼|안\s?될\s?때|하는\s?법"
    r"|how to|troubleshoot|\bfix|guide|\bfaq",
    regex.IGNORECASE,
)
_OF_MEMBERS = regex.compile(
    r"로그인|회원|가입|아이디|비밀번호|계정|권한"
    r"|(?:sign|log)[ -]?(?:in|up)|account|password|member|subscri",
    regex.IGNORECASE,
)
_SENTENCE = regex.compile(r"[.!?다요]\s*$")
_LEAST_TOLD = 25
_ALERT = regex.compile(r"""alert\(\s*(["'`])((?:(?!\1)[^\\\n]|\\.){2,200}+)\1""")
_NEEDS_SCRIPT = regex.compile(r"java ?script|자바 ?스크립트|스크립트", regex.IGNORECASE)
_WAITING = _saying(
    "\\W*|\\W*(loading|please wait)\\W*",
    "\\W*((불러오는|로딩|로드|처리|준비) 중(입니다)?|잠시만 기다려 주세요)\\W*",
)
_ROOTS = frozenset("root app __next __nuxt main-app react-root svelte ___gatsby app-root".split())
_MUCH_SCRIPT = 20_000


@dataclass(frozen=True, slots=True)
class Seen:
    """What there is to read of a page.

    Attributes:
        title: Its title.
        content: Its content, a line a block, without what it is surrounded by.
        prose: How much of that is sentences, in code points.
        around: Whether there is text around it.
    """

    title: str | None
    content: Sequence[str]
    prose: int
    around: bool


def wall(found: Mapping[str, Sequence[Tag]], seen: Seen) -> Wall | None:
    """Return what a page is, if it is not what was asked for; None for a page to be read.

    Args:
        found: Its elements by name, see `WALLING`.
        seen: What there is to read.
    """
    if seen.prose > _MOST_PROSE:
        return None
    length = sum(map(len, seen.content))
    if not length and (told := _told(found["script"])):
        return told
    tells = any(map(_tells, seen.content))
    # A second heading may be that of a field at the side.
    called = _headings({**found, "h2": []} if tells else found, seen)
    headings = [heading for heading in called if not _HELPING.search(heading)]
    has_password = any(attribute(field, "type").lower() == "password" for field in found["input"])
    asks = not tells and any(map(_MUST_SIGN_IN.search, seen.content))
    if any(map(_SIGN_IN.fullmatch, headings)) and seen.prose < _LITTLE:
        return "login"
    # Many a page has a field for it at its side.
    if has_password and (asks if seen.prose else length < _LITTLE):
        return "login"
    if any(map(_FAILURE.fullmatch, headings)) and length < _SHORT:
        return "error"
    if asks and length < _SHORT:
        return "login"
    if any(map(_CONSENT.fullmatch, headings)):
        return "consent"
    said = (line for line in seen.content if not _HELPING.search(line))
    if length < _LITTLE and any(map(_FAILURE.fullmatch, said)):
        return "error"
    return "script" if _is_script_only(found, seen) else None


def _tells(line: str) -> bool:
    """Tell whether a line is a sentence of something else than who may read."""
    return (
        len(line) >= _LEAST_TOLD and bool(_SENTENCE.search(line)) and not _OF_MEMBERS.search(line)
    )


def _told(scripts: Sequence[Tag]) -> Wall | None:
    """Return what an empty page says in a window of its own, before it leads away."""
    for script in scripts:
        for alert in _ALERT.finditer(script.get_text()[:_MUCH_SCRIPT]):
            if _MUST_SIGN_IN.search(alert[2]):
                return "login"
            if _FAILURE.fullmatch(alert[2].strip(" .!")):
                return "error"
    return None


def _headings(found: Mapping[str, Sequence[Tag]], seen: Seen) -> list[str]:
    """Return what a page is called: the parts of its title, its first headings."""
    written = [
        e.get_text(" ")[:_LONGEST_TITLE]
        for e in (*found["title"][:1], *found["h1"][:2], *found["h2"][:1])
    ]
    names = [(seen.title or "")[:_LONGEST_TITLE], *written]
    parts = [part for name in names for part in (name, *_PARTS.split(name))]
    return [
        tidied for part in dict.fromkeys(parts) if (tidied := " ".join(part.split()).strip(" .!"))
    ]


def _is_script_only(found: Mapping[str, Sequence[Tag]], seen: Seen) -> bool:
    """Tell whether a page waits for a script to fill it."""
    scripts = found["script"]
    text = " ".join(seen.content)
    if scripts and len(text) < _LITTLE and _WAITING.fullmatch(text):
        return True
    if not scripts or seen.prose:
        return False
    if len(text) < _LITTLE and _NEEDS_SCRIPT.search(text):
        return True
    has_root = any(
        attribute(div, "id") in _ROOTS and not div.get_text(strip=True) for div in found["div"]
    )
    return len(text) < _LITTLE and (
        has_root or sum(len(script.get_text()) for script in scripts) > _MUCH_SCRIPT
    )
