"""A WordPiece vocabulary (vocab.txt) -> a `tokenizers` tokenizer, put together as BERT's."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from tokenizers import Tokenizer
from tokenizers.models import WordPiece
from tokenizers.normalizers import NFC, BertNormalizer, Normalizer, Sequence
from tokenizers.pre_tokenizers import BertPreTokenizer
from tokenizers.processors import TemplateProcessing

_CLS, _SEP, _UNKNOWN, _PAD = "[CLS]", "[SEP]", "[UNK]", "[PAD]"

# A Korean word carries its particles and endings, a compound all its nouns; beyond this many
# characters a "word" is a URL or the like, and costs more to cut than it tells.
_MAX_WORD_CHARACTERS = 60


class VocabularyError(ValueError):
    """The file is no vocabulary, or not one that fits."""


def wordpiece_tokenizer(vocabulary: Path, *, lowercase: bool = True) -> Tokenizer:
    """Build the tokenizer of a vocabulary, one entry a line, its line number the id.

    Accents are kept: stripping them takes Hangul syllables apart. NFC puts together the ones
    that come in pieces, as macOS file names and some PDFs have them.

    Raises:
        VocabularyError: An entry is there twice, or a special token is missing.
    """
    entries = read_entries(vocabulary)
    ids = {entry: index for index, entry in enumerate(entries)}
    if len(ids) != len(entries):
        raise VocabularyError(f"{vocabulary} has {len(entries) - len(ids)} entries twice")
    normalizer = Sequence(
        [
            NFC(),
            BertNormalizer(
                clean_text=True,
                handle_chinese_chars=True,
                strip_accents=False,
                lowercase=lowercase,
            ),
        ]
    )
    return assemble(ids, normalizer, _MAX_WORD_CHARACTERS, str(vocabulary))


def read_entries(vocabulary: Path) -> list[str]:
    """Read the lines of a vocabulary file.

    Raises:
        VocabularyError: It is not in UTF-8.
    """
    try:
        text = vocabulary.read_text("utf-8")
    except UnicodeDecodeError:
        raise VocabularyError(f"{vocabulary} is no vocabulary in UTF-8") from None
    # Not splitlines: it also splits at characters that an entry may well be. Blank lines at the
    # end are no entries: networks have no embeddings for them.
    return text.rstrip("\n").split("\n")


def assemble(
    ids: Mapping[str, int], normalizer: Normalizer, max_word_characters: int, source: str
) -> Tokenizer:
    """Build a WordPiece tokenizer: a pair becomes `[CLS] question [SEP] passage [SEP]`.

    The special tokens are left out of the added vocabulary, so that "[SEP]" in somebody's text
    is text and ends nothing.

    Args:
        ids: The vocabulary.
        normalizer: What happens to a text first.
        max_word_characters: Longer words are unknown.
        source: What an error names.

    Raises:
        VocabularyError: A special token is missing.
    """
    missing = [token for token in (_PAD, _UNKNOWN, _CLS, _SEP) if token not in ids]
    if missing:
        raise VocabularyError(f"{source} has no {', '.join(missing)}")
    tokenizer = Tokenizer(
        WordPiece(dict(ids), unk_token=_UNKNOWN, max_input_chars_per_word=max_word_characters)
    )
    tokenizer.normalizer = normalizer
    tokenizer.pre_tokenizer = BertPreTokenizer()
    tokenizer.post_processor = TemplateProcessing(
        single=f"{_CLS} $A {_SEP}",
        pair=f"{_CLS} $A {_SEP} $B:1 {_SEP}:1",
        special_tokens=[(token, ids[token]) for token in (_CLS, _SEP)],
    )
    return tokenizer


def separator_ids(tokenizer: Tokenizer) -> tuple[int, ...]:
    """Return the ids of the tokens put around a pair by a tokenizer of whatever family."""
    return tuple(sorted(set(tokenizer.encode("", "").ids)))
