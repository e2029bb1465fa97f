"""Every setting of the bot, from the environment and `.env`, checked at start."""

from __future__ import annotations

import importlib.util
import re
import shutil
from collections.abc import Callable, Mapping
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, HttpUrl, SecretStr, ValidationError, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.domain.hosts import parse_hosts
from bot.domain.language import AUTO, languages
from bot.sources.fetch.guard import Guard

# No default port, no path, in lower case: compared with what browsers send, byte by byte.
_ORIGIN = re.compile(r"[a-z][a-z0-9+.-]*://[a-z0-9.:\[\]_-]+")


class SettingsError(Exception):
    """A setting is missing or invalid; the message says which and what to do."""


def _http_url(text: str) -> str:
    HttpUrl(text)
    return text.rstrip("/")


def _http_urls(text: str) -> str:
    return ",".join(_http_url(part.strip()) for part in text.split(","))


def _allow_list(text: str) -> str:
    Guard.parse(text)
    return text


def _sites(text: str) -> str:
    parse_hosts(text)
    return text


def _contact(text: str) -> str:
    if not re.fullmatch(r"[!-'*-~]*", text):
        raise ValueError("give a URL or a mail address, in ASCII and without spaces")
    return text


def _origins(text: str) -> str:
    for origin in filter(None, map(str.strip, text.split(","))):
        if not _ORIGIN.fullmatch(origin):
            raise ValueError(
                "give origins as browsers send them, by comma: https://app.example, "
                "chrome-extension://abc"
            )
    return text


def _database(url: SecretStr) -> SecretStr:
    from bot.store.database.database import parse_url  # late: SQLAlchemy takes its time

    parse_url(url.get_secret_value())
    return url


def _scanned_pages(pages: int) -> int:
    if pages and not (shutil.which("tesseract") and importlib.util.find_spec("pytesseract")):
        raise ValueError(
            "needs the extra ocr (pip install 'mrc-bot[ocr]') and Tesseract with its languages "
            "(Debian: tesseract-ocr tesseract-ocr-kor)"
        )
    return pages


def _language(name: str) -> str:
    if name not in (*languages(), AUTO):
        raise ValueError(f"give {', '.join(languages())} or {AUTO}")
    return name


def _encryption_keys(keys: SecretStr) -> SecretStr:
    from bot.store.credentials.cipher import Cipher  # late: cryptography takes its time

    Cipher(keys.get_secret_value())
    return keys


def _no_other_secret(names: Mapping[str, str]) -> Callable[[SecretStr], SecretStr]:
    """Return a check that no other of Slack's secrets is there, by how it begins."""

    def check(secret: SecretStr) -> SecretStr:
        for prefix, what in names.items():
            if secret.get_secret_value().startswith(prefix):
                raise ValueError(f"that is {what}; docs/slack.md says where each is found")
        return secret

    return check


_BOT_TOKEN = "a bot token (xoxb-…), which belongs into SLACK_BOT_TOKEN"  # noqa: S105 - its name
_APP_TOKEN = "an app-level token (xapp-…), which belongs into SLACK_APP_TOKEN"  # noqa: S105
_PERSONS = "a person's token (xoxp-…): the bot would post as that person"
_CONFIGURES = "a token that configures apps, or refreshes tokens (xoxe-…)"

BotToken = Annotated[
    SecretStr,
    AfterValidator(
        _no_other_secret(
            {
                "xapp-": _APP_TOKEN,
                "xoxp-": _PERSONS,
                "xoxe.xoxp-": _CONFIGURES,
                "xoxe-": _CONFIGURES,
            }
        )
    ),
]
AppToken = Annotated[
    SecretStr, AfterValidator(_no_other_secret({"xoxb-": _BOT_TOKEN, "xoxp-": _PERSONS}))
]
SigningSecret = Annotated[
    SecretStr, AfterValidator(_no_other_secret({"xoxb-": _BOT_TOKEN, "xapp-": _APP_TOKEN}))
]
Url = Annotated[str, AfterValidator(_http_url)]
Urls = Annotated[str, AfterValidator(_http_urls)]
AllowList = Annotated[str, AfterValidator(_allow_list)]
DatabaseUrl = Annotated[SecretStr, AfterValidator(_database)]
ScannedPages = Annotated[int, AfterValidator(_scanned_pages)]
EncryptionKeys = Annotated[SecretStr, AfterValidator(_encryption_keys)]
SomeLanguage = Annotated[str, AfterValidator(_language)]
Origins = Annotated[str, AfterValidator(_origins)]
Sites = Annotated[str, AfterValidator(_sites)]
Contact = Annotated[str, AfterValidator(_contact)]


class Settings(BaseSettings):
    """Names are those of the environment variables, in lower case."""

    model_config = SettingsConfigDict(
        env_file=".env",
        env_file_encoding="utf-8",
        env_ignore_empty=True,
        extra="ignore",
        hide_input_in_errors=True,
        frozen=True,
    )

    slack_bot_token: BotToken | None = Field(
        None, description="xoxb-…, of one workspace; Slack is off without it or SLACK_CLIENT_ID"
    )
    slack_client_id: str | None = Field(
        None, description="lets workspaces install the app at /slack/install (OAuth)"
    )
    slack_client_secret: SecretStr | None = Field(None, description="beside SLACK_CLIENT_ID")
    slack_signing_secret: SigningSecret | None = Field(
        None, description="verifies what Slack posts to /slack/events"
    )
    slack_app_token: AppToken | None = Field(None, description="xapp-…; turns Socket Mode on")
    slack_api_url: Url = Field("https://slack.com/api", description="Slack's Web API")

    mrc_serving_url: Urls | None = Field(
        None,
        description="TensorFlow Serving's REST API, several by comma; unset: the embedded reader",
    )
    mrc_serving_model: str = Field("mrc", description="the model's name there")
    mrc_serving_version: str | None = Field(
        None,
        pattern=r"^[\w.-]+$",
        description="a version's number or label; unset: the server's highest",
    )
    mrc_model_dir: Path | None = Field(
        None, description="the reader's files; unset: the bundled reader"
    )

    mrc_public_url: Url | None = Field(
        None, description="where people reach the bot from outside, https://…"
    )
    mrc_encryption_keys: EncryptionKeys | None = Field(
        None,
        description="encrypt the tokens of workspaces that installed the app, newest first, by "
        "comma; `mrc-bot encryption new-key` prints one",
    )
    mrc_host: str = Field("127.0.0.1", description="address to listen on")
    mrc_port: int = Field(8000, ge=0, le=65535, description="port to listen on")
    mrc_trusted_hosts: str = Field(
        "", description="host names that the page and the API answer to, by comma; * for all"
    )
    mrc_cors_origins: Origins = Field(
        "", description="origins whose pages may ask from a browser, by comma"
    )
    mrc_language: SomeLanguage = Field(
        AUTO, description=f"of replies: {', '.join(languages())} or {AUTO}"
    )
    mrc_unaddressed: Literal["found", "never"] = Field(
        "found",
        description="a link with a question that nobody addressed to the bot: answered if found, "
        "or never",
    )
    mrc_askers: Literal["everybody", "members"] = Field(
        "everybody", description="who may ask in Slack: everybody, or all but guests"
    )
    mrc_answers: Literal["thread", "alone"] = Field(
        "thread", description="answers in channels: in the thread, or seen by their asker alone"
    )
    mrc_allowed_hosts: Sites = Field(
        "", description="sites that may be read in Slack, by comma; empty: all"
    )
    mrc_refused_hosts: Sites = Field("", description="sites that are not read in Slack, by comma")
    mrc_workflows: bool = Field(
        False, description="answer posts of Workflow Builder that mention the bot"
    )
    mrc_log_level: Literal["debug", "info", "warning", "error"] = "info"

    mrc_database_url: DatabaseUrl = Field(
        SecretStr("sqlite:///var/mrc-bot.sqlite"),
        description="the store: sqlite:///path of a file (four slashes: absolute), or "
        "postgresql://…",
    )
    mrc_keep_days: float = Field(
        7, ge=0, description="days for which texts are kept; 0: no longer than needed"
    )

    mrc_keep_feedback_days: int = Field(
        90,
        ge=0,
        description="days for which feedback is kept, with a copy of what it is of; 0: none",
    )

    mrc_answer_within: float = Field(
        3600,
        gt=0,
        description="seconds for which an answer in Slack is worth giving; then it is an apology",
    )
    mrc_max_per_person: int = Field(
        100, ge=1, description="questions that one person may have waiting in Slack"
    )

    mrc_max_windows: int = Field(24, ge=1, description="windows read of one source, at most")
    mrc_ocr_pages: ScannedPages = Field(
        0, ge=0, description="pages of a scanned PDF read by Tesseract (the extra ocr); 0 for none"
    )
    mrc_answer_timeout: float = Field(60, gt=0, description="seconds for one question")
    mrc_max_concurrent: int = Field(8, ge=1, description="questions worked on at once")
    mrc_max_waiting: int = Field(64, ge=0, description="questions that may wait for their turn")

    mrc_fetch_allow_private: AllowList = Field(
        "", description="CIDRs and host names that may be fetched although private, by comma"
    )
    mrc_fetch_timeout: float = Field(10, gt=0, description="seconds for one page, all in all")
    mrc_fetch_max_bytes: int = Field(20_000_000, ge=1, description="largest page, unpacked")
    mrc_fetch_max_redirects: int = Field(5, ge=0, description="most redirects followed")
    mrc_fetch_contact: Contact = Field(
        "", description="a URL or mail address for the owners of fetched sites, in the User-Agent"
    )
    mrc_fetch_cache_seconds: float = Field(
        300, ge=0, description="longest time for which a page is not fetched again"
    )
    mrc_fetch_cache_bytes: int = Field(
        32_000_000, ge=0, description="pages kept for that, in all; 0 keeps none"
    )

    @model_validator(mode="after")
    def _check(self) -> Self:
        if self.slack_app_token and not self.slack:
            raise ValueError("SLACK_APP_TOKEN needs SLACK_BOT_TOKEN (xoxb-…) beside it")
        if self.slack and not (self.slack_signing_secret or self.slack_app_token):
            token = "SLACK_BOT_TOKEN" if self.slack_bot_token else "SLACK_CLIENT_ID"
            raise ValueError(
                f"{token} needs SLACK_SIGNING_SECRET beside it (events over HTTP) "
                "or SLACK_APP_TOKEN (Socket Mode)"
            )
        if self.slack_client_id or self.slack_client_secret:
            self._check_oauth()
        return self

    def _check_oauth(self) -> None:
        beside = {
            "SLACK_CLIENT_ID": self.slack_client_id,
            "SLACK_CLIENT_SECRET": self.slack_client_secret,
            "MRC_PUBLIC_URL": self.mrc_public_url,
            "MRC_ENCRYPTION_KEYS": self.mrc_encryption_keys,
        }
        if missing := [name for name, value in beside.items() if not value]:
            raise ValueError(
                "workspaces that install the app themselves (SLACK_CLIENT_ID) also need "
                + ", ".join(missing)
            )
        if self.slack_bot_token:
            raise ValueError(
                "SLACK_BOT_TOKEN is of one workspace, SLACK_CLIENT_ID for several: give one of them"
            )

    @cached_property
    def guard(self) -> Guard:
        """Return what the fetcher may open."""
        return Guard.parse(self.mrc_fetch_allow_private)

    @property
    def trusted_hosts(self) -> tuple[str, ...]:
        """Names that the page and the API answer to; unset: the bound host and loopback.

        Beside them, always, that of MRC_PUBLIC_URL.
        """
        named = tuple(filter(None, map(str.strip, self.mrc_trusted_hosts.split(","))))
        named = named or (self.mrc_host, "localhost", "127.0.0.1", "::1")
        public = urlsplit(self.mrc_public_url or "").hostname
        return (*named, public) if public else named

    @property
    def cors_origins(self) -> tuple[str, ...]:
        """Return the origins whose pages may ask from a browser."""
        return tuple(filter(None, map(str.strip, self.mrc_cors_origins.split(","))))

    @property
    def slack(self) -> bool:
        """Tell whether Slack is on."""
        return bool(self.slack_bot_token or self.slack_client_id)

    @property
    def socket_mode(self) -> bool:
        """Tell whether events come over a websocket, not to /slack/events."""
        return self.slack_app_token is not None


def load_settings(**overrides: Any) -> Settings:
    """Read the environment and `.env`; `overrides` (the command line's) win over both.

    Raises:
        SettingsError: In one line, without any value.
    """
    try:
        return Settings(**{name: value for name, value in overrides.items() if value is not None})
    except (UnicodeDecodeError, OSError) as error:
        raise SettingsError(".env cannot be read: it is to be a text file in UTF-8") from error
    except ValidationError as error:
        problems = []
        for entry in error.errors(include_input=False, include_url=False):
            name = "_".join(map(str, entry["loc"])).upper()
            message = entry["msg"].removeprefix("Value error, ")
            problems.append(f"{name}: {message}" if name else message)
        raise SettingsError("; ".join(problems)) from None
