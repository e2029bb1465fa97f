"""What the command line shows to people and asks them, with rich."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from bot.domain.language import Language, say
from bot.domain.operation.finding import Finding
from bot.domain.progress import OnProgress, Progress
from bot.domain.reply import Reply
from mrc_core import Answer

# One for one, so that offsets stay.
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_COLOURS = {"found": "green", "unsure": "yellow", "absent": "red"}
_MARKS = {
    "good": "[green]✔[/]",
    "off": "[dim]–[/]",
    "odd": "[yellow]![/]",
    "bad": "[red]✘[/]",
}


@contextmanager
def waiting(language: Language) -> Iterator[OnProgress]:
    """Show on a terminal's stderr what is being done; yield what is told of it."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield lambda _: None
        return
    with console.status(say(language, "cli.loading")) as status:
        yield lambda progress: status.update(_step(progress, language))


def _step(progress: Progress, language: Language) -> str:
    if progress.of:
        return say(language, "status.reading-of", done=progress.done, of=progress.of)
    return say(language, f"status.{progress.step}")


def next_question(language: Language) -> str | None:
    """Return the next question that is typed; None when no more will come."""
    prompt = say(language, "cli.prompt")
    is_typed = sys.stdin.isatty()
    while True:
        try:
            if is_typed and sys.stdout.isatty():
                import readline  # noqa: F401 - input() then has a history and its keys

                line = input(prompt) + "\n"
            else:
                sys.stderr.write(prompt * is_typed)
                sys.stderr.flush()
                line = sys.stdin.readline()
        except (EOFError, KeyboardInterrupt):
            line = ""
        if not line:
            sys.stderr.write("\n" * is_typed)
            return None
        if words := line.strip():
            return words


def print_reply(reply: Reply, language: Language) -> None:
    """Print the answer, highlighted in its context; other candidates; source and time."""
    console = Console(highlight=False)
    reading, colour = reply.reading, _COLOURS[reply.reading.state]
    if reading.answer is None:
        why = f"reason.{reply.reason}" if reply.reason else "cli.absent"
        console.print(say(language, why), style=colour)
        if reply.nearest:
            console.print(say(language, "reply.nearest"), style="dim")
        for at in reply.nearest:
            console.print(Padding(Text(_shown(reading.candidates[at].context)), (0, 2)))
    else:
        line = Text.assemble(
            (f"{say(language, f'cli.{reading.state}')}: ", "dim"),
            (_shown(reading.answer.text), f"bold {colour}"),
            (f"  {reading.answer.score:.0%}", "dim"),
        )
        console.print(line)
        console.print(Padding(_highlighted(reading.answer, f"bold {colour}"), (0, 2)))
    if len(reading.candidates) > 1 and (reading.answer or reply.nearest):
        console.print(_candidates(reading.candidates, language))
    console.print(_source(reply, language))
    if not reply.document.complete:
        console.print(Text(say(language, "reply.source-cut"), "dim"))
    if reading.budget_ended:
        read = {"read": reading.windows_read, "total": reading.windows_total}
        console.print(Text(say(language, "reply.partly-read", **read), "dim"))
    if reading.question_cut:
        console.print(Text(say(language, "reply.question-cut"), "dim"))


def _source(reply: Reply, language: Language) -> Text:
    """Return title, heading and page, address, time; a terminal that can links to the place."""
    document, reading = reply.document, reply.reading
    line = Text(say(language, "reply.source"), "dim")
    title = document.title or (None if document.url else say(language, "reply.pasted"))
    name = _shown(" · ".join(filter(None, [title, *reply.where(language), document.url])))
    line.append(name, f"link {reply.place.url}" if reply.place.url else None)
    took = f"{reply.timings_ms['total']:.0f} ms · {reading.model.name} {reading.model.version}"
    return line.append(f" · {took}")


def print_findings(findings: Sequence[Finding]) -> None:
    """Print a line a finding, and below it what to do."""
    console = Console(highlight=False)
    for finding in findings:
        console.print(_MARKS[finding.state], Text(f"{finding.what}: {finding.detail}"))
        if finding.advice:
            console.print(Padding(Text(finding.advice, "dim"), (0, 0, 0, 4), expand=False))


def _shown(text: str) -> str:
    """Return a stranger's text without the control characters that a terminal would obey."""
    return _CONTROLS.sub(" ", text)


def _highlighted(answer: Answer, style: str) -> Text:
    text = Text(_shown(answer.context))
    text.stylize(style, answer.start - answer.context_start, answer.end - answer.context_start)
    return text


def _candidates(candidates: Sequence[Answer], language: Language) -> Table:
    table = Table(
        say(language, "cli.candidates"),
        say(language, "cli.probability"),
        say(language, "cli.context"),
        box=None,
        header_style="dim",
    )
    for candidate in candidates:
        table.add_row(
            Text(_shown(candidate.text)), f"{candidate.score:.0%}", _highlighted(candidate, "bold")
        )
    return table
