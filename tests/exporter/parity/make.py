"""Random checkpoints of every family with the logits and tokens of transformers itself.

Runs in an environment of its own, with transformers and PyTorch and without this project; the
tests read what it leaves in a folder for each checkpoint:

    config.json, model.safetensors, tokenizer files   as `save_pretrained` writes them
    reference.npz    input_ids, input_mask, segment_ids, start_logits, end_logits of pairs.json
    tokens.json      the ids of every text of texts.json
    encoder/         the same encoder alone, without a head
    pretrained/      the same encoder with the heads of pretraining

Usage: python make.py VOCABULARY TO
VOCABULARY is a tokenizer.json with a Korean WordPiece vocabulary.
"""

from __future__ import annotations

import json
import random
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import torch
import transformers as hf
from tokenizers import (
    Tokenizer,
    decoders,
    models,
    normalizers,
    pre_tokenizers,
    processors,
    trainers,
)

LENGTH, ROWS = 256, 3
# Large, so that every weight matters to the logits; a trained model's are about 0.02.
RANGE = 0.25
SIZES = {
    "hidden_size": 48,
    "num_hidden_layers": 3,
    "num_attention_heads": 4,
    "intermediate_size": 96,
    "initializer_range": RANGE,
    "max_position_embeddings": 300,
}
TEXTS = 10_000


def main(vocabulary: Path, to: Path) -> None:
    torch.manual_seed(20)
    random.seed(20)
    shutil.rmtree(to, ignore_errors=True)
    to.mkdir(parents=True)
    entries = sorted(json.loads(vocabulary.read_text("utf-8"))["model"]["vocab"].items(),
                     key=lambda item: item[1])  # fmt: skip
    words = [entry for entry, _ in entries]
    plain = [word for word in words if not word.startswith("[")]
    cased = [*words, *capitalized(words)]
    texts = [random_text([*plain, *capitalized(words)]) for _ in range(TEXTS)]
    pairs = pairs_of(texts)
    (to / "texts.json").write_text(json.dumps(texts))
    (to / "pairs.json").write_text(json.dumps(pairs))
    for name, build in CHECKPOINTS.items():
        folder = to / name
        folder.mkdir()
        model, tokenizer = build(folder, words, cased, texts)
        randomize(model)
        model.save_pretrained(folder)
        save_without_head(model, folder)
        tokens = tokenizer(texts, add_special_tokens=False)["input_ids"]
        (folder / "tokens.json").write_text(json.dumps(tokens))
        np.savez(folder / "reference.npz", **reference(model, tokenizer, pairs))
        sys.stdout.write(f"{name}: {sum(p.numel() for p in model.parameters()):,} weights\n")


def capitalized(words: list[str]) -> list[str]:
    latin = [word for word in words if word.isascii() and word.isalpha() and len(word) > 1]
    return [*map(chr, range(65, 91)), *(f"##{chr(c)}" for c in range(65, 91)),
            *sorted({word.capitalize() for word in latin})]  # fmt: skip


def random_text(words: list[str]) -> str:
    """Korean and English words, emoji, signs and spaces of all kinds, in no order."""
    pieces = []
    for _ in range(random.randint(1, 14)):
        kind = random.random()
        if kind < 0.55:
            pieces.append(random.choice(words).removeprefix("##"))
        elif kind < 0.7:
            pieces.append("".join(chr(random.randint(0xAC00, 0xD7A3)) for _ in range(3)))
        elif kind < 0.8:
            pieces.append(random.choice(ENGLISH))
        elif kind < 0.9:
            pieces.append(random.choice(ODD))
        else:
            pieces.append(chr(random.choice([*range(0x20, 0x250), *range(0x1F300, 0x1F650)])))
        pieces.append(random.choice(["", "", " ", " ", " ", "  ", "\n", "\u3000", "\u00a0"]))
    return "".join(pieces)


ENGLISH = "The Seoul KOREA reader's don't don’t e-mail iPhone14 U.S. Café naïve x=1 HTTP".split()
ODD = "👨‍👩‍👧‍👦 👍🏽 🇰🇷 漢字 かな İ ß ﬁ ① ㎏ 1,234.5원 ㅋㅋ … “인용” (주) Ａ１ \u200b".split()
ODD += ["\u1100\u1161\u11a8", "e\u0301", "\t"]


def randomize(model: torch.nn.Module) -> None:
    """Biases and layer norms, too, which are otherwise zeros and ones."""
    with torch.no_grad():
        for parameter in model.parameters():
            if parameter.ndim == 1:
                parameter += RANGE * torch.randn_like(parameter)
    model.eval()


def save_without_head(model: Any, folder: Path) -> None:
    """The encoder as there are many to fine-tune."""
    pretrained = hf.AutoModelForPreTraining.from_config(model.config)
    missing = pretrained.base_model.load_state_dict(model.base_model.state_dict(), strict=False)
    assert all("pooler" in name for name in missing.missing_keys), missing
    for name, part in (("encoder", pretrained.base_model), ("pretrained", pretrained)):
        shutil.copytree(
            folder, folder / name, ignore=shutil.ignore_patterns("*.safetensors", "encoder")
        )
        part.save_pretrained(folder / name)


def pairs_of(texts: list[str]) -> list[tuple[str, str]]:
    """Questions and passages; the first passage is longer than a window."""
    long = " ".join(texts[:200])
    return [("누가 이 글을 썼는가?", long), ("Where?", long[:300]), ("언제", texts[0] + texts[1])]


def reference(model: Any, tokenizer: Any, pairs: list[tuple[str, str]]) -> dict[str, Any]:
    """Logits on pairs of texts, padded to LENGTH."""
    batch = tokenizer(
        *map(list, zip(*pairs, strict=True)),
        truncation="only_second",
        max_length=LENGTH,
        padding="max_length",
        return_tensors="pt",
    )
    assert batch["input_ids"].shape == (ROWS, LENGTH)
    # As the project's client sends them: 1 on the passage and the separator after it.
    types = batch.get("token_type_ids", torch.zeros_like(batch["input_ids"]))
    with torch.no_grad():
        output = model(**batch)
    segments = np.array(
        [[1 if part == 1 else 0 for part in batch.sequence_ids(row)] for row in range(ROWS)]
    )
    return {
        "input_ids": batch["input_ids"].numpy().astype(np.int32),
        "input_mask": batch["attention_mask"].numpy().astype(np.int32),
        "segment_ids": np.maximum(segments, types.numpy()).astype(np.int32),
        "start_logits": output.start_logits.numpy(),
        "end_logits": output.end_logits.numpy(),
    }


def wordpiece(
    folder: Path, entries: list[str], tokenizer: type[Any] = hf.BertTokenizerFast, **settings: Any
) -> Any:
    """Leaves only vocab.txt and tokenizer_config.json, as old checkpoints have."""
    vocabulary = folder / "vocab.txt"
    vocabulary.write_text("\n".join(entries) + "\n", "utf-8")
    made = tokenizer(str(vocabulary), **settings)
    made.save_pretrained(folder)
    (folder / "tokenizer.json").unlink()
    return made


def byte_level(folder: Path, texts: list[str]) -> Any:
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    special = ["<s>", "<pad>", "</s>", "<unk>", "<mask>"]
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    tokenizer.train_from_iterator(
        texts,
        trainers.BpeTrainer(
            vocab_size=3000, special_tokens=special, initial_alphabet=alphabet, show_progress=False
        ),
    )
    tokenizer.model.save(str(folder))
    made = hf.RobertaTokenizerFast(str(folder / "vocab.json"), str(folder / "merges.txt"))
    made.save_pretrained(folder)
    (folder / "tokenizer.json").unlink()
    return made


def unigram(folder: Path, words: list[str], special: list[str], pair: str, **tokens: str) -> Any:
    tokenizer = Tokenizer(models.Unigram())
    tokenizer.normalizer = normalizers.Sequence(
        [normalizers.NFKC(), normalizers.Replace(" {2,}", " ")]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    tokenizer.decoder = decoders.Metaspace()
    tokenizer.train_from_iterator(
        [word.removeprefix("##") for word in words],
        trainers.UnigramTrainer(
            vocab_size=8000, special_tokens=special, unk_token=tokens["unk_token"],
            show_progress=False,
        ),
    )  # fmt: skip
    ids = [(token, tokenizer.token_to_id(token)) for token in special]
    start = pair.split()[0].removesuffix(":0")
    end = pair.split()[-1].partition(":")[0]
    tokenizer.post_processor = processors.TemplateProcessing(
        single=f"{start} $A {end}", pair=pair, special_tokens=ids
    )
    made = hf.PreTrainedTokenizerFast(tokenizer_object=tokenizer, **tokens)
    made.save_pretrained(folder)
    return made


def bert(folder: Path, words: list[str], cased: list[str], texts: list[str]) -> tuple[Any, Any]:
    """Cased Korean, as KLUE's."""
    tokenizer = wordpiece(folder, cased, do_lower_case=False, strip_accents=False)
    config = hf.BertConfig(vocab_size=len(cased), **SIZES)
    return hf.BertForQuestionAnswering(config), tokenizer


def bert_uncased(
    folder: Path, words: list[str], cased: list[str], texts: list[str]
) -> tuple[Any, Any]:
    """Lower-cased with accents kept, tanh GELU, weights in half precision."""
    tokenizer = wordpiece(folder, words, do_lower_case=True, strip_accents=False)
    config = hf.BertConfig(vocab_size=len(words), hidden_act="gelu_new", **SIZES)
    return hf.BertForQuestionAnswering(config), tokenizer


def electra(folder: Path, words: list[str], cased: list[str], texts: list[str]) -> tuple[Any, Any]:
    """Embeddings narrower than the encoder, as KoELECTRA's small one."""
    tokenizer = wordpiece(folder, cased, hf.ElectraTokenizerFast, do_lower_case=False)
    config = hf.ElectraConfig(vocab_size=len(cased), embedding_size=32, **SIZES)
    return hf.ElectraForQuestionAnswering(config), tokenizer


def roberta(folder: Path, words: list[str], cased: list[str], texts: list[str]) -> tuple[Any, Any]:
    """Byte-level BPE."""
    tokenizer = byte_level(folder, texts)
    config = hf.RobertaConfig(
        vocab_size=len(tokenizer), type_vocab_size=1, layer_norm_eps=1e-5, **SIZES
    )
    return hf.RobertaForQuestionAnswering(config), tokenizer


def roberta_korean(
    folder: Path, words: list[str], cased: list[str], texts: list[str]
) -> tuple[Any, Any]:
    """A WordPiece vocabulary and one segment type, as KLUE's."""
    tokenizer = wordpiece(
        folder, cased, do_lower_case=False, model_input_names=["input_ids", "attention_mask"]
    )
    config = hf.RobertaConfig(
        vocab_size=len(cased), type_vocab_size=1, layer_norm_eps=1e-5, pad_token_id=0,
        tokenizer_class="BertTokenizer", **SIZES,
    )  # fmt: skip
    return hf.RobertaForQuestionAnswering(config), tokenizer


def xlm_roberta(
    folder: Path, words: list[str], cased: list[str], texts: list[str]
) -> tuple[Any, Any]:
    """A Unigram tokenizer.json."""
    tokenizer = unigram(
        folder,
        cased,
        ["<s>", "<pad>", "</s>", "<unk>"],
        "<s> $A </s> </s> $B </s>",
        bos_token="<s>", cls_token="<s>", pad_token="<pad>", eos_token="</s>",
        sep_token="</s>", unk_token="<unk>",
    )  # fmt: skip
    config = hf.XLMRobertaConfig(
        vocab_size=len(tokenizer), type_vocab_size=1, layer_norm_eps=1e-5, **SIZES
    )
    return hf.XLMRobertaForQuestionAnswering(config), tokenizer


def distilbert(
    folder: Path, words: list[str], cased: list[str], texts: list[str]
) -> tuple[Any, Any]:
    tokenizer = wordpiece(folder, words, hf.DistilBertTokenizerFast, strip_accents=False)
    config = hf.DistilBertConfig(
        vocab_size=len(words), dim=48, n_layers=3, n_heads=4, hidden_dim=96,
        max_position_embeddings=300, initializer_range=RANGE,
    )  # fmt: skip
    return hf.DistilBertForQuestionAnswering(config), tokenizer


def albert(folder: Path, words: list[str], cased: list[str], texts: list[str]) -> tuple[Any, Any]:
    """Two groups of layers that share weights."""
    tokenizer = unigram_with_segments(folder, cased)
    config = hf.AlbertConfig(
        vocab_size=len(tokenizer), embedding_size=32, num_hidden_groups=2,
        **(SIZES | {"num_hidden_layers": 5}),
    )  # fmt: skip
    return hf.AlbertForQuestionAnswering(config), tokenizer


def unigram_with_segments(folder: Path, words: list[str]) -> Any:
    return unigram(
        folder,
        words,
        ["[PAD]", "[UNK]", "[CLS]", "[SEP]"],
        "[CLS]:0 $A:0 [SEP]:0 $B:1 [SEP]:1",
        pad_token="[PAD]", unk_token="[UNK]", cls_token="[CLS]", sep_token="[SEP]",
    )  # fmt: skip


def deberta(folder: Path, words: list[str], cased: list[str], texts: list[str]) -> tuple[Any, Any]:
    """As DeBERTa v3; few buckets, so that most distances are in logarithmic ones."""
    tokenizer = unigram_with_segments(folder, cased)
    config = hf.DebertaV2Config(
        vocab_size=len(tokenizer), type_vocab_size=0, relative_attention=True,
        position_buckets=32, norm_rel_ebd="layer_norm", share_att_key=True,
        pos_att_type=["p2c", "c2p"], position_biased_input=False, **SIZES,
    )  # fmt: skip
    return hf.DebertaV2ForQuestionAnswering(config), tokenizer


def deberta_unshared(
    folder: Path, words: list[str], cased: list[str], texts: list[str]
) -> tuple[Any, Any]:
    """As DeBERTa v2 may also be: projections of their own, absolute positions, segments."""
    tokenizer = unigram_with_segments(folder, cased)
    config = hf.DebertaV2Config(
        vocab_size=len(tokenizer), type_vocab_size=2, relative_attention=True,
        pos_att_type=["c2p", "p2c"], position_biased_input=True, **SIZES,
    )  # fmt: skip
    return hf.DebertaV2ForQuestionAnswering(config), tokenizer


Build = Callable[[Path, list[str], list[str], list[str]], tuple[Any, Any]]

CHECKPOINTS: dict[str, Build] = {
    "bert": bert,
    "bert-uncased": bert_uncased,
    "electra": electra,
    "roberta": roberta,
    "roberta-korean": roberta_korean,
    "xlm-roberta": xlm_roberta,
    "distilbert": distilbert,
    "albert": albert,
    "deberta": deberta,
    "deberta-unshared": deberta_unshared,
}

if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
