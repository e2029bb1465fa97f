"""A corpus -> a WordPiece vocabulary whose pieces are morphemes.

WordPiece takes the longest piece that fits, so that what stands in the vocabulary decides where a
word is cut. Trained on character statistics alone it glues particles to nouns; made of a
morphological analyser's units it cuts a noun from its particle, and that is where a Korean answer
ends.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from string import ascii_lowercase, digits
from typing import NamedTuple, Protocol

from tokenizers import Tokenizer
from tokenizers.models import WordPiece
from tokenizers.trainers import WordPieceTrainer

from exporter.train.questions.corpus import is_english

SPECIAL_TOKENS = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]")
CONTINUES = "##"

# What a piece never crosses: the tokenizer splits at punctuation, and scripts are told apart.
_RUN = re.compile(r"[가-힣]+|[a-zA-Z]+|[0-9]+|[^\s가-힣a-zA-Z0-9]")
_WORD = re.compile(r"[^\W_]+")
_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")

# A character of another script than Hangul or Latin has to be this frequent: there are many.
_LEAST_CHARACTER, _LEAST_FOREIGN_CHARACTER = 3, 25
# Most Latin words are names, too rare for entries of their own: one entry in so many is for their
# parts.
_LATIN_SHARE = 6


class TaggedToken(Protocol):
    """What is needed of kiwipiepy's Token."""

    start: int
    len: int
    tag: str


class Piece(NamedTuple):
    """A stretch of text that could be an entry."""

    text: str
    continues: bool

    @property
    def entry(self) -> str:
        """As the vocabulary writes it."""
        return CONTINUES + self.text if self.continues else self.text


def units(morphemes: Iterable[TaggedToken]) -> list[tuple[int, int]]:
    """Return where the units of a text start and end: morphemes, with chains taken as one.

    A verb's endings in a row ("었습니다") are one unit, and so are particles in a row ("에서는");
    morphemes that share a syllable cannot be cut.
    """
    found: list[tuple[int, int]] = []
    last = ""
    for morpheme in morphemes:
        start, end = morpheme.start, morpheme.start + morpheme.len
        shares = bool(found) and start < found[-1][1]
        if shares or (found and start == found[-1][1] and _chain(last, morpheme.tag)):
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
        last = morpheme.tag
    return found


def _chain(first: str, second: str) -> bool:
    ending = first.startswith("E") or first.partition("-")[0] in ("XSV", "XSA", "VCP", "VX")
    if ending and (second.startswith("E") or second == "VX"):
        return True
    return first.startswith("J") and second.startswith("J")


def pieces(text: str, morphemes: Iterable[TaggedToken]) -> Iterator[Piece]:
    """Yield the pieces that the units of a text would be, lower-cased."""
    for start, end in units(morphemes):
        for run in _RUN.finditer(text, start, end):
            before = text[run.start() - 1] if run.start() else " "
            yield Piece(run.group().lower(), _inside_word(before) and _inside_word(run.group()[0]))


def _inside_word(character: str) -> bool:
    """Return whether a character is part of a word; marks and Han characters are their own."""
    return character.isalnum() and not _HAN.match(character)


def count_pieces(texts: Iterable[str]) -> Counter[Piece]:
    """Count pieces, by Kiwi's analysis; in an English text each word is one."""
    from kiwipiepy import Kiwi

    counts: Counter[Piece] = Counter()

    def korean() -> Iterator[str]:
        for text in texts:
            if is_english(text):
                counts.update(_words(text))
            else:
                yield unicodedata.normalize("NFC", text)

    for morphemes, text in Kiwi().tokenize(korean(), echo=True):
        counts.update(pieces(text, morphemes))
    return counts


def _words(text: str) -> Iterator[Piece]:
    for word in _WORD.finditer(text.lower()):
        runs = list(_RUN.finditer(word.group()))
        yield from (Piece(run.group(), index > 0) for index, run in enumerate(runs))


def vocabulary(counts: Counter[Piece], size: int) -> list[str]:
    """Return the entries, most needed first: no text may be unknown for want of a character.

    Args:
        counts: Of a corpus, from `count_pieces`.
        size: Entries; fewer where the corpus has fewer pieces.

    Returns:
        Special tokens, single characters, two-digit numbers, parts of Latin words, and then whole
        pieces by their frequency. Numbers of three digits and more are cut, but years are not.
    """
    entries = dict.fromkeys(SPECIAL_TOKENS)
    entries |= dict.fromkeys(piece.entry for piece in _characters(counts))
    entries |= dict.fromkeys(
        Piece(character, continues).entry
        for character in ascii_lowercase + digits
        for continues in (False, True)
    )
    entries |= dict.fromkeys(
        Piece(f"{number:02}", continues).entry
        for number in range(100)
        for continues in (False, True)
    )
    entries |= dict.fromkeys(_latin_parts(counts, size // _LATIN_SHARE))
    for piece, _ in _by_frequency(counts):
        if len(entries) >= size:
            break
        if len(piece.text) > 1 and (not piece.text.isdecimal() or _is_year(piece)):
            entries.setdefault(piece.entry)
    return list(entries)[:size]


def _characters(counts: Counter[Piece]) -> Iterator[Piece]:
    characters: Counter[Piece] = Counter()
    for piece, count in counts.items():
        for index, character in enumerate(piece.text):
            characters[Piece(character, piece.continues or index > 0)] += count
    for piece, count in _by_frequency(characters):
        common = piece.text.isascii() or "가" <= piece.text <= "힣"
        if count >= (_LEAST_CHARACTER if common else _LEAST_FOREIGN_CHARACTER):
            yield piece


def _latin_parts(counts: Counter[Piece], size: int) -> Sequence[str]:
    """Return entries that put Latin words together, so that English is not spelled out."""
    words: Counter[str] = Counter()
    for piece, count in counts.items():
        if piece.text.isascii() and piece.text.isalpha():
            words[piece.text] += count
    model = Tokenizer(WordPiece(unk_token=SPECIAL_TOKENS[1]))
    trainer = WordPieceTrainer(
        vocab_size=size, continuing_subword_prefix=CONTINUES, show_progress=False
    )
    model.train_from_iterator(sorted(words.elements()), trainer)
    learned: dict[str, int] = model.get_vocab()
    return sorted(learned, key=learned.__getitem__)


def _by_frequency(counts: Counter[Piece]) -> list[tuple[Piece, int]]:
    """Most frequent first; ties by the alphabet, so that the same corpus gives the same entries."""
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))


def _is_year(piece: Piece) -> bool:
    return len(piece.text) == 4 and not piece.continues and 1000 <= int(piece.text) < 2100
