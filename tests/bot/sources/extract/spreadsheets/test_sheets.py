"""Spreadsheets and CSV: tables of their sheets, with the numbers of their rows."""

from __future__ import annotations

import io
from datetime import date, datetime, time, timedelta

import pytest
from openpyxl import Workbook

from bot.domain.source.blocks import Extracted
from bot.sources.extract.extract import extract
from bot.sources.extract.spreadsheets.numbers import shown

# A cell's time has no zone.
DAY = datetime.fromisoformat("2024-03-02")
AFTERNOON = datetime.fromisoformat("2024-03-02T14:05")


def _lines(page: Extracted) -> list[tuple[int | None, str]]:
    return [
        (block.names and block.names.number, page.text[block.start : block.end])
        for block in page.blocks
    ]


def _csv(text: str, name: str = "a.csv") -> Extracted:
    return extract(text.encode("cp949"), "", name)[1]


def _xlsx(workbook: Workbook) -> Extracted:
    buffer = io.BytesIO()
    workbook.save(buffer)
    return extract(buffer.getvalue(), "application/octet-stream", "a.xlsx")[1]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_a_row_of_a_csv_names_nobody_else(delimiter: str) -> None:
    rows = [["사번", "이름", "부서"], ["7", "김서연", "인사팀"], ["9", "박도윤", "개발팀"]]
    text = "".join(delimiter.join(row) + "\r\n" for row in rows)
    assert _lines(_csv(text))[1:] == [
        (2, "김서연 사번: 7 | 이름: 김서연 | 김서연 부서: 인사팀"),
        (3, "박도윤 사번: 9 | 이름: 박도윤 | 박도윤 부서: 개발팀"),
    ]  # fmt: skip


def test_a_cell_in_quotes_may_hold_anything() -> None:
    page = _csv('sep=;\n이름;주소\n김서연;"서울; 강남\n역 앞"\n박도윤;"""본관"""\n')
    assert _lines(page)[1:] == [(2, "김서연 주소: 서울; 강남 역 앞"), (3, '박도윤 주소: "본관"')]


@pytest.mark.parametrize("text", ["한 줄의 글이다.\n또 한 줄이다.\n", "", '"끝나지 않는'])
def test_what_is_no_table_stays_as_it_is(text: str) -> None:
    assert _csv(text) == Extracted(text, ())


def test_a_huge_table_names_its_rows_once() -> None:
    rows = "".join(f"사람{n},{'가' * 40},{'나' * 40}\n" for n in range(4000))
    page = _csv(f"이름,부서,주소\n{rows}")
    assert page.text.splitlines()[-1].startswith("이름: 사람3999 | 부서: 가")


def test_a_workbook_is_read_as_it_is_shown() -> None:
    workbook = Workbook()
    sheet = workbook.active
    sheet.title = "명부"
    for row in [
        ["2024년 명부"], [None],
        ["이름", "비밀", "급여", "입사일"],
        ["김서연", "숨김", 3200000, date(2020, 1, 2)],
        ["박도윤", "숨김", 4100000, date(2021, 3, 4)],
        ["퇴사자", "숨김", 1, date(2021, 3, 4)],
        [None], ["품목", None, "단가"], ["연필", None, 0.155],
    ]:  # fmt: skip
        sheet.append(row)
    sheet.merge_cells("A1:D1")
    sheet.column_dimensions["B"].hidden = True
    sheet.row_dimensions[6].hidden = True
    sheet["C4"].number_format = '#,##0"원"'
    sheet["C9"].number_format = "0.0%"
    hidden = workbook.create_sheet("속")
    hidden["A1"] = "숨은 시트"
    hidden.sheet_state = "hidden"
    assert _lines(_xlsx(workbook)) == [
        (None, "명부"), (1, "2024년 명부"), (3, "이름 | 급여 | 입사일"),
        (4, "김서연 급여: 3,200,000원 | 김서연 입사일: 2020-01-02"),
        (5, "박도윤 급여: 4100000 | 박도윤 입사일: 2021-03-04"),
        (8, "품목 | 단가"), (9, "연필 단가: 15.5%"),
    ]  # fmt: skip


def test_merged_headers_name_all_columns_below_them() -> None:
    workbook = Workbook()
    for row in [
        ["부서", "1분기", None, "2분기", None], [None, "목표", "실적", "목표", "실적"],
        ["인사", 1, 2, 3, 4], ["개발", 5, 6, 7, 8],
    ]:  # fmt: skip
        workbook.active.append(row)
    for area in ("A1:A2", "B1:C1", "D1:E1"):
        workbook.active.merge_cells(area)
    expected = "개발 1분기 목표: 5 | 개발 1분기 실적: 6 | 개발 2분기 목표: 7 | 개발 2분기 실적: 8"
    assert _lines(_xlsx(workbook))[-1] == (4, expected)


def test_tables_side_by_side_do_not_share_rows() -> None:
    workbook = Workbook()
    for row in [["이름", "내선", None, "지점", "주소"], ["김서연", 201, None, "강남", "역삼로"],
                ["박도윤", 202, None, "서초", "반포로"]]:  # fmt: skip
        workbook.active.append(row)
    texts = [text for _, text in _lines(_xlsx(workbook))]
    assert texts[-1] == "서초 주소: 반포로"
    assert "박도윤 내선: 202" in texts


@pytest.mark.parametrize(
    ("value", "number_format", "text"),
    [
        (None, "General", ""), (True, "General", "TRUE"), ("글", "@", "글"),
        (3, "General", "3"), (2.50, "General", "2.5"), (0.1 + 0.2, "General", "0.3"),
        (1234567.5, "#,##0.00", "1,234,567.50"), (1234.5, "#,##0.##", "1,234.5"),
        (0.125, "0%", "12%"), (0.125, "0.0%", "12.5%"), (7, "000", "007"),
        (5000, '[$₩-412]#,##0', "₩5,000"), (-5, '0"개";[Red]-0"개"', "-5개"), (-5, "#,##0", "-5"),
        (12000, "#,##0,", "12"), (0.5, "# ?/?", "0.5"), (1e-9, "0.00E+00", "1e-09"),
        (DAY, "mm-dd-yy", "2024-03-02"),
        (DAY, 'yyyy"년" m"월" d"일" aaaa', "2024년 3월 2일 토요일"),
        (AFTERNOON, "yyyy-mm-dd h:mm", "2024-03-02 14:05"),
        (AFTERNOON, "General", "2024-03-02 14:05"),
        (time(14, 5), "h:mm AM/PM", "2:05 오후"), (time(9, 30), "hh:mm:ss", "09:30:00"),
        (timedelta(hours=30, minutes=5), "[h]:mm", "30:05"),
    ],
)  # fmt: skip
def test_a_value_is_shown_as_its_cell_shows_it(
    value: object, number_format: str, text: str
) -> None:
    assert shown(value, number_format) == text
