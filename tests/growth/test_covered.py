"""No function that is given a text is forgotten: it is called by `functions`, or told why not."""

from __future__ import annotations

import inspect
import pkgutil
import sys
from collections.abc import Iterator
from contextlib import suppress
from importlib import import_module
from types import CodeType, FrameType, ModuleType

import bot
import mrc_core
from tests.growth.functions import OF_DOCUMENTS, OF_MESSAGES, OF_QUESTIONS, OF_TEXTS
from tests.growth.nasty import NAMES, nasty

_TEXTS = ("str", "bytes", "bytearray", "str | None", "Sequence[str]", "Iterable[str]")
_LENGTH = 60

_ELSEWHERE = {
    # Given by whoever runs the bot: settings, tokens, files of questions, keys of the store.
    "bot.cli": "the command line",
    "bot.doctor": "settings",
    "bot.log": "settings",
    "bot.metrics": "names of what is counted",
    "bot.settings": "settings",
    "bot.slack.app": "settings",
    "bot.slack.client.connect": "settings",
    "bot.slack.install.manifest": "settings",
    "bot.slack.install.oauth": "settings",
    "bot.telemetry": "names of what is timed",
    "bot.store": "keys of rows, secrets and settings",
    "bot.web.access": "settings, and headers, which the server bounds",
    "bot.web.server": "settings",
    "bot.web.slack": "settings",
    "mrc_core.decode.answers": "composes the others",
    "mrc_core.evaluate": "files of questions that whoever evaluates has",
    "mrc_core.metrics.best_over": "composes the others",
    "mrc_core.reader": "composes the others",
    # Given names and ids, or what the others have cut to size.
    "bot.domain.language.say": "the name of a message",
    "bot.domain.record.record.record_of": "what has been cut out around an answer",
    "bot.slack.answering": "ids, and messages that have been understood",
    "bot.slack.client": "ids, and messages that have been rendered",
    "bot.slack.workspace": "ids",
    "bot.slack.render": "what is shown, cut to what Slack takes",
    "bot.slack.sources.names.WorkspaceNames.of_team": "ids",
    "bot.slack.sources.refused": "the name of a scope",
    "bot.slack.understand.form.is_closed": "ids",
    "bot.slack.understand.incoming.installation_of": "ids",
    "bot.slack.understand.incoming.is_organization": "ids",
    "bot.sources.extract.office.numbering.value": "the name of an element",
    "bot.sources.extract.office.numbering.written": "the name of a format",
    "bot.slack.understand.rules.rules": "ids",
    "bot.sources.extract.pdf.scans": "pictures, under a limit of time",
    "bot.sources.fetch.cache": "addresses, within the cache's limit",
    "bot.sources.fetch.connection": "an address",
    "bot.sources.fetch.guard.Guard": "settings, and addresses that are resolved",
    "bot.sources.fetch.head.LenientStream": "the name of an option",
    "bot.sources.fetch.unpack": "parts of a body, under limits of their own",
    "bot.web.api.endpoint": "composes the others",
    "bot.web.problems": "the names of an error's parameters",
    "mrc_core.predict.serving": "a model server's replies, under a limit of their own",
}
"""Why a function, or all of a module or room, is not measured here."""


def _modules() -> Iterator[ModuleType]:
    for package in (bot, mrc_core):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if "migrations" not in module.name and not module.name.endswith("__main__"):
                yield import_module(module.name)


def _functions(holder: ModuleType | type, name: str, module: str) -> Iterator[tuple[CodeType, str]]:
    """Yield the public functions of a module, or of a class, that are given a text at once."""
    for key, value in vars(holder).items():
        found = getattr(value, "__func__", value)
        if key.startswith("_") or getattr(found, "__module__", "") != module:
            continue
        if inspect.isclass(found) and holder is not found:
            yield from _functions(found, f"{name}.{key}", module)
        if not inspect.isfunction(found) or inspect.iscoroutinefunction(found):
            continue
        given = {kind for what, kind in found.__annotations__.items() if what != "return"}
        if given & {*_TEXTS} and not inspect.isasyncgenfunction(inspect.unwrap(found)):
            yield inspect.unwrap(found).__code__, f"{name}.{key}"


def _called() -> set[CodeType]:
    """Return what runs when the functions are called with each nasty text, documents with one."""
    called: set[CodeType] = set()

    def note(frame: FrameType, event: str, _: object) -> None:
        if event == "call":
            called.add(frame.f_code)

    before = sys.getprofile()
    texts = {**OF_MESSAGES, **OF_QUESTIONS, **OF_TEXTS}
    for functions, named in ((texts, NAMES), (OF_DOCUMENTS, ("question words",))):
        for function in functions.values():
            for name in named:
                sys.setprofile(note)
                with suppress(Exception):
                    function(nasty(name, _LENGTH))
                sys.setprofile(before)
    return called


def _is_elsewhere(name: str) -> bool:
    return any(name == place or name.startswith(f"{place}.") for place in _ELSEWHERE)


def test_every_public_function_that_is_given_a_text_is_measured_or_told_why_not() -> None:
    given = {
        code: name
        for module in _modules()
        for code, name in _functions(module, module.__name__, module.__name__)
        if not _is_elsewhere(name)
    }
    assert len(given) > 80
    called = _called()
    assert sorted(name for code, name in given.items() if code not in called) == []
