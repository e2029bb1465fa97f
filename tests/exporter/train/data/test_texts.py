from __future__ import annotations

from pathlib import Path

from exporter.checkpoints.wordpiece import wordpiece_tokenizer
from exporter.train.data.batches import Mix
from exporter.train.data.feed import Feed
from exporter.train.data.texts import unasked
from exporter.train.questions.corpus import Article
from mrc_core.featurize.layout import PairLayout

LETTERS = [f"{before}{letter}" for letter in "abcdefghijklmnopqrstuvwxyz" for before in ("", "##")]


def test_passages_are_read_for_their_masked_words_alone(tmp_path: Path) -> None:
    entries = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", ".", *LETTERS]
    (tmp_path / "vocab.txt").write_text("\n".join(entries) + "\n", "utf-8")
    tokenizer = wordpiece_tokenizer(tmp_path / "vocab.txt")
    articles = [Article("1", "", ("short.",)), Article("2", "", ("a long tale. " * 20, "end."))]
    examples = unasked(articles, tokenizer, 0)
    assert len(examples) == len(examples.article) == 1
    mix = Mix(examples, (1,), (3.0,), PairLayout.of(tokenizer), 3, 64, 0.0, (0,), masked=0.3)
    batch = Feed(mix).batch(0)
    assert not batch.targets["start"].any()
    assert (batch.targets["words"] > 0).any()
    assert (batch.inputs["segment_ids"][:, 2:] == 1).all()
