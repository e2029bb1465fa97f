"""Random requests of the HTTP API, well-formed and not."""

from __future__ import annotations

import json
from random import Random
from typing import Any

import httpx

from tests.load.nasty.words import damaged, length, mutated, text

_PATHS = (
    "/v1/answer",
    "/v1/answer/",
    "/",
    "/v1/",
    "/metrics",
    "/static/../x",
    "/slack/events",
    "/%ff",
)
_METHODS = ("POST", "GET", "PUT", "OPTIONS", "HEAD", "DELETE", "BREW")
_HEADERS = (
    ("Origin", "http://["),
    ("Origin", "null"),
    ("Accept-Language", "ko;q=a,en;q=2," * 50),
    ("Accept-Language", "\xff"),
    ("Content-Type", "multipart/form-data"),
    ("Content-Encoding", "gzip"),
    ("Idempotency-Key", "a" * 300),
    ("Idempotency-Key", "same"),
    ("Idempotency-Key", "\xea\xb0\x80"),
    ("Expect", "100-continue"),
    ("X-Forwarded-For", "a" * 5_000),
    ("Cookie", "a=b;" * 1_000),
)
_BROKEN = (
    b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    b"GET /\r\n\r\n",
    b"POST /v1/answer HTTP/1.1\r\nHost: localhost\r\nContent-Length: -5\r\n\r\n",
    b"POST /v1/answer HTTP/1.1\r\nHost: localhost\r\nContent-Length: 900\r\n\r\n{",
    b"POST /v1/answer HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    b"GET / HTTP/1.1\r\nHost: localhost\r\n" + b"A: b\r\n" * 5_000,
    b"GET /" + b"a" * 100_000 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n",
    b"\r\n" * 10_000,
)


def body(chance: Random, site: str) -> bytes:
    """Return the body of a request: a question, or nearly one."""
    longest_question, longest_text = (2_200, 1_100_000) if chance.random() < 0.1 else (300, 20_000)
    asked: dict[str, Any] = {"question": text(chance, longest_question) + "?"}
    if chance.random() < 0.5:
        asked["text"] = text(chance, longest_text)
    else:
        asked["url"] = f"{site}/{chance.randrange(10**6)}"
    if chance.random() < 0.2:
        asked["top_k"] = chance.randint(-1, 12)
    if chance.random() < 0.2:
        asked = mutated(chance, asked, 0.3)
    written = json.dumps(asked, ensure_ascii=chance.random() < 0.3).encode("utf-8", "replace")
    match chance.randrange(12):
        case 0:
            return damaged(chance, written)
        case 1:
            return b"[" * length(chance, 100_000) + written
        case 2:
            return written.replace(b"q", b"\\ud800", 1)
    return written


def request(chance: Random, client: httpx.AsyncClient, site: str) -> httpx.Request:
    """Return a request that an HTTP client can send."""
    usual = chance.random() < 0.9
    method = "POST" if usual else chance.choice(_METHODS)
    path = _PATHS[0] if usual else chance.choice(_PATHS)
    headers = [
        (name, value.encode("latin-1")) for name, value in _HEADERS if chance.random() < 0.03
    ]
    return client.build_request(method, path, content=body(chance, site), headers=headers)


def broken(chance: Random) -> bytes:
    """Return bytes that no HTTP client sends."""
    sent = chance.choice(_BROKEN)
    return damaged(chance, sent) if chance.random() < 0.5 else sent
