"""How long mrc-export takes for a BERT-base of random weights, and how much memory.

Usage: python -m tests.bench.export [fp32|fp16|bf16]
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
from safetensors.numpy import save_file

from mrc_core.assets import bundled_model_dir, load_assets

VOCABULARY, WIDTH, LAYERS, POSITIONS, FEED_FORWARD = 32_000, 768, 12, 512, 3072


def make_checkpoint(folder: Path) -> None:
    random = np.random.default_rng(0)
    arrays: dict[str, np.ndarray] = {}

    def add(name: str, *shape: int) -> None:
        arrays[name] = random.normal(scale=0.02, size=shape).astype(np.float32)

    def layer(name: str, out: int, into: int) -> None:
        add(f"{name}.weight", out, into)
        add(f"{name}.bias", out)

    def norm(name: str) -> None:
        add(f"{name}.weight", WIDTH)
        add(f"{name}.bias", WIDTH)

    tables = {"word": VOCABULARY, "position": POSITIONS, "token_type": 2}
    for name, rows in tables.items():
        add(f"bert.embeddings.{name}_embeddings.weight", rows, WIDTH)
    norm("bert.embeddings.LayerNorm")
    for index in range(LAYERS):
        block = f"bert.encoder.layer.{index}"
        for name in ("self.query", "self.key", "self.value", "output.dense"):
            layer(f"{block}.attention.{name}", WIDTH, WIDTH)
        layer(f"{block}.intermediate.dense", FEED_FORWARD, WIDTH)
        layer(f"{block}.output.dense", WIDTH, FEED_FORWARD)
        norm(f"{block}.attention.output.LayerNorm")
        norm(f"{block}.output.LayerNorm")
    layer("qa_outputs", 2, WIDTH)
    save_file(arrays, folder / "model.safetensors")
    config = {
        "model_type": "bert",
        "architectures": ["BertForQuestionAnswering"],
        "vocab_size": VOCABULARY,
        "hidden_size": WIDTH,
        "num_hidden_layers": LAYERS,
        "num_attention_heads": 12,
        "intermediate_size": FEED_FORWARD,
        "max_position_embeddings": POSITIONS,
    }
    (folder / "config.json").write_text(json.dumps(config))
    load_assets(bundled_model_dir()).tokenizer.save(str(folder / "tokenizer.json"))


def main(precision: str) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        make_checkpoint(folder)
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
