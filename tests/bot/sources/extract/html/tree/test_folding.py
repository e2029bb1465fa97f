"""What one click shows, and what nothing shows."""

from __future__ import annotations

import pytest

from bot.domain.source.document import Document
from bot.sources.extract.html.page import extract

TEXT = "<h1>이용 안내</h1><p>해오름 수영장은 시민 누구나 쓸 수 있는 곳이며 봄에 문을 열었다.</p>"
MORE = "<p>수영장은 매주 월요일에 쉬며 그날은 아침부터 저녁까지 물을 갈고 청소를 한다.</p>"
ANSWER = "수건은 한 장에 500원을 받고 빌려 드립니다."
PANELS = {
    "details": f"<details><summary>수건을 빌릴 수 있나요?</summary><p>{ANSWER}</details>",
    "hidden until found": f"<div hidden=until-found><p>{ANSWER}</div>",
    "controlled": f"<button aria-controls=a>수건</button><p>·</p><div id=a hidden>{ANSWER}</div>",
    "heading and panel": f"<h3>수건</h3><div style='display: none'>{ANSWER}</div>",
    "opened by script": f"<a onclick=t('q')>수건</a><p>·</p><p id=q style=display:none>{ANSWER}",
    "tab": f"<div class=x>옷장</div><div class=x style='display:none'>{ANSWER}</div>",
    "tab panel": f"<a role=tab>수건</a><p>·</p><section role=tabpanel hidden>{ANSWER}</section>",
    "carousel": f"<ul><li class=slide>하나<li class=slide style=display:none>{ANSWER}</ul>",
    "no height": f"<div style='max-height:0;overflow:hidden'>{ANSWER}</div>",
    "rest": f"<p>수건<span style=display:none>: {ANSWER}</span> <a href='#'>더 보기</a></p>",
    "answer's row": f"<table><tr><td>?<td>·<tr style=display:none><td>답<td>{ANSWER}</table>{MORE}",
}
NEVER = {
    "for screen readers": f"<span class=sr-only>{ANSWER}</span>",
    "for screen readers, in Korean sites": f"<p class='tit blind'>{ANSWER}</p>",
    "off screen": f"<p style='position:absolute; left:-9999px'>{ANSWER}</p>",
    "indented away": f"<p style='text-indent:-9999px'>{ANSWER}</p>",
    "clipped": f"<p style='clip:rect(0,0,0,0);height:1px;width:1px'>{ANSWER}</p>",
    "template": f"<template><p>{ANSWER}</template>",
    "dialog": f"<dialog><p>{ANSWER}</dialog>",
    "modal": f"<div class=modal style=display:none><p>{ANSWER}</div>",
    "menu": f"<button aria-controls=m>메뉴</button><ul id=m role=menu hidden><li>{ANSWER}</ul>",
    "opened by nothing": f"<span hidden>{ANSWER}</span>",
    "form": f"<h3>문의</h3><div hidden><form>{ANSWER}</form></div>",
}


@pytest.mark.parametrize("panel", PANELS.values(), ids=PANELS.keys())
def test_what_one_click_shows_is_read_as_content(panel: str) -> None:
    page = extract(TEXT + panel)
    assert ANSWER in page.text
    block = next(b for b in page.blocks if ANSWER in page.text[b.start : b.end])
    assert block.main


@pytest.mark.parametrize("hidden", NEVER.values(), ids=NEVER.keys())
def test_what_is_never_shown_is_not_read(hidden: str) -> None:
    assert ANSWER not in extract(f"{TEXT}<div>끝</div>{hidden}").text


def test_hidden_prose_that_nothing_opens_counts_as_around_the_content() -> None:
    page = extract(f"{TEXT}<div>끝</div><p style=display:none>{ANSWER * 5}")
    assert [b.main for b in page.blocks if ANSWER in page.text[b.start : b.end]] == [False]


def test_a_cookie_notice_counts_as_around_the_content() -> None:
    page = extract(
        f"<body>{TEXT}<div id=cookie-banner><p>쿠키를 씁니다.</p><button>동의</button></div>"
    )
    assert [b.main for b in page.blocks][-2:] == [False, False]
    # Extractors take one within the content for a part of it.
    page = extract(f"<main>{TEXT}<div class=gdpr-note><p>쿠키를 씁니다.</p></div>{TEXT}</main>")
    assert [b.main for b in page.blocks if "쿠키" in page.text[b.start : b.end]] == [False]


def test_what_pointing_at_a_word_shows_does_not_cut_its_sentence() -> None:
    shown = "<span class=tooltip-box><b>한빛대교</b> 2024년 개통</span>"
    page = extract(f"{TEXT}<p>길이는 <span class=tooltip>한빛대교{shown}</span>가 더 길다.</p>")
    assert page.text.endswith("길이는 한빛대교가 더 길다.\n한빛대교 2024년 개통")
    assert (page.blocks[-1].shown, page.blocks[-1].main) == ("folded", False)


def test_what_is_folded_away_counts_a_little_less_and_its_name_hardly() -> None:
    page = extract(
        f"{TEXT}{PANELS['details']}<details open><summary>옷장</summary><p>1층</details>"
    )
    shown = {page.text[b.start : b.end]: b.shown for b in page.blocks}
    assert shown["수건을 빌릴 수 있나요?"] == "label"
    assert (shown[ANSWER], shown["1층"]) == ("folded", "open")
    weights = {p.weight for p in Document("web", page.text, blocks=page.blocks).passage.parts}
    assert sorted(weights) == [-4.0, -0.25, 0.0]


@pytest.mark.parametrize(
    "name",
    [
        "<button>시간</button>",
        "<ul><li><a href='#t'>시간</a></ul>",
        "<h3><a role=button>시간</a></h3>",
    ],
)
def test_a_name_alone_is_a_label(name: str) -> None:
    page = extract(f"{TEXT}{name}<p>글</p>")
    assert [b.shown for b in page.blocks if page.text[b.start : b.end] == "시간"] == ["label"]


def test_a_control_in_a_sentence_is_part_of_it() -> None:
    page = extract("<p>자세한 것은 <a href='#t'>시간</a>에 있다.</p>")
    assert [(block.shown, page.text) for block in page.blocks] == [
        ("open", "자세한 것은 시간에 있다.")
    ]


STREAM = "<div hidden id='S:0'><article><p>다리의 길이는 1,250미터이다.</article></div>"


@pytest.mark.parametrize(
    "moved",
    [
        f"<main><template id='B:0'></template><p>불러오는 중</main>{STREAM}",
        "<x-y><template shadowrootmode=open><p>다리의 길이는 1,250미터이다.</template></x-y>",
        "<noscript><p>다리의 길이는 1,250미터이다. 폭은 30미터이다.</noscript>",
        "<iframe srcdoc='<p>다리의 길이는 1,250미터이다.'></iframe>",
    ],
    ids=["streamed", "shadow root", "noscript", "srcdoc"],
)
def test_what_scripts_only_move_is_read_as_content(moved: str) -> None:
    page = extract(f"<body><nav>정치 경제</nav>{moved}<footer>저작권</footer>")
    block = next(b for b in page.blocks if "1,250미터" in page.text[b.start : b.end])
    assert (block.main, block.shown) == (True, "open")


def test_a_hint_to_switch_scripts_on_is_not_read() -> None:
    hint = "<noscript>이 페이지를 보려면 자바스크립트를 켜야 합니다. 설정에서 바꾸세요.</noscript>"
    assert "설정" not in extract(f"<p>글이다.</p>{hint}").text
