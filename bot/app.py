"""The composition root: settings in, a running bot out. Everything else gets what it needs."""

from __future__ import annotations

import asyncio
import gc
import os
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from functools import partial

import structlog
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient
from starlette.routing import Route

from bot.domain.hosts import Hosts, parse_hosts
from bot.heaps import share_heaps
from bot.metrics import Metrics
from bot.service.service import QuestionService
from bot.settings import Settings
from bot.slack.app import make_app
from bot.slack.client.connect import check_app_token, identify, open_client
from bot.slack.client.delivery import Delivery
from bot.slack.client.people import People
from bot.slack.client.standing import Standing
from bot.slack.client.status import Statuses
from bot.slack.connection import Connection
from bot.slack.install.installed import InstalledWorkspaces
from bot.slack.install.manifest import SCOPES
from bot.slack.install.oauth import Credentials, Installer, OAuth
from bot.slack.missed import listen
from bot.slack.preview import preview
from bot.slack.queue import tell_who_waits
from bot.slack.sources.download import DownloadLimits
from bot.slack.sources.names import WorkspaceNames
from bot.slack.sources.sources import Sources
from bot.slack.understand.incoming import Identity
from bot.slack.understand.rules.rules import Rules
from bot.slack.workspace.channels import ChannelRules
from bot.slack.workspace.deps import Deps
from bot.slack.workspace.memory import Memory
from bot.slack.workspace.running import Running
from bot.slack.workspaces import OneWorkspace, Workspace, Workspaces, work_in
from bot.sources.extract.worker import WorkerLimits, Workers
from bot.sources.fetch.fetcher import Fetcher, FetchLimits
from bot.sources.web import WebLoader
from bot.stop import Stop
from bot.store.credentials.cipher import Cipher
from bot.store.credentials.installations import Installations, UsedStates
from bot.store.inbox.worker import Worker
from bot.store.store import Store, kept_up, open_store
from bot.telemetry import open_tracer
from bot.web.app import make_web
from bot.web.install import REDIRECT_PATH, install_routes
from bot.web.server import bind, is_loopback, serve_until_stopped
from bot.web.slack import slack_endpoint
from mrc_core import Reader

_log = structlog.get_logger(__name__)

_DRAIN_SECONDS = 20.0


def make_reader(settings: Settings) -> Reader:
    """Return the embedded reader, which blocks while it loads, or the one on TensorFlow Serving.

    Raises:
        ReaderError: There is no such model, or it does not keep to the contract.
    """
    if settings.mrc_serving_url:
        return Reader.serving(
            settings.mrc_serving_url,
            settings.mrc_serving_model,
            version=settings.mrc_serving_version,
            model_dir=settings.mrc_model_dir,
            timeout=settings.mrc_answer_timeout,
            max_windows=settings.mrc_max_windows,
        )
    return Reader.load(settings.mrc_model_dir, max_windows=settings.mrc_max_windows)


def make_service(
    settings: Settings, reader: Reader, workers: Workers, metrics: Metrics
) -> QuestionService:
    """Return the service that answers every face."""
    limits = FetchLimits(
        timeout=settings.mrc_fetch_timeout,
        max_bytes=settings.mrc_fetch_max_bytes,
        max_redirects=settings.mrc_fetch_max_redirects,
        cache_seconds=settings.mrc_fetch_cache_seconds,
        cache_bytes=settings.mrc_fetch_cache_bytes,
    )
    fetcher = Fetcher(settings.guard, limits, contact=settings.mrc_fetch_contact)
    return QuestionService(
        reader,
        WebLoader(fetcher, workers),
        metrics,
        deadline=settings.mrc_answer_timeout,
        max_concurrent=settings.mrc_max_concurrent,
        max_waiting=settings.mrc_max_waiting,
    )


@asynccontextmanager
async def running_service(
    settings: Settings, metrics: Metrics, *, extracts: bool = True
) -> AsyncIterator[QuestionService]:
    """Yield a service with its reader warm; it is given back afterwards.

    Args:
        settings: The bot's.
        metrics: Observe the service.
        extracts: Pages and files are expected, so a worker process for them is made ready, too.
    """
    workers = Workers(WorkerLimits(scanned_pages=settings.mrc_ocr_pages))
    starting = asyncio.create_task(workers.start() if extracts else asyncio.sleep(0))
    try:
        reader = await asyncio.to_thread(make_reader, settings)
    finally:
        # Waited for, not cancelled: a process that is given up while it starts holds up the end
        # for twenty seconds.
        await starting
    try:
        await reader.start()
        yield make_service(settings, reader, workers, metrics)
    finally:
        await reader.aclose()


@asynccontextmanager
async def running_store(settings: Settings, metrics: Metrics) -> AsyncIterator[Store]:
    """Yield the store, kept up.

    Raises:
        StoreError: It cannot be had.
    """
    url, days = settings.mrc_database_url.get_secret_value(), settings.mrc_keep_days
    opening = open_store(url, keep_days=days, observer=metrics)
    judged = settings.mrc_keep_feedback_days
    async with opening as store, kept_up(store, days, judged, metrics):
        yield store


async def serve(settings: Settings) -> None:
    """Run the bot until it is told to stop.

    Raises:
        ListenError: The address is taken.
        ReaderError: The reader cannot be had.
        SlackStartError: Slack refuses the token, or cannot be reached.
        StoreError: The store cannot be had.
    """
    share_heaps()
    stop = Stop()
    stop.listen()
    async with AsyncExitStack() as stack:
        # First of all: whoever cannot listen need not wait for the reader.
        listener = stack.enter_context(bind(settings.mrc_host, settings.mrc_port))
        metrics = Metrics(stack.enter_context(open_tracer(os.environ)))
        store = await stack.enter_async_context(running_store(settings, metrics))
        service = await stack.enter_async_context(running_service(settings, metrics))
        slack = await stack.enter_async_context(running_slack(settings, service, store, metrics))
        routes: list[Route] = []
        if slack:
            metrics.watch_slack(lambda: slack.connection.state == "connected")
            routes = slack_routes(settings, slack)
        loopback = is_loopback(listener)
        if not loopback and not await store.keys.in_use():
            _log.warning("nobody_may_ask_over_http", hint="mrc-bot keys create NAME")
        web = make_web(
            service,
            metrics,
            settings.mrc_language,
            routes,
            settings.trusted_hosts,
            lambda: slack.connection.state if slack else "off",
            store,
            loopback=loopback,
            cors_origins=settings.cors_origins,
            most_file_bytes=settings.mrc_fetch_max_bytes,
            preview=partial(preview, feedback_days=settings.mrc_keep_feedback_days),
        )
        # All that is made once stays: looking through TensorFlow for cycles takes 0.3 seconds, in
        # which nobody is answered.
        gc.collect()
        gc.freeze()
        await serve_until_stopped(web, listener, stop, _DRAIN_SECONDS)


@dataclass(frozen=True, slots=True)
class Slack:
    """Slack, as the rest of the bot sees it.

    Attributes:
        connection: Takes events.
        installer: Lets workspaces install the app; None: it is one's own.
    """

    connection: Connection
    installer: Installer | None


def slack_routes(settings: Settings, slack: Slack) -> list[Route]:
    """Return what Slack and its administrators come to."""
    routes: list[Route] = []
    secret = settings.slack_signing_secret
    if secret and not settings.socket_mode:
        endpoint = slack_endpoint(lambda: slack.connection.app, secret.get_secret_value())
        routes.append(Route("/slack/events", endpoint, methods=["POST"]))
    if slack.installer:
        secure = (settings.mrc_public_url or "").startswith("https:")
        routes += install_routes(slack.installer, settings.mrc_language, secure=secure)
    return routes


def make_oauth(settings: Settings, client: AsyncWebClient) -> OAuth | None:
    """Return what gets tokens for workspaces; None where there is one, with its own."""
    if not (settings.slack_client_id and settings.slack_client_secret):
        return None
    secret = settings.slack_client_secret.get_secret_value()
    redirect_url = f"{settings.mrc_public_url}{REDIRECT_PATH}"
    return OAuth(client, Credentials(settings.slack_client_id, secret, redirect_url))


def default_rules(settings: Settings) -> Rules:
    """Return what holds in channels for which nobody has settled anything."""
    return Rules(
        unaddressed=settings.mrc_unaddressed,
        askers=settings.mrc_askers,
        answers=settings.mrc_answers,
        language=settings.mrc_language,
        hosts=Hosts(
            parse_hosts(settings.mrc_allowed_hosts), parse_hosts(settings.mrc_refused_hosts)
        ),
        workflows=settings.mrc_workflows,
    )


@asynccontextmanager
async def running_slack(
    settings: Settings, service: QuestionService, store: Store, metrics: Metrics
) -> AsyncIterator[Slack | None]:
    """Yield Slack, while its questions are worked on; None: it is off."""
    if not settings.slack:
        yield None
        return
    secret, app_token = settings.slack_signing_secret, settings.slack_app_token
    app_level = app_token.get_secret_value() if app_token else None
    people, names = People(settings.mrc_language), WorkspaceNames()
    delivery = Delivery(observer=metrics)
    rules, standing = ChannelRules(store.channels, default_rules(settings)), Standing()
    running, statuses = Running(), Statuses(delivery)
    limits = DownloadLimits(settings.mrc_fetch_timeout, settings.mrc_fetch_max_bytes)
    workers: list[Worker] = []
    tasks: list[asyncio.Task[None]] = []

    def deps_of(bot: Identity) -> Deps:
        return Deps(
            service=service,
            memory=Memory(store.threads, bot.team_id),
            people=people.of_team(bot.team_id),
            bot=bot,
            sources=Sources(names.of_team(bot.team_id), limits),
            delivery=delivery,
            statuses=statuses,
            rules=rules.of_team(bot.team_id),
            standing=standing.of_team(bot.team_id),
            inbox=store.inbox,
            answers=store.answers,
            call=lambda: workers[0].call(),
            found_again=metrics.found_again,
            judged=metrics.judged,
            worth=settings.mrc_answer_within,
            most_asked=settings.mrc_max_per_person,
            feedback_days=settings.mrc_keep_feedback_days,
            public_url=settings.mrc_public_url,
            running=running,
        )

    token, keys = settings.slack_bot_token, settings.mrc_encryption_keys
    async with open_client(
        settings.slack_api_url, token.get_secret_value() if token else None, metrics.limited
    ) as client:
        installer = several = None
        if (oauth := make_oauth(settings, client)) and keys:
            cipher = Cipher(keys.get_secret_value())
            installations = Installations(store.database, cipher)
            several = InstalledWorkspaces(installations, store.keeping, client, oauth, deps_of)
            installer = Installer(oauth, installations, UsedStates(store.database), cipher, SCOPES)

        async def make() -> AsyncApp:
            workspaces: Workspaces = several or OneWorkspace(
                Workspace(client, deps_of(await identify(client))), store.keeping
            )
            if app_level:
                await check_app_token(client, app_level)
            worker = Worker(
                store.inbox,
                partial(work_in, workspaces, store.inbox),
                most=settings.mrc_max_concurrent,
                observer=metrics,
            )
            worker.start()
            workers.append(worker)
            beside = (
                tell_who_waits(workspaces, store.inbox),
                listen(workspaces, connection, store.listening),
            )
            tasks.extend(map(asyncio.create_task, beside))
            return make_app(client, secret.get_secret_value() if secret else None, workspaces)

        connection = Connection(app_level, make)
        try:
            async with connection.open():
                yield Slack(connection, installer)
        finally:
            for task in tasks:
                task.cancel()
            for worker in workers:
                await worker.stop(_DRAIN_SECONDS)
            await running.drain(_DRAIN_SECONDS)
            if several:
                await several.drain(_DRAIN_SECONDS)
            await statuses.drain(_DRAIN_SECONDS)
