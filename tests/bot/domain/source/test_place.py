from __future__ import annotations

from urllib.parse import unquote

import pytest

from bot.domain.source.document import Document
from bot.domain.source.place import Place, places_of
from bot.sources.extract.extract import extract
from mrc_core import Answer
from tests.bot.sources.extract import documents

PAGE = """<h1>한글</h1><p>한글은 글자이다.</p><h2>반포</h2>
<p>앞 문장이다. 1446년에 반포되었다. 뒤 문장이다.</p>
<h2>표</h2><table><tr><th>해<th>일<tr><td>1443년<td>창제</table>"""


def _place(document: Document, answer: str, context: str) -> Place:
    start, context_start = document.text.index(answer), document.text.index(context)
    found = Answer(answer, start, start + len(answer), 0.9, context, context_start)
    return places_of([document], [found])[0]


def _web(html: str, url: str) -> Document:
    page = extract(html.encode(), "text/html", "")[1]
    return Document("web", page.text, url=url, blocks=page.blocks)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://a.example/1", "https://a.example/1#:~:text=1446년에 반포되었다."),
        ("https://a.example/1#절", "https://a.example/1#절:~:text=1446년에 반포되었다."),
        ("https://a.example/#x:~:text=y", "https://a.example/#x:~:text=1446년에 반포되었다."),
    ],
)
def test_a_link_opens_the_page_at_the_sentence(url: str, expected: str) -> None:
    place = _place(_web(PAGE, url), "1446년", "1446년에 반포되었다.")
    assert place.url is not None
    assert unquote(place.url) == expected
    assert (place.heading, place.page) == ("반포", None)


def test_a_link_into_a_table_names_the_cell() -> None:
    place = _place(_web(PAGE, "https://a.example/"), "창제", "1443년 일: 창제")
    assert place.url is not None
    assert unquote(place.url) == "https://a.example/#:~:text=창제"
    assert (place.heading, place.row, place.column) == ("표", "1443년", "일")


def test_a_link_into_a_pdf_names_the_page() -> None:
    body = documents.pdf([["첫 쪽이다."], ["둘째 쪽이다."]])
    page = extract(body, "application/pdf", "")[1]
    document = Document("pdf", page.text, url="https://a.example/a.pdf#top", blocks=page.blocks)
    place = _place(document, "둘째", "둘째 쪽이다.")
    assert place == Place(None, 2, "https://a.example/a.pdf#page=2")
    file = Document("pdf", page.text, blocks=page.blocks)
    assert _place(file, "둘째", "둘째 쪽이다.") == Place(None, 2, None)


def test_pasted_text_has_no_place() -> None:
    assert _place(Document("text", "세종이다."), "세종", "세종이다.") == Place()
