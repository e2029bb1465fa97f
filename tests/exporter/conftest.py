from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import tensorflow as tf

from mrc_core.artifact import ReaderAssets
from mrc_core.featurize.featurizer import Featurizer
from mrc_core.types import Windows
from tests.exporter.eagerly import running_eagerly
from tests.exporter.toys import write_toys
from tests.models import load_saved_model

PASSAGES = [
    "세종대왕은 조선의 제4대 국왕이다. 1443년에 훈민정음을 창제하고 1446년에 반포하였다. "
    "장영실을 등용하여 측우기와 해시계를 만들게 하였다.",
    "훈민정음은 1446년에 반포되었다.",
    "세종",
    "한강은 태백산맥에서 발원하여 서울을 지나 황해로 흐르는 강이다. 길이는 494km이다. " * 30,
]

Read = Callable[[str, list[str]], Windows]
Run = Callable[[str, Windows], dict[str, np.ndarray]]


@pytest.fixture(scope="session")
def windows_of(assets: ReaderAssets) -> Read:
    featurizer = Featurizer(assets.tokenizer, assets.config)
    return lambda question, passages: featurizer.assemble(featurizer.tokenize(question, passages))


@pytest.fixture(scope="session")
def windows(windows_of: Read) -> Windows:
    return windows_of("훈민정음은 언제 반포되었는가?", PASSAGES)


@pytest.fixture(scope="session")
def bundled(assets: ReaderAssets) -> Any:
    return load_saved_model(assets.directory)


@pytest.fixture(scope="session")
def run(bundled: Any) -> Run:
    def run(signature: str, windows: Windows) -> dict[str, np.ndarray]:
        outputs = bundled.signatures[signature](
            input_ids=tf.constant(windows.input_ids),
            input_mask=tf.constant(windows.input_mask),
            segment_ids=tf.constant(windows.segment_ids),
        )
        return {name: value.numpy() for name, value in outputs.items()}

    return run


@pytest.fixture
def eagerly() -> Iterator[None]:
    with running_eagerly():
        yield


@pytest.fixture(scope="module")
def graphs_as_traced() -> Iterator[None]:
    """For graphs that run a few times: to rewrite one takes TensorFlow as long as fifty runs."""
    before = tf.config.optimizer.get_experimental_options().get("disable_meta_optimizer", False)
    tf.config.optimizer.set_experimental_options({"disable_meta_optimizer": True})
    yield
    tf.config.optimizer.set_experimental_options({"disable_meta_optimizer": before})


@pytest.fixture(scope="session")
def vocabulary(tmp_path_factory: pytest.TempPathFactory) -> Path:
    entries = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", ".", "서울", "##서울", "강", "##은", "길이"]
    file = tmp_path_factory.mktemp("vocabulary") / "vocab.txt"
    file.write_text("\n".join(entries) + "\n", "utf-8")
    return file


@pytest.fixture(scope="session")
def toys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the toy set: nothing in it is changed."""
    folder = tmp_path_factory.mktemp("toys")
    write_toys(folder)
    return folder
