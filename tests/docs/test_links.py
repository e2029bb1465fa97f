"""What the documents name is there: files, headings, modules."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")])
ROOMS = "bot|mrc_core|exporter|deploy|tests|docs"

_LINK = re.compile(r"\]\((?!https?:)([^)\s]+)\)")
_PATH = re.compile(rf"(?<![\w/.])(?:{ROOMS})/[\w./-]*\w")
_MODULE = re.compile(rf"python -m ((?:{ROOMS})[\w.]*)")
_HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
_BLOCK = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)

by_name = pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)


@by_name
def test_links_lead_to_files_and_headings(document: Path) -> None:
    broken = [
        link for link in _LINK.findall(document.read_text("utf-8")) if not _leads(link, document)
    ]
    assert not broken


@by_name
def test_paths_that_are_named_exist(document: Path) -> None:
    named = _PATH.findall(_BLOCK.sub("", document.read_text("utf-8")))
    assert not [path for path in named if not (ROOT / path.replace("xx.", "en.")).exists()]


@by_name
def test_modules_that_are_run_exist(document: Path) -> None:
    modules = _MODULE.findall(document.read_text("utf-8"))
    assert not [module for module in modules if not find_spec(module)]


def test_every_document_is_named_in_both_readmes() -> None:
    pages = {str(path.relative_to(ROOT)) for path in DOCUMENTS} - {"README.md", "README.ko.md"}
    for readme in ("README.md", "README.ko.md"):
        text = (ROOT / readme).read_text("utf-8")
        assert not [page for page in sorted(pages) if f"({page}" not in text]


def _leads(link: str, document: Path) -> bool:
    path, _, heading = link.partition("#")
    target = document.parent / path if path else document
    return target.exists() and (not heading or heading in _anchors(target))


def _anchors(document: Path) -> Iterator[str]:
    """Yield the anchors that GitHub gives to the headings of a document."""
    for heading in _HEADING.findall(_BLOCK.sub("", document.read_text("utf-8"))):
        yield re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")
