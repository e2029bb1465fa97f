"""The reader that comes with the package."""

from __future__ import annotations

import json
from pathlib import Path

from mrc_core.artifact import BUNDLED_READER, bundled_model_dir, load_assets
from tests.commands import run_here

DOCS = Path(__file__).parents[2] / "docs"
ENGLISH = Path(__file__).parents[1] / "data" / "english.json"


def test_there_is_one_version_and_it_is_small() -> None:
    (version,) = bundled_model_dir().iterdir()
    files = (file for file in version.rglob("*") if file.is_file())
    assert sum(file.stat().st_size for file in files) < 20_000_000


def test_it_goes_by_its_name() -> None:
    assert load_assets(bundled_model_dir()).config.name == BUNDLED_READER


def test_its_card_is_the_one_in_the_docs() -> None:
    (version,) = bundled_model_dir().iterdir()
    card = (version / "assets" / "model-card.md").read_text("utf-8")
    assert card == (DOCS / "model-card.md").read_text("utf-8")
    assert f"version {version.name}" in card.partition("\n")[0]


def test_it_reads_some_english() -> None:
    scores = json.loads(run_here("mrc-eval", ENGLISH, "--json").stdout)
    # Before it had learned any, it made 1.6 and 37.
    assert scores["exact_match"] > 10
    assert scores["f1"] > 45
