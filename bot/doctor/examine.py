"""All that is looked at; nothing is changed, and nothing is posted."""

from __future__ import annotations

import re

from bot.app import running_service
from bot.doctor.slack import examine_slack
from bot.doctor.web import examine_listening, examine_public_url
from bot.domain.errors import BotError
from bot.domain.operation.finding import Finding
from bot.domain.question import GivenText, Question
from bot.metrics import Metrics
from bot.settings import Settings
from bot.store.database.database import NoStoreError, StoreError
from bot.store.store import open_store
from mrc_core import ReaderError


async def examine(settings: Settings) -> list[Finding]:
    """Return what was found, the reader first."""
    return [
        await _reader(settings),
        *await _store(settings),
        *await examine_slack(settings),
        *await examine_public_url(settings),
        _fetching(settings),
    ]


async def _reader(settings: Settings) -> Finding:
    where = settings.mrc_serving_url or str(settings.mrc_model_dir or "bundled")
    where = re.sub(r"//[^@/,]*@", "//", where)  # a password in the address is nobody's business
    what = f"reader ({where})"
    try:
        async with running_service(settings, Metrics(), extracts=False) as service:
            await service.check()
            reply = await service.answer(
                Question("누가 만들었나?", (GivenText("한글은 세종이 만들었다."),))
            )
    except ReaderError as error:
        return Finding("bad", what, str(error))
    except BotError as error:
        return Finding("bad", what, str(error.__cause__ or error.slug))
    model = reply.reading.model
    return Finding(
        "good", what, f"{model.name} {model.version}, {reply.total_ms:.0f} ms a question"
    )


async def _store(settings: Settings) -> list[Finding]:
    """Return what is in the store, and whether those can ask who are not on this machine."""
    url, days = settings.mrc_database_url.get_secret_value(), settings.mrc_keep_days
    try:
        async with open_store(url, keep_days=days, serving=False) as store:
            depth = await store.inbox.depth()
            name = store.database.name
            keys = len(await store.keys.in_use())
    except NoStoreError as error:
        return [Finding("off", "store", str(error)), *examine_listening(settings, keys=0)]
    except StoreError as error:
        return [Finding("bad", "store", str(error))]
    open_ones = f"{depth.waiting.total()} questions wait, {depth.working.total()} are worked on"
    kept = Finding("good", f"store ({name})", f"{open_ones}; texts are kept {days:g} days")
    return [kept, *examine_listening(settings, keys)]


def _fetching(settings: Settings) -> Finding:
    opened = settings.mrc_fetch_allow_private
    what = f"public pages and {opened}" if opened else "public pages only"
    contact = settings.mrc_fetch_contact
    whom = f"owners may ask {contact}" if contact else "no MRC_FETCH_CONTACT for their owners"
    return Finding("good", "web pages", f"{what}; {whom}")
