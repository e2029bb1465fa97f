"""What a question costs besides the model: `python -m tests.bench.bot.overhead KORQUAD.json PAGES`.

The whole bot, in this process: pasted text by POST /v1/answer, a web page (PAGES is the folder of
the article extraction benchmark of Scrapinghub, served on this machine), and a mention in the
stand-in for Slack with its signed request and the calls that answer it. The model is run once a
question; then the same is asked again, and its spans are there at once, so that what is left is
everything else. KORQUAD.json gives texts and questions. Writes docs/benchmarks.md.
"""

from __future__ import annotations

import asyncio
import gzip
import socket
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import httpx
import typer
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.app import make_service, running_slack, running_store, slack_routes
from bot.metrics import Metrics
from bot.service.service import QuestionService
from bot.settings import load_settings
from bot.sources.extract.worker import Workers
from bot.web.app import make_web
from mrc_core import Reader
from mrc_core.artifact import bundled_model_dir, load_assets
from mrc_core.featurize.featurizer import Featurizer
from mrc_core.predict.embedded import EmbeddedPredictor
from mrc_core.types import Prediction, Windows
from tests.bench import report
from tests.bench.texts import Page, page, read_paragraphs
from tests.standins.http import serve
from tests.standins.slack.workspace import SlackWorkspace

LENGTHS = (500, 2_000, 20_000, 80_000)
STEPS = ("fetch", "featurize", "predict", "decode")


class Remembering(EmbeddedPredictor):
    """Runs the model on what it has not seen yet only."""

    def __init__(self) -> None:
        super().__init__(load_assets(bundled_model_dir()))
        self._seen: dict[bytes, Prediction] = {}

    async def predict(self, windows: Windows) -> Prediction:
        key = windows.input_ids.tobytes()
        if key not in self._seen:
            self._seen[key] = await super().predict(windows)
        return self._seen[key]


Timed = tuple[float, dict[str, float]]
"""Seconds in all, and of each step as the answer says."""


def main(
    data: Annotated[Path, typer.Argument(help="KorQuAD's format.")],
    pages: Annotated[Path, typer.Argument(help="The extraction benchmark's folder.")],
    repeats: Annotated[int, typer.Option(min=1, help="Texts, pages and messages.")] = 100,
) -> None:
    """Measure, print and write down."""
    rows = asyncio.run(_measure(data, pages, repeats))
    grid = report.Grid(
        ["", "fetch, extract", "featurize", "decode", "all else", "in all", "p95"], rows
    )
    grid.show()
    report.write_block(
        report.BENCHMARKS,
        "overhead",
        f"On {report.machine()}, milliseconds, medians of {repeats}; “all else” is HTTP, JSON, "
        "checking, places and rendering, and with Slack the calls of its API.",
        grid,
    )


async def _measure(data: Path, pages: Path, repeats: int) -> list[list[str]]:
    paragraphs = read_paragraphs(data)
    rows = []
    async with _service() as service:
        web = make_web(service, Metrics(), "auto", ())
        async with _client(web) as client:
            for length in LENGTHS:
                asked = [page(paragraphs, length, answered=True, seed=n) for n in range(repeats)]
                bodies = [{"question": each.question, "text": each.text} for each in asked]
                timed = [await _answered(client, body) for body in bodies]
                rows.append(_row(f"pasted, {length:,} characters", timed))
            with serve(_site(pages)) as url:
                names = sorted(path.name for path in (pages / "html").iterdir())[:repeats]
                bodies = [{"question": "Who said what?", "url": f"{url}/{name}"} for name in names]
                timed = [await _answered(client, body) for body in bodies]
                rows.append(_row("web page", timed))
        asked = [page(paragraphs, 500, answered=True, seed=n) for n in range(repeats)]
        rows.append(_row("Slack, 500 characters", await _in_slack(service, asked)))
    return rows


async def _answered(client: httpx.AsyncClient, body: dict[str, str]) -> Timed:
    """The second of two equal questions."""
    for _ in range(2):
        began = time.perf_counter()
        response = await client.post("/v1/answer", json=body)
        seconds = time.perf_counter() - began
    steps = response.json().get("timings_ms", {})
    return seconds, {step: steps.get(step, 0.0) / 1000 for step in STEPS}


def _row(name: str, timed: Sequence[Timed]) -> list[str]:
    """One row of the table; a face that tells no steps has only the whole."""
    without_model = [seconds - steps.get("predict", 0.0) for seconds, steps in timed]
    cells = [""] * len(STEPS)
    if timed[0][1]:
        shown = [step for step in STEPS if step != "predict"]
        cells = [_median([steps[step] for _, steps in timed]) for step in shown]
        cells.append(_median([seconds - sum(steps.values()) for seconds, steps in timed]))
    tail = report.milliseconds(report.quantile(without_model, 0.95))
    return [name, *cells, _median(without_model), tail]


def _median(values: list[float]) -> str:
    return report.milliseconds(report.median(values))


@asynccontextmanager
async def _service() -> AsyncIterator[QuestionService]:
    settings = load_settings(mrc_fetch_allow_private="127.0.0.0/8", mrc_fetch_cache_seconds=0)
    assets = load_assets(bundled_model_dir())
    reader = Reader(Featurizer(assets.tokenizer, assets.config), Remembering(), assets.config)
    workers = Workers()
    await workers.start()
    await reader.start()
    yield make_service(settings, reader, workers, Metrics())
    await reader.aclose()


def _client(web: Starlette) -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=httpx.ASGITransport(web), base_url="http://bot", timeout=60)


def _site(pages: Path) -> Starlette:
    """The benchmark's pages under their file names."""

    async def one(request: Request) -> Response:
        packed = (pages / "html" / request.path_params["name"]).read_bytes()
        return Response(gzip.decompress(packed), media_type="text/html")

    return Starlette(routes=[Route("/{name}", one)])


async def _in_slack(service: QuestionService, asked: Sequence[Page]) -> list[Timed]:
    """From a mention to the call that brings its answer."""
    timed = []
    metrics = Metrics()
    with SlackWorkspace() as slack, TemporaryDirectory() as folder:
        channel, user = slack.add_channel("general"), slack.add_user("minji")
        settings = load_settings(
            slack_bot_token=slack.bot_token,
            slack_signing_secret=slack.signing_secret,
            slack_api_url=slack.api_url,
            mrc_database_url=f"sqlite:///{folder}/store.sqlite",
        )
        async with (
            running_store(settings, metrics) as store,
            running_slack(settings, service, store, metrics) as running,
            _listening(
                make_web(
                    service,
                    metrics,
                    "auto",
                    slack_routes(settings, running) if running else (),
                )
            ) as url,
        ):
            slack.deliver_to(f"{url}/slack/events")
            for each in asked:
                text = f"<@{slack.bot_user}> {each.question}\n{each.text}"
                for _ in range(2):
                    seen = len(slack.calls("chat.postMessage"))
                    began = time.monotonic()  # as the stand-in tells the time
                    await asyncio.to_thread(slack.say, channel, user, text)
                    call = await slack.until(
                        lambda w, seen=seen: w.calls("chat.postMessage")[seen:]  # type: ignore[misc]
                    )
                    seconds = call[0].at - began
                timed.append((seconds, {}))
    return timed


@asynccontextmanager
async def _listening(web: Starlette) -> AsyncIterator[str]:
    """A server on this event loop, which the reader belongs to."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = uvicorn.Server(uvicorn.Config(web, log_config=None, lifespan="off"))
        serving = asyncio.create_task(server.serve([listener]))
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        server.should_exit = True
        await serving


if __name__ == "__main__":
    typer.run(main)
