"""What a page does not show at once: what one click shows, and what nothing shows. Pure.

Accordions, tabs, carousels and "more" hide text that people read; dialogs, menus and hints for
screen readers hide what is no part of the page. What hides is known from style and attributes,
what opens it from controls that name it or stand beside it, and from what its class is called.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import islice

from bs4 import Tag
from bs4.element import PageElement

from bot.sources.extract.html.tree.nodes import (
    AROUND,
    FOLDED,
    HOVER,
    INLINE,
    LABEL,
    MOVED,
    Noticed,
    attribute,
    drop,
    is_unseen,
)

# Where React and its like put what streams in, before a script moves it: react-dom's Fizz.
_STREAMED = re.compile(r"S:[0-9a-f]+")
_OUT_OF_SIGHT = re.compile(
    r"(?:left|top|text-indent|margin-left)\s*:\s*-\d{3}|clip(?:-path)?\s*:|height\s*:\s*1px",
    re.IGNORECASE,
)
_NO_HEIGHT = re.compile(r"(?<![\w-])(?:max-)?height\s*:\s*0", re.IGNORECASE)
# Said to screen readers alone, in the words of frameworks and of Korean sites.
_SPOKEN = frozenset(
    """
    sr-only sronly visually-hidden visuallyhidden visually_hidden screen-reader screen-reader-text
    screen-reader-only screenreader screen_out screen-out a11y-hidden a11y_hidden hidden-text
    offscreen off-screen blind sound_only sound-only u-hidden-visually element-invisible
    assistive-text skip-link skiplink skip-nav skipnav skip_nav skip-to-content
    """.split()
)
_CONSENT = re.compile("cookie|consent|gdpr|onetrust")
_MOST_CONSENT = 1_500
# What stands in a sentence, and is shown above it.
_HOVER = re.compile(
    r"(?:rollover|hover-?card|tool-?tip|pop-?over)[\w-]{0,20}(?:block|content|text|box|body|inner)"
)
_NEVER = re.compile(
    r"(?<![a-z])(?:modal|pop-?up|layer|overlay|dialog|cookie|consent|gdpr|tooltip|drop-?down|menu|gnb"
    r"|lnb|nav|toast|loading|loader|spinner|skeleton|search|log-?in|share|sns|captcha|error|alert"
    r"|template|tpl|print|subscri|newsletter|e-?mail|contact|comment|reply|thank|notice-?bar|player)",
    re.IGNORECASE,
)
_NEVER_ROLES = frozenset("dialog alertdialog alert menu menubar tooltip status search".split())
_UNFOLDS = re.compile(
    r"(?<![a-z])(?:tab|panel|pane|accordion|collaps|faq|answer|ans|slide|swiper|carousel|toggle|fold"
    r"|more|expand|detail|reveal|read-?more|cont|desc|view|item|body)",
    re.IGNORECASE,
)
_UNFOLDED_ROLES = frozenset(("tabpanel", "region"))
# What comes under a name of its own: an answer's row below its question's.
_ANSWERS = frozenset(("dd", "tr", "tbody"))
_PANELS = frozenset("div section article ul ol li dl table figure".split())
_CONTROLS = frozenset("button summary dt h1 h2 h3 h4 h5 h6".split())
_CONTROL_ROLES = frozenset(("tab", "button"))
_STATE = frozenset("active on show open current selected is-active hide hidden off".split())
_NAMED = re.compile(r"[\w-]{1,80}")
_SENTENCE = re.compile(r"[.?!。][\s\"'”’)]|[.?!。]$")
_LEAST_PROSE = 100
_LOOKED_AT = 600
_NEAR = 6


def fold(noticed: Noticed) -> None:
    """Mark what is folded away, what opens it and what stands around; drop what is never shown."""
    opened: set[str] = set()
    for opener in noticed.openers:
        opened.update(_targets(opener))
        if opener.name != "label":
            opener.attrs[LABEL] = ""
    for element in noticed.named:
        attributes = element.attrs
        words = f"{attributes.get('class', '')} {attributes.get('id', '')}".lower()
        if not _SPOKEN.isdisjoint(words.split()):
            drop(element)
        elif element.name in INLINE and _HOVER.search(words):
            attributes[HOVER] = ""
        elif _CONSENT.search(words) and _is_notice(element):
            attributes[AROUND] = ""
        if attributes.get("role") in _CONTROL_ROLES:
            attributes[LABEL] = ""
    for element in noticed.away:
        drop(element)
    for element in noticed.hidden:
        if not is_unseen(element):
            _fold(element, opened)


def _fold(element: Tag, opened: set[str]) -> None:
    if _STREAMED.fullmatch(attribute(element, "id")):
        element.attrs[MOVED] = ""
    elif _is_never_shown(element) or _asks(element):
        drop(element)
    elif _is_opened(element, opened):
        element.attrs[FOLDED] = ""
    elif len(text := _text(element)) >= _LEAST_PROSE and _SENTENCE.search(text):
        element.attrs[FOLDED] = element.attrs[AROUND] = ""
    else:
        drop(element)


def _asks(element: Tag) -> bool:
    """Tell whether an element is a form to send something with."""
    return element.name == "form" or any(
        isinstance(node, Tag) and node.name == "form" for node in islice(element.descendants, _NEAR)
    )


def _targets(opener: Tag) -> Iterable[str]:
    """Yield the ids that an element may open."""
    attributes = opener.attrs
    for name in ("aria-controls", "data-target", "data-bs-target", "href", "for"):
        if value := attributes.get(name):
            yield from str(value).replace("#", " ").split()
    if script := attributes.get("onclick"):
        yield from _NAMED.findall(str(script)[:_LOOKED_AT])


def _is_never_shown(element: Tag) -> bool:
    style = attribute(element, "style")
    if element.name == "dialog":
        return "open" not in element.attrs
    if "hidden" not in element.attrs and _OUT_OF_SIGHT.search(style):
        return not _NO_HEIGHT.search(style)
    if attribute(element, "role") in _NEVER_ROLES or "aria-modal" in element.attrs:
        return True
    return bool(_NEVER.search(f"{attribute(element, 'class')} {attribute(element, 'id')}"))


def _is_opened(element: Tag, opened: set[str]) -> bool:
    """Tell whether something shows an element; mark it as its label where it stands beside it."""
    attributes = element.attrs
    before, after = _beside(element, forward=False), _beside(element, forward=True)
    if before is not None and _controls(before):
        before.attrs[LABEL] = ""
        return True
    return (
        attribute(element, "hidden") == "until-found"
        or attribute(element, "role") in _UNFOLDED_ROLES
        or element.name in _ANSWERS
        or attribute(element, "id") in opened
        or bool(_NO_HEIGHT.search(attribute(element, "style")))
        or bool(_UNFOLDS.search(f"{attributes.get('class', '')} {attributes.get('id', '')}"))
        or (after is not None and _controls(after))
        or _has_shown_sibling(element)
    )


def _beside(element: Tag, *, forward: bool) -> Tag | None:
    """Return the neighbour, if it is an element."""
    at: PageElement | None = element
    for _ in range(_NEAR):
        at = (at.next_sibling if forward else at.previous_sibling) if at is not None else None
        if isinstance(at, Tag):
            return at
        if at is None or str(at).strip():
            return None
    return None


def _controls(element: Tag) -> bool:
    """Tell whether an element is a control, or little more than one."""
    for node in (element, *islice(element.descendants, _NEAR)):
        if isinstance(node, Tag) and (node.name in _CONTROLS or LABEL in node.attrs):
            return len(_text(element)) < _LOOKED_AT
    return False


def _has_shown_sibling(element: Tag) -> bool:
    """Tell whether another of its kind stands open beside it, as of tabs and slides one does."""
    kind = _kind(element)
    if element.name not in _PANELS:
        return False
    for forward in (False, True):
        sibling: Tag | None = element
        for _ in range(_NEAR):
            sibling = _beside(sibling, forward=forward) if sibling is not None else None
            if sibling is not None and _kind(sibling) == kind and not _is_hidden(sibling):
                return True
    return False


def _kind(element: Tag) -> tuple[str, frozenset[str]]:
    return element.name, frozenset(attribute(element, "class").split()) - _STATE


def _is_hidden(element: Tag) -> bool:
    style = attribute(element, "style").replace(" ", "").lower()
    return "hidden" in element.attrs or "display:none" in style or "visibility:hidden" in style


def _is_notice(element: Tag) -> bool:
    if element.name in ("html", "body", "main", "article"):
        return False
    return len(_text(element, _MOST_CONSENT)) < _MOST_CONSENT


def _text(element: Tag, most: int = _LOOKED_AT) -> str:
    """Return the beginning of an element's text."""
    parts: list[str] = []
    length = 0
    for node in islice(element.descendants, most):
        if not isinstance(node, Tag):
            parts.append(str(node).strip())
            length += len(parts[-1])
            if length >= most:
                break
    return " ".join(filter(None, parts))
