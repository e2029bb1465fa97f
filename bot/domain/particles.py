"""Which form of a Korean particle follows a word: 을 or 를, by how the word ends when read. Pure.

Hangul says so itself. Digits are read in Sino-Korean, capitals by their names ("PDF": 피디에프),
other Latin words as Korean spells them, by the rules of loanword orthography that decide most
ends ("Slack": 슬랙, "page": 페이지). Where nobody can tell, both forms stand: 을(를).
"""

from __future__ import annotations

import string
import unicodedata
from typing import Literal

import regex

PAIRS = ("은/는", "이/가", "을/를", "과/와", "으로/로")
"""The particles: after a final consonant / after a vowel."""

_Final = Literal["none", "rieul", "other"]

_LONGEST = 60
_SYLLABLES = range(0xAC00, 0xD7A4)
_FINALS = 28
_RIEUL = 8
# "홍길동(1985)" goes on as 홍길동 does, and so does 《홍길동》.
_ASIDE = regex.compile(r"(?<=\w)\s?+\([^()]*+\)$")
_UNSAID = regex.compile(r"[^\w%℃]++$")
# 일 삼 육 칠 팔, and what trailing zeros make of a number: 영, 십, 백, 천, 만, 억.
_DIGITS: dict[str, _Final] = {"1": "rieul", "7": "rieul", "8": "rieul"}
_DIGITS |= dict.fromkeys("036", "other")
_TRILLION = regex.compile(r"0{12,15}$")  # 조 ends in a vowel
# 엘 알 엠 엔: the names of all other letters end in vowels.
_LETTERS: dict[str, _Final] = {"L": "rieul", "R": "rieul", "M": "other", "N": "other"}
_RIEUL_WORD = regex.compile(r"(?:l|[^aeiou\W]le|[aeiouy]le)$")
_FINAL_WORD = regex.compile(r"(?:[mn]|[aeiouy][mn]e|ng|ck|(?<![aeiou])[aeiou][kpt]|ic|web)$")
_VOWEL = regex.compile(r"[aeiouy]")


def with_particle(word: str, pair: str) -> str:
    """Return a word with the form of a particle that follows it.

    Args:
        word: Any text; of a long one the end decides.
        pair: One of `PAIRS`.

    Raises:
        ValueError: It is none of them.
    """
    if pair not in PAIRS:
        raise ValueError(f"no particle: {pair}")
    closed, opened = pair.split("/")
    final = _final(word)
    if final is None:
        return f"{word}(으)로" if closed == "으로" else f"{word}{closed}({opened})"
    if final == "rieul" and closed == "으로":
        return word + opened
    return word + (opened if final == "none" else closed)


def _final(word: str) -> _Final | None:
    """Return what a word ends in when it is read; None where nobody can tell."""
    said = _UNSAID.sub("", _ASIDE.sub("", word[-_LONGEST:]))
    last = said[-1:]
    if not last:
        return None
    if ord(last) in _SYLLABLES:
        number = (ord(last) - _SYLLABLES.start) % _FINALS
        return "rieul" if number == _RIEUL else "other" if number else "none"
    if last in "%℃":
        return "none"  # 퍼센트, 섭씨 몇 도
    if last.isascii() and last.isdigit():
        is_trillion = _TRILLION.search(said.replace(",", ""))
        return "none" if is_trillion else _DIGITS.get(last, "none")
    if last.isascii() and last.isalpha():
        return _of_latin(said)
    if unicodedata.name(last, "").startswith(("HIRAGANA", "KATAKANA")):
        return "other" if last in "んン" else "none"
    return None


def _of_latin(said: str) -> _Final:
    letters = said[len(said.rstrip(string.ascii_letters)) :]
    small = letters.lower()
    if letters.isupper() or len(letters) == 1 or not _VOWEL.search(small):
        return _LETTERS.get(letters[-1].upper(), "none")
    if _RIEUL_WORD.search(small):
        return "rieul"
    return "other" if _FINAL_WORD.search(small) else "none"
