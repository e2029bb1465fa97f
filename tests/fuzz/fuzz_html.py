"""Fuzz the HTML extractors: `python -m tests.fuzz.fuzz_html -max_total_time=300 -timeout=10`.

Needs atheris, see `fuzz_charset`. Looks for pages that break or stall them.
"""

from __future__ import annotations

import logging
import sys

import atheris

with atheris.instrument_imports(include=["bot.sources"]):
    from bot.sources.extract.html.page import extract
    from bot.sources.extract.html.strip import strip

_PIECES = """
<table> <tr> <td> <th> </table> <dl> <dt> <dd> <p> </p> <pre> <nav> </nav> <h2> <li> <!-- --> <svg>
<template> </template> <div/hidden> </div> <section> </section> <details> <summary> <br> <sup>
<ruby> <rt> <textarea> </textarea> <input/value=1> <select> <option/selected> <label/for=a>
<b/class=a> </b> <noscript> <div/role=table> <div/role=row> <iframe/srcdoc=a> <frame/src=a>
<frameset/cols=1,*> <img/alt=abcdefghijk> <template/shadowrootmode=open> </script>
"} ]) {"articleBody":" <iframe/id=mainFrame/src=/>
<script/type=application/json>
<script/type="application/ld+json"> <script>self.__next_f.push([1," 0:["$","p",null,{}]
""".split()


def fuzz(data: bytes) -> None:
    """A page made of markup that the extractor knows, and of anything."""
    provider = atheris.FuzzedDataProvider(data)
    parts = []
    while provider.remaining_bytes() and len(parts) < 400:
        if provider.ConsumeBool():
            parts.append(_PIECES[provider.ConsumeIntInRange(0, len(_PIECES) - 1)])
        else:
            parts.append(provider.ConsumeUnicodeNoSurrogates(12))
    html = "".join(parts)
    for page in (extract(html), strip(html)):
        lines = [page.text[block.start : block.end] for block in page.blocks]
        assert page.text == "\n".join(lines)
        assert all(line.strip() for line in lines)


if __name__ == "__main__":
    logging.disable()  # trafilatura tells of every page that it cannot read
    atheris.Setup(sys.argv, fuzz)
    atheris.Fuzz()
