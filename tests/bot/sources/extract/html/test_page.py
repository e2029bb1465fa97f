from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.source.blocks import Extracted
from bot.sources.extract.html.page import extract
from bot.sources.extract.html.strip import strip

PROSE = "훈민정음은 세종이 만든 글자이다. 1446년에 반포되었다. 집현전 학자들이 풀이를 썼다. " * 6


def _lines(page: Extracted) -> list[str]:
    return [page.text[block.start : block.end] for block in page.blocks]


def _kinds(html: str) -> list[tuple[str, str]]:
    page = extract(html)
    return [(block.kind, page.text[block.start : block.end]) for block in page.blocks]


def test_a_page_becomes_a_block_a_line() -> None:
    page = extract(
        """<!doctype html><html><head><title> 세종 -\n 백과 </title><style>p{}</style></head><body>
        <nav><a href=/>홈</a></nav><h1>세종</h1>
        <p>조선의 <b>제4대</b>
           왕이다.</p><!-- 숨은 말 --><ul><li>하나<li>둘</ul>첫째<br>둘째
        <script>var x = "코드";</script><div hidden>안 보임</div><dialog>안 보임</dialog>
        <template>안 보임</template><span style="display: none">안 보임</span></body></html>"""
    )
    assert page.title == "세종 - 백과"
    assert _lines(page) == ["홈", "세종", "조선의 제4대 왕이다.", "하나", "둘", "첫째", "둘째"]
    assert page.text == "\n".join(_lines(page))


def test_blocks_say_what_they_are() -> None:
    assert _kinds(
        "<h2>절</h2><p>글</p><ul><li>항목<ul><li><p>안쪽</p></ul></ul>"
        "<figure><img src=a><figcaption>그림 설명</figcaption></figure><pre>a = 1\n  b\n</pre>"
    ) == [
        ("heading", "절"), ("paragraph", "글"), ("item", "항목"), ("item", "안쪽"),
        ("caption", "그림 설명"), ("code", "a = 1\n  b"),
    ]  # fmt: skip
    assert extract("<h3>절</h3>").blocks[0].level == 3


@pytest.mark.parametrize(
    ("table", "rows"),
    [
        # an infobox: a header a row
        (
            "<tr><th colspan=2>세종<tr><th>출생<td>1397년<br>한성부<tr><th>재위:<td>32년",
            ["세종", "출생: 1397년 한성부", "재위: 32년"],
        ),
        # a header a column, a row header, a value that spans rows, a header that spans columns
        (
            "<tr><th>국가<th>수도<th colspan=2>인구"
            "<tr><th>한국<td rowspan=2>서울<td>1<td>2<tr><td>북한<td>3<td>4",
            [
                "국가 | 수도 | 인구",
                "한국 수도: 서울 | 한국 인구: 1 | 한국 인구: 2",
                "북한 수도: 서울 | 북한 인구: 3 | 북한 인구: 4",
            ],
        ),
        # two rows of headers
        (
            "<tr><th rowspan=2>지역<th colspan=2>인구<tr><th>남<th>여<tr><td>서울<td>5<td>6",
            ["지역 | 인구", "지역 | 남 | 여", "서울 인구 남: 5 | 서울 인구 여: 6"],
        ),
        (
            "<thead><tr><td>요일<td>시간</thead><tr><td>월<td>9시",
            ["요일 | 시간", "월 시간: 9시"],
        ),
        # no headers: two columns are a name and a value, more are not known
        ("<tr><td>전화<td>02-123-4567", ["전화: 02-123-4567"]),
        ("<tr><td>가<td>나<td>다", ["가 | 나 | 다"]),
        # spans that no page needs
        ("<tr><th>가<th rowspan=99999999999>나<tr><td colspan=x>다", ["가 | 나", "다: 나"]),
    ],
)
def test_a_value_of_a_table_stands_with_its_header(table: str, rows: list[str]) -> None:
    page = extract(f"<p>앞<table>{table}</table>")
    assert [b.kind for b in page.blocks] == ["paragraph", *["row"] * len(rows)]
    assert _lines(page)[1:] == rows


def test_the_cells_of_a_row_are_what_the_page_shows() -> None:
    page = extract("<table><tr><th>국가<th>수도<tr><td>한국<td>서울</table>")
    row = page.blocks[1]
    assert [page.text[start:end] for start, end in row.cells] == ["한국", "서울"]


def test_a_table_that_only_arranges_the_page_is_read_as_the_page() -> None:
    nested = "<table><tr><td><p>긴 글</p><p>둘째</p><td><table><tr><th>값<td>1</table></table>"
    assert _kinds(nested) == [("paragraph", "긴 글"), ("paragraph", "둘째"), ("row", "값: 1")]
    assert _kinds(f"<table><tr><td>{PROSE * 3}<td>옆</table>")[0][0] == "paragraph"


def test_definitions_stand_with_their_terms() -> None:
    short = "<dl><dt>가격<dd>12,000원<dt>색<dd>빨강<dd>파랑</dl>"
    assert _kinds(short) == [("row", "가격: 12,000원"), ("row", "색: 빨강 | 파랑")]
    assert _kinds(f"<dl><dt>용어<dd>{PROSE * 3}</dl>")[0] == ("paragraph", "용어")


def test_what_stands_around_the_content_is_kept_and_marked() -> None:
    page = extract(
        f"""<body><nav><ul><li>뉴스<li>스포츠<li>연예</ul></nav>
        <article><h1>한글의 역사</h1><p>{PROSE}</p><table><tr><th>반포<td>1446년</table>
        <p>{PROSE} 끝이다.</p></article>
        <div class=related><a href=/1>많이 본 기사</a></div><footer>저작권 고지</footer>"""
    )
    main = {page.text[b.start : b.end][:6]: b.main for b in page.blocks}
    assert main == {
        "뉴스": False, "스포츠": False, "연예": False, "한글의 역사": main["한글의 역사"],
        PROSE[:6]: True, "반포: 14": True, "많이 본 기": False, "저작권 고지": False,
    }  # fmt: skip


def test_without_an_article_all_is_content_but_navigation() -> None:
    page = extract("<nav>메뉴</nav><div>전화 02-123-4567</div>")
    assert [block.main for block in page.blocks] == [False, True]


def test_a_page_says_what_it_is() -> None:
    page = extract(
        """<html lang="ko-KR"><title>사이트 이름</title><meta property="og:title" content="제목">
        <link rel=canonical href="https://a.example/글"><meta property=article:published_time
        content="2024-05-01T09:00:00+09:00"><p>글"""
    )
    assert (page.title, page.url, page.language) == ("제목", "https://a.example/글", "ko-KR")
    assert page.date == "2024-05-01T09:00:00+09:00"
    rogue = extract(
        '<html lang="<b>"><link rel=canonical href="javascript:x">'
        "<meta name=date content=어제><h1>제목</h1>"
    )
    assert (rogue.title, rogue.url, rogue.language, rogue.date) == ("제목", None, None, None)


def test_soft_hyphens_do_not_cut_words() -> None:
    assert extract("<p>세종\u00ad대왕\u200b님</p>").text == "세종대왕님"


def test_a_page_without_text_is_empty() -> None:
    assert extract("<html><body><script>x</script><img src=a></body></html>").text == ""
    assert extract("").text == ""


NASTY = {
    "a hundred thousand attributes": "<p "
    + " ".join(f"a{i}=1" for i in range(100_000))
    + ">바닥</p>",
    "nested spans": "<span>" * 100_000 + "바닥",
    "nested tables": "<table><tr><td>" * 5_000 + "바닥",
    "nested lists": "<ul><li>" * 5_000 + "바닥",
    "one line": "<p>" + "가나다 라마바 " * 850_000 + "바닥",
    "open brackets": "<" * 1_000_000 + "바닥",
    "entities": "&amp;" * 500_000 + "바닥",
    "formatting that is never closed": "<p><b><i><u>x" * 3_000 + "바닥",
    "a cell of many columns": "<table><tr><td colspan=999999 rowspan=999999>바닥" * 2_000,
    "a picture in an attribute": f"<img src='data:{'A' * 300_000}'>바닥",
}


@pytest.mark.parametrize("page", NASTY.values(), ids=NASTY.keys())
def test_a_nasty_page_is_read(page: str) -> None:
    began = time.process_time()
    assert "바닥" in extract(page).text[-100:]
    assert time.process_time() - began < 10


HOSTILE = NASTY | {
    "nested blocks": "<div>" * 100_000 + "바닥",
    "paragraphs": "<p>가나다</p>" * 200_000 + "바닥",
    "comments that never end": "바닥" + "<!--" * 500_000,
    "scripts that never end": "바닥" + "<script>" * 500_000,
    "tags that never end": "바닥" + "<a" * 1_000_000,
}


@pytest.mark.parametrize("page", HOSTILE.values(), ids=HOSTILE.keys())
def test_the_simple_extractor_takes_time_by_length_alone(page: str) -> None:
    began = time.process_time()
    assert "바닥" in strip(page).text
    assert time.process_time() - began < 10


def test_the_simple_extractor_reads_what_is_between_tags() -> None:
    page = strip(
        "<title>제목</title><p>하나 &amp; <b>둘</b>, 1 < 2</p><!-- 숨은 <p> 말 -->"
        "<SCRIPT>x<y</SCRIPT>셋<br>넷"
    )
    assert _lines(page) == ["제목", "하나 & 둘, 1 < 2", "셋", "넷"]


@given(
    st.lists(
        st.sampled_from(
            "<p> </p> <table> <tr> <td> <th rowspan=2> </table> <dl> <dt> <dd> <pre> <li> <nav> "
            "</nav> 글 말이다. &amp; &#0; <!-- --> <br> <iframe> <svg> <b hidden> </b> <select> "
            "<h1> </h1>".split()
        )
        | st.text(max_size=10),
        max_size=30,
    ).map(" ".join)
)
def test_blocks_cover_the_text_whatever_the_page(html: str) -> None:
    for page in (extract(html), strip(html)):
        assert page.text == "\n".join(_lines(page))
        for block in page.blocks:
            assert page.text[block.start : block.end].strip()
            assert all(block.start <= low < high <= block.end for low, high in block.cells)
