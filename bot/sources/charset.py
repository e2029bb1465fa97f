"""Bytes of a page -> text, whatever they declare. Pure.

Korean pages name EUC-KR and mean CP949, or name nothing, or name the wrong thing, so the order
is: byte order mark; strict UTF-8; what header or <meta> says if it hardly fails; CP949 if that
gives Hangul; a detector.
"""

from __future__ import annotations

import codecs
import re

import charset_normalizer

from bot.errors import NotTextError

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_HEADER = re.compile(r"charset\s*=\s*[\"']?([^\s\"';,]+)", re.IGNORECASE)
_META = re.compile(rb"<meta[^>]{0,500}?charset\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)
_META_WITHIN = 4096
_MOST_REPLACED = 0.02
_LEAST_HANGUL = 0.7
_DETECT_WITHIN = 100_000
_NOT_TEXT = (b"%PDF-", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"PK\x03\x04", b"\x1f\x8b", b"\x7fELF")
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_MOST_CONTROLS = 0.02
_LOOKED_AT = 4096
_UNUSABLE = re.compile(r"[\x00\ud800-\udfff]")


def decode(body: bytes, content_type: str = "") -> str:
    """The text of `body`, without NULs and lone surrogates.

    Args:
        body: As received, after decompression.
        content_type: The Content-Type header.

    Raises:
        NotTextError: It is a picture, a PDF, an archive, a program.
    """
    if body.startswith(_NOT_TEXT):
        raise NotTextError
    text = _decode(body, content_type)
    start = text[:_LOOKED_AT]
    if len(_CONTROLS.findall(start)) > _MOST_CONTROLS * len(start):
        raise NotTextError
    return _UNUSABLE.sub("", text)


def _decode(body: bytes, content_type: str) -> str:
    for mark, charset in _MARKS:
        if body.startswith(mark):
            return body[len(mark) :].decode(charset, "replace")
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        pass
    declared = [match[1] for match in [_HEADER.search(content_type)] if match]
    declared += [m[1].decode("ascii", "replace") for m in _META.finditer(body[:_META_WITHIN])]
    for label in declared:
        text = _try(body, label)
        if text is not None:
            return text
    korean = body.decode("cp949", "replace")
    others = [character for character in korean if not character.isascii()]
    if others and sum("가" <= c <= "힣" for c in others) >= _LEAST_HANGUL * len(others):
        return korean
    best = charset_normalizer.from_bytes(body[:_DETECT_WITHIN]).best()
    return body.decode(best.encoding if best else "utf-8", "replace")


def _try(body: bytes, label: str) -> str | None:
    try:
        name = codecs.lookup(label).name
    except (LookupError, ValueError):
        # Names that Korean pages use and Python does not know.
        name = "cp949" if "5601" in label or "949" in label else ""
    if name == "euc_kr":
        name = "cp949"  # its superset, and what is meant
    if not name:
        return None
    try:
        text = body.decode(name, "replace")
    except (LookupError, ValueError):
        return None
    return text if text.count("�") <= _MOST_REPLACED * len(text) else None
