"""What a page's own style sheets hide."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sources.extract.html.page import extract
from bot.sources.extract.html.tree.sheets import columns_of, look_of, sheet_of

PROSE = "<h1>안내</h1><p>해오름 수영장은 시민 누구나 쓸 수 있는 곳이며 봄에 문을 열었다.</p>"
HIDDEN = {
    "a class": ".no{display:none}",
    "one of several selectors": "#x,\n p.no , .y { color:red; DISPLAY : none !important }",
    "after a comment": "/* .no{display:block} */ .no{visibility:hidden}",
    "after another rule": "@charset 'utf-8';.a{color:red}.no{display:none}",
    "the last of equals": ".no{display:block}.no{display:none}",
    "off the screen": ".no{position:absolute;left:-9999px}",
    "cut away": ".no{clip:rect(0 0 0 0)}",
}
SHOWN = {
    "a class that it has not": ".nope{display:none}",
    "on paper": "@media print{.no{display:none}}",
    "after what is on paper": "@media print{.a{color:red}.no{display:none}} .b{color:red}",
    "only within another": ".menu .no{display:none}",
    "only under the mouse": ".no:hover{display:none}",
    "shown by more": ".no{display:none}.no.on{display:block}",
}


@pytest.mark.parametrize("styles", HIDDEN.values(), ids=HIDDEN.keys())
def test_what_a_style_sheet_hides_is_not_read(styles: str) -> None:
    page = extract(f"<style>{styles}</style>{PROSE}<p class='no on'>수건은 500원.</p>")
    assert "수건" not in page.text


@pytest.mark.parametrize("styles", SHOWN.values(), ids=SHOWN.keys())
def test_what_a_style_sheet_does_not_hide_by_itself_is_read(styles: str) -> None:
    page = extract(f"<style>{styles}</style>{PROSE}<p class='no on'>수건은 500원.</p>")
    assert "수건은 500원." in page.text


def test_a_panel_that_a_style_sheet_hides_is_folded_beside_an_open_one() -> None:
    styles = "<style>.pane{display:none}.pane.active{display:block}</style>"
    page = extract(f"{styles}{PROSE}<div class='pane active'>하나</div><div class=pane>둘</div>")
    shown = {page.text[block.start : block.end]: block.shown for block in page.blocks}
    assert (shown["하나"], shown["둘"]) == ("open", "folded")


def test_an_element_says_more_of_itself_than_a_style_sheet() -> None:
    styles = "<style>.no{display:none}</style>"
    page = extract(f"{styles}{PROSE}<p class=no style='display: block'>수건은 500원.</p>")
    assert "수건" in page.text


@pytest.mark.parametrize(
    ("declarations", "columns"),
    [
        ("display:grid;grid-template-columns:1fr 1fr 1fr", 3),
        ("grid-template-columns: repeat(4, minmax(0, 1fr)); display: grid", 4),
        ("grid-template-columns:[from] 80px repeat(2,1fr 2fr) !important", 5),
        ("grid-template-columns:repeat(auto-fill, minmax(100px, 1fr))", 0),
        ("display:inline-flex", 0),
        ("color:red", None),
    ],
)
def test_a_style_says_how_many_columns_there_are(declarations: str, columns: int | None) -> None:
    assert columns_of(declarations) == columns
    assert look_of(sheet_of(f"<style>.g{{{declarations}}}</style>"), "g", "")[1] == columns


@given(
    st.text("<style>/{}.#a,: displaynone*@", max_size=200)
    | st.text("grid-template-columns: repeat(1,x)[a] ", max_size=200),
    st.text(".#a b", max_size=10),
)
def test_any_style_sheet_says_how_elements_look(html: str, classes: str) -> None:
    look, columns = look_of(sheet_of("<style>" + html + "</style>"), classes, "a")
    assert look in ("shown", "hidden", "away")
    assert (columns or 0) >= 0
    assert (columns_of("grid-template-columns:" + html) or 0) >= 0
