"""A web site whose pages are anything at all, each by the seed in its address."""

from __future__ import annotations

import asyncio
import gzip
import zlib
from asyncio import StreamWriter
from collections.abc import Callable
from functools import cache
from random import Random

from tests.bot.sources.extract import documents
from tests.load.nasty.words import damaged, length, text
from tests.standins.raw import Visit

_LARGEST = 3_000_000
_TAGS = """
<table> <tr> <td colspan=9> <th> </table> <dl> <dt> <dd> <p> </p> <pre> <nav> </nav> <h2> <li>
<!-- --> <svg> <template> </template> <div/hidden> <div> </div> <section> </section> <details>
<summary> <br> <sup> <ruby> <rt> <textarea> </textarea> <select> <option/selected> <label/for=a>
<noscript> <iframe/srcdoc="<p>a"> <frame/src=a> <frameset/cols=1,*> <title> </title>
<base/href=//a> </script>
<script/type=application/ld+json>{"articleBody":" "}</script> <style> </style> <a/href=#
<meta/charset= <meta/charset=euc-kr> <meta/http-equiv=refresh/content=0;url=/7> &#x1F600;
&amp &nbsp; <![CDATA[ <?xml
""".split()
_TYPES = (
    "text/html",
    "text/html; charset=utf-8",
    "text/html; charset=euc-kr",
    "text/html; charset=none",
    "text/plain",
    "application/pdf",
    "application/json",
    "text/csv",
    "message/rfc822",
    "image/png",
    "application/octet-stream",
    "html",
    "",
    "text/html\r\nContent-Type: text/plain",
)
_STATUSES = (
    "200 OK",
    "200",
    "404 Not Found",
    "500 No",
    "999 What",
    "204 No Content",
    "206 Partial",
)
_PLACES = (
    "/{}",
    "//127.0.0.1/{}",
    "http://169.254.169.254/{}",
    "http://[::1]/{}",
    "ftp://a/{}",
    "http://a\r\nX: y/{}",
    "?{}",
    "",
)
_PACKINGS: tuple[tuple[str, Callable[[bytes], bytes]], ...] = (
    ("gzip", gzip.compress),
    ("deflate", zlib.compress),
    ("gzip, gzip", gzip.compress),
    ("br", bytes),
    ("UTF-8", bytes),
    ("gzip", lambda body: gzip.compress(body)[:-20]),
)


async def answer(visit: Visit, writer: StreamWriter) -> None:
    """Answer one request with what its seed says, some of it broken on the way."""
    chance = Random(visit.path)
    if chance.random() < 0.15:
        place = chance.choice(_PLACES).format(chance.randrange(10**6))
        head, body = f"HTTP/1.1 302 Found\r\nLocation: {place}\r\n", b""
    else:
        kind, body = content(chance)
        status = "200 OK" if chance.random() < 0.8 else chance.choice(_STATUSES)
        head = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\n"
    if chance.random() < 0.2:
        coding, pack = chance.choice(_PACKINGS)
        head, body = f"{head}Content-Encoding: {coding}\r\n", pack(body)
    claimed = len(body) + chance.choice((0, 0, 0, 0, 0, 0, 0, 9, -1))
    if chance.random() < 0.1:
        head += f"{text(chance, 300).splitlines()[0]}: {text(chance, 300).splitlines()[0]}\r\n"
    if chance.random() < 0.1:
        head = damaged(chance, head.encode()).decode("utf-8", "replace")
    if chance.random() < 0.9:
        head += f"Content-Length: {claimed}\r\n"
    writer.write(head.encode("utf-8", "replace") + b"\r\n")
    if chance.random() < 0.05:
        await _trickle(writer, body)
        return
    writer.write(body[: chance.randrange(len(body) + 1)] if chance.random() < 0.05 else body)


async def _trickle(writer: StreamWriter, body: bytes) -> None:
    for at in range(min(len(body), 40)):
        writer.write(body[at : at + 1])
        await writer.drain()
        await asyncio.sleep(0.1)


def content(chance: Random) -> tuple[str, bytes]:
    """Return a page or a document, and the type that it is said to be."""
    kind = chance.choice(_TYPES)
    if chance.random() < 0.3:
        document = chance.choice(_documents())
        return kind, damaged(chance, document) if chance.random() < 0.8 else document
    if chance.random() < 0.1:
        return kind, chance.randbytes(length(chance, _LARGEST))
    parts: list[str] = []
    room = length(chance, _LARGEST)
    while room > 0:
        run = chance.choice(_TAGS) * length(chance, 1_000)
        part = run if chance.random() < 0.5 else text(chance, min(room, 100_000))
        parts.append(part)
        room -= len(part)
    charset = chance.choice(("utf-8", "utf-8", "euc-kr", "utf-16", "cp949"))
    return kind, "".join(parts).encode(charset, "replace")


@cache
def _documents() -> tuple[bytes, ...]:
    words = ("훈민정음은 세종이 만들었다.", "마감은 9월 3일이다.", "The deadline is May 3.")
    return (
        documents.pdf([words, words]),
        documents.filled_pdf(),
        documents.scanned_pdf(),
        documents.docx("제목", words[0], [["이름", "부서"], ["김민지", "개발"]]),
        documents.hwpx([f"<hp:p><hp:run><hp:t>{words[0]}</hp:t></hp:run></hp:p>"]),
        documents.bomb("word/document.xml", 50_000_000),
        b"From: a@a.kr\nSubject: =?utf-8?b?7ZWc?=\nContent-Type: text/html\n\n<p>a</p>",
        "이름,부서\n김민지,개발\n".encode("euc-kr") * 1_000,
        b'{"a": [1, {"b": null}], "c": "d"}' * 100,
        b"# a\n\n| a | b |\n| - | - |\n| 1 | 2 |\n" * 50,
    )
