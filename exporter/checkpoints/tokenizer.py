"""The tokenizer of a checkpoint, equal to the one that it was trained with."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from tokenizers import AddedToken, Tokenizer
from tokenizers.models import BPE
from tokenizers.normalizers import BertNormalizer
from tokenizers.pre_tokenizers import ByteLevel
from tokenizers.processors import RobertaProcessing

from exporter.checkpoints.checkpoint import CheckpointError
from exporter.checkpoints.wordpiece import VocabularyError, assemble, read_entries

_TOKENIZER, _VOCABULARY, _BPE = "tokenizer.json", "vocab.txt", ("vocab.json", "merges.txt")
_ADDED = "added_tokens.json"
_SENTENCEPIECE = ("spm.model", "spiece.model", "sentencepiece.bpe.model")

# What tokenizer_config.json and BertNormalizer call the same.
_CASING = {
    "do_lower_case": "lowercase",
    "strip_accents": "strip_accents",
    "tokenize_chinese_chars": "handle_chinese_chars",
}
# As BERT's tokenizers in transformers have it; longer words are [UNK].
_MAX_WORD_CHARACTERS = 100

_SYLLABLES = re.compile("[가-힣]+")
_CAPITALIZED = re.compile("[A-Z][A-Za-z]*")
# So many entries are no accident.
_ENOUGH = 10


def tokenizer_of_folder(folder: Path) -> Tokenizer:
    """Return the tokenizer of a Hugging Face folder.

    `tokenizer.json` wins, but for what `tokenizer_config.json` says of casing and accents, as in
    transformers; without it, `vocab.txt` is a WordPiece vocabulary, `vocab.json` with
    `merges.txt` a byte-level BPE one.

    Raises:
        CheckpointError: There is no such file, or none that can be read.
        VocabularyError: The vocabulary is not usable.
    """
    settings = _settings(folder / "tokenizer_config.json")
    if (folder / _TOKENIZER).is_file():
        return _as_configured(_from_file(folder / _TOKENIZER), settings)
    if (folder / _VOCABULARY).is_file():
        lowercase = bool(settings.get("do_lower_case", True))
        tokenizer = bert_tokenizer(
            folder / _VOCABULARY,
            lowercase=lowercase,
            strip_accents=settings.get("strip_accents"),
            split_han=bool(settings.get("tokenize_chinese_chars", True)),
        )
        return _with_added(tokenizer, folder, settings)
    if all((folder / name).is_file() for name in _BPE):
        return _byte_level_bpe(folder, prefix_space=bool(settings.get("add_prefix_space", False)))
    if any((folder / name).is_file() for name in _SENTENCEPIECE):
        raise CheckpointError(
            f"{folder} has a SentencePiece model, but no tokenizer.json; make one with "
            "transformers: AutoTokenizer.from_pretrained(DIR).save_pretrained(DIR)"
        )
    raise CheckpointError(f"{folder} has no tokenizer.json, vocab.txt, or vocab.json + merges.txt")


def bert_tokenizer(
    vocabulary: Path, *, lowercase: bool, strip_accents: bool | None, split_han: bool = True
) -> Tokenizer:
    """Build BERT's own tokenizer on a vocabulary.

    Args:
        vocabulary: vocab.txt, an entry a line.
        lowercase: Whether it is uncased.
        strip_accents: None: as BERT has it, whenever it lower-cases.
        split_han: Chinese characters are words of their own.

    Raises:
        VocabularyError: A special token is missing.
    """
    # Of entries that are there twice, the last counts, as where the checkpoint comes from.
    ids = {entry: index for index, entry in enumerate(read_entries(vocabulary))}
    normalizer = BertNormalizer(
        clean_text=True,
        handle_chinese_chars=split_han,
        strip_accents=strip_accents,
        lowercase=lowercase,
    )
    return assemble(ids, normalizer, _MAX_WORD_CHARACTERS, str(vocabulary))


def bert_vocabulary(
    vocabulary: Path, lower_case: bool | None, strip_accents: bool | None
) -> tuple[Tokenizer, str]:
    """Build BERT's tokenizer on a vocabulary that comes without a word on its casing.

    Args:
        vocabulary: vocab.txt.
        lower_case: None: if the vocabulary has no capitals.
        strip_accents: None: if it is lower-cased and the vocabulary has no Hangul syllables.

    Returns:
        The tokenizer, and in words what it does.

    Raises:
        VocabularyError: A special token is missing.
    """
    lower, strip = _casing_of(read_entries(vocabulary))
    lower = lower if lower_case is None else lower_case
    strip = (strip and lower) if strip_accents is None else strip_accents
    words = f"{'lower-cased' if lower else 'cased'}, accents {'stripped' if strip else 'kept'}"
    return bert_tokenizer(vocabulary, lowercase=lower, strip_accents=strip), words


def _casing_of(entries: Iterable[str]) -> tuple[bool, bool]:
    """Return whether a vocabulary wants lower-casing, and accents stripped.

    One with capitals is cased; one with Hangul syllables cannot be of stripped text, as
    stripping takes syllables apart.
    """
    entries = list(entries)
    lowercase = not any(_CAPITALIZED.fullmatch(entry) for entry in entries)
    return lowercase, lowercase and not any(_SYLLABLES.fullmatch(entry) for entry in entries)


def casing_problem(tokenizer: Tokenizer) -> str | None:
    """Return what the tokenizer does to text that its vocabulary does not expect; None if nothing.

    A Korean vocabulary with BERT's accent stripping is the classic silent failure: Hangul
    syllables fall apart into letters, every word is unknown, and nothing complains.
    """
    normalizer = tokenizer.normalizer
    if normalizer is None:
        return None
    entries = [entry.removeprefix("##").removeprefix("▁") for entry in tokenizer.get_vocab()]
    syllables = [entry for entry in entries if _SYLLABLES.fullmatch(entry)]
    capitalized = [entry for entry in entries if _CAPITALIZED.fullmatch(entry)]
    if len(syllables) >= _ENOUGH and not _SYLLABLES.search(normalizer.normalize_str(syllables[0])):
        return (
            f"the vocabulary has {len(syllables):,} entries of Hangul syllables, but the tokenizer "
            "strips accents and so takes syllables apart: Korean text would be all unknown tokens"
        )
    lowers = normalizer.normalize_str("A") == "a"
    if len(capitalized) >= _ENOUGH and lowers:
        return (
            f"the vocabulary is cased ({len(capitalized):,} entries with capitals), but the "
            "tokenizer lower-cases"
        )
    letters = {chr(ord("a") + index) for index in range(26)} & set(entries)
    if len(letters) >= _ENOUGH and not capitalized and not lowers:
        return "the vocabulary has no capitals, but the tokenizer does not lower-case"
    return None


def check_fit(tokenizer: Tokenizer, vocabulary_size: int) -> None:
    """Refuse a tokenizer that is not the network's.

    Raises:
        VocabularyError: It makes ids that the network has no embeddings for, or it does not put
            question and passage together.
    """
    largest = max(tokenizer.get_vocab(with_added_tokens=True).values(), default=-1)
    if largest >= vocabulary_size:
        raise VocabularyError(
            f"the tokenizer's ids go up to {largest:,}, but the network has {vocabulary_size:,} "
            "embeddings: they do not belong together"
        )
    if tokenizer.num_special_tokens_to_add(is_pair=True) < 2:
        raise VocabularyError("the tokenizer puts nothing between question and passage")


def tells_segments_apart(tokenizer: Tokenizer) -> bool:
    """Return whether the tokenizer gives a pair's second text another type than its first."""
    return len(set(tokenizer.encode("a", "a").type_ids)) > 1


def _from_file(file: Path) -> Tokenizer:
    try:
        tokenizer = Tokenizer.from_file(str(file))
    except Exception as error:  # noqa: BLE001 - what tokenizers raises
        raise CheckpointError(f"{file} is no tokenizers file ({error})") from None
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


def _as_configured(tokenizer: Tokenizer, settings: dict[str, Any]) -> Tokenizer:
    """Let BERT's normalizer do what the configuration says, where it says so.

    transformers' BertTokenizerFast rebuilds it from its own arguments, too: whoever trained with
    it had this casing, whatever tokenizer.json says.
    """
    if not isinstance(tokenizer.normalizer, BertNormalizer):
        return tokenizer
    state = json.loads(tokenizer.normalizer.__getstate__())
    del state["type"]
    said = {ours: settings[theirs] for theirs, ours in _CASING.items() if theirs in settings}
    if any(state[name] != value for name, value in said.items()):
        tokenizer.normalizer = BertNormalizer(**state | said)
    return tokenizer


def _with_added(tokenizer: Tokenizer, folder: Path, settings: dict[str, Any]) -> Tokenizer:
    """Add the tokens that a checkpoint keeps beside its vocabulary, with their own ids.

    Raises:
        CheckpointError: An id is not the next one.
    """
    decoder = settings.get("added_tokens_decoder")
    listed = decoder.items() if isinstance(decoder, dict) else ()
    added = {str(token.get("content")): int(number) for number, token in listed}
    added |= {token: int(number) for token, number in _settings(folder / _ADDED).items()}
    known = tokenizer.get_vocab()
    for token, number in sorted(added.items(), key=lambda item: item[1]):
        if token in known:
            continue
        tokenizer.add_tokens([AddedToken(token, normalized=False)])
        if tokenizer.token_to_id(token) != number:
            raise CheckpointError(
                f"{folder}: the added token {token!r} has the id {number:,}, and not the one after "
                f"the vocabulary's, {tokenizer.token_to_id(token):,}"
            )
    return tokenizer


def _settings(file: Path) -> dict[str, Any]:
    if not file.is_file():
        return {}
    try:
        settings = json.loads(file.read_bytes())
    except ValueError:
        raise CheckpointError(f"{file} is not JSON") from None
    return settings if isinstance(settings, dict) else {}


def _byte_level_bpe(folder: Path, *, prefix_space: bool) -> Tokenizer:
    try:
        tokenizer = Tokenizer(BPE.from_file(*(str(folder / name) for name in _BPE)))
    except Exception as error:  # noqa: BLE001 - what tokenizers raises
        raise CheckpointError(f"{folder / _BPE[0]} is no BPE vocabulary ({error})") from None
    start, end = tokenizer.token_to_id("<s>"), tokenizer.token_to_id("</s>")
    if start is None or end is None:
        raise VocabularyError(f"{folder / _BPE[0]} has no <s> or </s>")
    tokenizer.pre_tokenizer = ByteLevel(add_prefix_space=prefix_space)
    tokenizer.post_processor = RobertaProcessing(
        ("</s>", end), ("<s>", start), trim_offsets=True, add_prefix_space=prefix_space
    )
    return tokenizer
