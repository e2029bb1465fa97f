"""How windows are put into requests."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from mrc_core.predict.padding import length_buckets, pad_batch, plan_batches
from tests.mrc_core.predict.serving.windows import windows_of

BUCKETS = length_buckets(384)


@given(st.lists(st.integers(3, 384), max_size=80), st.integers(1, 40))
def test_each_window_is_sent_once_at_a_length_that_holds_it(
    lengths: list[int], max_rows: int
) -> None:
    batches = plan_batches(lengths, BUCKETS, max_rows)
    assert sorted(row for batch in batches for row in batch.rows) == list(range(len(lengths)))
    for batch in batches:
        assert batch.length in BUCKETS
        assert 1 <= len(batch.rows) <= max_rows
        assert max(lengths[row] for row in batch.rows) <= batch.length


def test_nothing_to_read_is_no_request() -> None:
    assert plan_batches([], BUCKETS, 32) == []


def test_a_short_question_does_not_pay_for_the_longest_window() -> None:
    assert [batch.length for batch in plan_batches([40], BUCKETS, 32)] == [64]
    assert [batch.length for batch in plan_batches([65], BUCKETS, 32)] == [128]


def test_one_short_window_among_long_ones_goes_along_where_that_costs_little() -> None:
    assert [(len(b.rows), b.length) for b in plan_batches([384] * 5 + [300], BUCKETS, 32)] == [
        (6, 384)
    ]


def test_many_short_windows_go_in_a_request_of_their_own() -> None:
    batches = plan_batches([384] * 5 + [100] * 4, BUCKETS, 32)
    assert [(len(b.rows), b.length) for b in batches] == [(5, 384), (4, 128)]


def test_a_model_longer_than_its_settings_say_is_asked_at_the_windows_length() -> None:
    assert [batch.length for batch in plan_batches([400], BUCKETS, 32)] == [400]


@given(st.lists(st.integers(3, 200), min_size=1, max_size=12))
def test_what_is_added_is_padding(lengths: list[int]) -> None:
    windows = windows_of(*lengths)
    for batch in plan_batches(lengths, BUCKETS, 32):
        part = pad_batch(windows, batch)
        assert part.input_ids.shape == (len(batch.rows), batch.length)
        assert part.offsets.shape == (len(batch.rows), batch.length, 2)
        for index, row in enumerate(batch.rows):
            tokens = lengths[row]
            np.testing.assert_array_equal(
                part.input_ids[index, :tokens], windows.input_ids[row, :tokens]
            )
            assert part.input_mask[index].tolist() == [1] * tokens + [0] * (batch.length - tokens)
            assert not part.answerable[index, tokens:].any()
            assert not part.segment_ids[index, tokens:].any()
