"""How readings look in a notebook: HTML, with everything that was read escaped. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mrc_core.types import Answer, Reading

# Readable on a notebook's light and dark paper.
_COLOURS = {"found": "#2e8b57", "unsure": "#b8860b", "absent": "#b5483a"}
_MARK = "background:#ffe08a;color:#1b2430;border-radius:3px;padding:0 2px"
_QUIET = "opacity:.7;font-size:90%"
_LEFT = "text-align:left"


def answer_markup(answer: Answer) -> str:
    """Return an answer's context, in which the answer is marked, and its probability."""
    return f'{_marked(answer)} <span style="{_QUIET}">{answer.score:.0%}</span>'


def reading_markup(reading: Reading) -> str:
    """Return a reading's state and answer, its candidates in a table, and what was read."""
    colour, said = _COLOURS[reading.state], reading.answer.text if reading.answer else ""
    head = f'<b style="color:{colour}">{reading.state}</b> <b>{escape(said)}</b>'
    rows = [
        _row((escape(one.text), f"{one.score:.0%}", _marked(one))) for one in reading.candidates
    ]
    names = "".join(f'<th style="{_LEFT}">{name}</th>' for name in ("candidate", "", "context"))
    table = f"<table><tr>{names}</tr>{''.join(rows)}</table>" if rows else ""
    took = reading.timings_ms
    milliseconds = took.featurize + took.predict + took.decode
    about = (
        f"{escape(reading.model.name)} {escape(reading.model.version)} · {milliseconds:.0f} ms · "
        f"{reading.windows_read} of {reading.windows_total} windows"
    )
    return f'<div>{head}{table}<div style="{_QUIET}">{about}</div></div>'


def _row(cells: Iterable[str]) -> str:
    return "<tr>" + "".join(f'<td style="{_LEFT}">{cell}</td>' for cell in cells) + "</tr>"


def _marked(answer: Answer) -> str:
    start, end = answer.start - answer.context_start, answer.end - answer.context_start
    before, within, after = (
        escape(part)
        for part in (answer.context[:start], answer.context[start:end], answer.context[end:])
    )
    return f'{before}<mark style="{_MARK}">{within}</mark>{after}'
