"""What is answered over HTTP: the shapes that the API promises, for its description.

`Reply.to_json` makes an answer object; tests hold both to each other.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field

from bot.domain.reason import Reason

_OFFSET = "In Unicode code points of the source's text."


class _Shape(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Place(_Shape):
    """Where in its source a span stands."""

    heading: str | None = Field(description="The nearest heading above it.")
    page: int | None = Field(description="Page of a PDF, or number of a slide.")
    row: str | None = Field(description="In a table, what its row is called.")
    column: str | None = Field(description="In a table, what its column is called.")
    row_number: int | None = Field(description="In a spreadsheet, from 1.")
    url: str | None = Field(description="Opens the source there.")


class Candidate(_Shape):
    """A span of the source's text that may be the answer."""

    text: str
    start: int = Field(ge=0, description=f"`text[start:end]` is the span. {_OFFSET}")
    end: int = Field(ge=0, description="Where it ends, exclusive.")
    score: float = Field(ge=0, le=1, description="Calibrated probability.")
    context: str = Field(description="The sentence it stands in; of a table, its row.")
    context_start: int = Field(ge=0, description=f"Where that starts. {_OFFSET}")
    place: Place


class Source(_Shape):
    """What was read."""

    kind: Literal["text", "web", "pdf", "file", "thread"]
    url: str | None = Field(description="After redirects.")
    title: str | None
    characters: int = Field(ge=0)
    fetched_at: datetime | None
    language: str | None = Field(description="As the page declares it.")
    date: str | None = Field(description="When it was published, as the page says.")
    text: str | None = Field(None, description="All of its text, if `include` asks for it.")


class Model(_Shape):
    """The reader that answered."""

    name: str
    version: str


class Read(_Shape):
    """How much of the source was read."""

    windows: int = Field(ge=0)
    windows_total: int = Field(ge=0)
    budget_ended: bool = Field(description="More might have changed the answer.")
    question_cut: bool
    source_complete: bool = Field(description="False: its site ended before the page did.")


class Timings(_Shape):
    """Milliseconds of each step, and in all, waiting included."""

    fetch: float
    featurize: float
    predict: float
    decode: float
    total: float


class AnswerObject(_Shape):
    """The answer to a question; `absent`: the source does not say."""

    state: Literal["found", "unsure", "absent"]
    answer: Candidate | None = Field(description="The best candidate; null when absent.")
    candidates: list[Candidate] = Field(description="The best first.")
    source: Source
    model: Model
    read: Read
    reason: Literal[get_args(Reason)] | None = Field(  # type: ignore[valid-type]
        description="Why no span of a text can answer such a question."
    )
    timings_ms: Timings
    slack: list[dict[str, Any]] | None = Field(
        None, description="Blocks of the reply in Slack, if `include` asks for them."
    )


class AnswersObject(_Shape):
    """The answers to several questions of one source, in their order."""

    answers: list[AnswerObject]


class Step(_Shape):
    """What is being done about a question: the data of an event `progress`."""

    step: Literal["waiting", "fetching", "reading"]
    done: int = Field(ge=0, description="Windows read.")
    of: int = Field(ge=0, description="Windows that will be read at most; 0: not known yet.")


class Problem(BaseModel):
    """An error: problem details as of RFC 9457."""

    model_config = ConfigDict(extra="allow")

    type: str = Field(description="Stable: `urn:mrc-bot:…`, or `about:blank`.")
    title: str
    status: int
    detail: str = Field(description="What to do, in the asker's language.")


class ReaderObject(_Shape):
    """The reader, and what may be asked of it."""

    model: Model
    version: str = Field(description="Of mrc-bot.")
    scopes: list[str] = Field(description="What the caller may have read.")
    languages: list[str] = Field(description="Of replies, as `Accept-Language` names them.")
    limits: dict[str, int] = Field(description="Characters, bytes, questions, candidates.")
