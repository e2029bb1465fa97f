"""Word documents as they are shown."""

from __future__ import annotations

import io

import docx
import pytest

from bot.sources.extract.office.word import extract_word
from tests.bot.sources.extract.documents import word


def _t(text: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'


def _p(*parts: str) -> str:
    return f"<w:p>{''.join(parts)}</w:p>"


def _field(instruction: str, result: str) -> str:
    marks = [
        f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "separate", "end")
    ]
    code = f"<w:r><w:instrText>{instruction}</w:instrText></w:r>"
    return f"{marks[0]}{code}{marks[1]}{_t(result)}{marks[2]}"


_HIDDEN = "<w:r><w:rPr><w:vanish/></w:rPr><w:t>숨은 글</w:t></w:r>"
_DATE = "마감은 "


@pytest.mark.parametrize(
    ("paragraph", "text"),
    [
        (f'{_t(_DATE)}<w:fldSimple w:instr="DATE">{_t("5월 3일")}</w:fldSimple>', "마감은 5월 3일"),
        (f'{_t(_DATE)}{_field("DATE", "5월 3일")}', "마감은 5월 3일"),
        (f'{_t("쪽 ")}{_field(" PAGE ", "7")}', "쪽"),
        (
            f"<w:r><w:ruby><w:rt>{_t('한')}</w:rt><w:rubyBase>{_t('韓')}</w:rubyBase></w:ruby></w:r>",
            "韓(한)",
        ),
        (
            "<m:oMath><m:f><m:num><m:r><m:t>a</m:t></m:r></m:num><m:den><m:r><m:t>b+1</m:t></m:r>"
            "</m:den></m:f></m:oMath>",
            "a/(b+1)",
        ),
        (f'{_t("부서")}<w:r><w:tab/></w:r>{_t("인사팀")}', "부서 인사팀"),
        (f'{_t("10")}<w:r><w:noBreakHyphen/></w:r>{_t("12월")}', "10-12월"),
        (f"{_t('남은 글')}{_HIDDEN}", "남은 글"),
        (f"<w:r><w:rPr><w:strike/></w:rPr><w:t>2일</w:t></w:r>{_t('3일')}", "3일"),
        (f'<w:del w:id="1"><w:r><w:delText>지운</w:delText></w:r></w:del>{_t("쓴")}', "쓴"),
        (f'<w:moveFrom w:id="1">{_t("옮긴")}</w:moveFrom>{_t("남은")}', "남은"),
        (f'<w:ins w:id="1">{_t("넣은 글")}</w:ins>', "넣은 글"),
        (f"<w:sdt><w:sdtContent>{_t('고른 값')}</w:sdtContent></w:sdt>", "고른 값"),
        (
            f"{_t('이름: ')}<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>"
            f"{_t('여기를 누르세요')}</w:sdtContent></w:sdt>",
            "이름:",
        ),
        (
            '<w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:checkBox><w:default w:val="1"/>'
            f'</w:checkBox></w:ffData></w:fldChar><w:fldChar w:fldCharType="end"/></w:r>{_t("예")}',
            "☑예",
        ),
        (
            f"<mc:AlternateContent><mc:Choice>{_t('새')}</mc:Choice><mc:Fallback>{_t('옛')}"
            "</mc:Fallback></mc:AlternateContent>",
            "새",
        ),
    ],
)  # fmt: skip
def test_a_paragraph_is_read_as_it_is_shown(paragraph: str, text: str) -> None:
    assert extract_word(word(_p(paragraph))).text == text


def _level(number: int, form: str, text: str) -> str:
    return (
        f'<w:lvl w:ilvl="{number}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
    )


_LISTS = (
    f'<w:abstractNum w:abstractNumId="1">{_level(0, "decimal", "제%1조")}'
    f"{_level(1, 'ganada', '%2.')}{_level(2, 'decimal', '%1.%3')}</w:abstractNum>"
    f'<w:abstractNum w:abstractNumId="2">{_level(0, "bullet", "•")}</w:abstractNum>'
    '<w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num>'
    '<w:num w:numId="2"><w:abstractNumId w:val="2"/></w:num>'
    '<w:num w:numId="3"><w:abstractNumId w:val="1"/><w:lvlOverride w:ilvl="0">'
    '<w:startOverride w:val="5"/></w:lvlOverride></w:num>'
)


def _listed(list_id: int, level: int, text: str) -> str:
    properties = f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{list_id}"/></w:numPr>'
    return _p(f"<w:pPr>{properties}</w:pPr>", _t(text))


def test_numbers_that_word_counts_are_read() -> None:
    listed = [(1, 0, "목적"), (1, 1, "대상"), (1, 1, "기간"), (1, 2, "세부"), (1, 0, "시간"),
              (1, 1, "평일"), (2, 0, "점"), (3, 0, "부칙"), (0, 0, "글")]  # fmt: skip
    page = extract_word(word("".join(_listed(*row) for row in listed), {"numbering": _LISTS}))
    assert page.text.splitlines() == [
        "제1조 목적", "가. 대상", "나. 기간", "1.1 세부", "제2조 시간", "가. 평일", "점",
        "제5조 부칙", "글",
    ]  # fmt: skip


def test_headers_footers_and_notes_stand_beside_the_text() -> None:
    body = (
        _p(_t("공사는 3월에"), '<w:r><w:footnoteReference w:id="2"/></w:r>', _t(" 끝났다."))
        + '<w:sectPr><w:headerReference r:id="header"/></w:sectPr>'
        + '<w:sectPr><w:headerReference r:id="header"/><w:footerReference r:id="footer"/>'
        + "</w:sectPr>"
    )
    notes = (
        f'<w:footnote w:type="separator">{_p(_t("줄"))}</w:footnote>'
        f'<w:footnote w:id="2">{_p(_t("2024년"))}</w:footnote>'
    )
    parts = {"header": _p(_t("대외비")), "footer": _p(_t("나래상사")), "footnotes": notes}
    lines = extract_word(word(body, parts)).text.splitlines()
    assert lines == ["대외비", "공사는 3월에 끝났다.", "2024년", "나래상사"]


def test_the_main_part_is_found_by_its_relationship() -> None:
    assert extract_word(word(_p(_t("다른 이름")), main="document7.xml")).text == "다른 이름"


def test_what_word_itself_writes_is_read() -> None:
    document = docx.Document()
    document.add_heading("안내", 0)
    document.add_paragraph("글이다.")
    document.add_paragraph("하나", style="List Number")
    document.core_properties.title = "이용 안내"
    buffer = io.BytesIO()
    document.save(buffer)
    page = extract_word(buffer.getvalue())
    assert page.title == "이용 안내"
    lines = [(b.kind, page.text[b.start : b.end]) for b in page.blocks]
    assert lines == [("heading", "안내"), ("paragraph", "글이다."), ("item", "1. 하나")]


def test_merged_cells_of_a_table_name_all_their_rows() -> None:
    def cell(text: str, properties: str = "") -> str:
        return f"<w:tc><w:tcPr>{properties}</w:tcPr>{_p(_t(text))}</w:tc>"

    rows = [
        cell("부서") + cell("이름") + cell("내선"),
        cell("인사", '<w:vMerge w:val="restart"/>') + cell("김서연") + cell("201"),
        cell("", "<w:vMerge/>") + cell("박도윤") + cell("202"),
    ]
    head = "<w:trPr><w:tblHeader/></w:trPr>"
    table = "".join(f"<w:tr>{head * (not i)}{row}</w:tr>" for i, row in enumerate(rows))
    lines = extract_word(word(f"<w:tbl>{table}</w:tbl>")).text.splitlines()
    assert lines[-1].startswith("인사 박도윤 부서: 인사 | ")
    assert lines[-1].endswith("인사 박도윤 내선: 202")
