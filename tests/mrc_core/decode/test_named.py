"""Which cell of a table or of a form a question means, and what of a span is its value."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mrc_core.decode.cells import cells_of, line_at
from mrc_core.decode.named import Named

_PRICES = """\
품목 | 무게 | 가격
A7 무게: 9.6kg | A7 가격: 12만 원 | A7 담당: 한도윤
A7 플러스 무게: 11kg | A7 플러스 가격: 15만 원 | A7 플러스 담당: 구본아"""
_PLANS = """\
Plan: Starter | Monthly fee: $39 | Memory: 16 GB | Support: weekdays 9-5
Plan: Builder | Monthly fee: $62 | Memory: 32 GB | Support: around the clock"""
_ROOMS = """\
Heron Floor: 3 | Heron Seats: 14
Badger Floor: 5 | Badger Seats: 30"""
_ROTA = """\
11/18(화) 당직자: 노윤재 | 11/18(화) 교대: 18:30
11/19(수) 당직자: 도하은 | 11/19(수) 교대: 18:00"""
_MINUTES = """\
일시: 10/14(화) 15:00~16:10
참석: 구본아, 여민석, 탁서영 / 불참: 진가온
작성: 여민석 | 수정: 10/15
다음 회의: 10/28(화) 15:00"""
_ROOMS_AS_PASTED = """\
회의실 | 수용 인원 | 장비 | 예약
가온 | 12명 | 전자칠판 | 이은비
다솜 | 30명 | 없음 | 자율 사용"""
_ROOMS_IN_MARKDOWN = """\
| 회의실 | 정원 | 관리 |
|:---|---:|---|
| 가온 | 열둘 | 이은비 |
| 다솜 | 서른 | 박준우 |"""
_STAFF = """\
Name\tTeam\tExt
Liam Ford\tPayments\t4411
Noa Levi\tSearch\t4420"""
_BUSES = """\
Route | First bus | Stops
Blue | 05:40 | 18
Green | 06:00 | 25"""
_SEATS = """\
회의실 | 정원 | 관리
가온 정원: 12명 | 가온 관리: 이은비
다솜 정원: 30명 | 다솜 관리: 박준우"""
_POST = """\
By Leonie Marsh, photographs by Sam Iwu
Posted on 3 March 2025 · Last updated 17 June 2025
게시자 문채원 | 조회수 1,204"""


@pytest.mark.parametrize(
    ("text", "question", "right", "wrong"),
    [
        (_PRICES, "A7 플러스 가격?", "15만 원", "12만 원"),
        (_PRICES, "A7 무게 알려줘", "9.6kg", "11kg"),
        (_PRICES, "A7 담당은 누구예요?", "한도윤", "구본아"),
        (_PRICES, "구본아 님은 뭐 맡았어요?", "A7 플러스", "A7"),
        (_PLANS, "how much is the builder plan", "$62", "$39"),
        (_PLANS, "Which plan has 32 GB?", "Builder", "Starter"),
        (_ROOMS, "which room has 30 seats?", "Badger", "14"),
        (_ROTA, "수요일 당직자 누구야?", "도하은", "노윤재"),
        (_ROTA, "11월 18일 교대 몇 시?", "18:30", "18:00"),
        (_MINUTES, "누가 작성했어?", "여민석\x00작성: ", "진가온"),
        (_MINUTES, "언제 수정됐나요", "10/15", "15:00~16:10"),
        (_MINUTES, "회의 언제였어요?", "10/14(화)", "10/28(화)"),
        (_ROOMS_AS_PASTED, "다솜은 누가 예약 받아요?", "자율 사용", "이은비"),
        (_ROOMS_AS_PASTED, "12명 들어가는 회의실은?", "가온", "이은비"),
        (_ROOMS_AS_PASTED, "다솜 수용 인원은?", "30명", "수용 인원"),
        (_ROOMS_IN_MARKDOWN, "다솜 관리는 누가 해요?", "박준우", "이은비"),
        (_ROOMS_IN_MARKDOWN, "가온 정원은?", "열둘", "정원"),
        (_STAFF, "which team is Noa on?", "Search", "Name\tTeam"),
        (_STAFF, "what is the ext of Noa Levi?", "4420", "4411"),
        (_BUSES, "which route has 25 stops?", "Green", "Blue"),
        (_BUSES, "how many stops has green?", "25", "18"),
        (_SEATS, "30명 들어가는 회의실은?", "다솜", "박준우"),
        (_POST, "who wrote this?", "Leonie Marsh", "Sam Iwu"),
        (_POST, "who took the photographs", "Sam Iwu", "Leonie Marsh"),
        (_POST, "when was it last updated", "17 June 2025", "3 March 2025"),
        (_POST, "조회수는?", "1,204", "문채원"),
    ],
)
def test_a_question_names_a_cell_by_its_row_and_its_column(
    text: str, question: str, right: str, wrong: str
) -> None:
    spans = [_place(text, right), _place(text, wrong)]
    of_right, of_wrong = Named(question).misses(text, spans)
    assert of_right == 0 < of_wrong


@pytest.mark.parametrize(
    ("text", "question", "right"),
    [
        # By another word than the column's, of the same kind as its neighbour.
        ("출발지: 서면역 | 마지막 차: 7:45 | 출발 시각: 17:00", "서면역 막차 몇 시예요?", "7:45"),
        # A longer name of which more, but not all, is said.
        (
            "visitor records Owner: Finance | Kept for: 5 years",
            "visitor records kept for?",
            "5 years",
        ),
        # A row that every value is in.
        ("Owner: Finance\nTeam Lucy: Sales | Team Jane: Support", "which team is it?", "Finance"),
    ],
)
def test_what_a_question_does_not_name_is_left_to_the_reader(
    text: str, question: str, right: str
) -> None:
    assert Named(question).misses(text, [_place(text, right), _place(text, text[-5:])])[0] == 0


@pytest.mark.parametrize(
    ("text", "question", "marked", "value"),
    [
        (_PRICES, "A7 가격은?", "A7 가격: 12만 원", "12만 원"),
        (_PRICES, "A7 가격은?", "9.6kg | A7 가격: 12만 원", "12만 원"),
        (_PRICES, "구본아 님은 뭐 맡았어요?", "플러스", "A7 플러스"),
        (_PLANS, "starter support?", "weekdays", "weekdays 9-5"),
        (_PLANS, "Which plan has 32 GB?", "around the clock", "around the clock"),
        (_MINUTES, "누가 참석했어요?", "구본아", "구본아, 여민석, 탁서영"),
        (_MINUTES, "회의 몇 시에 시작했어?", "15:00", "15:00"),
        (_ROOMS_AS_PASTED, "다솜 예약은?", "없음 | 자율", "자율 사용"),
        (_ROOMS_AS_PASTED, "가온 예약은 누가?", "이은비\n다솜", "이은비"),
        (_POST, "who wrote this?", "Leonie Marsh, photographs by Sam Iwu", "Leonie Marsh"),
    ],
)
def test_a_value_answers_without_its_names(
    text: str, question: str, marked: str, value: str
) -> None:
    start, end = Named(question).narrow(text, *_place(text, marked))
    assert text[start:end] == value


@pytest.mark.parametrize(
    "line",
    ["결정: 4분기 예산을 줄인다. 광고는 그대로 둔다.", "그는 말했다: 아니다.", "가 | 나 | 다", ""],
)
def test_prose_and_what_has_no_names_are_no_cells(line: str) -> None:
    assert cells_of(line, 0, len(line)) == ()


@pytest.mark.parametrize(
    "text",
    [
        "가 | 나 | 다",
        # Nothing says that the first line names the others' columns.
        "김서연 | 재무팀\n박도현 | 개발팀",
        "이름 | 부서 | 내선\n박도현 | 개발팀",
        f"이름 | 부서\n{'김서연 | 재무팀' * 60}",
        "이름 | 이름\n박도현 | 개발팀",
        "이름 | 부서\n" + "--- | ---\n" * 200 + "박도현 | 개발팀",
        "\n".join("\t".join(f"{cell}{number}" for number in range(30)) for cell in ("이름", "값")),
    ],
)
def test_lines_that_no_line_names_are_no_table(text: str) -> None:
    assert cells_of(text, text.rfind("\n") + 1, len(text)) == ()


@given(
    st.lists(st.lists(st.sampled_from(["", "이름", "Ext", "12", "-", "a: b"]), max_size=4)),
    st.booleans(),
)
def test_cells_are_places_of_their_line(rows: list[list[str]], has_tabs: bool) -> None:
    text = "\n".join(("\t" if has_tabs else " | ").join(row) for row in rows)
    for position in range(len(text) + 1):
        line = line_at(text, position)
        assert line
        ends = [(cell.start, cell.value, cell.end) for cell in cells_of(text, *line)]
        assert all(line[0] <= start <= value <= end <= line[1] for start, value, end in ends)


def _place(text: str, said: str) -> tuple[int, int]:
    """Return where something is said; behind what follows a mark, if it has one."""
    said, _, before = said.partition("\x00")
    start = text.index(before + said) + len(before)
    return start, start + len(said)
