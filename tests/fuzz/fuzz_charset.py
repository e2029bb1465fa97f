"""Fuzz charset detection and media types: `python -m tests.fuzz.fuzz_charset -max_total_time=300`.

Needs atheris (`pip install atheris`), which is no dependency: it has wheels for few Pythons. Takes
libFuzzer's options. Looks for exceptions, for text that cannot be encoded, for hangs (-timeout=5).
"""

from __future__ import annotations

import sys

import atheris

with atheris.instrument_imports(include=["bot", "charset_normalizer", "email"]):
    from bot.domain.errors import NotTextError
    from bot.sources.extract.charset import decode
    from bot.sources.fetch.unpack import Unpacker, UnpackError
    from bot.sources.media import media_type

_LABELS = """
utf-8 euc-kr cp949 johab iso-2022-kr iso-2022-jp utf-16 utf-7 utf-32 shift_jis gb18030 big5 hz
iso-8859-1 windows-1252 punycode idna base64 unicode_escape undefined rot13 mbcs no-such
""".split()


def fuzz(data: bytes) -> None:
    """One input: a kind of declaration, then the body."""
    provider = atheris.FuzzedDataProvider(data)
    label = provider.PickValueInList(_LABELS)
    declared = provider.ConsumeIntInRange(0, 4)
    free = provider.ConsumeUnicode(20)
    body = provider.ConsumeBytes(provider.remaining_bytes())
    if provider.ConsumeBool():
        body *= 50
    header = ["", f"text/html; charset={label}", free, "text/html", f"text/x; charset={free}"][
        declared
    ]
    if declared == 3:
        body = f'<meta charset="{label}">'.encode() + body
    media_type(header, body)
    try:
        text = decode(body, header)
    except NotTextError:
        text = ""
    text.encode()
    assert "\0" not in text
    _unpack("gzip" if declared % 2 else "deflate", body)


def _unpack(encoding: str, body: bytes) -> None:
    unpacker = Unpacker(encoding)
    try:
        for piece in unpacker.feed(body):
            assert len(piece) <= 65_536
        unpacker.finish()
    except UnpackError:
        return


if __name__ == "__main__":
    atheris.Setup(sys.argv, fuzz)
    atheris.Fuzz()
