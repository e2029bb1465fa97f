"""Masked language modelling: words of a window masked, to be predicted (Devlin et al. 2019, 3.1).

Synthetic questions teach where an answer stands, but soon no more about what words mean; the text
itself does, from every word of it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from exporter.train.data.examples import Int32
from mrc_core.featurize.layout import PairLayout


@dataclass(frozen=True, slots=True)
class MaskedTokens:
    """Which words are masked in a batch; as many whatever the batch, so that XLA compiles once.

    Attributes:
        positions: int32 [masked], in the batch's tokens laid row after row.
        words: int32 [masked], the tokens that stood there; -1 where fewer are masked.
    """

    positions: Int32
    words: Int32


@dataclass(frozen=True, slots=True)
class TokenMasking:
    """Masks words of questions and passages alike.

    Attributes:
        layout: Its own tokens are never masked; it has a mask, if there is a share.
        share: Of a batch's tokens; a window draws its own, from none to twice as many, so that
            some are read nearly as they are.
    """

    layout: PairLayout
    share: float

    def mask(self, input_ids: Int32, rng: np.random.Generator) -> MaskedTokens:
        """Mask words of int32 [batch, length], in place."""
        if not self.share:
            return MaskedTokens(np.zeros(0, np.int32), np.zeros(0, np.int32))
        most = int(np.ceil(self.share * input_ids.size))
        shares = rng.uniform(0, 2 * self.share, (len(input_ids), 1))
        chosen = rng.random(input_ids.shape, np.float32) < shares
        chosen &= ~np.isin(input_ids, self.layout.no_words)
        found = np.flatnonzero(chosen)
        if len(found) > most:
            found = rng.choice(found, most, replace=False)
        positions, words = np.zeros(most, np.int32), np.full(most, -1, np.int32)
        positions[: len(found)] = found
        words[: len(found)] = input_ids.flat[found]
        input_ids.flat[found] = self.layout.mask_id
        return MaskedTokens(positions, words)
