"""The SavedModel that is in the repository: with the contract's signatures."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import tensorflow as tf

from exporter.checkpoints.wordpiece import separator_ids
from mrc_core.artifact import ReaderAssets
from mrc_core.decode.spans import top_spans
from mrc_core.predict.tf_example import serialize
from mrc_core.types import Windows
from tests.exporter.conftest import PASSAGES, Read, Run


def test_spans_are_what_decoding_its_logits_outside_gives(
    run: Run, windows: Windows, assets: ReaderAssets
) -> None:
    logits, spans = run("tokens", windows), run("spans", windows)
    config = assets.config
    expected = top_spans(
        logits["start_logits"],
        logits["end_logits"],
        windows.answerable,
        config.max_answer_length,
        config.top_k,
    )
    np.testing.assert_array_equal(spans["start"], expected.start)
    np.testing.assert_array_equal(spans["end"], expected.end)
    np.testing.assert_allclose(spans["score"], expected.score, rtol=0, atol=1e-4)
    np.testing.assert_allclose(spans["null_score"], expected.null_score, rtol=0, atol=1e-4)


def test_serving_default_gives_the_logits_of_tokens(
    bundled: Any, run: Run, windows: Windows, assets: ReaderAssets
) -> None:
    length = windows.input_ids.shape[1]
    examples = serialize(windows, assets.config.max_seq_length)
    served = bundled.signatures["serving_default"](examples=tf.constant(examples))
    logits = run("tokens", windows)
    assert served["unique_ids"].numpy().tolist() == list(range(len(windows)))
    for name, expected in logits.items():
        assert served[name].shape == (len(windows), assets.config.max_seq_length)
        np.testing.assert_allclose(served[name].numpy()[:, :length], expected, rtol=0, atol=1e-3)


def test_padding_changes_nothing(run: Run, windows_of: Read) -> None:
    question = "훈민정음은 언제 반포되었는가?"
    together = windows_of(question, PASSAGES)
    for row, passage in enumerate(PASSAGES[:3]):
        alone = windows_of(question, [passage])
        length = alone.input_ids.shape[1]
        in_batch = run("tokens", together.rows(row, row + 1))
        for name, expected in run("tokens", alone).items():
            np.testing.assert_allclose(in_batch[name][:, :length], expected, rtol=0, atol=1e-3)


@pytest.mark.parametrize("length", [1, 2, 5, 65, 66, 67, 384])
def test_it_reads_windows_of_any_length(run: Run, windows: Windows, length: int) -> None:
    ids = np.resize(windows.input_ids[-1], length)[None]
    ones = np.ones_like(ids)
    any_length = replace(windows, input_ids=ids, input_mask=ones, segment_ids=ones)
    assert run("tokens", any_length)["start_logits"].shape == (1, length)
    assert run("spans", any_length)["end"].max() < length


def test_signatures_have_the_types_of_the_contract(bundled: Any, assets: ReaderAssets) -> None:
    def types(specs: dict[str, Any]) -> dict[str, tuple[str, list[int | None]]]:
        return {name: (spec.dtype.name, spec.shape.as_list()) for name, spec in specs.items()}

    tokens = dict.fromkeys(("input_ids", "input_mask", "segment_ids"), ("int32", [None, None]))
    k, length = assets.config.top_k, assets.config.max_seq_length
    expected = {
        "serving_default": (
            {"examples": ("string", [None])},
            {
                "unique_ids": ("int64", [None]),
                "start_logits": ("float32", [None, length]),
                "end_logits": ("float32", [None, length]),
            },
        ),
        "tokens": (
            tokens,
            dict.fromkeys(("start_logits", "end_logits"), ("float32", [None, None])),
        ),
        "spans": (
            tokens,
            {
                "start": ("int32", [None, k]),
                "end": ("int32", [None, k]),
                "score": ("float32", [None, k]),
                "null_score": ("float32", [None]),
            },
        ),
    }
    for name, (inputs, outputs) in expected.items():
        function = bundled.signatures[name]
        assert types(function.structured_input_signature[1]) == inputs
        assert types(function.structured_outputs) == outputs


def test_its_tokenizer_is_the_vocabulary_s(assets: ReaderAssets) -> None:
    tokenizer = assets.tokenizer
    pair = tokenizer.encode("서울은?", "한강은 서울을 지난다.")
    assert pair.tokens[0] == "[CLS]"
    assert pair.tokens.count("[SEP]") == 2
    assert separator_ids(tokenizer) == tuple(map(tokenizer.token_to_id, ("[CLS]", "[SEP]")))


def test_it_is_small_enough_for_a_repository(assets: ReaderAssets) -> None:
    files = [path for path in assets.directory.rglob("*") if path.is_file()]
    assert sum(path.stat().st_size for path in files) < 20e6
    assert assets.config.license
    assert assets.config.provenance
