"""Asks a running mrc-bot over HTTP: python client.py QUESTION URL."""

from __future__ import annotations

import json
import os
import sys
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx


class ProblemError(Exception):
    """What the bot says instead of an answer; `type` is stable, `detail` is for people."""

    def __init__(self, problem: dict[str, Any]) -> None:
        super().__init__(problem["detail"])
        self.type: str = problem["type"]
        self.status: int = problem["status"]


class Bot:
    """A client of one bot, for one key; without one on the bot's own machine."""

    def __init__(self, address: str = "http://127.0.0.1:8000", key: str | None = None) -> None:
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        self._http = httpx.Client(base_url=address, headers=headers, timeout=90)

    def ask(self, question: str, **source: str) -> dict[str, Any]:
        """Return the answer object of a question of a `text=` or a `url=`."""
        # Sent again after a lost connection, it gets the same response.
        once = {"Idempotency-Key": uuid.uuid4().hex}
        body = {"question": question, **source}
        return _answer(self._http.post("/v1/answer", json=body, headers=once))

    def ask_file(self, question: str, path: Path) -> dict[str, Any]:
        """Return the answer object of a question of a file."""
        files = {"file": (path.name, path.read_bytes())}
        return _answer(self._http.post("/v1/answer", data={"question": question}, files=files))

    def ask_all(self, questions: list[str], **source: str) -> list[dict[str, Any]]:
        """Return the answer objects of questions of one source, which is read once."""
        body = {"questions": questions, **source}
        answers = _answer(self._http.post("/v1/answers", json=body))["answers"]
        return list(answers)

    def watch(self, question: str, **source: str) -> Iterator[tuple[str, dict[str, Any]]]:
        """Yield each event of a question, as it comes: progress, and then the answer."""
        body, headers = {"question": question, **source}, {"Accept": "text/event-stream"}
        with self._http.stream("POST", "/v1/answer", json=body, headers=headers) as response:
            if response.is_error:
                response.read()
                _answer(response)
            name = ""
            for line in response.iter_lines():
                if line.startswith("event: "):
                    name = line.removeprefix("event: ")
                elif line.startswith("data: "):
                    data = json.loads(line.removeprefix("data: "))
                    if name == "problem":
                        raise ProblemError(data)
                    yield name, data


def _answer(response: httpx.Response) -> dict[str, Any]:
    found: dict[str, Any] = response.json()
    if response.is_error:
        raise ProblemError(found)
    return found


if __name__ == "__main__":
    bot = Bot(key=os.environ.get("MRC_KEY"))
    for event, told in bot.watch(sys.argv[1], url=sys.argv[2]):
        if event == "progress":
            print(told["step"], told["done"], "of", told["of"], file=sys.stderr)
        else:
            print(told["state"], told["answer"] and told["answer"]["text"])
