"""The pages by which a workspace's administrator installs the app: before Slack asks, and after."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Protocol

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from bot.domain.language import Language, LanguageSetting, choose_language, say
from bot.domain.operation.installing import Installed, InstallError
from bot.store.database.database import StoreError

INSTALL_PATH = "/slack/install"
REDIRECT_PATH = "/slack/oauth_redirect"

_COOKIE = "mrc-install"
_COOKIE_SECONDS = 600
_HEADERS = {"Cache-Control": "no-store"}


class Installing(Protocol):
    """Takes an administrator through an installation.

    Attributes:
        scopes: What the app asks for, and what for: the key of its words under `scope.`.
    """

    scopes: Mapping[str, str]

    def begin(self) -> tuple[str, str]:
        """Return where to send an administrator, and the state that their browser is to keep."""

    async def end(self, code: str, state: str, kept: str) -> Installed:
        """Return where the app is installed now.

        Raises:
            InstallError: It is not installed.
            StoreError: It could not be kept.
        """


def install_routes(
    installing: Installing, setting: LanguageSetting, *, secure: bool
) -> list[Route]:
    """Return the routes of the pages.

    Args:
        installing: Does what they say.
        setting: MRC_LANGUAGE.
        secure: People come by https.
    """

    async def begin(request: Request) -> Response:
        language = _language(request, setting)
        url, state = installing.begin()
        body = [
            f"<p>{_words(language, 'install.intro')}</p>",
            _button(url, say(language, "install.button")),
            f"<h2>{_words(language, 'install.scopes')}</h2>",
            _scopes(installing.scopes, language),
        ]
        page = _page(language, say(language, "install.title"), body)
        page.set_cookie(
            _COOKIE,
            state,
            max_age=_COOKIE_SECONDS,
            path="/slack/",
            secure=secure,
            httponly=True,
            samesite="lax",  # Slack sends the browser back by a link
        )
        return page

    async def end(request: Request) -> Response:
        language, given = _language(request, setting), request.query_params
        try:
            if given.get("error"):
                raise InstallError("denied")
            kept = request.cookies.get(_COOKIE, "")
            installed = await installing.end(given.get("code", ""), given.get("state", ""), kept)
        except InstallError as error:
            page = _failed(language, error.reason, 503 if error.reason == "away" else 400)
        except StoreError:
            page = _failed(language, "away", 503)
        else:
            title = say(language, "install.done", name=installed.name)
            body = [
                f"<p>{_words(language, 'install.next')}<br><code>/invite @mrc-bot</code></p>",
                f"<p>{_words(language, 'install.ask')}<br>"
                f"<code>{_words(language, 'install.example')}</code></p>",
                _button(installed.url, say(language, "install.open")),
            ]
            page = _page(language, title, body)
        page.delete_cookie(_COOKIE, path="/slack/", secure=secure, httponly=True)
        return page

    return [Route(INSTALL_PATH, begin), Route(REDIRECT_PATH, end)]


def _failed(language: Language, reason: str, status: int) -> HTMLResponse:
    body = [
        f'<p class="error">{_words(language, f"install.{reason}")}</p>',
        _button(INSTALL_PATH, say(language, "install.again")),
    ]
    return _page(language, say(language, "install.failed"), body, status)


def _scopes(scopes: Mapping[str, str], language: Language) -> str:
    purposes: dict[str, list[str]] = {}
    for scope, purpose in scopes.items():
        purposes.setdefault(purpose, []).append(scope)
    rows = [
        f"<dt>{_words(language, f'scope.{purpose}')}</dt>"
        f"<dd>{' '.join(f'<code>{escape(name)}</code>' for name in names)}</dd>"
        for purpose, names in purposes.items()
    ]
    return f"<dl>{''.join(rows)}</dl>"


def _button(url: str, words: str) -> str:
    return f'<p><a class="button" href="{escape(url)}">{escape(words)}</a></p>'


def _words(language: Language, key: str) -> str:
    return escape(say(language, key))


def _page(language: Language, title: str, body: Sequence[str], status: int = 200) -> HTMLResponse:
    content = "\n".join(body)
    return HTMLResponse(
        f"""<!doctype html>
<html lang="{language}">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <meta name="color-scheme" content="light dark">
  <title>mrc-bot</title>
  <link rel="icon" href="/static/icon.svg" type="image/svg+xml">
  <link rel="stylesheet" href="/static/css/base.css">
  <link rel="stylesheet" href="/static/css/install.css">
</head>
<body>
<header class="bar">
<a class="brand" href="/"><img src="/static/icon.svg" alt="" width="28" height="28"> mrc-bot</a>
</header>
<main>
<article class="card">
<h1>{escape(title)}</h1>
{content}
</article>
</main>
</body>
</html>
""",
        status,
        _HEADERS,
    )


def _language(request: Request, setting: LanguageSetting) -> Language:
    return choose_language(setting, "", request.headers.get("accept-language"))
