from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.sources.html import extract


def test_a_page_becomes_a_block_a_line() -> None:
    page = extract(
        """<!doctype html><html><head><title> 세종 -\n 백과 </title><style>p{}</style></head><body>
        <nav><a href=/>홈</a></nav><h1>세종</h1>
        <p>조선의 <b>제4대</b>
           왕이다.</p><!-- 숨은 말 --><ul><li>하나<li>둘</ul>
        <table><tr><th>출생<td>1397년</table>첫째<br>둘째
        <script>var x = "코드";</script><div hidden>안 보임</div>
        <span style="display: none">안 보임</span></body></html>"""
    )
    assert page.title == "세종 - 백과"
    assert page.text.split("\n") == [
        "세종", "조선의 제4대 왕이다.", "하나", "둘", "출생 1397년", "첫째", "둘째",
    ]  # fmt: skip


def test_what_stands_around_is_dropped_only_when_small() -> None:
    body = "본문이다. " * 30
    assert "메뉴" not in extract(f"<nav>메뉴</nav><p>{body}</p>").text
    assert "본문" in extract(f"<form><p>{body}</p></form>").text


def test_preformatted_lines_stay() -> None:
    assert extract("<pre>하나\n둘</pre>").text == "하나\n둘"


def test_a_page_without_text_is_empty() -> None:
    assert extract("<html><body><script>x</script><img src=a></body></html>").text == ""


def test_deep_nesting_is_read() -> None:
    assert extract("<div>" * 20_000 + "바닥").text == "바닥"


@given(st.text(max_size=200))
def test_no_text_breaks_it(html: str) -> None:
    extract(html)
