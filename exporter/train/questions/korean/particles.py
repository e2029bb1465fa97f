"""Which form of a particle follows a word. Pure."""

from __future__ import annotations

_HANGUL = range(0xAC00, 0xD7A4)
_FINALS = 28
_RIEUL = 8

# How a digit or a Latin letter is read aloud decides: 1 일, 3 삼, 6 육; L 엘, M 엠, N 엔, R 알.
_READ_WITH_FINAL = frozenset("013678LMNRlmnr")
_READ_WITH_RIEUL = frozenset("178LRlr")
_CLOSING = "'\"’”)》〉』」>] "

_PAIRS = {
    "은": ("은", "는"),
    "는": ("은", "는"),
    "이": ("이", "가"),
    "가": ("이", "가"),
    "을": ("을", "를"),
    "를": ("을", "를"),
    "과": ("과", "와"),
    "와": ("과", "와"),
    "으로": ("으로", "로"),
    "로": ("으로", "로"),
    "이라고": ("이라고", "라고"),
    "라고": ("이라고", "라고"),
    "이라는": ("이라는", "라는"),
    "라는": ("이라는", "라는"),
    "으로써": ("으로써", "로써"),
    "로써": ("으로써", "로써"),
    "으로서": ("으로서", "로서"),
    "로서": ("으로서", "로서"),
    "으로부터": ("으로부터", "로부터"),
    "로부터": ("으로부터", "로부터"),
    "이나": ("이나", "나"),
    "나": ("이나", "나"),
    "이며": ("이며", "며"),
    "며": ("이며", "며"),
}

# What other particles follow: "과의", "으로서는".
_HEADS = ("으로써", "로써", "으로서", "로서", "으로부터", "로부터", "으로", "로", "과", "와")


def with_particle(word: str, particle: str) -> str:
    """Return `word` with the form of `particle` that its last sound asks for.

    Example:
        >>> with_particle("서울", "는")
        '서울은'
    """
    pair, rest = _PAIRS.get(particle), ""
    if pair is None:
        head = next((head for head in _HEADS if particle.startswith(head)), "")
        if not head:
            return word + particle
        pair, rest = _PAIRS[head], particle.removeprefix(head)
    last = word.rstrip(_CLOSING)[-1:]
    final = _final(last)
    if particle.lstrip("으").startswith("로") and final == _RIEUL:
        final = 0
    return word + pair[0 if final else 1] + rest


def has_final(word: str) -> bool:
    """Return whether a word ends in a consonant as it is read aloud."""
    return _final(word.rstrip(_CLOSING)[-1:]) > 0


def _final(character: str) -> int:
    """Return the final consonant's number, 0 without one."""
    if not character:
        return 0
    if ord(character) in _HANGUL:
        return (ord(character) - _HANGUL.start) % _FINALS
    if character in _READ_WITH_RIEUL:
        return _RIEUL
    return int(character in _READ_WITH_FINAL)
