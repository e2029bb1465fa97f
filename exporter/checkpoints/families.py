"""The families that can be exported: what their configurations and their weights are called.

One table a family, from our layers to the checkpoint's; "{}" is the block's number.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any

from exporter.checkpoints.checkpoint import CheckpointError
from exporter.networks.encoder import ACTIVATIONS, EncoderConfig
from exporter.networks.relative_positions import DisentangledConfig

Values = Mapping[str, Any]

_SPAN = {"span": "qa_outputs"}

_EMBEDDINGS = {
    "embeddings/token": "embeddings.word_embeddings",
    "embeddings/position": "embeddings.position_embeddings",
    "embeddings/segment": "embeddings.token_type_embeddings",
    "embeddings/norm": "embeddings.LayerNorm",
}

BERT_LAYERS = _EMBEDDINGS | {
    "block_{}/attention/query": "encoder.layer.{}.attention.self.query",
    "block_{}/attention/key": "encoder.layer.{}.attention.self.key",
    "block_{}/attention/value": "encoder.layer.{}.attention.self.value",
    "block_{}/attention/output": "encoder.layer.{}.attention.output.dense",
    "block_{}/attention_norm": "encoder.layer.{}.attention.output.LayerNorm",
    "block_{}/feed_forward": "encoder.layer.{}.intermediate.dense",
    "block_{}/feed_forward_output": "encoder.layer.{}.output.dense",
    "block_{}/output_norm": "encoder.layer.{}.output.LayerNorm",
}

_ELECTRA_LAYERS = BERT_LAYERS | {"embeddings/projection": "embeddings_project"}

_DISTILBERT_LAYERS = _EMBEDDINGS | {
    "block_{}/attention/query": "transformer.layer.{}.attention.q_lin",
    "block_{}/attention/key": "transformer.layer.{}.attention.k_lin",
    "block_{}/attention/value": "transformer.layer.{}.attention.v_lin",
    "block_{}/attention/output": "transformer.layer.{}.attention.out_lin",
    "block_{}/attention_norm": "transformer.layer.{}.sa_layer_norm",
    "block_{}/feed_forward": "transformer.layer.{}.ffn.lin1",
    "block_{}/feed_forward_output": "transformer.layer.{}.ffn.lin2",
    "block_{}/output_norm": "transformer.layer.{}.output_layer_norm",
}

_ALBERT_BLOCK = "encoder.albert_layer_groups.{}.albert_layers.0."
_ALBERT_LAYERS = _EMBEDDINGS | {
    "embeddings/projection": "encoder.embedding_hidden_mapping_in",
    "block_{}/attention/query": _ALBERT_BLOCK + "attention.query",
    "block_{}/attention/key": _ALBERT_BLOCK + "attention.key",
    "block_{}/attention/value": _ALBERT_BLOCK + "attention.value",
    "block_{}/attention/output": _ALBERT_BLOCK + "attention.dense",
    "block_{}/attention_norm": _ALBERT_BLOCK + "attention.LayerNorm",
    "block_{}/feed_forward": _ALBERT_BLOCK + "ffn",
    "block_{}/feed_forward_output": _ALBERT_BLOCK + "ffn_output",
    "block_{}/output_norm": _ALBERT_BLOCK + "full_layer_layer_norm",
}

_DEBERTA_LAYERS = BERT_LAYERS | {
    "relative/table": "encoder.rel_embeddings",
    "relative/norm": "encoder.LayerNorm",
    "block_{}/attention/query": "encoder.layer.{}.attention.self.query_proj",
    "block_{}/attention/key": "encoder.layer.{}.attention.self.key_proj",
    "block_{}/attention/value": "encoder.layer.{}.attention.self.value_proj",
    "block_{}/attention/position_key": "encoder.layer.{}.attention.self.pos_key_proj",
    "block_{}/attention/position_query": "encoder.layer.{}.attention.self.pos_query_proj",
}

# Heads of other tasks, buffers, and DeBERTa's copy of its embeddings, that checkpoints carry along.
_UNUSED = re.compile(
    r"""(.*\.)?pooler\..* | .*\.(position_ids|token_type_ids|_weight)
    | (cls|lm_head|classifier|predictions|sop_classifier|lm_predictions|mask_predictions
      |discriminator_predictions|generator_predictions|generator_lm_head
      |vocab_transform|vocab_layer_norm|vocab_projector)\..*""",
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Family:
    """One kind of encoder.

    Attributes:
        prefix: Of all its weights but the span head's.
        layers: From our layers to the checkpoint's, without the prefix.
        config: From config.json and whether segments are read to the network's configuration.
    """

    prefix: str
    layers: Mapping[str, str]
    config: Callable[[Values, bool], EncoderConfig]

    def table(self, paths: Collection[str]) -> dict[str, str]:
        """Return the checkpoint's name of each of the model's weights, as far as there is one."""
        return weight_table(
            paths,
            {ours: f"{self.prefix}.{theirs}" for ours, theirs in self.layers.items()} | _SPAN,
            ".",
            dict.fromkeys(("kernel", "gamma", "embeddings"), "weight")
            | dict.fromkeys(("bias", "beta"), "bias"),
        )


def weight_table(
    paths: Collection[str],
    layers: Mapping[str, str],
    separator: str,
    parameters: Mapping[str, str],
) -> dict[str, str]:
    """Map our weights' paths to a checkpoint's names, as far as the tables go.

    Args:
        paths: "block_0/attention/query/kernel", ...
        layers: From our layers to the checkpoint's; "{}" is the block's number.
        separator: Between the checkpoint's layer and parameter.
        parameters: From our parameters to the checkpoint's; "" where the layer is the name.
    """
    table = {}
    for path in paths:
        layer, _, parameter = path.rpartition("/")
        number = re.match(r"block_(\d+)/", layer)
        theirs = layers.get(re.sub(r"^block_\d+/", "block_{}/", layer))
        if theirs is not None and parameter in parameters:
            name = theirs.format(number[1] if number else "")
            table[path] = separator.join(filter(None, (name, parameters[parameter])))
    return table


def is_unused(name: str) -> bool:
    """Return whether a weight is of a head or a buffer that a reader has no use for."""
    return _UNUSED.fullmatch(name) is not None


def _bert(values: Values, segments: bool) -> EncoderConfig:
    layers = _int(values, "num_hidden_layers")
    types = _int(values, "type_vocab_size", 2)
    return EncoderConfig(
        vocabulary_size=_int(values, "vocab_size"),
        hidden_size=_int(values, "hidden_size"),
        embedding_size=_int(values, "hidden_size"),
        heads=_int(values, "num_attention_heads"),
        feed_forward_size=_int(values, "intermediate_size"),
        schedule=tuple(range(layers)),
        positions=_int(values, "max_position_embeddings"),
        segment_types=types,
        reads_segments=segments and types > 1,
        activation=_activation(values, "hidden_act"),
        norm_epsilon=float(values.get("layer_norm_eps", 1e-12)),
    )


def bert_config(values: Values) -> EncoderConfig:
    """Read BERT's own configuration, as bert_config.json and config.json have it."""
    return _checked(_bert, values, True)


def _electra(values: Values, segments: bool) -> EncoderConfig:
    config = _bert(values, segments)
    size = _int(values, "embedding_size")
    return replace(config, embedding_size=size, projected=size != config.hidden_size)


def _roberta(values: Values, segments: bool) -> EncoderConfig:
    # Its rows up to the padding's own are those of nothing.
    return replace(_bert(values, segments), first_position=_int(values, "pad_token_id", 1) + 1)


def _distilbert(values: Values, segments: bool) -> EncoderConfig:
    names = {
        "hidden_size": "dim",
        "num_attention_heads": "n_heads",
        "num_hidden_layers": "n_layers",
        "intermediate_size": "hidden_dim",
        "hidden_act": "activation",
    }
    renamed = {ours: values[theirs] for ours, theirs in names.items() if theirs in values}
    return _bert(dict(values) | renamed | {"type_vocab_size": 0}, segments)


def _albert(values: Values, segments: bool) -> EncoderConfig:
    layers, groups = (_int(values, name) for name in ("num_hidden_layers", "num_hidden_groups"))
    if _int(values, "inner_group_num", 1) != 1:
        raise CheckpointError("ALBERT with inner_group_num other than 1 is not supported")
    return replace(
        _bert(values, segments),
        embedding_size=_int(values, "embedding_size"),
        schedule=tuple(layer * groups // layers for layer in range(layers)),
        projected=True,
    )


def _deberta(values: Values, segments: bool) -> EncoderConfig:
    config = _bert(dict(values) | {"type_vocab_size": values.get("type_vocab_size", 0)}, segments)
    if _int(values, "conv_kernel_size", 0) or not values.get("relative_attention"):
        raise CheckpointError("DeBERTa with convolution or without relative_attention (v2) is not "
                              "supported")  # fmt: skip
    if values.get("embedding_size", config.hidden_size) != config.hidden_size:
        raise CheckpointError("DeBERTa with an embedding_size of its own is not supported")
    terms = values.get("pos_att_type") or ()
    terms = terms.split("|") if isinstance(terms, str) else terms
    longest = _int(values, "max_relative_positions", -1)
    return replace(
        config,
        positions=config.positions if values.get("position_biased_input", True) else 0,
        disentangled=DisentangledConfig(
            longest=longest if longest > 0 else config.positions,
            buckets=max(_int(values, "position_buckets", -1), 0),
            content_to_position="c2p" in terms,
            position_to_content="p2c" in terms,
            shared_projections=bool(values.get("share_att_key", False)),
            normalized="layer_norm" in str(values.get("norm_rel_ebd", "none")),
        ),
    )


FAMILIES: dict[str, Family] = {
    "albert": Family("albert", _ALBERT_LAYERS, _albert),
    "bert": Family("bert", BERT_LAYERS, _bert),
    "deberta-v2": Family("deberta", _DEBERTA_LAYERS, _deberta),
    "distilbert": Family("distilbert", _DISTILBERT_LAYERS, _distilbert),
    "electra": Family("electra", _ELECTRA_LAYERS, _electra),
    "roberta": Family("roberta", BERT_LAYERS, _roberta),
    "xlm-roberta": Family("roberta", BERT_LAYERS, _roberta),
}
"""By `model_type` of config.json; DeBERTa v3 calls itself v2, whose network it has."""


def encoder_config(family: Family, values: Values, segments: bool) -> EncoderConfig:
    """Return the network of a configuration.

    Args:
        family: Of `FAMILIES`.
        values: What is in config.json.
        segments: Whether the tokenizer tells question and passage apart by their type.

    Raises:
        CheckpointError: A value is missing, not as it should be, or not supported.
    """
    return _checked(family.config, values, segments)


def _checked(
    config: Callable[[Values, bool], EncoderConfig], values: Values, segments: bool
) -> EncoderConfig:
    kind = values.get("position_embedding_type", "absolute")
    if kind != "absolute":
        raise CheckpointError(f"position_embedding_type {kind!r} is not supported")
    made = config(values, segments)
    if made.hidden_size % made.heads:
        raise CheckpointError(f"{made.heads} heads do not divide hidden_size {made.hidden_size}")
    return made


def _int(values: Values, name: str, default: int | None = None) -> int:
    value = values.get(name, default)
    if not isinstance(value, int) or isinstance(value, bool):
        raise CheckpointError(f"the configuration has no whole number {name}")
    return value


def _activation(values: Values, name: str) -> str:
    activation = values.get(name, "gelu")
    if activation not in ACTIVATIONS:
        known = ", ".join(ACTIVATIONS)
        raise CheckpointError(f"the activation {activation!r} is not supported; these are: {known}")
    return str(activation)
