"""Bytes of a page -> text, whatever they declare. Pure.

Korean pages name EUC-KR and mean CP949, or name nothing, or name the wrong thing: a header that
says ISO-8859-1, or UTF-8 over a page that is not. So the bytes are asked first. In order: a byte
order mark; UTF-16 by its zero bytes; ISO-2022 by its escapes; UTF-8 if it is hardly damaged;
Korean, if it reads like Korean; what the header, then the page declares, if that hardly fails;
CP949 if it gives Hangul; a detector.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from itertools import islice

import charset_normalizer

from bot.domain.errors import NotTextError
from bot.sources.media import is_binary, utf16_order

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_ESCAPES = ((b"\x1b$)C", "iso2022_kr"), (b"\x1b$B", "iso2022_jp"), (b"\x1b$@", "iso2022_jp"))

_HEADER = re.compile(r"charset\s*=\s*[\"']?([^\s\"';,]+)", re.IGNORECASE)
_IN_PAGE = re.compile(
    rb"<!--.*?(?:-->|\Z)|<\?xml\b[^>]{0,200}?\bencoding\s*=\s*[\"']?([\w.:-]+)"
    rb"|<meta\b[^>]{0,500}?charset\s*=\s*[\"']?([\w.:-]+)",
    re.IGNORECASE | re.DOTALL,
)
_DECLARED_WITHIN = 16_384
_MOST_LABELS = 4
_LONGEST_LABEL = 40

# What browsers understand by a label, where Python knows another charset or none by it
# (https://encoding.spec.whatwg.org/#names-and-labels).
_MEANT = {
    "euc_kr": "cp949",  # its superset, and what is written
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
}
_UNMEANT = "cp1252"  # what servers say of everything; nothing fails to decode as this
_KOREAN_LABEL = re.compile(r"5601|949|euc-?kr|iso-ir-149|korean", re.IGNORECASE)
_JOHAB_LABEL = re.compile(r"johab|1361", re.IGNORECASE)
# Other codecs of Python are no character sets (base64, punycode), or nobody means them.
_CHARSET = re.compile(
    r"utf-8|cp\d+|iso8859-\d+|iso2022_\w+|euc_\w+|gb\w*|big5\w*|shift_jis\w*|johab|koi8-[rut]"
    r"|mac-\w+|tis-620|ascii"
)

# The 64 most frequent syllables of Korean Wikipedia are over half of any Korean text; of any
# other text that is read as Korean, or of Korean read in the wrong charset, less than a tenth.
_FREQUENT = frozenset(
    "이다에의는로하을가고지서한은기를으사대시리인도스년자어아그라있수"
    "나일전부되정해었과들제국주적했성장여상와게동만구위보였공원트중며"
)
_LEAST_FREQUENT = 0.2
_EVIDENCE = 10
_SAMPLE = 5_000
_HANGUL = re.compile(r"[가-힣]")
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]+")

_MOST_DAMAGED = 0.02
_MOST_DAMAGED_WITH_EVIDENCE = 0.1
_LEAST_HANGUL = 0.7

_DETECT_WITHIN = 50_000
_DETECTED = [
    *("cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "cp1258"),
    *("koi8_r", "cp866", "tis_620", "cp932", "euc_jp", "gb18030", "big5", "cp949"),
]
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_MOST_CONTROLS = 0.02
_LOOKED_AT = 4096
_UNUSABLE = re.compile(r"[\x00\ud800-\udfff]")


def decode(body: bytes, content_type: str = "") -> str:
    """Return the text of `body`, without NULs, lone surrogates and a character cut at its end.

    Args:
        body: As received, after decompression.
        content_type: The Content-Type header.

    Raises:
        NotTextError: It is a picture, a PDF, an archive, a program.
    """
    if body.startswith(b"%PDF-") or is_binary(body):
        raise NotTextError
    text = _decode(body, content_type)
    start = text[:_LOOKED_AT]
    if len(_CONTROLS.findall(start)) > _MOST_CONTROLS * len(start):
        raise NotTextError
    return _UNUSABLE.sub("", text)


def _decode(body: bytes, content_type: str) -> str:
    for mark, charset in _MARKS:
        if body.startswith(mark):
            return _read(body[len(mark) :], charset)
    if order := utf16_order(body):
        return _read(body, order)
    for escape, charset in _ESCAPES:
        if escape in body and body.isascii():
            return _read(body, charset)
    text = _read(body, "utf-8")
    if _damage(text) <= _MOST_DAMAGED_WITH_EVIDENCE:
        return text
    korean = _read(body, "cp949")
    for read in (korean, _read(body, "johab")):
        if _is_korean(read):
            return read
    is_hangul = _is_hangul(korean)
    for charset in _declared(body, content_type):
        if charset == _UNMEANT and is_hangul:
            return korean
        read = _read(body, charset)
        if _damage(read) <= _MOST_DAMAGED:
            return read
    if is_hangul:
        return korean
    detected = _detect(body[:_DETECT_WITHIN])
    return _read(body, detected) if detected else min((text, korean), key=_damage)


def _detect(body: bytes) -> str | None:
    matches = charset_normalizer.from_bytes(body, cp_isolation=_DETECTED)
    found = [match.encoding for match in matches]  # best first
    # Where Western and Central European will do, what browsers take for granted.
    return "cp1252" if "cp1252" in found else next(iter(found), None)


def _declared(body: bytes, content_type: str) -> Iterator[str]:
    """Return the charsets that header and page name, by Python's names, as far as it has them."""
    labels = [match[1] for match in [_HEADER.search(content_type)] if match]
    for match in _IN_PAGE.finditer(body[:_DECLARED_WITHIN]):
        labels += [label.decode("ascii", "replace") for label in match.groups() if label]
    for label in labels[:_MOST_LABELS]:
        if charset := _charset(label):
            yield charset


def _charset(label: str) -> str | None:
    if _KOREAN_LABEL.search(label):
        return "cp949"
    if _JOHAB_LABEL.search(label):
        return "johab"
    label = label[:_LONGEST_LABEL].lower().removeprefix("x-").replace("windows-", "cp")
    try:
        name = codecs.lookup(label).name
    except (LookupError, ValueError):
        return None
    return _MEANT.get(name, name) if _CHARSET.fullmatch(name) else None


def _read(body: bytes, charset: str) -> str:
    text = body.decode(charset, "replace")
    if text.endswith("\ufffd"):
        # A character that is cut at the end says nothing of the rest.
        whole = text[:-4] + text[-4:].rstrip("\ufffd")
        return text if whole.isascii() else whole
    return text


def _damage(text: str) -> float:
    """Return the share of what is beyond ASCII that could not be decoded."""
    beyond = len(text) - len(text.encode("ascii", "ignore"))
    return text.count("\ufffd") / beyond if beyond else 0.0


def _is_korean(text: str) -> bool:
    """Tell whether a text reads like Korean, and is not just Hangul by chance."""
    sample = _sample(text)
    frequent = sum(character in _FREQUENT for character in sample)
    return (
        len(sample) >= _EVIDENCE
        and frequent >= _LEAST_FREQUENT * len(sample)
        and _damage(text) <= _MOST_DAMAGED_WITH_EVIDENCE
    )


def _is_hangul(text: str) -> bool:
    """Tell whether most of a text is Hangul; it is too little to say more."""
    sample = _sample(text)
    hangul = len(_HANGUL.findall(sample))
    return 0 < hangul >= _LEAST_HANGUL * len(sample) and _damage(text) <= _MOST_DAMAGED


def _sample(text: str) -> str:
    runs = (match[0] for match in _BEYOND_ASCII.finditer(text))
    return "".join(islice(runs, _SAMPLE))[:_SAMPLE]
