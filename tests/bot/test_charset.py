from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import NotTextError
from bot.sources.charset import decode

KOREAN = "훈민정음은 세종이 만들었다. 똠방각하 펲시콜라 " * 5
LABELS = ["", "utf-8", "euc-kr", "ks_c_5601-1987", "cp949", "ms949", "iso-8859-1", "no-such"]


@pytest.mark.parametrize(
    ("real", "header", "meta"), [*itertools.product(["utf-8", "cp949"], LABELS, LABELS)]
)
def test_korean_is_read_whatever_header_and_meta_say(real: str, header: str, meta: str) -> None:
    content_type = f"text/html; charset={header}" if header else "text/html"
    tag = f'<meta charset="{meta}">' if meta else ""
    if real == "cp949" and "iso-8859-1" in ((header or meta), meta):
        return  # any bytes are valid there: what is declared first wins
    assert decode(f"{tag}{KOREAN}".encode(real), content_type).endswith(KOREAN)


@pytest.mark.parametrize("charset", ["utf-8-sig", "utf-16", "utf-32"])
def test_a_byte_order_mark_wins(charset: str) -> None:
    assert decode(KOREAN.encode(charset), "text/html; charset=euc-kr") == KOREAN


@given(st.binary(max_size=300), st.text(max_size=30))
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
