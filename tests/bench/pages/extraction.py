"""What is read of web pages, and how fast: `python tests/bench/pages/extraction.py FOLDER`.

FOLDER holds the article extraction benchmark of Scrapinghub (ground-truth.json and html/*.html.gz).
Its scorer compares shingles of four words, page by page; here it scores the blocks that are marked
as main content, and trafilatura on the same pages in the same run. Recall of sentences is over all
blocks: a sentence counts as found when it stands there letter for letter but for white space and
invisible characters, as the ground truth puts spaces around links. Times are CPU time of a page
in this process, as machines are shared; as in the worker processes, nothing looks for cycles of
objects while a page is read.
"""

from __future__ import annotations

import gc
import gzip
import json
import re
import statistics
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from rich.console import Console
from rich.progress import track
from rich.table import Table
from trafilatura import extract as trafilatura

from bot.domain.source.blocks import Block, Extracted
from bot.sources.extract.charset import decode
from bot.sources.extract.html.page import extract

_WORD = re.compile(r"\w+")
_SENTENCE_END = re.compile(r"(?<=[.!?。？！])\s+|\n")
_UNSEEN = re.compile("[\\s\u00ad\u200b\u2060\ufeff]+")
_SHORTEST = 10

Shares = tuple[float, float, float]


def shingles(text: str, size: int = 4) -> Counter[tuple[str, ...]]:
    """How often each run of `size` words stands in a text; a shorter text is one run."""
    words = _WORD.findall(text)
    runs = (tuple(words[i : i + size]) for i in range(max(1, len(words) - size + 1)))
    return Counter(run for run in runs if run)


def shares(true: str, found: str) -> Shares:
    """True positives, false positives and false negatives of one page; they sum to 1."""
    expected, got = shingles(true), shingles(found)
    counts = (
        (expected & got).total(),
        (got - expected).total(),
        (expected - got).total(),
    )
    total = sum(counts) or 1
    return counts[0] / total, counts[1] / total, counts[2] / total


def scores(pages: list[Shares]) -> tuple[float, float, float]:
    """F1 of mean precision and mean recall, and these two."""
    precision = statistics.mean(_ratio(tp, fp, fn) for tp, fp, fn in pages if tp + fp > 0)
    recall = statistics.mean(_ratio(tp, fn, fp) for tp, fp, fn in pages if tp + fn > 0)
    return 2 * precision * recall / (precision + recall), precision, recall


def _ratio(hits: float, misses: float, others: float) -> float:
    if misses == others == 0:
        return 1.0
    return hits / (hits + misses) if hits + misses else 0.0


def shown(page: Extracted, block: Block) -> str:
    """A block as the page shows it: rows without the headers repeated in them."""
    if not block.cells:
        return page.text[block.start : block.end]
    return " ".join(page.text[start:end] for start, end in block.cells)


def main_text(html: str) -> str:
    """The blocks marked as main content."""
    page = extract(html)
    return "\n".join(shown(page, block) for block in page.blocks if block.main)


def sentences(text: str) -> list[str]:
    """Sentences worth counting, without white space."""
    parts = (_UNSEEN.sub("", part) for part in _SENTENCE_END.split(text))
    return [part for part in parts if len(part) >= _SHORTEST]


def _measure(
    extractor: Callable[[str], str], pages: list[tuple[str, str]], what: str
) -> tuple[list[Shares], list[float]]:
    results, times = [], []
    for html, true in track(pages, what, console=Console(stderr=True), transient=True):
        gc.collect()
        gc.disable()
        began = time.process_time()
        found = extractor(html)
        times.append(1000 * (time.process_time() - began))
        gc.enable()
        results.append(shares(true, found))
    return results, times


def main(folder: Path) -> None:
    """Print the table."""
    truth = json.loads((folder / "ground-truth.json").read_bytes())
    pages = [
        (
            decode(gzip.decompress((folder / "html" / f"{key}.html.gz").read_bytes())),
            row["articleBody"],
        )
        for key, row in truth.items()
    ]
    table = Table("", "F1", "precision", "recall", "sentences", "ms", "longest")
    medians = []
    ours = ("ours, main", main_text, _sentences_in_blocks)
    theirs = ("trafilatura", _trafilatura, _sentences_of(_trafilatura))
    for name, extractor, find in (ours, theirs):
        extractor(pages[0][0])
        results, times = _measure(extractor, pages, name)
        found, total = find(pages)
        medians.append(statistics.median(times))
        table.add_row(
            name,
            *(f"{score:.4f}" for score in scores(results)),
            f"{found / total:.4f}",
            f"{medians[-1]:.1f}",
            f"{max(times):.0f}",
        )
    console = Console()
    console.print(table)
    console.print(f"{len(pages)} pages; sentences of ours: found in any block")
    console.print(f"ours takes {medians[0] / medians[1]:.2f} times as long as trafilatura alone")


def _trafilatura(html: str) -> str:
    return trafilatura(html, fast=True, favor_recall=True, include_comments=False) or ""


def _sentences_in_blocks(pages: list[tuple[str, str]]) -> tuple[int, int]:
    def everything(html: str) -> str:
        page = extract(html)
        return " ".join(shown(page, block) for block in page.blocks)

    return _sentences_of(everything)(pages)


def _sentences_of(
    extractor: Callable[[str], str],
) -> Callable[[list[tuple[str, str]]], tuple[int, int]]:
    def find(pages: list[tuple[str, str]]) -> tuple[int, int]:
        hits = [
            sentence in text
            for html, true in pages
            for text in [_UNSEEN.sub("", extractor(html))]
            for sentence in sentences(true)
        ]
        return sum(hits), len(hits)

    return find


if __name__ == "__main__":
    main(Path(sys.argv[1]))
