"""Builds the browser extension, for Naver Whale and for any other Chromium, from one source.

`python deploy/extension/build.py FOLDER` (`make extension`) writes a folder to load unpacked and a
zip for the store for each. The same source gives the same bytes, wherever and whenever.
"""

from __future__ import annotations

import json
import shutil
import sys
import tomllib
import zipfile
from pathlib import Path
from typing import Any

BROWSERS = ("chromium", "whale")

_HERE = Path(__file__).parent
_SOURCE, _MANIFESTS = _HERE / "source", _HERE / "manifests"
_PROJECT = _HERE.parents[1] / "pyproject.toml"
# The least that a zip can say. Times of checkouts differ.
_DATE = (1980, 1, 1, 0, 0, 0)
_FILE_MODE = 0o644 << 16


def manifest(browser: str) -> dict[str, Any]:
    """Return a browser's manifest: what all have in common, and what it alone has."""
    common, own = (
        json.loads((_MANIFESTS / f"{name}.json").read_text("utf-8")) for name in ("common", browser)
    )
    version = tomllib.loads(_PROJECT.read_text("utf-8"))["project"]["version"]
    permissions = [*common["permissions"], *own.pop("permissions", [])]
    return common | own | {"version": version, "permissions": permissions}


def build(browser: str, to: Path) -> Path:
    """Write the extension for a browser.

    Args:
        browser: One of `BROWSERS`.
        to: Gets the folder `mrc-bot-BROWSER`, anew, and beside it the zip of what is in it.

    Returns:
        The folder.
    """
    folder = to / f"mrc-bot-{browser}"
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(_SOURCE, folder)
    written = json.dumps(manifest(browser), ensure_ascii=False, indent=2)
    (folder / "manifest.json").write_text(f"{written}\n", "utf-8")
    with zipfile.ZipFile(folder.with_suffix(".zip"), "w", zipfile.ZIP_DEFLATED) as packed:
        for path in sorted(path for path in folder.rglob("*") if path.is_file()):
            entry = zipfile.ZipInfo(path.relative_to(folder).as_posix(), _DATE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = _FILE_MODE
            packed.writestr(entry, path.read_bytes())
    return folder


if __name__ == "__main__":
    for name in BROWSERS:
        made = build(name, Path(sys.argv[1]))
        print(f"{made} and {made.name}.zip")  # noqa: T201
