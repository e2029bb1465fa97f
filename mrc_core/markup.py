"""How readings look in a notebook: HTML, with everything that was read escaped. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from typing import NamedTuple

# Readable on a notebook's light and dark paper.
_COLOURS = {"found": "#2e8b57", "unsure": "#b8860b", "absent": "#b5483a"}
_MARK = "background:#ffe08a;color:#1b2430;border-radius:3px;padding:0 2px"
_QUIET = "opacity:.7;font-size:90%"
_LEFT = "text-align:left"


class Marked(NamedTuple):
    """An answer within its context, in three parts, and its probability in [0, 1]."""

    before: str
    answer: str
    after: str
    score: float


def answer_markup(marked: Marked) -> str:
    """Return an answer's context, in which the answer is marked, and its probability."""
    return f'{_marked(marked)} <span style="{_QUIET}">{marked.score:.0%}</span>'


def reading_markup(state: str, candidates: Sequence[Marked], about: str) -> str:
    """Return a reading's state and answer, its candidates in a table, and a line about it."""
    said = candidates[0].answer if candidates and state != "absent" else ""
    head = f'<b style="color:{_COLOURS[state]}">{state}</b> <b>{escape(said)}</b>'
    rows = [_row((escape(one.answer), f"{one.score:.0%}", _marked(one))) for one in candidates]
    names = "".join(f'<th style="{_LEFT}">{name}</th>' for name in ("candidate", "", "context"))
    table = f"<table><tr>{names}</tr>{''.join(rows)}</table>" if rows else ""
    return f'<div>{head}{table}<div style="{_QUIET}">{escape(about)}</div></div>'


def _row(cells: Iterable[str]) -> str:
    return "<tr>" + "".join(f'<td style="{_LEFT}">{cell}</td>' for cell in cells) + "</tr>"


def _marked(marked: Marked) -> str:
    before, answer, after = (escape(part) for part in marked[:3])
    return f'{before}<mark style="{_MARK}">{answer}</mark>{after}'
