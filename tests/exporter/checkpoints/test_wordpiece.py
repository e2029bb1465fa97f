from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest

from exporter.checkpoints.wordpiece import VocabularyError, separator_ids, wordpiece_tokenizer
from mrc_core.decode.boundaries import snap_to_graphemes


def test_a_pair_is_put_together_as_bert_has_it(vocabulary: Path) -> None:
    pair = wordpiece_tokenizer(vocabulary).encode("서울", "강은.")
    assert pair.tokens == ["[CLS]", "서울", "[SEP]", "강", "##은", ".", "[SEP]"]
    assert pair.type_ids == [0, 0, 0, 1, 1, 1, 1]
    assert pair.offsets[3:6] == [(0, 1), (1, 2), (2, 3)]


def test_decomposed_hangul_is_the_same_word(vocabulary: Path) -> None:
    text = unicodedata.normalize("NFD", "서울은")
    encoding = wordpiece_tokenizer(vocabulary).encode(text, add_special_tokens=False)
    assert encoding.tokens == ["서울", "##은"]
    # NFC points at a syllable's first letter only; the reader widens spans to whole graphemes.
    assert snap_to_graphemes(text, *encoding.offsets[-1]) == (5, len(text))


def test_separators_in_somebody_s_text_are_text(vocabulary: Path) -> None:
    tokenizer = wordpiece_tokenizer(vocabulary)
    ids = tokenizer.encode("서울 [SEP] 강", add_special_tokens=False).ids
    assert not set(ids) & set(separator_ids(tokenizer))


def test_the_separators_are_those_of_the_template(vocabulary: Path) -> None:
    assert separator_ids(wordpiece_tokenizer(vocabulary)) == (2, 3)


def test_an_entry_may_be_a_line_separator(tmp_path: Path) -> None:
    file = tmp_path / "vocab.txt"
    file.write_text("[PAD]\n[UNK]\n[CLS]\n[SEP]\n\u2028\n\x85\n강\n", "utf-8")
    assert wordpiece_tokenizer(file).token_to_id("강") == 6


@pytest.mark.parametrize(
    ("entries", "message"),
    [
        ("[PAD] [UNK] [CLS] [SEP] 강 강", "1 entries twice"),
        ("[PAD] [UNK] 강", r"no \[CLS\], \[SEP"),
    ],
)
def test_a_broken_vocabulary_is_named(tmp_path: Path, entries: str, message: str) -> None:
    file = tmp_path / "vocab.txt"
    file.write_text(entries.replace(" ", "\n"), "utf-8")
    with pytest.raises(VocabularyError, match=message):
        wordpiece_tokenizer(file)
