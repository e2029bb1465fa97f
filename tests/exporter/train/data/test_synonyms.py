"""Questions in other words: only common words change, into words near them."""

from __future__ import annotations

import numpy as np

from exporter.train.data.synonyms import SynonymReplacement, near_words

# "사망" and "서거" are alike, "개봉" and "상영" too; "세종" is rare, "##의" continues a word.
WORDS = ("사망", "서거", "개봉", "상영", "누구", "세종", "##의", "1446")
DIED, PASSED, OPENED, SHOWN, WHO, SEJONG, OF, YEAR = range(8)
VECTORS = np.array(
    [[1, 0.1], [1, 0.2], [0.1, 1], [0.2, 1], [1, 0.1], [1, 0.1], [1, 0.1], [1, 0.1]], np.float32
)
RARITY = np.array([0.3, 0.4, 0.3, 0.4, 0.2, 0.9, 0.2, 0.3], np.float32)


def _near() -> np.ndarray[tuple[int, int], np.dtype[np.int32]]:
    types = np.zeros((len(WORDS), 14), np.float32)
    types[:, 0] = [word.startswith("##") for word in WORDS]
    types[:, 4] = [not word.isdecimal() for word in WORDS]
    types[:, 8] = 0.4
    # More words of no likeness, as a vocabulary has.
    others = np.zeros((8, 14), np.float32)
    others[:, [4, 8]] = (1, 0.4)
    vectors = np.concatenate([VECTORS, np.tile(np.float32([[-1, -1]]), (8, 1))])
    rarity = np.concatenate([RARITY, np.full(8, 0.3, np.float32)])
    return near_words(vectors, np.concatenate([types, others]), rarity, [WHO])


def test_a_common_word_is_exchanged_for_one_of_its_meaning() -> None:
    near = _near()
    assert set(near[DIED]) == {DIED, PASSED}
    assert set(near[SHOWN]) == {SHOWN, OPENED}


def test_names_numbers_endings_and_question_words_stay() -> None:
    near = _near()
    for kept in (SEJONG, YEAR, OF, WHO):
        assert set(near[kept]) == {kept}


def test_what_is_asked_for_at_the_end_stays() -> None:
    question = np.array([DIED] * 10, np.uint16)
    replacement = SynonymReplacement(_near(), 1.0)
    drawn = [replacement.replaced(question, np.random.default_rng(seed)) for seed in range(50)]
    assert all((made[-3:] == DIED).all() for made in drawn)
    assert any((made[:-3] == PASSED).any() for made in drawn)
    assert all(made.dtype == np.uint16 for made in drawn)


def test_the_same_draw_gives_the_same_words() -> None:
    question = np.array([DIED, OPENED, SEJONG, OF, WHO, DIED, OPENED], np.uint16)
    replacement = SynonymReplacement(_near(), 0.8)
    first, second = (replacement.replaced(question, np.random.default_rng(7)) for _ in range(2))
    np.testing.assert_array_equal(first, second)
