"""Strangers of every kind for an hour: `python -m tests.bench.bot.nasty [SECONDS] [SEED]`.

Random events of Slack, signed as Slack signs them, random requests of the API, random bytes, random
pages and documents, all mixed, against a running bot with the embedded reader, and then against one
on the stand-in for TensorFlow Serving. Meanwhile an ordinary question is asked again and again.
Prints each minute what that took and the memory of the bot with its workers, then what the log
holds that it should not: tracebacks, faults, words of strangers.
"""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.slack.install.manifest import manifest
from mrc_core.artifact import bundled_model_dir, load_assets
from tests.bench.report import Grid, milliseconds, quantile
from tests.bench.serving import model_server
from tests.e2e.conftest import Bot, running_bot
from tests.load.nasty.nasty import events, misspoken, refused, strangers
from tests.load.watch import Watched, watch
from tests.standins.slack.workspace import SlackWorkspace

_MINUTE = 60.0
_SHOWN = 20


def main(seconds: float, seed: int) -> None:
    rows: list[list[str]] = []
    with tempfile.TemporaryDirectory() as folder:
        for reader in ("embedded", "served"):
            with _bot(reader, Path(folder)) as (bot, workspace):
                rows += asyncio.run(_measure(reader, bot, workspace, seconds, seed))
    header = ("reader", "minute", "ordinary", "median, ms", "99 %, ms", "longest, ms", "failed")
    Grid((*header, "memory, MB", "most, MB", "machine's load"), rows).show()


@contextmanager
def _bot(reader: str, folder: Path) -> Iterator[tuple[Bot, SlackWorkspace]]:
    own = folder / reader
    own.mkdir()
    version = load_assets(bundled_model_dir()).directory
    with SlackWorkspace(manifest=manifest("https://bot.example/slack/events")) as workspace:
        settings = {
            "SLACK_BOT_TOKEN": workspace.bot_token,
            "SLACK_SIGNING_SECRET": workspace.signing_secret,
            "SLACK_API_URL": workspace.api_url,
            "MRC_FETCH_ALLOW_PRIVATE": "127.0.0.0/8",
        }
        if reader == "embedded":
            with running_bot(own, **settings) as bot:
                yield bot, workspace
            return
        with (
            model_server({"mrc": version}) as url,
            running_bot(own, MRC_SERVING_URL=url, **settings) as bot,
        ):
            yield bot, workspace


async def _measure(
    reader: str, bot: Bot, workspace: SlackWorkspace, seconds: float, seed: int
) -> list[list[str]]:
    workspace.deliver_to(f"{bot.url}/slack/events")
    watched = Watched()
    watching = asyncio.create_task(watch(bot.url, bot.process.pid, watched))
    # In a thread: what they write takes them time, for which nobody else is to wait.
    crowd = strangers(bot, workspace, seed, seconds)
    writing = asyncio.create_task(asyncio.to_thread(asyncio.run, crowd))
    rows: list[list[str]] = []
    asked = weighed = failed = 0
    while not writing.done():
        await asyncio.wait((writing,), timeout=_MINUTE)
        times, megabytes = watched.seconds[asked:], watched.megabytes[weighed:]
        row = [
            reader,
            f"{len(rows) + 1}",
            f"{len(times):,}",
            *(milliseconds(quantile(times or [0.0], share)) for share in (0.5, 0.99, 1.0)),
            f"{len(watched.failures) - failed}",
            f"{megabytes[-1]:.0f}",
            f"{max(megabytes):.0f}",
            f"{os.getloadavg()[0]:.1f}",
        ]
        asked, weighed, failed = asked + len(times), weighed + len(megabytes), len(watched.failures)
        _say(" | ".join(row))
        rows.append(row)
    watching.cancel()
    findings = writing.result()
    _say(f"done by strangers: {dict(findings.sent)}; replies of the API: {dict(findings.replies)}")
    _say(f"refused by Slack: {dict(refused(workspace))}")
    _say(f"the longest ordinary question, by stage: {watched.longest}")
    _say(f"in the log: {dict(events(bot.log))}; ordinary questions failed: {failed}")
    for failure, count in Counter(watched.failures).most_common(_SHOWN):
        _say(f"{count} x {failure}")
    lines = misspoken(bot.log)
    _say(f"lines in the log that should not be there: {len(lines)}")
    for line in lines[:_SHOWN]:
        _say(line)
    return rows


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(
        float(sys.argv[1]) if len(sys.argv) > 1 else 3_600,
        int(sys.argv[2]) if len(sys.argv) > 2 else 1,
    )
