"""Hangul documents as they are shown."""

from __future__ import annotations

import pytest

from bot.sources.extract.office.hangul import extract_hangul
from tests.bot.sources.extract.documents import hwpx


def _p(inside: str, properties: str = "") -> str:
    return f"<hp:p {properties}><hp:run>{inside}</hp:run></hp:p>"


def _t(inside: str) -> str:
    return f"<hp:t>{inside}</hp:t>"


def _beside(name: str, text: str) -> str:
    return f"<hp:ctrl><hp:{name}><hp:subList>{_p(_t(text))}</hp:subList></hp:{name}></hp:ctrl>"


@pytest.mark.parametrize(
    ("run", "text"),
    [
        (_t("부서<hp:tab/>인사팀"), "부서 인사팀"),
        (_t("3월<hp:nbSpace/>2일<hp:fwSpace/>오후"), "3월 2일 오후"),
        (_t("값<hp:deleteBegin/>3<hp:deleteEnd/><hp:insertBegin/>4<hp:insertEnd/>"), "값4"),
        (f"{_t('앞<hp:deleteBegin/>지운')}{_t('것<hp:deleteEnd/>뒤')}", "앞뒤"),
        (
            "<hp:dutmal><hp:mainText>漢字</hp:mainText><hp:subText>한자</hp:subText></hp:dutmal>",
            "漢字(한자)",
        ),
        (
            "<hp:equation><hp:shapeComment>수식</hp:shapeComment><hp:script>x over y</hp:script>"
            "</hp:equation>",
            "x over y",
        ),
        ('<hp:compose composeText="12"/>', "12"),
        ("<hp:edit><hp:text>홍길동</hp:text></hp:edit>", "홍길동"),
        ('<hp:checkBtn caption="동의" value="CHECKED"/>', "☑ 동의"),
        (
            '<hp:comboBox selectedValue="b"><hp:listItem value="b" displayText="서울"/>'
            "</hp:comboBox>",
            "서울",
        ),
        (f"{_beside('hiddenComment', '메모')}{_t('글')}", "글"),
    ],
)  # fmt: skip
def test_a_paragraph_is_read_as_it_is_shown(run: str, text: str) -> None:
    assert extract_hangul(hwpx([_p(run)])).text == text


def test_notes_headers_and_tables_do_not_cut_a_sentence() -> None:
    header, note = _beside("header", "대외비"), _beside("footNote", "달력")
    first = _p(f"{header}{_t('공사는 3월')}{note}{_t('에 끝났다.')}")
    second = _p(f"{header}{_t('끝.')}")
    lines = extract_hangul(hwpx([first, second])).text.splitlines()
    assert lines == ["공사는 3월에 끝났다.", "대외비", "달력", "끝."]


def test_numbers_and_shaded_cells_come_from_the_head() -> None:
    head = (
        '<hp:numbering id="1"><hp:paraHead level="1" numFormat="DIGIT">제^1장</hp:paraHead>'
        '<hp:paraHead level="2" numFormat="HANGUL_SYLLABLE">^2.</hp:paraHead></hp:numbering>'
        '<hp:paraPr id="5"><hp:heading type="NUMBER" idRef="1" level="0"/></hp:paraPr>'
        '<hp:paraPr id="6"><hp:heading type="NUMBER" idRef="1" level="1"/></hp:paraPr>'
    )
    paragraphs = [("5", "총칙"), ("6", "목적"), ("6", "기간"), ("5", "보칙")]
    body = "".join(_p(_t(text), f'paraPrIDRef="{style}"') for style, text in paragraphs)
    lines = extract_hangul(hwpx([body], head=head)).text.splitlines()
    assert lines == ["제1장 총칙", "가. 목적", "나. 기간", "제2장 보칙"]
