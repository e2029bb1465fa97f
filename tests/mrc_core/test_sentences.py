from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from mrc_core.sentences import sentence_starts
from tests.texts import long_texts, texts


def test_a_sentence_starts_after_a_mark_or_a_line() -> None:
    text = "왕이다.[1]다음은 J. Doe (재위: 391년? ~ 412년?)이다. 끝\n제목\n\n본문"
    starts = [0, *sentence_starts(text), len(text)]
    assert [text[left:right].strip() for left, right in pairwise(starts)] == [
        "왕이다.[1]",
        "다음은 J. Doe (재위: 391년? ~ 412년?)이다.",
        "끝",
        "제목",
        "본문",
    ]


@given(st.one_of(texts, long_texts), st.data())
def test_starts_lie_in_order_within_the_stretch(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    starts = list(sentence_starts(text, start, end))
    assert starts == sorted(set(starts))
    assert all(start < left <= end for left in starts)
