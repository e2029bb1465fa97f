"""Runs docs/notebook.ipynb as Jupyter does, and writes what its cells show into it.

`python -m tests.docs.notebook`. A kernel would bring thirty packages along; all that the notebook
needs of one is `await` outside functions, the last expression's HTML, and figures.
"""

from __future__ import annotations

import ast
import asyncio
import base64
import contextlib
import inspect
import io
import json
import sys
from pathlib import Path
from typing import Any

NOTEBOOK = Path(__file__).parents[2] / "docs" / "notebook.ipynb"

Output = dict[str, Any]


async def run(notebook: dict[str, Any], folder: Path) -> list[list[Output]]:
    """Run the code cells one after the other, in one namespace.

    Args:
        notebook: The file's content.
        folder: Where it runs: Jupyter's is the notebook's own.

    Returns:
        What each code cell shows, in the notebook's format.
    """
    import matplotlib as mpl

    mpl.use("agg")
    names: dict[str, Any] = {"__name__": "__main__"}
    cells = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    with contextlib.chdir(folder):
        return [await _run_cell("".join(cell["source"]), names) for cell in cells]


async def _run_cell(source: str, names: dict[str, Any]) -> list[Output]:
    import matplotlib.pyplot as plt

    tree = ast.parse(source)
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    printed = io.StringIO()
    value = None
    with contextlib.redirect_stdout(printed):
        await _evaluated(compile(tree, "cell", "exec", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT), names)
        if isinstance(last, ast.Expr):
            shown = ast.Expression(last.value)
            code = compile(shown, "cell", "eval", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
            value = await _evaluated(code, names)
    outputs: list[Output] = []
    if text := printed.getvalue():
        outputs.append({"output_type": "stream", "name": "stdout", "text": text.splitlines(True)})
    for number in plt.get_fignums():
        picture = io.BytesIO()
        plt.figure(number).savefig(picture, dpi=80, bbox_inches="tight")
        encoded = base64.b64encode(picture.getvalue()).decode()
        data = {"image/png": encoded, "text/plain": ["<Figure>"]}
        outputs.append({"output_type": "display_data", "data": data, "metadata": {}})
    plt.close("all")
    if value is not None:
        outputs.append({"output_type": "execute_result", "data": _shown(value), "metadata": {}})
    return outputs


async def _evaluated(code: Any, names: dict[str, Any]) -> Any:
    value = eval(code, names)
    return await value if inspect.iscoroutine(value) else value


def _shown(value: Any) -> dict[str, Any]:
    data = {"text/plain": [repr(value)]}
    if hasattr(value, "_repr_html_"):
        data["text/html"] = [value._repr_html_()]
    return data


def main() -> None:
    """Run the notebook and write what it shows into it."""
    notebook = json.loads(NOTEBOOK.read_text("utf-8"))
    shown = iter(asyncio.run(run(notebook, NOTEBOOK.parent)))
    for number, cell in enumerate(
        (cell for cell in notebook["cells"] if cell["cell_type"] == "code"), start=1
    ):
        cell["execution_count"], cell["outputs"] = number, next(shown)
        for output in cell["outputs"]:
            if output["output_type"] == "execute_result":
                output["execution_count"] = number
    NOTEBOOK.write_text(json.dumps(notebook, ensure_ascii=False, indent=1) + "\n", "utf-8")
    sys.stdout.write(f"{NOTEBOOK}\n")


if __name__ == "__main__":
    main()
