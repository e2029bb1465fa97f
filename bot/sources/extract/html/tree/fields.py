"""What stands in the fields of a form, with what the fields are called. Pure."""

from __future__ import annotations

from bs4 import Tag
from bs4.element import NavigableString

from bot.sources.extract.html.tree.nodes import Noticed, attribute, drop, inline_text

_LONGEST_LABEL = 60
_LABEL_END = (":", "：", "?")
_ABOVE = 6
_CELLS = frozenset(("td", "th", "dt", "dd"))


def fill_in(noticed: Noticed) -> None:
    """Write a field's label in front of its value, "성명: 홍길동"."""
    if not noticed.fields:
        return
    labels = {attribute(label, "for"): label for label in noticed.labels if "for" in label.attrs}
    holding: set[int] = set()
    for field in noticed.fields:
        if not field.contents:
            continue
        holder = field.find_parent("select") or field
        label = labels.pop(attribute(holder, "id"), None)
        if label is not None and _is_in_other_cell(label, holder):
            # Tables say which name is which value's.
            continue
        name = inline_text(label) if label is not None else attribute(holder, "aria-label").strip()
        around = _label_around(holder) if label is None else None
        # Only for its first field: each would have to look through all that is in it.
        if around is not None and id(around) not in holding:
            holding.add(id(around))
            # It stands in front of the field already.
            name, written = "", inline_text(around).removesuffix(inline_text(holder)).strip()
            if written and not written.endswith(_LABEL_END):
                field.insert(0, NavigableString(": "))
        if not name or len(name) > _LONGEST_LABEL:
            continue
        if label is not None:
            drop(label)
        between = " " if name.endswith(_LABEL_END) else ": "
        field.insert(0, NavigableString(name + between))


def _label_around(field: Tag) -> Tag | None:
    at = field.parent
    for _ in range(_ABOVE):
        if at is None or at.name == "label":
            return at
        at = at.parent
    return None


def _is_in_other_cell(label: Tag, field: Tag) -> bool:
    cell = _cell_around(label)
    return cell is not None and cell is not _cell_around(field)


def _cell_around(element: Tag) -> Tag | None:
    at = element.parent
    for _ in range(_ABOVE):
        if at is None or at.name in _CELLS:
            return at
        at = at.parent
    return None
