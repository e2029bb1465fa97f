"""How a tokenizer puts a question and a passage together in a window."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from tokenizers import Tokenizer


@dataclass(frozen=True, slots=True)
class PairLayout:
    """The tokens around a pair, `[CLS] question [SEP] passage [SEP]` or whatever the encoder knows.

    Attributes:
        before: Token ids that a window begins with; the first stands for "no answer".
        between: Token ids after the question.
        after: Token ids after the passage.
        last_segment: Segment of `after`: 1, or 0 where the tokenizer does not tell segments apart.
        pad_id: Fills up a batch's shorter windows.
        mask_id: Stands for a masked word; None if the vocabulary has none.
    """

    before: tuple[int, ...]
    between: tuple[int, ...]
    after: tuple[int, ...]
    last_segment: int
    pad_id: int
    mask_id: int | None

    @property
    def extra(self) -> int:
        """The number of a window's tokens that are of neither text."""
        return len(self.before) + len(self.between) + len(self.after)

    @property
    def no_words(self) -> tuple[int, ...]:
        """The ids of tokens that stand for no word."""
        return (*self.before, *self.between, *self.after, self.pad_id)

    @classmethod
    def of(cls, tokenizer: Tokenizer) -> Self:
        """Ask the tokenizer, whose post-processor puts pairs together.

        It is asked once, with a pair of one character: what it adds does not depend on the texts,
        and to have it put a long pair together takes memory by the fourth power of the length.
        """
        pair = tokenizer.encode("1", "1")
        question, passage = (
            [index for index, part in enumerate(pair.sequence_ids) if part == which]
            for which in (0, 1)
        )
        tail = slice(passage[-1] + 1, None)
        return cls(
            tuple(pair.ids[: question[0]]),
            tuple(pair.ids[question[-1] + 1 : passage[0]]),
            tuple(pair.ids[tail]),
            max(pair.type_ids[tail], default=0),
            id_of(tokenizer, "[PAD]", "<pad>") or 0,
            id_of(tokenizer, "[MASK]", "<mask>"),
        )


def id_of(tokenizer: Tokenizer, *tokens: str) -> int | None:
    """Return the id of the first of the tokens that the vocabulary has."""
    ids = map(tokenizer.token_to_id, tokens)
    return next((token_id for token_id in ids if token_id is not None), None)
