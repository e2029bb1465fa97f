"""How long mrc-export takes for a BERT-base of random weights, and how much memory.

Usage: python -m tests.bench.reader.export [fp32|fp16|bf16]
"""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.bench.reader.planted import BASE, make_checkpoint

# KLUE's BERT has as many.
VOCABULARY = 32_000


def main(precision: str) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        make_checkpoint(folder, BASE, VOCABULARY)
        export = [str(Path(sys.executable).with_name("mrc-export")), "huggingface", name]
        began = time.perf_counter()
        subprocess.run(
            [*export, "--to", str(folder / "made"), "--precision", precision], check=True
        )
        seconds = time.perf_counter() - began
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    processor, peak = used.ru_utime + used.ru_stime, used.ru_maxrss / 1e6
    sys.stdout.write(
        f"{precision}: {seconds:.1f} s, {processor:.1f} s of processors, {peak:.1f} GB at most\n"
    )


if __name__ == "__main__":
    main(*(sys.argv[1:] or ["fp32"]))
