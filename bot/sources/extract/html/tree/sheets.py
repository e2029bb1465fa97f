"""What a page's own style sheets hide, and what they set side by side, by classes and ids. Pure.

Only rules that name an element by itself are told apart (`.panel`, `p.more`, `.panel.open`):
others depend on where it stands, and those within `@media` on what shows it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Literal, NamedTuple

Look = Literal["shown", "hidden", "away"]
"""How a rule lets an element look: "away" is off the screen, where nobody ever sees it."""

# CSS Selectors Level 4: a compound selector of a type, classes and ids.
_COMPOUND = re.compile(r"[a-zA-Z][\w-]*|\*")
_TOKEN = re.compile(r"[.#][\w-]{1,80}")
_STYLE = re.compile(r"<(/?)(?:style|STYLE)\b")  # without IGNORECASE five times faster
_HIDDEN = re.compile(r"(?<![\w-])(?:display\s*:\s*none|visibility\s*:\s*hidden)")
_SHOWN = re.compile(r"(?<![\w-])(?:display\s*:\s*[a-z]|visibility\s*:\s*visible)")
_AWAY = re.compile(
    r"(?<![\w-])(?:(?:left|top|text-indent|margin-left)\s*:\s*-\d{3}"
    r"|clip(?:-path)?\s*:\s*(?:rect|inset)\()"
)
# What is far off the screen has one of these, which are quickly found.
_FAR = re.compile(r"-\d{3}|clip")
# CSS Grid Layout 1, 7.2: "80px 1fr", "repeat(3, minmax(0, 1fr))".
_TEMPLATE = re.compile(r"grid-template-columns\s*:\s*([^;{}]{1,200})")
_REPEAT = re.compile(r"repeat\(\s*(\d{1,2})\s*,((?:[^()]|\([^()]*\))*+)\)")
_IN_BRACKETS = re.compile(r"\([^()]*\)")
_NO_TRACK = re.compile(r"\[[^\]]*\]|!important")
_BESIDE = re.compile(r"display\s*:\s*(?:inline-)?(?:grid|flex)\b")
_MOST_CHARACTERS = 1_000_000
_MOST_RULES = 2_000
# About one name: each element that has it is held against all of them.
_MOST_ALIKE = 50
_MOST_TOKENS = 3


class Rule(NamedTuple):
    """A rule: whom it is for, by classes (".a") and ids ("#a"), and how those look then.

    Attributes:
        tokens: Its classes and ids.
        look: None where it says nothing of that.
        columns: See `columns_of`.
    """

    tokens: frozenset[str]
    look: Look | None
    columns: int | None


Sheet = Mapping[str, list[Rule]]
"""Rules in their order, by one of their tokens each."""


def sheet_of(html: str) -> Sheet:
    """Return the rules of a page that hide elements, show them again or set them side by side."""
    rules: dict[str, list[Rule]] = {}
    count = 0
    for styles in _styles(html):
        for selectors, declarations in _declared(styles):
            look, columns = _look(declarations), columns_of(declarations)
            if look is None and columns is None:
                continue
            for selector in selectors.split(","):
                tokens = _tokens(selector.strip())
                if tokens and count < _MOST_RULES:
                    count += 1
                    alike = rules.setdefault(tokens[0], [])
                    if len(alike) < _MOST_ALIKE:
                        alike.append(Rule(frozenset(tokens), look, columns))
    return rules


def look_of(sheet: Sheet, classes: str, name: str) -> tuple[Look, int | None]:
    """Return how an element looks: by the rule of most tokens, of those by the last one.

    Args:
        sheet: The page's rules.
        classes: The element's classes, as its attribute has them.
        name: Its id.

    Returns:
        Whether it is seen, and in how many columns it sets what is in it, see `columns_of`.
    """
    own = {f".{one}" for one in classes.split()} | {f"#{name}"}
    found = [rule for token in own & sheet.keys() for rule in sheet[token] if rule.tokens <= own]
    found.sort(key=lambda rule: len(rule.tokens))
    look: Look = "shown"
    columns = None
    for rule in found:
        look = rule.look or look
        columns = columns if rule.columns is None else rule.columns
    return look, columns


def columns_of(declarations: str) -> int | None:
    """Return in how many columns an element sets what is in it: in a grid, side by side as 0.

    None where lines and blocks follow each other, as they do without a word.
    """
    if "grid" not in declarations and "flex" not in declarations:
        return None
    if template := _TEMPLATE.search(declarations):
        return _tracks(template[1])
    return 0 if _BESIDE.search(declarations) else None


def _tracks(template: str) -> int:
    """Return the number of a grid's columns; 0 where that goes by the width of the screen."""
    template = _NO_TRACK.sub(" ", template)
    count = sum(
        int(repeated[1]) * len(_IN_BRACKETS.sub("", repeated[2]).split())
        for repeated in _REPEAT.finditer(template)
    )
    rest = _REPEAT.sub(" ", template)
    return 0 if "repeat" in rest else count + len(_IN_BRACKETS.sub("", rest).split())


def _styles(html: str) -> Iterator[str]:
    start: int | None = None
    left = _MOST_CHARACTERS
    for tag in _STYLE.finditer(html):
        if not tag[1]:
            start = tag.end() if start is None else start
        elif start is not None:
            yield html[start : min(tag.start(), start + left)]
            left -= tag.start() - start
            start = None
            if left <= 0:
                return


def _declared(styles: str) -> Iterator[tuple[str, str]]:
    """Yield the selectors and declarations of the rules that always hold."""
    depth = 0
    for part in styles.partition(">")[2].split("}"):
        opened = part.count("{")
        if not depth and opened == 1:
            selectors, _, declarations = part.partition("{")
            yield selectors.rpartition("*/")[2], declarations
        depth = max(0, depth + opened - 1)


def _look(declarations: str) -> Look | None:
    declared = declarations.lower()
    is_said = "display" in declared or "visibility" in declared
    if is_said and _HIDDEN.search(declared):
        return "hidden"
    if _FAR.search(declared) and _AWAY.search(declared):
        return "away"
    return "shown" if is_said and _SHOWN.search(declared) else None


def _tokens(selector: str) -> list[str]:
    """Return the classes and ids of a compound selector; none of any other one."""
    element = _COMPOUND.match(selector)
    rest = selector[element.end() :] if element else selector
    tokens = _TOKEN.findall(rest)
    return tokens if len(tokens) <= _MOST_TOKENS and "".join(tokens) == rest else []
