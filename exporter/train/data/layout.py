"""How a tokenizer puts a question and a passage together in a window."""

from __future__ import annotations

from dataclasses import dataclass

from tokenizers import Tokenizer

from mrc_core.featurize.featurizer import id_of


@dataclass(frozen=True, slots=True)
class Layout:
    """The tokens around a pair, `[CLS] question [SEP] passage [SEP]` or whatever the encoder knows.

    Attributes:
        before: Token ids that a window begins with; the first stands for "no answer".
        between: After the question.
        after: After the passage.
        last_segment: Of `after`: 1, or 0 where the tokenizer does not tell segments apart.
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
        """Tokens of a window that are of neither text."""
        return len(self.before) + len(self.between) + len(self.after)

    @property
    def no_words(self) -> tuple[int, ...]:
        """Tokens that stand for no word."""
        return (*self.before, *self.between, *self.after, self.pad_id)

    @classmethod
    def of(cls, tokenizer: Tokenizer) -> Layout:
        """Ask the tokenizer; `mrc_core.featurize.featurizer` asks it the same."""
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
