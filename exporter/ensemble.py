"""Readers that learn side by side and answer together."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import keras
from keras import ops

from exporter.match_reader import MatchReader, MatchReaderConfig

_MEMBER = re.compile(r"^member_\d+/")


class Ensemble(keras.Model):  # type: ignore[misc]  # keras is untyped
    """A deep ensemble (Lakshminarayanan et al. 2017): the mean of several readers' logits.

    The members differ in the weights that they were drawn with and in what dropout hid from them.
    Where little data says what is right, they err in different places.

    Inputs and outputs are those of `MatchReader`. In training, `members` are what learns, each by
    itself: together, they would leave mistakes to one another.
    """

    def __init__(self, config: MatchReaderConfig, **kwargs: Any) -> None:
        super().__init__(name="ensemble", **kwargs)
        self.config = config
        with keras.name_scope(self.name):
            self.members = [
                MatchReader(config, name=f"member_{index}") for index in range(config.members)
            ]
        self.built = True

    def call(self, inputs: dict[str, Any]) -> dict[str, Any]:
        """Score every position as start, end and inside of the answer."""
        each = [member(inputs) for member in self.members]
        return {name: ops.mean(ops.stack([one[name] for one in each]), axis=0) for name in each[0]}


Network = MatchReader | Ensemble


def network_of(config: MatchReaderConfig) -> Network:
    """The network of a config, its weights drawn."""
    return Ensemble(config) if config.members > 1 else MatchReader(config)


def members_of(network: Network) -> list[MatchReader]:
    """What learns by itself."""
    return network.members if isinstance(network, Ensemble) else [network]


def own_path(path: str) -> str:
    """A weight's path without its member: "member_1/match/rarity" -> "match/rarity"."""
    return _MEMBER.sub("", path)


def one_member(arrays: Mapping[str, Any]) -> dict[str, Any]:
    """The weights of one member, by their own paths."""
    return {own_path(path): array for path, array in arrays.items()}
