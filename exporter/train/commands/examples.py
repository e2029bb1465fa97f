"""From a corpus or question files to a lexicon and packed examples."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Annotated

import typer

from exporter.progress import Steps
from exporter.train.commands.common import Corpus, one_line_errors
from exporter.train.data.pack import load_examples
from exporter.train.questions.corpus import read_articles
from mrc_core.artifact import ReaderConfig, bundled_model_dir, load_assets


def lexicon(
    corpus: Corpus,
    to: Annotated[Path, typer.Option(help="The lexicon's folder.")],
    size: Annotated[int, typer.Option(min=1000, help="Entries of the vocabulary.")] = 16_000,
    articles: Annotated[int, typer.Option(min=1, help="Articles that are read.")] = 20_000,
) -> None:
    """Make a vocabulary of morphemes, its tables and its word vectors from a corpus."""
    from exporter.train.lexicon.lexicon import Lexicon
    from exporter.train.lexicon.vocabulary import count_pieces, vocabulary

    with one_line_errors():
        # Twice over the corpus, so that it need not fit into memory.
        def texts() -> Iterator[str]:
            for article in islice(read_articles(corpus), articles):
                yield from article.paragraphs

        steps = Steps()
        with steps.step("Counting morphemes"):
            entries = vocabulary(count_pieces(texts()), size)
        with steps.step("Counting what stands beside what"):
            Lexicon.of(entries, texts(), to)
        typer.echo(f"{to}: {len(entries):,} entries")


def pack(
    files: Annotated[list[Path], typer.Argument(help="SQuAD JSON, or JSON lines of paragraphs.")],
    to: Annotated[Path, typer.Option(help="The .npz file.")],
    lexicon: Annotated[Path | None, typer.Option(help="Tokenize with this lexicon;")] = None,
    reader: Annotated[
        Path | None, typer.Option(help="or this MODEL_DIR's reader. Default: the bundled one.")
    ] = None,
) -> None:
    """Tokenize question files once, into a small file that a recipe can name instead."""
    from exporter.train.lexicon.lexicon import Lexicon

    with one_line_errors():
        if lexicon is not None:
            tokenizer, config = Lexicon.load(lexicon).tokenizer, ReaderConfig(line_ends=True)
        else:
            assets = load_assets(reader or bundled_model_dir())
            tokenizer, config = assets.tokenizer, assets.config
        with Steps().step("Tokenizing"):
            examples, left_out = load_examples(files, tokenizer, config)
            examples.save(to)
        typer.echo(f"{to}: {len(examples):,} examples, {left_out:,} left out")


def texts(
    corpus: Corpus,
    to: Annotated[Path, typer.Option(help="The .npz file.")],
    lexicon: Annotated[Path, typer.Option(help="Whose tokenizer cuts the words.")],
    seed: int = 0,
) -> None:
    """Pack the passages of a corpus without questions, to be read for their masked words alone."""
    with one_line_errors():
        from exporter.train.data.texts import unasked
        from exporter.train.lexicon.lexicon import Lexicon

        with Steps().step("Tokenizing"):
            made = unasked(read_articles(corpus), Lexicon.load(lexicon).tokenizer, seed)
            made.save(to)
        typer.echo(f"{len(made):,} passages in {to}")
