"""What a notebook shows of answers and readings."""

from __future__ import annotations

from bs4 import BeautifulSoup

from mrc_core import Answer, ModelInfo, Reading, State, Timings

TEXT = "값은 <b onclick='x()'>7&8</b>이다."


def _reading(state: State) -> Reading:
    start = TEXT.index("<b")
    answer = Answer(TEXT[start:-3], start, len(TEXT) - 3, 0.84, TEXT, 0)
    given = None if state == "absent" else answer
    model, timings = ModelInfo("<script>", "6"), Timings(1.0, 20.0, 0.5)
    return Reading(state, given, (answer,), model, timings, 3, 9, question_cut=False)


def test_an_answer_is_marked_in_its_context_and_nothing_of_it_is_markup() -> None:
    answer = _reading("found").candidates[0]
    shown = BeautifulSoup(answer._repr_html_(), "lxml")
    assert shown.get_text() == f"{TEXT} 84%"
    assert shown.mark.get_text() == answer.text
    assert shown.find("b") is None


def test_a_reading_shows_state_candidates_and_what_was_read() -> None:
    for state in ("found", "unsure", "absent"):
        shown = BeautifulSoup(_reading(state)._repr_html_(), "lxml")
        assert shown.b.get_text() == state
        assert [cell.get_text() for cell in shown.find_all("td")] == [
            TEXT[3:-3],
            "84%",
            TEXT,
        ]
        assert "<script> 6 · 22 ms · 3 of 9 windows" in shown.get_text()
        assert shown.script is None


def test_a_reading_without_candidates_has_no_table() -> None:
    reading = Reading("absent", None, (), ModelInfo("m", "1"), Timings(1, 0, 0), 0, 0, False)
    assert "<table>" not in reading._repr_html_()
