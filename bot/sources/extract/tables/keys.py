"""Which columns of a table name its rows. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import regex

_MOST_TRIED = 6
_MOST_KEYS = 3
# What counts or numbers rows is unique, and nobody asks by it.
_NUMBER_NAME = regex.compile(
    r"(?:^|\s)(?:no|nr|id|idx|index|code|key|#)\.?$|(?:번호|순번|연번|사번|학번|코드|아이디)$",
    regex.IGNORECASE,
)
_LETTER = regex.compile(r"\p{L}")
_DIGIT = regex.compile(r"\d")
_LOOKED_AT = 80


def key_columns(names: Mapping[int, str], rows: Sequence[Mapping[int, str]]) -> list[int]:
    """Return the leading columns whose values tell the rows apart: as few as can.

    Args:
        names: The columns' names.
        rows: Of each row its cells' texts, by column.
    """
    columns = sorted({*names, *(column for row in rows for column in row)})
    tried = columns[:_MOST_TRIED]
    counts = [column for column in tried if _counts(names.get(column, ""), column, rows)]
    # Beside numbered rows only words are a name; else whatever comes first is.
    named = [
        column
        for index, column in enumerate(tried)
        if column not in counts and (index == 0 or _is_wordy(column, rows))
    ]
    keys: list[int] = []
    for column in named[:_MOST_KEYS]:
        keys.append(column)
        if _tells_apart(keys, rows):
            break
    if not named or not _tells_apart(keys, rows):
        keys = sorted([*counts[:1], *named[:1]])
    return keys if len(keys) < len(columns) else keys[:1]


def _counts(name: str, column: int, rows: Sequence[Mapping[int, str]]) -> bool:
    if _NUMBER_NAME.search(name):
        return True
    values = [row.get(column, "") for row in rows]
    return len(values) > 1 and any(
        all(value == str(first + index) for index, value in enumerate(values)) for first in (0, 1)
    )


def _tells_apart(columns: Sequence[int], rows: Sequence[Mapping[int, str]]) -> bool:
    found = {tuple(row.get(column, "") for column in columns) for row in rows}
    return len(found) == len(rows)


def _is_wordy(column: int, rows: Sequence[Mapping[int, str]]) -> bool:
    """Tell whether a column holds words, not quantities: "A7", not "9.6kg"."""
    values = [row[column][:_LOOKED_AT] for row in rows if row.get(column)]
    words = sum(
        _LETTER.match(value) is not None or len(_LETTER.findall(value)) > len(_DIGIT.findall(value))
        for value in values
    )
    return words * 2 > len(values)
