from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from mrc_core.decode.spans import top_spans
from mrc_core.types import NO_SPAN

K = 5
_logits = st.sampled_from([-3.0, -1.5, 0.0, 0.5, 2.0, 4.0, np.nan, np.inf])


@st.composite
def _windows(draw: st.DrawFn) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    shape = (draw(st.integers(1, 3)), draw(st.integers(1, 12)))
    logits = hnp.arrays(np.float32, shape, elements=_logits)
    return draw(logits), draw(logits), draw(hnp.arrays(np.bool_, shape))


@given(_windows(), st.integers(1, 6))
def test_top_spans_are_what_trying_all_gives(
    window: tuple[np.ndarray, np.ndarray, np.ndarray], longest: int
) -> None:
    start_logits, end_logits, answerable = window
    spans = top_spans(start_logits, end_logits, answerable, longest, K)
    n, length = start_logits.shape
    for row in range(n):
        every = [
            (-(start_logits[row, i] + end_logits[row, j]), i, j)
            for i in range(length)
            for j in range(i, min(i + longest, length))
            if answerable[row, i]
            and answerable[row, j]
            and np.isfinite(start_logits[row, i])
            and np.isfinite(end_logits[row, j])
        ]
        best = sorted(every)[:K]
        there = spans.score[row] > NO_SPAN
        assert there.sum() == len(best)
        found = zip(-spans.score[row], spans.start[row], spans.end[row], strict=True)
        assert list(found)[: len(best)] == best
        assert (spans.score[row][~there] == NO_SPAN).all()
