"""A span of tokens -> all of what was asked for, and nothing else. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from mrc_core.decode.asked import Narrow
from mrc_core.decode.boundaries import (
    snap_to_graphemes,
    snap_to_words,
    trimmed,
    with_year,
    without_half_asides,
    without_half_quotation,
    without_particle,
    without_rest,
)
from mrc_core.decode.measures import with_measure, with_which


def whole_answer(
    text: str, start: int, end: int, narrowing: Sequence[Narrow] = ()
) -> tuple[int, int]:
    """Return the answer that a span means.

    Args:
        text: The passage.
        start: Where a span that is not white space alone begins.
        end: Where it ends.
        narrowing: What the question asks for; see `asked.narrowing`.
    """
    start, end = without_half_asides(text, *snap_to_words(text, start, end))
    start, end = without_half_quotation(text, start, end)
    start, end = without_particle(text, start, end)
    start, end = without_rest(text, start, end)
    start, end = with_measure(text, *with_year(text, start, end))
    start, end = with_which(text, start, end)
    for narrow in narrowing:
        start, end = trimmed(text, *narrow(text, start, end))
    return snap_to_graphemes(text, start, end)
