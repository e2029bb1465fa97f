"""Text within lines, lines within blocks, and fields of forms."""

from __future__ import annotations

import pytest

from bot.sources.extract.html.page import extract


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>1446년<sup><a href='#n'>[1]</a></sup>에 나왔다.", "1446년에 나왔다."),
        ("<p>세종<sup>[2][각주 3]</sup>이다.<sup>1)</sup>", "세종이다."),
        ("<p>세종<a href='#fn-1'>[1]</a>은 왕이다.", "세종은 왕이다."),
        ("<p>넓이는 9m<sup>2</sup>이다.", "넓이는 9m2이다."),
        ("<p><ruby>正音<rp>(</rp><rt>정음</rt><rp>)</rp></ruby>이다.", "正音(정음)이다."),
        ("<p><span class=a>700번</span><span class=b>첫차</span>", "700번 첫차"),
        ("<p><span>700번</span><b>05:10</b>", "700번 05:10"),
        ("<p><b>700번</b><i>05:10</i><i>23:30</i>", "700번 05:10 23:30"),
        ("<p style='display:flex'><b>접수</b><b>마감</b>", "접수 마감"),
        ("<p><span>한빛</span><span>대교</span>는 길다.", "한빛대교는 길다."),
        ("<p><span class=s1>한빛</span><span class=s1>대교</span>", "한빛대교"),
        ("<p><b>한빛대교</b><i>는</i> 길다.", "한빛대교는 길다."),
        ("<p><a href=/1>정치</a><a href=/2>경제</a>", "정치 경제"),
        ("<p>제<b>3</b>조", "제3조"),
        ("<p>다리는<br>문을<br/>열었다. 길이는<br>9미터다.", "다리는 문을 열었다. 길이는 9미터다."),
        ("<p>첫 글이다.<br><br>둘째<br> <br>셋째", "첫 글이다.\n둘째\n셋째"),
        ("<p>서울시<br>종로구<br>1번지", "서울시\n종로구\n1번지"),
        ("<p>문의<br>전화: 02-1<br>- 하나<br>1. 둘이다.", "문의\n전화: 02-1\n- 하나\n1. 둘이다."),
        ("<p>글</p><img alt='9월 5일 정전 안내'><p>글 <img alt='작은 아이콘 그림'></p>",
         "글\n9월 5일 정전 안내\n글"),
        ("<p>글</p><img alt=로고>", "글"),
    ],
)  # fmt: skip
def test_lines_are_read_as_they_are_meant(html: str, text: str) -> None:
    assert extract(html).text == text


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<textarea readonly>제1조 목적\n\n제2조 탈퇴</textarea>", "제1조 목적\n제2조 탈퇴"),
        ("<label for=a>성명</label><input id=a value=홍길동>", "성명: 홍길동"),
        ("<label>성명 <input value=홍길동 readonly></label>", "성명 : 홍길동"),
        ("<input aria-label='부서:' value=인사팀>", "부서: 인사팀"),
        ("<label for=s>지역</label><select id=s><option>서<option selected>동", "지역: 동"),
        ("<table><tr><th>성명<td><input value=홍길동></table>", "성명: 홍길동"),
        ("<table><tr><th><label for=a>성명</label><td><input id=a value=홍길동><th><label for=b>"
         "부서</label><td><input id=b value=인사팀></table>", "성명: 홍길동 | 부서: 인사팀"),
        ("<p>글<input type=hidden value=가><input type=password value=나>", "글"),
    ],
)  # fmt: skip
def test_what_fields_hold_is_read_with_their_labels(html: str, text: str) -> None:
    assert extract(html).text == text


CARDS = """<div role=table><div role=row><b role=columnheader>노선</b><b role=columnheader>첫차
</b></div><div role=row><span role=cell>7번</span><span role=cell>05:10</span></div></div>"""


def test_elements_are_what_their_roles_say() -> None:
    assert extract(CARDS).text == "노선 | 첫차\n7번 첫차: 05:10"
    page = extract(
        "<div role=heading aria-level=3>절</div><table role=presentation><tr><td>글</table>"
    )
    assert [(b.kind, b.level) for b in page.blocks] == [("heading", 3), ("paragraph", 0)]


def test_a_table_with_a_long_cell_or_a_table_in_a_cell_keeps_its_rows() -> None:
    head = "<table><tr><th>항목<th>마감<th>비고"
    last = "<tr><td>홍보<td>5월 6일<td>없음</table>"
    long = f"{head}<tr><td>예산<td>3월 4일<td>{'설명이 길다. ' * 100}{last}"
    assert "홍보 마감: 5월 6일 | 홍보 비고: 없음" in extract(long).text.split("\n")
    inner = "<table><tr><th>월<td>1명<tr><th>화<td>2명</table>"
    nested = f"{head}<tr><td>예산<td>3월 4일<td>{inner}{last}"
    assert extract(nested).text.split("\n")[1:] == [
        "예산 마감: 3월 4일", "월: 1명", "화: 2명", "홍보 마감: 5월 6일 | 홍보 비고: 없음",
    ]  # fmt: skip


def test_bold_cells_are_headers_that_are_not_called_so() -> None:
    row = "<tr><td><b>이름</b><td><b>부서</b><tr><td>김민지<td>인사팀<tr><td>이준호<td>개발팀"
    assert extract(f"<table>{row}</table>").text.split("\n")[2] == "이준호 부서: 개발팀"


@pytest.mark.parametrize("line", ["박서연 기자 · 2026년 8월 14일", "글: 김하늘", "By Maria Keller"])
def test_a_by_line_belongs_to_the_article(line: str) -> None:
    prose = "<p>" + "도서관이 두 해 동안의 공사를 마치고 다시 문을 연다. " * 6
    page = extract(
        f"<article><h1>다시 문 연다</h1><p class=byline>{line}</p>{prose}{prose}</article>"
    )
    assert [b.kind for b in page.blocks if page.text[b.start : b.end] == line] == ["byline"]
