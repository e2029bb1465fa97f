"""What is asked over HTTP, as JSON or as a form, and how it is checked."""

from __future__ import annotations

import hashlib
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Literal, Self, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator
from pydantic.config import JsonDict

from bot.domain.errors import EmptySourceError, MalformedRequestError
from bot.domain.operation.scope import Scope
from bot.domain.question import (
    DEFAULT_TOP_K,
    MAX_QUESTION_CHARACTERS,
    MAX_QUESTIONS,
    MAX_TEXT_CHARACTERS,
    MAX_TOP_K,
    File,
    GivenText,
    Question,
    WebPage,
)

_MAX_NAME = 50
# Of a form's fields, those that may be there several times.
_LISTS = ("include", "questions")

# Longer ones have problems of their own, beside those of the shape.
_QUESTION = Field(
    description="What you would like to know.",
    json_schema_extra={"minLength": 1, "maxLength": MAX_QUESTION_CHARACTERS, "pattern": r"\S"},
    examples=["훈민정음을 반포한 해는?"],
)
_ONE_SOURCE: JsonDict = {
    "oneOf": [
        {
            "required": [given],
            "properties": {given: {"type": "string"}, other: {"type": "null"}},
        }
        for given, other in (("text", "url"), ("url", "text"))
    ]
}

Include = Literal["text", "slack"]
Body = TypeVar("Body", bound="Asked")


class Asked(BaseModel, ABC):
    """One or several questions of one source: a text, or the address of a page or a document."""

    model_config = ConfigDict(
        extra="forbid", strict=True, hide_input_in_errors=True, json_schema_extra=_ONE_SOURCE
    )

    text: str | None = Field(
        None,
        description="What to read.",
        json_schema_extra={"minLength": 1, "maxLength": MAX_TEXT_CHARACTERS},
        examples=["훈민정음은 세종이 1446년에 반포한 문자이다."],
    )
    url: str | None = Field(
        None,
        description="Where to read it: http or https; a web page, a PDF, docx, hwpx, xlsx, pptx, "
        "csv, eml, epub, Markdown or plain text.",
        json_schema_extra={"format": "uri", "minLength": 1, "maxLength": MAX_TEXT_CHARACTERS},
    )
    top_k: int = Field(DEFAULT_TOP_K, ge=1, le=MAX_TOP_K, description="Most candidates.")
    include: list[Include] = Field(
        [],
        max_length=2,
        description="What else the answer has: `text`, all of the source's, that offsets count in; "
        "`slack`, the blocks of the reply in Slack.",
    )

    _file: File | None = None

    @model_validator(mode="after")
    def _one_source(self) -> Self:
        if self.text is not None and self.url is not None:
            raise ValueError("give text or url, not both")
        return self

    @property
    @abstractmethod
    def texts(self) -> Sequence[str]:
        """Return what is asked."""

    @property
    def scope(self) -> Scope:
        """Return what a key has to be for."""
        if self._file is not None:
            return "file"
        return "text" if self.url is None else "url"

    @property
    def fingerprint(self) -> bytes:
        """Return what is the same for the same request, whichever way it was sent."""
        said = self.model_dump_json().encode()
        sent = self._file and b"\0".join(
            (self._file.name.encode(), hashlib.sha256(self._file.body).digest())
        )
        return hashlib.sha256(said + b"\0" + (sent or b"")).digest()

    def to_questions(self) -> list[Question]:
        """Return the questions of the source.

        Raises:
            EmptySourceError: There is none.
        """
        source: File | WebPage | GivenText
        if self._file is not None:
            source = self._file
        elif self.url is not None:
            source = WebPage(self.url)
        elif self.text is not None:
            source = GivenText(self.text)
        else:
            raise EmptySourceError
        return [Question(text, (source,), self.top_k) for text in self.texts]

    @classmethod
    def of_json(cls: type[Body], body: bytes) -> Body:
        """Return what a body of JSON asks.

        Raises:
            MalformedRequestError: It is not of the documented shape.
        """
        try:
            return cls.model_validate_json(body)
        except ValidationError as error:
            raise _malformed(error) from None

    @classmethod
    def of_form(cls: type[Body], fields: Mapping[str, list[str]], file: File | None) -> Body:
        """Return what a form asks.

        Args:
            fields: The form's, by name.
            file: What it has beside them.

        Raises:
            MalformedRequestError: It is not of the documented shape.
        """
        values: dict[str, Any] = {
            name: given if name in _LISTS else given[0] for name, given in fields.items()
        }
        for name, given in fields.items():
            if name not in _LISTS and len(given) > 1:
                raise MalformedRequestError(detail=f"{name[:_MAX_NAME]}: give one")
        if (top_k := values.get("top_k", "")).isdecimal():
            values["top_k"] = int(top_k[:_MAX_NAME])
        try:
            asked = cls.model_validate(values)
        except ValidationError as error:
            raise _malformed(error) from None
        if file is not None and (asked.text is not None or asked.url is not None):
            raise MalformedRequestError(detail="give file, text or url, not two of them")
        asked._file = file
        return asked


class AnswerRequest(Asked):
    """A question of a text or a page."""

    question: str = _QUESTION

    @property
    def texts(self) -> Sequence[str]:
        """Return what is asked."""
        return (self.question,)


class AnswersRequest(Asked):
    """Several questions of one text or page, which is read once."""

    questions: list[Annotated[str, _QUESTION]] = Field(
        min_length=1, max_length=MAX_QUESTIONS, description="What you would like to know."
    )

    @property
    def texts(self) -> Sequence[str]:
        """Return what is asked."""
        return self.questions


def _malformed(error: ValidationError) -> MalformedRequestError:
    first = error.errors(include_input=False, include_url=False, include_context=False)[0]
    where = ".".join(map(str, first["loc"]))[:_MAX_NAME]
    what = first["msg"].removeprefix("Value error, ")
    return MalformedRequestError(detail=f"{where}: {what}" if where else what)
