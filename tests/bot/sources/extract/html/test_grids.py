"""Tables that a page makes of other elements than tables."""

from __future__ import annotations

import pytest

from bot.sources.extract.html.page import extract

PROSE = "<h1>안내</h1><p>해오름 수영장은 시민 누구나 쓸 수 있는 곳이며 봄에 문을 열었다.</p>"


def _grid(lines: list[list[str]], row: str, cell: str, *, name: str = "") -> str:
    """Return rows of elements; `row` and `cell` may have classes, `name` is for first cells."""
    return "".join(
        f"<{row}>"
        + "".join(_tag(name if name and not at else cell, text) for at, text in enumerate(line))
        + f"</{row.split()[0]}>"
        for line in lines
    )


def _tag(element: str, text: str) -> str:
    return f"<{element}>{text}</{element.split()[0]}>"


STAFF = [
    ["부서", "담당자", "전화"],
    ["총무팀", "김민수", "02-123-4567"],
    ["인사팀", "이영희", "02-123-4568"],
]
PRICES = [["상품", "가격"], ["사과", "1,000원"], ["배", "2,000원"], ["감", "900원"]]
FACTS = [["주소", "서울시 중구"], ["전화", "02-123-4567"], ["쉬는 날", "월요일"]]


def _rows(html: str) -> list[str]:
    page = extract(PROSE + html)
    return [page.text[block.start : block.end] for block in page.blocks if block.kind == "row"]


HEAD, BODY = STAFF[:1], STAFF[1:]


@pytest.mark.parametrize(
    "html",
    [
        f"<div>{_grid(HEAD, 'div class=tr-head', 'div')}{_grid(BODY, 'div class=tr', 'div')}</div>",
        f"<ul>{_grid(HEAD, 'li class=list-header', 'span')}{_grid(BODY, 'li', 'span')}</ul>",
        f"<div>{_grid(HEAD, 'div class=th', 'p')}<div>{_grid(BODY, 'div', 'p')}</div></div>",
        f"<div><div>{_grid(HEAD, 'div', 'b')}</div><div>{_grid(BODY, 'div', 'div')}</div></div>",
    ],
    ids=["divisions", "list", "head that is a row", "head and body"],
)
def test_rows_of_one_shape_below_names_are_a_table(html: str) -> None:
    assert _rows(html) == [
        "부서 | 담당자 | 전화",
        "총무팀 담당자: 김민수 | 총무팀 전화: 02-123-4567",
        "인사팀 담당자: 이영희 | 인사팀 전화: 02-123-4568",
    ]


def test_words_above_quantities_are_names() -> None:
    rows = _rows(f"<div>{_grid(PRICES, 'div', 'span')}</div>")
    assert rows == ["상품 | 가격", "사과 가격: 1,000원", "배 가격: 2,000원", "감 가격: 900원"]


@pytest.mark.parametrize(
    ("styles", "of"),
    [
        ("", "style='display:grid; grid-template-columns: 1fr 1fr 1fr'"),
        ("<style>.tt{display:grid;grid-template-columns:repeat(3,1fr)}</style>", "class=tt"),
    ],
)
@pytest.mark.parametrize("cell", ["div", "span"])
def test_cells_that_a_style_sets_in_columns_are_a_table(styles: str, of: str, cell: str) -> None:
    cells = "".join(_tag(cell, text) for line in STAFF for text in line)
    assert _rows(f"{styles}<div {of}>{cells}</div>") == [
        "부서 | 담당자 | 전화",
        "총무팀 담당자: 김민수 | 총무팀 전화: 02-123-4567",
        "인사팀 담당자: 이영희 | 인사팀 전화: 02-123-4568",
    ]
    assert _rows(f"{styles}<div {of}>{cells}{_tag(cell, '하나 더')}</div>") == []


@pytest.mark.parametrize("name", ["strong", "span class=label", "b"])
def test_a_first_column_that_is_set_apart_names_its_rows(name: str) -> None:
    rows = _rows(f"<ul>{_grid(FACTS, 'li', 'span', name=name)}</ul>")
    assert rows == ["주소: 서울시 중구", "전화: 02-123-4567", "쉬는 날: 월요일"]


@pytest.mark.parametrize(
    "html",
    [
        "<div>" + "<div><p>첫 글</p><p>홍길동</p></div>" * 3 + "</div>",
        "<ul>" + "<li><a href=/>처음</a><a href=/>소개</a></li>" * 3 + "</ul>",
        "<div class=row>" + "<div class=col><h2>소식</h2><p>글</p></div>" * 3 + "</div>",
        f"<div>{_grid(PRICES, 'div', 'div')}<div><div>한 칸</div></div></div>",
        f"<div>{_grid(PRICES, 'div', 'div')} 그리고 글</div>",
    ],
    ids=["cards", "menu", "columns of a page", "other shapes", "words beside"],
)
def test_what_repeats_a_shape_and_names_nothing_is_no_table(html: str) -> None:
    assert _rows(html) == []
