"""Logs to stderr: one JSON object a line, or readable lines on a terminal.

Never a question, a passage, a message or a token: events carry names, ids, counts and times.
"""

from __future__ import annotations

import logging
import sys

import structlog


def configure(level: str) -> None:
    """Route structlog and the standard library's logging to one form."""
    on_terminal = sys.stderr.isatty()
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    renderer: structlog.typing.Processor = (
        structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
        if on_terminal
        else structlog.processors.JSONRenderer(ensure_ascii=False)
    )
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=shared,
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            *([] if on_terminal else [structlog.processors.format_exc_info]),
            renderer,
        ],
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(formatter)
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    # Below warning, these say what was requested and sent.
    for name in ("httpx", "httpcore", "slack_sdk", "slack_bolt", "aiohttp", "alembic"):
        logging.getLogger(name).setLevel(max(logging.WARNING, root.level))
    # A line for each request that is no HTTP: strangers would fill the log with them.
    logging.getLogger("uvicorn").setLevel(logging.CRITICAL)
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
