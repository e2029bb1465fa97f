"""The reader: featurize -> predict -> decode, composed. The package's public API."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Self

from mrc_core.artifact import ReaderConfig, bundled_model_dir, load_assets
from mrc_core.errors import ReaderClosedError
from mrc_core.featurize.featurizer import Featurizer, Prepared, Tokenized
from mrc_core.featurize.ranking import rank_windows
from mrc_core.loop_thread import LoopThread
from mrc_core.predict.embedded import EmbeddedPredictor
from mrc_core.predict.predictor import Predictor
from mrc_core.predict.serving import ServingPredictor
from mrc_core.reading import OnProgress, read_adaptively
from mrc_core.types import Float32, ModelInfo, Passage, Reading, Timings, Windows

DEFAULT_MAX_WINDOWS = 24
_FEATURIZED_AT_ONCE = 2
# Characters that the prefilter keeps. A window of 384 tokens has about 800, so that more than these
# can never be read of the budget; and fewer are not much quicker to make tokens of.
_CHARACTERS_OF_WINDOW = 1_000
_LEAST_CHARACTERS = 24_000


class Reader:
    """Answers questions from the text it is given.

    Example:
        >>> async with Reader.load() as reader:
        ...     reading = await reader.read("훈민정음은 언제 반포되었나?", text)
        >>> reading.answer.text, reading.answer.score

    In notebooks and scripts, `with Reader.load() as reader:` and `reader.read_sync(...)`.
    """

    def __init__(
        self,
        featurizer: Featurizer,
        predictor: Predictor,
        config: ReaderConfig,
        max_windows: int = DEFAULT_MAX_WINDOWS,
    ) -> None:
        self._featurizer = featurizer
        self._predictor = predictor
        self._config = config
        self._max_windows = max_windows
        # Tokens of a million characters take hundreds of megabytes for a second.
        self._featurizing = asyncio.Semaphore(_FEATURIZED_AT_ONCE)
        self._sync = LoopThread()
        self._closed = False

    @classmethod
    def load(
        cls, model_dir: str | Path | None = None, *, max_windows: int = DEFAULT_MAX_WINDOWS
    ) -> Self:
        """Return a reader in this process; blocks for seconds while TensorFlow loads.

        Args:
            model_dir: Holds version folders, of which the highest is taken; None: the bundled
                reader.
            max_windows: Most windows that are read of one source.

        Raises:
            ModelMismatchError: There is no such model, or it does not keep to the contract.
            ReaderUnavailableError: TensorFlow is not installed.
        """
        assets = load_assets(Path(model_dir) if model_dir else bundled_model_dir())
        featurizer = Featurizer(assets.tokenizer, assets.config)
        return cls(featurizer, EmbeddedPredictor(assets), assets.config, max_windows)

    @classmethod
    def serving(
        cls,
        url: str,
        model: str,
        *,
        version: str | None = None,
        model_dir: str | Path | None = None,
        timeout: float = 30.0,
        max_windows: int = DEFAULT_MAX_WINDOWS,
    ) -> Self:
        """Return a reader on TensorFlow Serving.

        Args:
            url: Where its REST API is, "http://host:8501"; several servers of the same model,
                separated by commas.
            model: The model's name there.
            version: Pin one version of it, by number or by label.
            model_dir: Where the served model's tokenizer.json and reader.json are found, in the
                same layout as for `load` (a server does not hand them out); None: those of the
                bundled reader.
            timeout: Seconds for one question, tries included.
            max_windows: Most windows that are read of one source.

        Raises:
            ModelMismatchError: The tokenizer or reader.json is missing or invalid.
            ReaderUnavailableError: `url` is no address.
        """
        assets = load_assets(Path(model_dir) if model_dir else bundled_model_dir())
        predictor = ServingPredictor(url, model, assets.config, version=version, timeout=timeout)
        featurizer = Featurizer(assets.tokenizer, assets.config)
        return cls(featurizer, predictor, assets.config, max_windows)

    @property
    def model(self) -> ModelInfo:
        """The model as it was last known; a `Reading` says itself which model answered."""
        return self._predictor.model

    async def start(self) -> None:
        """Warm up. Not needed, but the first question is then as quick as the next.

        Raises:
            ModelMismatchError: The model has no signature that fits.
        """
        await self._predictor.start()

    async def check(self) -> None:
        """Return if questions can be answered now.

        Raises:
            ReaderError: They cannot, and why.
        """
        await self._predictor.check()

    async def aclose(self) -> None:
        """Give back threads and connections; who still reads hears `ReaderClosedError`."""
        if not self._closed:
            self._closed = True
            await self._predictor.aclose()

    def close(self) -> None:
        """Give back threads and connections, as `aclose` does, where `read_sync` was used."""
        if not self._closed:
            self._sync.run(self.aclose())
        self._sync.close()

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def prepare(self, text_or_passages: str | Passage | Sequence[str | Passage]) -> Prepared:
        """Return a text for several questions: it is made tokens once, when it is first read.

        Example:
            >>> text = reader.prepare(text)
            >>> readings = [await reader.read(question, text) for question in questions]
        """
        given = text_or_passages
        return Prepared([given] if isinstance(given, str | Passage) else given)

    async def read(
        self,
        question: str,
        text_or_passages: str | Passage | Sequence[str | Passage] | Prepared,
        top_k: int = 3,
        *,
        max_windows: int | None = None,
        exhaustive: bool = False,
        on_progress: OnProgress | None = None,
    ) -> Reading:
        """Find the answer to a question.

        Args:
            question: In natural language.
            text_or_passages: One text, or several; an answer's `passage` says which it is in. A
                `Passage` knows its parts: windows and contexts then keep to them. What this reader
                has prepared is made tokens once.
            top_k: Most candidates to return.
            max_windows: Most windows to read; None: as the reader was made. Those of the highest
                retrieval score are read first, and no more once the answer is clear.
            exhaustive: Read them all, without early stopping.
            on_progress: Is told how many windows are read, and how many will be at most.

        Raises:
            ValueError: `top_k` or `max_windows` is below 1.
            EmptyQuestionError: The question has nothing the tokenizer can read.
            ReaderClosedError: The reader was closed.
            ReaderUnavailableError: The model cannot be reached, or is too busy.
            ReaderTimeoutError: The model did not answer in time.
            ModelMismatchError: The model does not keep to the contract.
        """
        if top_k < 1 or (max_windows is not None and max_windows < 1):
            raise ValueError("top_k and max_windows are at least 1")
        with self._open():
            return await self._read(
                question, text_or_passages, top_k, max_windows, exhaustive, on_progress
            )

    async def _read(
        self,
        question: str,
        given: str | Passage | Sequence[str | Passage] | Prepared,
        top_k: int,
        max_windows: int | None,
        exhaustive: bool,
        on_progress: OnProgress | None,
    ) -> Reading:
        prepared = given if isinstance(given, Prepared) else self.prepare(given)
        budget = max_windows or self._max_windows
        began = time.perf_counter()
        async with self._featurizing:
            tokenized, windows, scores = await asyncio.to_thread(
                self._featurize, question, prepared, budget
            )
        featurize_ms = 1000 * (time.perf_counter() - began)
        total = tokenized.windows_total
        if windows is None:
            nothing = Timings(featurize_ms, 0.0, 0.0)
            cut = tokenized.question_cut
            return Reading("absent", None, (), self.model, nothing, 0, total, cut)
        outcome = await read_adaptively(
            self._predictor,
            windows,
            scores,
            prepared.passages,
            self._config.calibration,
            top_k,
            question,
            exhaustive,
            on_progress,
        )
        return Reading(
            state=outcome.state,
            answer=None if outcome.state == "absent" else outcome.candidates[0],
            candidates=outcome.candidates,
            model=outcome.model,
            timings_ms=Timings(
                featurize_ms, 1000 * outcome.predict_seconds, 1000 * outcome.decode_seconds
            ),
            windows_read=outcome.windows_read,
            windows_total=total,
            question_cut=tokenized.question_cut,
            budget_ended=not outcome.stopped_early and outcome.windows_read < total,
        )

    def read_sync(
        self,
        question: str,
        text_or_passages: str | Passage | Sequence[str | Passage] | Prepared,
        top_k: int = 3,
        *,
        max_windows: int | None = None,
        exhaustive: bool = False,
    ) -> Reading:
        """Find the answer as `read` does, without `await`, in notebooks and scripts.

        It runs on an event loop of its own, so it also works where one is already running. Use
        one reader either this way or with `await`, as connections belong to their event loop.
        """
        return self._sync.run(
            self.read(
                question, text_or_passages, top_k, max_windows=max_windows, exhaustive=exhaustive
            )
        )

    @contextmanager
    def _open(self) -> Iterator[None]:
        """Say in words that the reader is closed, or was while somebody read."""
        if self._closed:
            raise ReaderClosedError("the reader is closed")
        try:
            yield
        except (RuntimeError, asyncio.CancelledError) as error:
            # What ended threads and connections say; a caller's own cancellation is another thing.
            task = asyncio.current_task()
            if self._closed and not (task and task.cancelling()):
                raise ReaderClosedError("the reader was closed meanwhile") from error
            raise

    def _featurize(
        self, question: str, passages: Prepared, budget: int
    ) -> tuple[Tokenized, Windows | None, Float32]:
        most = max(budget * _CHARACTERS_OF_WINDOW, _LEAST_CHARACTERS)
        tokenized = self._featurizer.tokenize(question, passages, most)
        chosen, scores = rank_windows(tokenized, budget)
        windows = self._featurizer.assemble(tokenized, chosen) if chosen else None
        return tokenized, windows, scores
