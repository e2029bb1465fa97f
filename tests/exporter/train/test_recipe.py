"""Recipes of training runs, and what is wrong with some."""

from __future__ import annotations

from pathlib import Path

import pytest

import exporter.train
from exporter.train.recipe import RecipeError, load_recipe


def test_the_recipes_that_come_along_can_be_followed() -> None:
    recipes = sorted((Path(exporter.train.__file__).parent / "recipes").glob("*.toml"))
    assert recipes
    for file in recipes:
        load_recipe(file)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("seeed = 1", "seeed"),
        ('reader = "bundled"', "either lexicon or reader"),
        ("[network]\nwidth = 33", "width 33"),
        ('[[stages]]\nprecision = "float8"', "precision"),
    ],
)
def test_a_mistake_in_a_recipe_is_said(toys: Path, tmp_path: Path, line: str, said: str) -> None:
    text = (toys / "recipe.toml").read_text("utf-8")
    if line.startswith("["):
        part = line.partition("\n")[0]
        text = text.replace("width = 32\n", "").replace(part, line, 1)
    else:
        text = f"{line}\n{text}"
    (tmp_path / "recipe.toml").write_text(text, "utf-8")
    with pytest.raises(RecipeError, match=said):
        load_recipe(tmp_path / "recipe.toml")
