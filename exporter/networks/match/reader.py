"""The network of the bundled reader: match features, alignment, convolution blocks, span heads.

Small enough for a CPU and for a repository (some million weights), for languages and budgets
without a pretrained encoder. What it knows at the outset is in the match features; the blocks put
them together with the words themselves. Written in `keras.ops`, so it trains on any backend.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import keras
import numpy as np
from keras import ops

from exporter.networks.fusing import unseen
from exporter.networks.match.features import FEATURES, MatchFeatures
from exporter.networks.match.layers import (
    EncoderBlock,
    QuestionAlignment,
    SameQueriesAndKeys,
    SpanHeads,
)
from exporter.networks.match.lean_layers import (
    Affine,
    LeanAlignment,
    LeanBlock,
    LeanSpanHeads,
    normed,
    rows,
)

# Added to the logits of positions that cannot be an answer, as BERT does to masked ones.
_NOT_AN_ANSWER = -1e4


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchReaderConfig:
    """Sizes of the network, and what it must know of the vocabulary.

    Attributes:
        separator_ids: [CLS] and [SEP].
        sentence_end_id: The full stop.
        question_positions: 64 question tokens between [CLS] and [SEP].
        sentences: Sentences of a window that the match features tell apart.
        positions: Longest window there are position encodings for.
        token_types: Columns of the table of token types, each in [0, 1]: continuation of a word,
            number, four digits, one or two digits, Hangul, Latin, Han, punctuation, length,
            rarity, sentence end, quote or title mark, parenthesis, frequent continuation in
            Hangul (a particle or an ending, most likely).
        attention_blocks: Which of the blocks have self-attention.
        kernel_size: Of the blocks' convolutions, in tokens.
        lean: Of the layers that cost a CPU less; see `lean_layers`.
    """

    vocabulary_size: int
    separator_ids: tuple[int, ...]
    sentence_end_id: int
    question_positions: int = 66
    sentences: int = 24
    positions: int = 512
    token_types: int = 14
    embedding_size: int = 128
    width: int = 160
    blocks: int = 5
    attention_blocks: tuple[int, ...] = (1, 3, 4)
    heads: int = 5
    feed_forward: int = 480
    kernel_size: int = 7
    dropout: float = 0.1
    lean: bool = False


class MatchReader(keras.Model):  # type: ignore[misc]  # keras is untyped
    """Reads windows of `[CLS] question [SEP] passage [SEP]` of any length.

    Inputs are a dict of int32 [batch, length] `input_ids`, `input_mask`, `segment_ids`; outputs
    a dict of float32 [batch, length] `start_logits`, `end_logits` and `inside_logits`. The last
    is only for training: tagging the tokens inside the answer, as a second task, teaches more
    from an example than its two ends do. So is `words` [batch, length, embedding_size], made in
    training alone: which word stands at a position, as a vector among the `embeddings`
    [vocabulary, embedding_size], which come along.

    The model is built when made. Its tables (`token_types`, `match/canonical_ids`,
    `match/rarity`) come with the vocabulary and start as zeros.
    """

    def __init__(self, config: MatchReaderConfig, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.config = config
        layers, width = keras.layers, config.width
        self.match = MatchFeatures(
            config.vocabulary_size,
            config.separator_ids,
            config.sentence_end_id,
            config.question_positions,
            config.sentences,
            name="match",
        )
        self.embedding = layers.Embedding(
            config.vocabulary_size,
            config.embedding_size,
            embeddings_initializer=keras.initializers.RandomNormal(
                stddev=1.5 * config.embedding_size**-0.5
            ),
            name="embedding",
        )
        self.token_types = layers.Embedding(
            config.vocabulary_size,
            config.token_types,
            embeddings_initializer="zeros",
            trainable=False,
            name="token_types",
        )
        self.input_projection = (Affine if config.lean else layers.Dense)(width, name="input")
        self.segments = layers.Embedding(2, width, name="segments")
        self.positions = layers.Embedding(
            config.positions,
            width,
            embeddings_initializer=_sinusoids,
            trainable=False,
            name="positions",
        )
        alignment = LeanAlignment if config.lean else QuestionAlignment
        self.alignment = alignment(width, name="alignment")
        self.blocks = [self._block(index) for index in range(config.blocks)]
        if not config.lean:
            self.norm = layers.LayerNormalization(epsilon=1e-5, name="norm")
        self.span = (LeanSpanHeads if config.lean else SpanHeads)(width, name="span")
        self.inside = layers.Dense(1, name="inside")
        self.words = layers.Dense(config.embedding_size, name="words")
        self.dropout = layers.Dropout(config.dropout, name="dropout")
        self.build()

    def build(self) -> None:
        """Create all weights, layer by layer.

        Keras would find them by calls: of the network, and at each level again of what is below.
        """
        config = self.config
        rows = (None, None, config.width)
        for layer in (self.match, self.embedding, self.token_types):
            layer.build()
        self.input_projection.build(
            (None, None, config.embedding_size + config.token_types + FEATURES)
        )
        for layer in (self.segments, self.positions, self.alignment, *self.blocks):
            layer.build()
        if not config.lean:
            self.norm.build(rows)
        self.span.build()
        for layer in (self.inside, self.words):
            layer.build(rows)

    def _block(self, index: int) -> EncoderBlock | LeanBlock:
        config = self.config
        heads = config.heads if index in config.attention_blocks else 0
        sizes = (config.width, heads, config.feed_forward, config.kernel_size, config.dropout)
        if config.lean:
            return LeanBlock(*sizes, SameQueriesAndKeys(), name=f"block_{index}")
        return EncoderBlock(*sizes, name=f"block_{index}")

    def call(self, inputs: dict[str, Any], training: bool = False) -> dict[str, Any]:
        """Score every position as start, end and inside of the answer."""
        input_ids, segment_ids = inputs["input_ids"], inputs["segment_ids"]
        real = ops.equal(inputs["input_mask"], 1)
        features, links, in_passage = self.match(input_ids, inputs["input_mask"], segment_ids)
        embedded = self.dropout(self.embedding(input_ids))
        features = ops.cast(features, embedded.dtype)
        known = ops.concatenate([embedded, self.token_types(input_ids), features], axis=-1)
        batch, length = ops.shape(input_ids)
        x = ops.reshape(self.input_projection(rows(known)), (batch, length, self.config.width))
        x = x + self.segments(segment_ids) + self.positions(ops.arange(length, dtype="int32"))
        x = self.alignment(x * ops.cast(real[:, :, None], x.dtype), links)
        if self.config.lean:
            there = rows(ops.cast(real[:, :, None], "float32"))
            hidden = unseen(inputs["input_mask"])
            x = rows(x)
            for block in self.blocks:
                x = block(x, there, hidden)
            x = ops.reshape(normed(x), (batch, length, self.config.width))
        else:
            for block in self.blocks:
                x = block(x, real)
            x = self.norm(x)
        # Position 0 stands for "not in this window" (Devlin et al. 2019, section 4.3).
        allowed = ops.concatenate([ops.ones_like(in_passage[:, :1]), in_passage[:, 1:]], axis=1)
        start_logits, end_logits = self.span(x, (1 - allowed) * _NOT_AN_ANSWER)
        outputs = {
            "start_logits": start_logits,
            "end_logits": end_logits,
            "inside_logits": ops.cast(self.inside(x)[..., 0], "float32"),
        }
        if not training:
            return outputs
        embeddings = ops.convert_to_tensor(self.embedding.embeddings)
        return outputs | {"words": self.words(x), "embeddings": embeddings}


def _sinusoids(shape: tuple[int, int], dtype: str | None = None) -> Any:
    """Position encodings of Vaswani et al. 2017 (section 3.5), made for shorter texts.

    A third of their amplitude, as positions matter less here than words; wavelengths up to 2000.
    """
    positions, width = shape
    angle = np.arange(positions)[:, None] * 2000.0 ** (-np.arange(0, width, 2) / width)
    table = np.stack([np.sin(angle), np.cos(angle)], axis=-1).reshape(positions, width)
    return ops.cast(0.3 * table, dtype or keras.config.floatx())
