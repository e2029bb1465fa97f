"""The notebook of the docs runs, and shows what it is there for."""

from __future__ import annotations

import json

import pytest

from tests.docs.notebook import NOTEBOOK, run


@pytest.mark.timeout(300)
async def test_the_notebook_asks_compares_and_measures() -> None:
    outputs = await run(json.loads(NOTEBOOK.read_text("utf-8")), NOTEBOOK.parent)
    data = [output["data"] for shown in outputs for output in shown if "data" in output]
    printed = "".join(
        line for shown in outputs for output in shown for line in output.get("text", ())
    )
    assert any("1446년" in each.get("text/html", [""])[0] for each in data)
    assert any("<mark" in each.get("text/html", [""])[0] for each in data)
    assert printed.count("windows read") == 2
    assert any("image/png" in each for each in data)


def test_it_is_kept_with_what_it_shows() -> None:
    cells = json.loads(NOTEBOOK.read_text("utf-8"))["cells"]
    ran = [cell for cell in cells if cell["cell_type"] == "code"]
    assert [cell["execution_count"] for cell in ran] == list(range(1, len(ran) + 1))
    assert sum(bool(cell["outputs"]) for cell in ran) >= 6
