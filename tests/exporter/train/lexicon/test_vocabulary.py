from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import NamedTuple

import numpy as np

from exporter.train.lexicon.lexicon import Lexicon
from exporter.train.lexicon.token_features import Frequencies, token_features
from exporter.train.lexicon.vocabulary import Piece, count_pieces, pieces, units, vocabulary

TEXT = "홍길동에게서는 1950년 The Book을 받았습니다."


class Token(NamedTuple):
    start: int
    len: int
    tag: str


def test_chains_of_particles_and_of_endings_are_one_unit() -> None:
    # 길동|에게서|는 받|았|습니다
    tokens = [
        Token(0, 2, "NNP"),
        Token(2, 3, "JKB"),
        Token(5, 1, "JX"),
        Token(7, 1, "VV"),
        Token(8, 1, "EP"),
        Token(9, 3, "EF"),
    ]
    assert units(tokens) == [(0, 2), (2, 6), (7, 8), (8, 12)]


def test_morphemes_that_share_a_syllable_are_not_cut() -> None:
    assert units([Token(0, 1, "VV"), Token(0, 1, "EP"), Token(1, 1, "EF")]) == [(0, 2)]


def test_pieces_know_whether_they_continue_a_word() -> None:
    found = pieces("서울은(北京)", [Token(0, 2, "NNP"), Token(2, 1, "JX"), Token(3, 4, "SW")])
    assert [piece.entry for piece in found] == ["서울", "##은", "(", "北", "京", ")"]


def test_nothing_of_the_corpus_is_unknown_and_stems_part_from_particles(tmp_path: Path) -> None:
    texts = [TEXT] * 30
    entries = vocabulary(count_pieces(texts), 2000)
    lexicon = Lexicon.of(entries, texts, tmp_path)
    tokens = lexicon.tokenizer.encode(TEXT, add_special_tokens=False).tokens
    assert "[UNK]" not in tokens
    assert tokens[:2] == ["홍길동", "##에게서는"]
    assert "1950" in tokens
    english = lexicon.tokenizer.encode("Unheard of words", add_special_tokens=False).tokens
    assert "[UNK]" not in english
    loaded = Lexicon.load(tmp_path)
    np.testing.assert_array_equal(loaded.features.rarity, lexicon.features.rarity)
    assert loaded.tokenizer.get_vocab() == lexicon.tokenizer.get_vocab()


def test_a_vocabulary_has_its_size_and_no_entry_twice() -> None:
    counts = Counter({Piece(f"낱말{n}", continues=bool(n % 2)): n + 3 for n in range(2000)})
    entries = vocabulary(counts, 600)
    assert len(entries) == len(set(entries)) == 600
    assert entries[0] == "[PAD]"


def test_long_numbers_are_cut_but_years_are_not() -> None:
    counts = Counter({Piece("1950", False): 9, Piece("123456", False): 9, Piece("777", False): 9})
    entries = vocabulary(counts, 2000)
    assert "1950" in entries
    assert not {"123456", "777"} & set(entries)
    assert {"42", "##42", "7", "##7"} <= set(entries)


def test_tables_say_what_entries_look_like() -> None:
    entries = ["[PAD]", "[UNK]", ".", "서울", "##서울", "##은", "1950", "(", "book"]
    made = token_features(entries, [Frequencies(np.array([0, 0, 10, 1, 1, 10, 1, 3, 1]), 10)])
    assert made.canonical_ids[4] == made.canonical_ids[3] == 3
    assert made.rarity[2] == made.rarity[7] == made.rarity[0] == 0
    assert made.rarity[6] > made.rarity[3] > made.rarity[5]
    continues, number, year, _, hangul, latin, _, mark, *_, stop, _, bracket, particle = (
        made.token_types.T
    )
    assert continues.nonzero()[0].tolist() == [4, 5]
    assert number.nonzero()[0].tolist() == year.nonzero()[0].tolist() == [6]
    assert hangul.nonzero()[0].tolist() == [3, 4, 5]
    assert latin.nonzero()[0].tolist() == [8]
    assert mark[[2, 7]].all()
    assert stop.nonzero()[0].tolist() == [2]
    assert bracket.nonzero()[0].tolist() == [7]
    assert particle.nonzero()[0].tolist() == [5]


def test_an_entry_is_as_rare_as_in_the_language_that_it_belongs_to() -> None:
    entries = ["[PAD]", "은", "the", "aardvark"]
    korean = Frequencies(np.array([0, 1000, 10, 0]), 1000)
    english = Frequencies(np.array([0, 0, 50, 1]), 50)
    rarity = token_features(entries, [korean, english]).rarity
    assert rarity[1] == rarity[2] == 0
    assert rarity[3] > 0.5
    assert token_features(entries, [korean]).rarity[2] > 0.5
    nothing = Frequencies(np.zeros(4, np.int64), 0)
    assert (
        token_features(entries, [korean, nothing]).rarity
        == token_features(entries, [korean]).rarity
    ).all()
