"""The API's description: OpenAPI 3.1, from the shapes that requests are checked by.

https://spec.openapis.org/oas/v3.1.1
"""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from bot import __version__
from bot.web.api.answered import (
    AnswerObject,
    AnswersObject,
    Problem,
    ReaderObject,
    Step,
)
from bot.web.api.asked import AnswerRequest, AnswersRequest, Asked

Json = dict[str, Any]

_SHAPES: tuple[type[BaseModel], ...] = (
    AnswerRequest,
    AnswersRequest,
    AnswerObject,
    AnswersObject,
    ReaderObject,
    Step,
    Problem,
)
_SCHEMAS = "#/components/schemas"
# What may be said to a question, whatever it is of; see `bot.domain.errors`.
_PROBLEMS = {
    "400": "The request is not as documented, or there is no question or no source.",
    "401": "A key is missing, unknown or revoked.",
    "403": "The key is not for this.",
    "409": "The Idempotency-Key was used for another request.",
    "413": "The question, the text or the file is too long.",
    "415": "The source is no text that can be read.",
    "422": "The address is refused, or what is there cannot be read.",
    "429": "Too many questions, for the bot or for the key.",
    "500": "What nobody expected, or a reader that is set up wrongly.",
    "502": "The page cannot be reached.",
    "503": "The reader or the store is away.",
    "504": "It takes too long.",
}
_RETRY = {"Retry-After": {"description": "Seconds.", "schema": {"type": "integer"}}}
_REQUEST_ID = {"X-Request-ID": {"description": "Of the request.", "schema": {"type": "string"}}}
_PARAMETERS = [
    {
        "name": name,
        "in": "header",
        "description": description,
        "schema": {"type": "string", **schema},
    }
    for name, description, schema in (
        (
            "Idempotency-Key",
            "A new one for each request: sent again, it gets the same response.",
            {"minLength": 1, "maxLength": 255},
        ),
        ("X-Request-ID", "Is in the response and in the log, if it has up to 128 characters.", {}),
        ("Accept-Language", "Of problems' words, where the question has none.", {}),
    )
]


def description() -> Json:
    """Return the description of the API."""
    _, schemas = models_json_schema(
        [(shape, "validation") for shape in _SHAPES], ref_template=f"{_SCHEMAS}/{{model}}"
    )
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "mrc-bot",
            "version": __version__,
            "summary": "Answers questions from the text or page it is given.",
            "description": "Answers are spans of the source, or it says that the source does not "
            "say. Errors are problem details (RFC 9457).",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": "/"}],
        "paths": {
            "/v1/answer": {"post": _asking("answer", "Ask one question", AnswerRequest, True)},
            "/v1/answers": {
                "post": _asking(
                    "answers", "Ask several questions of one source", AnswersRequest, False
                )
            },
            "/v1/reader": {"get": _reader()},
        },
        "components": {
            "schemas": schemas["$defs"],
            "securitySchemes": {
                "key": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "From `mrc-bot keys create`. None is needed on the bot's own "
                    "machine as long as there is none.",
                }
            },
        },
        "security": [{"key": []}, {}],
    }


def _asking(name: str, summary: str, shape: type[Asked], single: bool) -> Json:
    answer = "AnswerObject" if single else "AnswersObject"
    return {
        "operationId": name,
        "summary": summary,
        "description": "With `Accept: text/event-stream`, events tell how far it is: `progress` "
        "with a step, and then `answer` with the answer or `problem` with a problem.",
        "parameters": _PARAMETERS,
        "requestBody": {
            "required": True,
            "content": {
                "application/json": {"schema": _ref(shape.__name__)},
                "multipart/form-data": {
                    "schema": _form(shape),
                    "encoding": {"file": {"contentType": "*/*"}},
                },
            },
        },
        "responses": {
            "200": {
                "description": "The answer, or that the source does not say.",
                "headers": {
                    **_REQUEST_ID,
                    "Idempotency-Replayed": {
                        "description": "`true`: the response of the first request.",
                        "schema": {"type": "string"},
                    },
                },
                "content": {
                    "application/json": {"schema": _ref(answer)},
                    "text/event-stream": {"schema": {"type": "string"}},
                },
            },
            **{status: _problem(status) for status in _PROBLEMS},
        },
    }


def _reader() -> Json:
    return {
        "operationId": "reader",
        "summary": "Which reader answers, and what may be asked",
        "description": "Tells whether a key is good, too.",
        "parameters": _PARAMETERS[1:],
        "responses": {
            "200": {
                "description": "The reader.",
                "headers": _REQUEST_ID,
                "content": {"application/json": {"schema": _ref("ReaderObject")}},
            },
            **{status: _problem(status) for status in ("400", "401", "503")},
        },
    }


def _form(shape: type[Asked]) -> Json:
    """Return the shape of a form: the same fields as in JSON, and a file in a source's place."""
    own = shape.model_json_schema()["properties"]
    text, url = (
        {"type": "string"} | {name: of for name, of in own[field].items() if name in _OF_STRINGS}
        for field in ("text", "url")
    )
    fields = own | {
        "text": text,
        "url": url,
        "file": {"type": "string", "format": "binary", "description": "A file to read."},
    }
    return {
        "type": "object",
        "properties": fields,
        "required": ["question" if "question" in own else "questions"],
        "additionalProperties": False,
        "oneOf": [{"required": [source]} for source in ("text", "url", "file")],
    }


_OF_STRINGS = ("description", "minLength", "maxLength", "format", "examples")


def _problem(status: str) -> Json:
    headers = _REQUEST_ID | (_RETRY if status in ("429", "503") else {})
    if status == "401":
        headers |= {"WWW-Authenticate": {"schema": {"type": "string"}}}
    return {
        "description": _PROBLEMS[status],
        "headers": headers,
        "content": {"application/problem+json": {"schema": _ref("Problem")}},
    }


def _ref(name: str) -> Json:
    return {"$ref": f"{_SCHEMAS}/{name}"}
