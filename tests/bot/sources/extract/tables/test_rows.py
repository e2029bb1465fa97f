"""Tables as the reader gets them: no value without the names of its row and its column."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sources.extract.tables.headers import with_headers
from bot.sources.extract.tables.rows import Cell, Row, joined


def _rows(table: str, *, by_convention: bool = False) -> list[Row]:
    """Lines of cells between bars; a cell in stars is bold."""
    lines = [
        [
            Cell(text.strip().strip("*"), is_strong=text.strip().startswith("*"))
            for text in line.split("|")
        ]
        for line in table.strip().splitlines()
    ]
    return list(joined(with_headers(lines, by_convention=by_convention)))


def _texts(table: str, *, by_convention: bool = False) -> list[str]:
    return [row.text for row in _rows(table, by_convention=by_convention)]


@pytest.mark.parametrize(
    ("table", "last"),
    [
        # words above quantities
        ("기종|무게|값\nA7|9.6kg|12만 원\nB2|3kg|7만 원", "B2 무게: 3kg | B2 값: 7만 원"),
        ("구분|2023년|2024년\n매출|100|200\n이익|10|20", "이익 2023년: 10 | 이익 2024년: 20"),
        # nobody asks for a row by its number
        (
            "번호|이름|내선\n1|김서연|201\n2|박도윤|202",
            "박도윤 번호: 2 | 이름: 박도윤 | 박도윤 내선: 202",
        ),
        ("주문번호|금액\nA-1|300\nA-2|300", "A-2 금액: 300"),
        # one column does not tell the rows apart
        (
            "지점|품목|재고\n강남|연필|3\n강남|공책|5\n서초|연필|7",
            "서초 연필 지점: 서초 | 서초 연필 품목: 연필 | 서초 연필 재고: 7",
        ),
        # set apart by their style
        ("*이름|*부서\n김서연|인사팀\n박도윤|개발팀", "박도윤 부서: 개발팀"),
        # a form, whose headers stand beside their values
        ("*성명|홍길동|*부서|인사팀", "성명: 홍길동 | 부서: 인사팀"),
        ("성명|홍길동|부서|인사팀\n기간|3월|장소|본관", "기간: 3월 | 장소: 본관"),
        # they say that they are names
        (
            "날짜|당번|비고\n3월 1일|김서연|\n3월 2일|박도윤|오후",
            "3월 2일 당번: 박도윤 | 3월 2일 비고: 오후",
        ),
        ("안건|담당\n예산|박솔", "예산 담당: 박솔"),
        # nothing stands where they meet
        ("|점심|저녁\n월|국수|카레\n화|죽|김밥", "화 점심: 죽 | 화 저녁: 김밥"),
        # nothing tells
        ("이름|부서|자리\n김서연|인사팀|창가", "김서연 | 인사팀 | 창가"),
    ],
)
def test_a_value_stands_with_the_names_of_its_row_and_column(table: str, last: str) -> None:
    assert _texts(table)[-1] == last


def test_names_over_names_need_no_style() -> None:
    lines = [
        [Cell("직급", rows=2), Cell("휴가", columns=2), Cell("비고", rows=2)],
        [Cell("연차"), Cell("병가")],
        [Cell("사원"), Cell("15일"), Cell("없음"), Cell("-")],
    ]
    assert [row.text for row in joined(with_headers(lines))][2] == (
        "사원 휴가 연차: 15일 | 사원 휴가 병가: 없음 | 사원 비고: -"
    )


@pytest.mark.parametrize(
    ("names", "value"),
    [
        (("주말 오전", "주말 오후"), "강당 주말: 쉼"),
        (("오전", "오후"), "강당 오전, 오후: 쉼"),
        (("9시", "10시", "11시", "12시"), "강당 9시 ~ 12시: 쉼"),
    ],
)
def test_a_value_over_several_columns_has_the_names_of_all(
    names: tuple[str, ...], value: str
) -> None:
    lines = [
        [Cell("구분", True), *(Cell(name, True) for name in names)],
        [Cell("강당"), Cell("쉼", columns=len(names))],
    ]
    assert list(joined(lines))[-1].text == value


def test_the_first_row_of_a_spreadsheet_names_its_columns() -> None:
    table = "이름|부서\n김서연|인사팀\n박도윤|개발팀"
    assert _texts(table, by_convention=True)[1:] == ["김서연 부서: 인사팀", "박도윤 부서: 개발팀"]


@pytest.mark.parametrize("table", ["연필|3\n공책|5\n자|7", "가|나|다\n나|다|가"])
def test_a_first_row_like_the_others_names_nothing(table: str) -> None:
    first = _texts(table, by_convention=True)[0]
    assert first in ("연필: 3", "가 | 나 | 다")
    assert len(_texts(table, by_convention=True)) == len(table.splitlines())


def test_a_long_row_is_parted_and_each_part_says_whose_it_is() -> None:
    names = "|".join(["이름", *(f"항목{number}" for number in range(60))])
    values = "|".join(["김서연", *(f"{number}개월" for number in range(60))])
    parts = _rows(f"{names}\n{values}\n{values.replace('김서연', '박도윤')}")[-20:]
    last = [part for part in parts if part.name == "박도윤"]
    assert len(last) > 1
    assert all(part.text.startswith("박도윤 항목") and len(part.text) < 450 for part in last)


def test_a_cell_of_prose_is_a_paragraph_with_its_names() -> None:
    prose = "지난달에 자리를 옮겼다. " * 30
    rows = _rows(f"이름|나이|비고\n김서연|30|{prose}\n박도윤|31|없음")
    assert [row.kind for row in rows] == ["row", "paragraph", "row", "row"]
    assert rows[1].text.startswith("김서연 비고: 지난달에")


@pytest.mark.parametrize("number", range(3))
def test_cells_stand_where_they_are_said_to(number: int) -> None:
    table = "번호|이름|부서|내선\n1|김서연|인사팀|201\n2|박도윤|개발팀|202"
    rows: Sequence[Row] = _rows(table)
    row = rows[number]
    line = table.splitlines()[row.line].split("|")
    assert sorted(row.text[start:end] for start, end in row.cells) == sorted(line)
    assert len(row.columns) == len(row.cells)


_TEXTS = st.sampled_from(("", "이름", "부서", "A7", "2월", "1,000원", "긴 글 " * 30))
_CELLS = st.builds(
    Cell,
    _TEXTS.map(str.strip),
    columns=st.integers(1, 3),
    rows=st.integers(1, 3),
    is_strong=st.booleans(),
)


@given(st.lists(st.lists(_CELLS, max_size=5), max_size=6))
def test_no_cell_of_any_table_is_lost(table: list[list[Cell]]) -> None:
    read = "\n".join(row.text for row in joined(with_headers(table)))
    assert all(cell.text in read for line in table for cell in line)
