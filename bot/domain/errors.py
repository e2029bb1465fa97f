"""What can go wrong for an asker: one class a case, with its HTTP status and its message's name.

The message itself stands in `locale`, under the same name. Parameters are numbers and host
names, never a question's or a passage's text.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, ClassVar


class BotError(Exception):
    """Base of all; `slug` is stable: it names the message and RFC 9457's problem type."""

    status: ClassVar[int] = 500
    slug: ClassVar[str] = "internal"

    def __init__(self, **parameters: str | int) -> None:
        self.parameters = parameters
        super().__init__(self.slug, parameters)

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle with parameters by name: errors come from worker processes, too."""
        return partial(type(self), **self.parameters), ()


@dataclass(frozen=True, slots=True)
class Unread:
    """A source that could not be read, and why.

    Attributes:
        name: What people call it; "" for a text without a name.
    """

    name: str
    error: BotError


class MalformedRequestError(BotError):
    """The request is not of the documented shape; `detail` says what is wrong with it."""

    status = 400
    slug = "malformed-request"


class UntrustedHostError(BotError):
    """The request names a host that this bot is not meant by."""

    status = 400
    slug = "untrusted-host"


class NoQuestionError(BotError):
    """There is no question, or nothing in it can be read."""

    status = 400
    slug = "empty-question"


class EmptySourceError(BotError):
    """There is no text to read."""

    status = 400
    slug = "empty-source"


class KeyRequiredError(BotError):
    """Nobody may ask here without a key of the HTTP API."""

    status = 401
    slug = "key-required"


class KeyUnknownError(BotError):
    """The key is of nobody, or was revoked."""

    status = 401
    slug = "key-unknown"


class KeyNotAllowedError(BotError):
    """The key is not for this: it lacks `scope`."""

    status = 403
    slug = "key-not-allowed"


class KeyInUseError(BotError):
    """The Idempotency-Key was used for another request."""

    status = 409
    slug = "key-in-use"


class QuestionTooLongError(BotError):
    """More than `limit` characters."""

    status = 413
    slug = "question-too-long"


class TextTooLongError(BotError):
    """More than `limit` characters."""

    status = 413
    slug = "text-too-long"


class PageTooLargeError(BotError):
    """More than `limit` megabytes."""

    status = 413
    slug = "page-too-large"


class NotTextError(BotError):
    """The address leads to something that is not text: a picture, a program."""

    status = 415
    slug = "not-text"


class UnsupportedDocumentError(BotError):
    """A document of a `format` that is not read."""

    status = 415
    slug = "unsupported-document"


class BadUrlError(BotError):
    """Not an http or https address."""

    status = 422
    slug = "bad-url"


class AddressRefusedError(BotError):
    """An address that the bot does not fetch: private, local, an unusual port."""

    status = 422
    slug = "address-refused"


class SiteRefusedError(BotError):
    """A page of a site, `host`, that is not read where it was asked."""

    status = 403
    slug = "site-refused"


class NoTextError(BotError):
    """The page has no text to read."""

    status = 422
    slug = "no-text"


class NothingReadError(BotError):
    """None of several sources can be read; `unread` says why, of each."""

    status = 422
    slug = "nothing-read"

    def __init__(self, unread: Sequence[Unread] = ()) -> None:
        self.unread = tuple(unread)
        super().__init__()


class LoginRequiredError(BotError):
    """The address leads to a sign-in page."""

    status = 422
    slug = "login-required"


class ConsentRequiredError(BotError):
    """The address leads to a page that asks for consent to something first."""

    status = 422
    slug = "consent-required"


class ScriptOnlyError(BotError):
    """The page is empty until a script fills it."""

    status = 422
    slug = "script-only"


class LockedDocumentError(BotError):
    """The document asks for a password."""

    status = 422
    slug = "locked-document"


class ScannedDocumentError(BotError):
    """The document is pictures of text."""

    status = 422
    slug = "scanned-document"


class ScanTooLongError(BotError):
    """A scanned document of more than `limit` pages."""

    status = 422
    slug = "scan-too-long"


class DamagedDocumentError(BotError):
    """The document cannot be opened or read to its end."""

    status = 422
    slug = "damaged-document"


class MissingPermissionError(BotError):
    """The Slack app lacks `scope`: an administrator has to add it."""

    status = 403
    slug = "missing-permission"


class NotAMemberError(BotError):
    """What is to be read stands in a Slack channel that the bot is not in."""

    status = 403
    slug = "not-a-member"


class NotForTheBotError(BotError):
    """Slack, or whoever shared it, does not let the bot or its asker see it."""

    status = 403
    slug = "not-for-the-bot"


class HiddenFileError(BotError):
    """A file that Slack hides, as the workspace's plan keeps only newer ones."""

    status = 403
    slug = "hidden-file"


class GoneError(BotError):
    """The Slack message or file was deleted."""

    status = 404
    slug = "gone"


class PictureError(BotError):
    """A picture: words in it are not read."""

    status = 415
    slug = "picture"


class RecordingError(BotError):
    """A film or a sound: what is said in it is not heard."""

    status = 415
    slug = "recording"


class SlackUnreachableError(BotError):
    """Slack cannot be reached now, or answers otherwise than expected."""

    status = 502
    slug = "slack-unreachable"


class BusyError(BotError):
    """Too many questions at once."""

    status = 429
    slug = "busy"


class TooManyRequestsError(BotError):
    """More than the `limit` questions a minute of a key; the next may come in `seconds`."""

    status = 429
    slug = "too-many-requests"


class UnreachableError(BotError):
    """No such host, or it does not answer."""

    status = 502
    slug = "unreachable"


class UpstreamError(BotError):
    """The page's server answered with an error `code`."""

    status = 502
    slug = "upstream-error"


class ErrorPageError(BotError):
    """The page's server sent an error as if it were a page."""

    status = 502
    slug = "error-page"


class RedirectLoopError(BotError):
    """The page redirects too often."""

    status = 502
    slug = "redirect-loop"


class ReaderAwayError(BotError):
    """The reader cannot be reached or cannot work."""

    status = 503
    slug = "reader-away"


class ReaderMisconfiguredError(BotError):
    """The reader is not what the bot was told: to ask again does not help, but its operator may."""

    status = 500
    slug = "reader-misconfigured"


class StoreAwayError(BotError):
    """What must not be lost cannot be kept right now."""

    status = 503
    slug = "store-away"


class SourceTimeoutError(BotError):
    """The page did not arrive within `seconds`."""

    status = 504
    slug = "source-timeout"


class TooLateError(BotError):
    """The question waited for longer than an answer is worth."""

    status = 504
    slug = "too-late"


class DeadlineError(BotError):
    """The answer took longer than `seconds`."""

    status = 504
    slug = "deadline"
