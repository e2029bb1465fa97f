from __future__ import annotations

import numpy as np
import pytest

from mrc_core.artifact import Calibration
from mrc_core.decode.answers import best_answers
from mrc_core.types import Part, Passage, Windows, WindowSpans

NO_SCORES = np.zeros(1, np.float32)


def one_window(text: str) -> Windows:
    """A window with one token a character."""
    n = len(text)
    ones = np.ones((1, n), np.int32)
    offsets = np.stack([np.arange(n), np.arange(1, n + 1)], -1)[None].astype(np.int32)
    return Windows(ones, ones, ones, ones.astype(bool), offsets, np.zeros(1, np.int32))


def spans_of(*rows: tuple[int, int, float], null: float = 0.0) -> WindowSpans:
    start, end, score = zip(*rows, strict=True)
    return WindowSpans(
        np.array([start], np.int32),
        np.array([end], np.int32),
        np.array([score], np.float32),
        np.array([null], np.float32),
    )


def test_overlapping_and_repeated_spans_count_once() -> None:
    text = "왕 세종. 또 세종."
    spans = spans_of((2, 3, 5.0), (0, 3, 4.0), (8, 9, 3.0), (0, 0, 1.0))
    state, answers = best_answers(spans, one_window(text), NO_SCORES, [text], Calibration(), 5)
    assert state == "found"
    assert [(a.text, a.start) for a in answers] == [("세종", 2), ("왕", 0)]


def test_probabilities_share_one_scale_with_not_here() -> None:
    text = "하나 둘 셋"
    windows = one_window(text)
    spans = spans_of((0, 1, 3.0), (3, 3, 1.0), null=2.0)
    _, answers = best_answers(spans, windows, NO_SCORES, [text], Calibration(), 5)
    weights = np.exp([0.0, 1.0, -1.0])
    assert [a.score for a in answers] == pytest.approx(list(weights[1:] / weights.sum()))
    cooled = Calibration(temperature=4.0)
    assert best_answers(spans, windows, NO_SCORES, [text], cooled, 5)[1][0].score < answers[0].score
    # One window cools nothing, whatever the power.
    assert best_answers(spans, windows, NO_SCORES, [text], Calibration(cooling=0.5), 5)[1][
        0
    ].score == pytest.approx(answers[0].score)
    # Others count less: it may be right that both are.
    _, likelier = best_answers(spans, windows, NO_SCORES, [text], Calibration(rivals=0.5), 5)
    halved = [
        weights[1] / (weights.sum() - weights[2] / 2),
        weights[2] / (weights.sum() - weights[1] / 2),
    ]
    assert [a.score for a in likelier] == pytest.approx(halved)
    shy = Calibration(null_bias=8.0, absent=0.2)
    assert best_answers(spans, windows, NO_SCORES, [text], shy, 5)[0] == "absent"


@pytest.mark.parametrize(("rival", "state"), [(2.8, "unsure"), (2.0, "found")])
def test_what_has_a_rival_as_likely_is_not_called_found(rival: float, state: str) -> None:
    text = "하나 둘 셋"
    spans = spans_of((0, 1, 3.0), (3, 3, rival))
    calibration = Calibration(rivals=0.0)
    found, answers = best_answers(spans, one_window(text), NO_SCORES, [text], calibration, 2)
    assert found == state
    assert answers[0].score > calibration.found


def test_a_longer_span_has_to_be_worth_its_length() -> None:
    text = "서울과 부산"
    spans = spans_of((0, 5, 3.0), (4, 5, 2.8))
    windows = one_window(text)
    for penalty, best in ((0.0, text), (0.1, "부산")):
        _, answers = best_answers(
            spans, windows, NO_SCORES, [text], Calibration(length_penalty=penalty), 1
        )
        assert answers[0].text == best


def test_windows_are_compared_by_their_own_null_score() -> None:
    text = "가 나"
    one = one_window(text)
    windows = Windows(
        *(np.repeat(getattr(one, f), 2, 0) for f in ("input_ids", "input_mask", "segment_ids")),
        answerable=np.repeat(one.answerable, 2, 0),
        offsets=np.repeat(one.offsets, 2, 0),
        passage=np.zeros(2, np.int32),
    )
    spans = WindowSpans(
        np.array([[0], [2]], np.int32),
        np.array([[0], [2]], np.int32),
        np.array([[9.0], [5.0]], np.float32),
        np.array([10.0, 1.0], np.float32),  # the first window doubts its own best span
    )
    _, answers = best_answers(spans, windows, np.zeros(2, np.float32), [text], Calibration(), 2)
    assert [answer.text for answer in answers] == ["나", "가"]


def test_an_answer_cuts_no_grapheme() -> None:
    text = "답은 e\u0301 👍🏽 끝"
    spans = spans_of((3, 3, 3.0), (6, 6, 2.0))
    _, answers = best_answers(spans, one_window(text), NO_SCORES, [text], Calibration(), 2)
    assert [answer.text for answer in answers] == ["e\u0301", "👍🏽"]


def test_an_answer_holds_no_bracket_by_half() -> None:
    text = "실천[行]을 안다"
    assert _answers(Passage(text), (0, 3, 3.0), (6, 8, 2.0)) == [
        ("실천", text),
        ("안다", text),
    ]


def test_nothing_to_choose_from_is_absent() -> None:
    text = "   "
    assert best_answers(
        spans_of((0, 1, 3.0)), one_window(text), NO_SCORES, [text], Calibration(), 3
    ) == (
        "absent",
        (),
    )


def _answers(passage: Passage, *rows: tuple[int, int, float]) -> list[tuple[str, str]]:
    windows = one_window(passage.text)
    _, answers = best_answers(spans_of(*rows), windows, NO_SCORES, [passage], Calibration(), 5)
    return [(answer.text, answer.context) for answer in answers]


def test_no_answer_goes_from_one_part_into_another() -> None:
    passage = Passage("왕 세종\n나라 조선", (Part(0, 4), Part(5, 10)))
    assert _answers(passage, (2, 6, 9.0), (2, 3, 1.0)) == [("세종", "왕 세종")]


def test_a_part_that_is_whole_is_shown_whole() -> None:
    row = "출생: 1397. 5. 15. 한성부 | 사망: 1450년. 영응대군 사저"
    text = f"{row}\n다음 줄이다."
    as_row = Passage(text, (Part(0, len(row), whole=True), Part(len(row) + 1, len(text))))
    as_prose = Passage(text, (Part(0, len(row)), Part(len(row) + 1, len(text))))
    at = row.index("영응")
    assert _answers(as_row, (at, at + 3, 2.0)) == [("영응대군", row)]
    assert _answers(as_prose, (at, at + 3, 2.0)) == [("영응대군", "영응대군 사저")]


def test_a_prior_says_where_an_answer_is_less_likely() -> None:
    text = "세종\n태종"
    around = Passage(text, (Part(0, 2, prior=-3.0), Part(3, 5)))
    spans = ((0, 1, 5.0), (3, 4, 3.0))
    assert [answer for answer, _ in _answers(around, *spans)] == ["태종", "세종"]
    assert [answer for answer, _ in _answers(Passage(text), *spans)] == ["세종", "태종"]


def test_a_question_bounds_its_answer() -> None:
    text = "09:00~18:00"
    last = len(text) - 1
    windows = one_window(text)
    spans = spans_of((0, last, 5.0))
    _, whole = best_answers(spans, windows, NO_SCORES, [text], Calibration(), 1)
    _, until = best_answers(spans, windows, NO_SCORES, [text], Calibration(), 1, "몇 시까지?")
    assert [whole[0].text, until[0].text] == [text, "18:00"]
    assert until[0].start == 6
