"""What is built: the same bytes each time, two manifests, the same words in both languages."""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from deploy.extension.build import BROWSERS, build, manifest

SOURCE = Path(__file__).parents[3] / "deploy" / "extension" / "source"
PAGES = sorted(path for path in SOURCE.rglob("*") if path.suffix in (".js", ".html"))
_MESSAGE = re.compile(r"""data-say="(\w+)"|say\((?:[^()"]*\? )?"(\w+)"(?: : "(\w+)")?""")


def _messages(language: str) -> dict[str, str]:
    path = SOURCE / "_locales" / language / "messages.json"
    return {name: entry["message"] for name, entry in json.loads(path.read_text("utf-8")).items()}


@pytest.mark.parametrize("browser", BROWSERS)
def test_the_same_source_gives_the_same_zip(browser: str, tmp_path: Path) -> None:
    first, second = (build(browser, tmp_path / name).with_suffix(".zip") for name in "ab")
    assert first.read_bytes() == second.read_bytes()
    with zipfile.ZipFile(first) as packed:
        names = packed.namelist()
        assert json.loads(packed.read("manifest.json")) == manifest(browser)
    assert names == sorted(names)
    assert not [name for name in names if name.endswith((".md", ".py"))]


@pytest.mark.parametrize("browser", BROWSERS)
def test_it_asks_for_no_more_than_it_needs(browser: str) -> None:
    made = manifest(browser)
    most = {"activeTab", "scripting", "storage", "sidePanel", "contextMenus"}
    assert set(made["permissions"]) <= most
    assert "host_permissions" not in made
    assert "content_scripts" not in made
    assert ("sidebar_action" in made, "action" in made) == (
        (True, False) if browser == "whale" else (False, True)
    )


@pytest.mark.parametrize("browser", BROWSERS)
def test_files_that_manifests_and_pages_name_are_there(browser: str, tmp_path: Path) -> None:
    folder = build(browser, tmp_path)
    written = (folder / "manifest.json").read_text("utf-8")
    assert all((folder / name).is_file() for name in re.findall(r'"([\w/]+\.\w{2,4})"', written))
    for page in folder.rglob("*.html"):
        for name in re.findall(r'(?:src|href)="([^"]+)"', page.read_text("utf-8")):
            assert (page.parent / name).is_file()
    for script in folder.rglob("*.js"):
        for name in re.findall(r'from "([^"]+)"', script.read_text("utf-8")):
            assert (script.parent / name).is_file()


@pytest.mark.parametrize("size", [16, 32, 48, 128])
def test_icons_have_the_size_that_they_are_named_after(size: int) -> None:
    with Image.open(SOURCE / "icons" / f"{size}.png") as icon:
        assert icon.size == (size, size)


def test_both_languages_say_the_same_things() -> None:
    korean, english = _messages("ko"), _messages("en")
    assert korean.keys() == english.keys()
    for name, words in korean.items():
        holes = [sorted(re.findall(r"\$\d", text)) for text in (words, english[name])]
        assert holes[0] == holes[1], name


def test_every_message_that_is_shown_has_words() -> None:
    shown = set(_shown())
    assert len(shown) > 40
    assert shown <= _messages("ko").keys()


def _shown() -> Iterator[str]:
    for page in PAGES:
        for groups in _MESSAGE.findall(page.read_text("utf-8")):
            yield from filter(None, groups)
