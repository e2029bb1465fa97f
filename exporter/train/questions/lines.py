"""Files of JSON lines, packed as their names end."""

from __future__ import annotations

import gzip
import lzma
from pathlib import Path
from typing import TextIO


def opened(file: Path) -> TextIO:
    """Open a file to write text to, packed as its name ends."""
    if file.suffix == ".xz":
        return lzma.open(file, "wt", encoding="utf-8", preset=3)
    if file.suffix == ".gz":
        return gzip.open(file, "wt", encoding="utf-8")
    return file.open("w", encoding="utf-8")
