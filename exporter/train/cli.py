"""mrc-train: a lexicon and questions of a corpus, packed examples, training runs, readers."""

from __future__ import annotations

import typer

from exporter.train.commands.common import NAME
from exporter.train.commands.examples import lexicon, pack, texts
from exporter.train.commands.questions import near_misses, reword, synthesize, workplace
from exporter.train.commands.readers import average, export, finetune, run
from mrc_core.evaluate.console import run_in_one_line

app = typer.Typer(no_args_is_help=True, pretty_exceptions_enable=False, help=__doc__)
for _command in (
    lexicon,
    synthesize,
    reword,
    near_misses,
    workplace,
    pack,
    texts,
    run,
    export,
    finetune,
    average,
):
    app.command()(_command)


def main() -> None:
    """Run the console script."""
    run_in_one_line(app, NAME)
