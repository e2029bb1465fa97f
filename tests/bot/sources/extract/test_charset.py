from __future__ import annotations

import itertools
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.errors import NotTextError
from bot.sources.extract.charset import decode

KOREAN = "훈민정음은 조선의 세종이 1443년에 만들고 1446년에 반포한 문자이다. "
# 똠, 펲 and 믜 are in CP949, and not in EUC-KR.
BEYOND_EUC_KR = "똠방각하가 펲시콜라를 믜워한다. "
# Real charset -> (how Python writes it, what a page that is right says).
REAL = {
    "utf-8": ("utf-8", "utf-8"),
    "utf-8 with a mark": ("utf-8-sig", "utf-8"),
    "utf-16": ("utf-16", "utf-16"),
    "utf-16 without a mark": ("utf-16-le", "utf-16le"),
    "euc-kr": ("euc-kr", "euc-kr"),
    "cp949": ("cp949", "euc-kr"),
    "iso-2022-kr": ("iso2022_kr", "iso-2022-kr"),
    "johab": ("johab", "johab"),
}
RIGHT, WRONG, BAD, NONE = "right", "wrong", "bad", ""
# Of header and page.
DECLARED = [
    *((RIGHT, RIGHT), (RIGHT, NONE), (NONE, RIGHT), (NONE, NONE), (RIGHT, WRONG), (WRONG, RIGHT)),
    *((RIGHT, BAD), (BAD, RIGHT), (BAD, NONE), (NONE, BAD), (BAD, BAD), (WRONG, NONE)),
    *((NONE, WRONG), (WRONG, WRONG)),
]
WRONGS = "utf-8 euc-kr iso-8859-1 windows-1252 shift_jis gb2312 big5 johab utf-16 us-ascii".split()
BADS = [
    "no-such",
    "none",
    "utf-8;",
    "유티에프",
    "base64",
    "punycode",
    "unicode_escape",
    "idna",
    '"',
]


def _page(text: str, real: str, label: str) -> bytes:
    meta = f'<meta charset="{label}">' if label else ""
    body = f"<html><head>{meta}<title>{text[:9]}</title></head><p>{text}</p></html>"
    return body.encode(REAL[real][0], "replace")


def _header(label: str) -> str:
    return f"text/html; charset={label}" if label else "text/html"


@pytest.mark.parametrize(("header", "meta"), DECLARED)
@pytest.mark.parametrize("real", REAL)
def test_korean_is_read_whatever_header_and_page_say(real: str, header: str, meta: str) -> None:
    text = KOREAN * 4 + (BEYOND_EUC_KR if real not in ("euc-kr", "iso-2022-kr") else "")
    labels = {RIGHT: [REAL[real][1]], WRONG: WRONGS, BAD: BADS, NONE: [""]}
    for said, written in itertools.product(labels[header], labels[meta]):
        read = decode(_page(text, real, written), _header(said))
        assert f"<p>{text}</p>" in read, (said, written)


@pytest.mark.parametrize("real", ["utf-8", "euc-kr", "cp949"])
@pytest.mark.parametrize("text", ["훈민정음", "서울 2호선", "가"])
def test_a_few_words_are_read_too(real: str, text: str) -> None:
    for said, written in itertools.product(["", "no-such", "utf-8", "euc-kr", "iso-8859-1"], [""]):
        assert f"<p>{text}</p>" in decode(_page(text, real, written), _header(said)), said


def test_little_korean_in_much_markup_is_read() -> None:
    page = b"<script>" + b"var x = 1;" * 10_000 + b"</script>" + "서울의 맛집은?".encode("cp949")
    for said in ("utf-8", "euc-kr", "iso-8859-1", ""):
        assert decode(page, _header(said)).endswith("서울의 맛집은?")


@pytest.mark.parametrize(
    "label",
    """
    euc-kr EUC-KR euckr euc_kr x-euc-kr ks_c_5601-1987 ks_c_5601-1989 KSC5601 ksc_5601 ksc-5601
    cseuckr csksc56011987 iso-ir-149 korean cp949 ms949 MS949 windows-949 x-windows-949 uhc
    """.split(),
)
def test_names_of_the_korean_charset(label: str) -> None:
    page = (
        b"<?xml version='1.0' encoding='%b'?><p>\x8cc</p>" % label.encode()
    )  # too little to guess
    assert "<p>똠</p>" in decode(page)
    assert decode(b"\x8cc", _header(label)) == "똠"


@pytest.mark.parametrize(
    "declaration",
    [
        '<meta charset="windows-1251">',
        "<META CHARSET=windows-1251 />",
        '<meta http-equiv="Content-Type" content="text/html; charset=windows-1251">',
        "<meta content='text/html;charset = windows-1251' http-equiv='content-type'>",
        '<?xml version="1.0" encoding="windows-1251"?>',
        '<!-- <meta charset="shift_jis"> --><meta charset="windows-1251">',
        '<meta charset="no-such"><meta charset="windows-1251">',
        "<!-- " + "x" * 5_000 + ' --><meta charset="windows-1251">',
    ],
)
def test_ways_to_declare_a_charset(declaration: str) -> None:
    page = f"{declaration}<p>Хангыль создан королём Седжоном</p>"
    assert decode(page.encode("cp1251"), "text/html").endswith(
        "<p>Хангыль создан королём Седжоном</p>"
    )


@pytest.mark.parametrize(
    ("charset", "label", "text"),
    [
        ("cp932", "shift_jis", "訓民正音は朝鮮の世宗が作った文字である。東京は日本の首都である。"),
        ("euc_jp", "euc-jp", "訓民正音は朝鮮の世宗が作った文字である。東京は日本の首都である。"),
        ("iso2022_jp", "iso-2022-jp", "訓民正音は朝鮮の世宗が作った文字である。"),
        ("gb18030", "gb2312", "训民正音是朝鲜世宗大王在一四四三年创造的文字，北京是中国的首都。"),
        ("big5", "big5", "訓民正音是朝鮮世宗大王在一四四三年創造的文字，臺北是首都。"),
        ("cp1252", "iso-8859-1", "L’été dernier, à côté du théâtre: “Ça dépend” — CAFÉ, où ÉTÉ"),
        ("cp1251", "windows-1251", "Хангыль был создан королём Седжоном. МОСКВА ЯВЛЯЕТСЯ"),
        ("koi8_r", "koi8-r", "Хангыль был создан королём Седжоном. МОСКВА ЯВЛЯЕТСЯ"),
        ("tis_620", "tis-620", "ฮันกึลถูกสร้างขึ้นโดยพระเจ้าเซจง กรุงเทพมหานครเป็นเมืองหลวง"),
        ("cp1253", "windows-1253", "Το χανγκούλ δημιουργήθηκε από τον βασιλιά. ΕΛΛΑΔΑ"),
    ],
)
def test_other_languages_are_not_taken_for_korean(charset: str, label: str, text: str) -> None:
    page = f"<p>{text * 3}</p>"
    assert decode(page.encode(charset), _header(label)) == page
    declared = f'<meta charset="{label}">{page}'
    assert decode(declared.encode(charset), "text/html") == declared


def test_a_page_without_any_declaration_is_guessed() -> None:
    text = (
        "Le hangeul a été créé par le roi Sejong; l'original a été retrouvé à côté du théâtre. " * 5
    )
    assert decode(text.encode("cp1252")) == text


@pytest.mark.parametrize("charset", ["utf-8", "cp949", "johab", "utf-16", "utf-16-le"])
def test_a_character_cut_at_the_end_spoils_nothing(charset: str) -> None:
    body = (KOREAN * 3 + "끝").encode(charset)
    assert decode(body[:-1]).rstrip("끝") == KOREAN * 3


@pytest.mark.parametrize("said", ["utf-8", "euc-kr", "iso-8859-1", ""])
def test_a_few_damaged_characters_spoil_nothing(said: str) -> None:
    for charset in ("utf-8", "cp949"):
        whole = (KOREAN * 4).encode(charset)
        damaged = KOREAN.encode(charset)[:-3] + b"\xff" + whole  # a summary cut by bytes
        assert decode(damaged, _header(said)).endswith(KOREAN * 4)


@pytest.mark.parametrize("charset", ["utf-8-sig", "utf-16", "utf-32"])
def test_a_byte_order_mark_wins(charset: str) -> None:
    assert decode(KOREAN.encode(charset), "text/html; charset=euc-kr") == KOREAN


@given(st.text(st.characters(codec="utf-8", exclude_characters="\0\ufffd\ufeff\x1b")))
def test_utf_8_is_read_as_it_is(text: str) -> None:
    try:
        assert decode(text.encode(), "text/html; charset=euc-kr") == text
    except NotTextError:
        assert any(character < " " for character in text) or text.startswith("%PDF-")


@given(
    st.binary(max_size=300),
    st.one_of(st.text(max_size=30), st.sampled_from(WRONGS + BADS).map(_header)),
)
def test_any_bytes_become_text_or_are_refused(body: bytes, content_type: str) -> None:
    try:
        text = decode(body, content_type)
    except NotTextError:
        return
    text.encode()
    assert "\0" not in text


@pytest.mark.parametrize("body", [b"%PDF-1.7 ...", b"\x7fELF\x02", bytes(range(256)) * 20])
def test_what_is_no_text_is_refused(body: bytes) -> None:
    with pytest.raises(NotTextError):
        decode(body)


@pytest.mark.parametrize(
    "body",
    [
        b"\xb0\xa1" * 2_500_000,
        b"<!--" * 1_250_000,
        b"<meta charset=" * 300_000 + b"\xff",
        b'<meta charset="punycode">' + b"\xe9a" * 2_000_000,
        b"\xff\xfe\x80" * 1_500_000,
        b"\xe9\xe8 caf\xe9 " * 600_000,
    ],
)
def test_large_pages_do_not_take_long(body: bytes) -> None:
    began = time.process_time()
    decode(body, "text/html; charset=idna")
    assert time.process_time() - began < 5
