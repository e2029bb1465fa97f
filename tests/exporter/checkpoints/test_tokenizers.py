"""What the exporter makes of a checkpoint's tokenizer files."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tokenizers import Tokenizer
from tokenizers.normalizers import NFC

from exporter.checkpoints.checkpoint import CheckpointError
from exporter.checkpoints.tokenizer import (
    bert_tokenizer,
    bert_vocabulary,
    casing_problem,
    tells_segments_apart,
    tokenizer_of_folder,
)
from exporter.checkpoints.wordpiece import VocabularyError, separator_ids
from mrc_core.artifact import ReaderConfig, load_assets
from mrc_core.featurize.featurizer import Featurizer
from tests.exporter.checkpoints.parity import NAMES, reference

SPECIAL = "[PAD] [UNK] [CLS] [SEP]".split()
HANGUL = "서울 한강 사람 나라 시간 학교 물 불 산 바람 하늘 ##은 ##이 ##을".split()
CAPITALS = "Seoul Korea The A I Paris Rome UNESCO NASA Kim Lee Park".split()
LETTERS = list("abcdefghijklmnopqrstuvwxyz")


def _vocabulary(folder: Path, *entries: str) -> Path:
    file = folder / "vocab.txt"
    file.write_text("\n".join([*SPECIAL, *entries]) + "\n", "utf-8")
    return file


@pytest.mark.parametrize(
    ("entries", "words"),
    [
        (HANGUL + CAPITALS, "cased, accents kept"),
        (HANGUL + LETTERS, "lower-cased, accents kept"),
        # BERT's own multilingual uncased vocabulary has Hangul in letters.
        (["\u1112", "##\u1161", "##\u11ab", *LETTERS], "lower-cased, accents stripped"),
    ],
)
def test_a_vocabulary_says_what_it_wants(tmp_path: Path, entries: list[str], words: str) -> None:
    tokenizer, said = bert_vocabulary(_vocabulary(tmp_path, *entries), None, None)
    assert said == words
    assert casing_problem(tokenizer) is None


@pytest.mark.parametrize(
    ("entries", "lowercase", "strip_accents", "problem"),
    [
        (HANGUL, True, None, "takes syllables apart"),
        (HANGUL, False, True, "takes syllables apart"),
        (HANGUL, True, False, None),
        (HANGUL + CAPITALS, True, False, "is cased"),
        (LETTERS, False, False, "has no capitals"),
        (LETTERS + CAPITALS, False, False, None),
        (LETTERS, True, True, None),
    ],
)
def test_a_tokenizer_that_does_not_fit_its_vocabulary_is_found_out(
    tmp_path: Path,
    entries: list[str],
    lowercase: bool,
    strip_accents: bool | None,
    problem: str | None,
) -> None:
    file = _vocabulary(tmp_path, *entries)
    found = casing_problem(bert_tokenizer(file, lowercase=lowercase, strip_accents=strip_accents))
    assert (found is None) if problem is None else (found is not None and problem in found)


def test_the_mistake_makes_korean_unknown(tmp_path: Path) -> None:
    tokenizer = bert_tokenizer(_vocabulary(tmp_path, *HANGUL), lowercase=True, strip_accents=None)
    assert set(tokenizer.encode("서울 한강", add_special_tokens=False).tokens) == {"[UNK]"}


@pytest.mark.parametrize("name", NAMES)
def test_original_tokenizers_fit_their_vocabularies(name: str) -> None:
    assert casing_problem(tokenizer_of_folder(reference(name).folder)) is None


def test_a_tokenizer_json_wins(tmp_path: Path) -> None:
    _vocabulary(tmp_path, *HANGUL)
    other = bert_tokenizer(_vocabulary(tmp_path, *CAPITALS), lowercase=False, strip_accents=False)
    other.save(str(tmp_path / "tokenizer.json"))
    _vocabulary(tmp_path, *HANGUL)
    assert tokenizer_of_folder(tmp_path).token_to_id("Seoul") is not None


def test_a_sentencepiece_model_alone_is_refused_with_the_way_out(tmp_path: Path) -> None:
    (tmp_path / "spm.model").write_bytes(b"...")
    with pytest.raises(CheckpointError, match=r"AutoTokenizer.from_pretrained\(DIR\).save_pre"):
        tokenizer_of_folder(tmp_path)


@pytest.mark.parametrize(
    ("file", "content"),
    [
        ("tokenizer.json", "{}"),
        ("vocab.json", "{"),
        ("vocab.txt", "서울\n한강\n"),
        ("tokenizer_config.json", "{"),
    ],
)
def test_damaged_files_are_named(tmp_path: Path, file: str, content: str) -> None:
    (tmp_path / "merges.txt").write_text("")
    if file == "tokenizer_config.json":
        _vocabulary(tmp_path)
    (tmp_path / file).write_text(content, "utf-8")
    with pytest.raises((CheckpointError, VocabularyError), match=file.replace(".", r"\.")):
        tokenizer_of_folder(tmp_path)


def test_a_vocabulary_that_is_no_text_is_named(tmp_path: Path) -> None:
    (tmp_path / "vocab.txt").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(VocabularyError, match="no vocabulary in UTF-8"):
        tokenizer_of_folder(tmp_path)


@pytest.mark.parametrize(
    ("name", "separators", "apart"),
    [
        ("bert", {"[CLS]", "[SEP]"}, True),
        ("roberta", {"<s>", "</s>"}, False),
        ("xlm-roberta", {"<s>", "</s>"}, False),
        ("albert", {"[CLS]", "[SEP]"}, True),
    ],
)
def test_a_pair_is_put_together_as_the_tokenizer_has_it(
    name: str, separators: set[str], apart: bool
) -> None:
    tokenizer = tokenizer_of_folder(reference(name).folder)
    assert {tokenizer.id_to_token(i) for i in separator_ids(tokenizer)} == separators
    assert tells_segments_apart(tokenizer) is apart


@pytest.mark.parametrize("name", ["bert", "roberta"])
def test_separators_in_somebody_s_text_are_text(name: str, tmp_path: Path) -> None:
    """Although tokenizer files of transformers look for them in texts."""
    assets = tmp_path / "1" / "assets"
    assets.mkdir(parents=True)
    tokenizer: Tokenizer = tokenizer_of_folder(reference(name).folder)
    separators = set(separator_ids(tokenizer))
    tokenizer.add_special_tokens([tokenizer.id_to_token(i) for i in separators])
    tokenizer.save(str(assets / "tokenizer.json"))
    (assets / "reader.json").write_text(json.dumps({"max_seq_length": 128}))
    loaded = load_assets(tmp_path)
    featurizer = Featurizer(loaded.tokenizer, ReaderConfig(max_seq_length=128))
    text = "[SEP] 서울 </s> <s> [CLS] 강"
    assert separators & set(tokenizer.encode(text, add_special_tokens=False).ids)
    windows = featurizer.assemble(featurizer.tokenize("누가 [SEP] 왔나 </s>", [text]))
    assert not separators & set(windows.input_ids[windows.answerable].tolist())


def test_tokens_beside_a_vocabulary_and_blank_lines_at_its_end(tmp_path: Path) -> None:
    (tmp_path / "vocab.txt").write_text("[PAD]\n[UNK]\n[CLS]\n[SEP]\na\n\n\n", "utf-8")
    config = {"added_tokens_decoder": {"2": {"content": "[CLS]"}, "5": {"content": "<b>"}}}
    (tmp_path / "tokenizer_config.json").write_text(json.dumps(config), "utf-8")
    (tmp_path / "added_tokens.json").write_text('{"<c>": 6}', "utf-8")
    assert tokenizer_of_folder(tmp_path).encode("a <b> <c>").ids == [2, 4, 5, 6, 3]
    (tmp_path / "added_tokens.json").write_text('{"<c>": 9}', "utf-8")
    with pytest.raises(CheckpointError, match="9"):
        tokenizer_of_folder(tmp_path)


@pytest.mark.parametrize(
    ("settings", "tokens"),
    [
        ({}, ["seoul", "é"]),
        ({"do_lower_case": False}, ["Seoul", "é"]),
        ({"do_lower_case": True, "strip_accents": True}, ["seoul", "e"]),
        ({"strip_accents": False}, ["seoul", "é"]),
    ],
)
def test_a_tokenizer_json_has_the_casing_of_its_configuration(
    tmp_path: Path, settings: dict[str, bool], tokens: list[str]
) -> None:
    file = _vocabulary(tmp_path, "seoul", "Seoul", "e", "é")
    bert_tokenizer(file, lowercase=True, strip_accents=False).save(str(tmp_path / "tokenizer.json"))
    (tmp_path / "tokenizer_config.json").write_text(json.dumps(settings), "utf-8")
    encoding = tokenizer_of_folder(tmp_path).encode("Seoul é", add_special_tokens=False)
    assert encoding.tokens == tokens


def test_a_configuration_without_bert_s_normalizer_changes_nothing(tmp_path: Path) -> None:
    tokenizer = bert_tokenizer(_vocabulary(tmp_path, "A"), lowercase=False, strip_accents=False)
    tokenizer.normalizer = NFC()
    tokenizer.save(str(tmp_path / "tokenizer.json"))
    (tmp_path / "tokenizer_config.json").write_text('{"do_lower_case": true}', "utf-8")
    assert tokenizer_of_folder(tmp_path).encode("A", add_special_tokens=False).tokens == ["A"]
