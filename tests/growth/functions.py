"""What of the bot and the reader is given a stranger's text, each as a function of one string."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import cache, partial

from yarl import URL

from bot.domain import hosts
from bot.domain.language import choose_language
from bot.domain.particles import with_particle
from bot.domain.reason import reason_of
from bot.domain.record.record import Record, correction_of
from bot.domain.source.around import paragraph_around, shown_around
from bot.domain.source.document import Document
from bot.slack.sources.download import takes_token
from bot.slack.understand import command, form, parse
from bot.slack.understand.incoming import Identity, Incoming, read_event
from bot.slack.understand.meaning import Ask, InThread
from bot.slack.understand.speech import audience, intent, pinning, prose
from bot.slack.understand.thread import offered
from bot.slack.understand.thread.choice import choose
from bot.slack.understand.thread.followed import overheard
from bot.slack.understand.written import links, marks, names
from bot.sources.exports import export_address
from bot.sources.extract.extract import extract, extract_simply
from bot.sources.extract.html.page import extract as extract_html
from bot.sources.extract.markdown import extract_markdown
from bot.sources.extract.pdf.layout import laid_out
from bot.sources.extract.pdf.lines import Line, Piece
from bot.sources.extract.pdf.margins import without_repeated
from bot.sources.extract.pdf.paragraphs import Joiner
from bot.sources.extract.pdf.sheets import parted
from bot.sources.fetch.guard import is_local_name, parse_url
from bot.sources.fetch.head import mended
from bot.sources.media import media_type
from bot.sources.refresh import refresh_target
from bot.store.credentials.cipher import Cipher, UnreadableSecretError, new_key
from bot.web.api.asked import AnswerRequest
from bot.web.api.skeleton import Skeleton
from mrc_core import Answer, Passage, metrics
from mrc_core.artifact import ReaderAssets, bundled_model_dir, load_assets
from mrc_core.decode import boundaries, context
from mrc_core.decode.asked import expected, narrowing
from mrc_core.decode.cells import cells_of, line_at
from mrc_core.decode.changes import end_of_change
from mrc_core.decode.measures import with_measure, with_which
from mrc_core.decode.named import Named
from mrc_core.decode.whole import whole_answer
from mrc_core.featurize.featurizer import Featurizer
from mrc_core.featurize.lines import line_ends
from mrc_core.featurize.prefilter import prefilter
from mrc_core.markup import Marked, reading_markup
from mrc_core.sentences import sentence_starts
from tests.growth.documents import READING

OfText = Callable[[str], object]

_QUESTION = "훈민정음을 만든 사람은 누구인가?"
_TEXT = "훈민정음은 조선의 제4대 왕인 세종이 1443년에 만들었다."
_SPANS = (1, 7, 30)
_BOT = Identity("U0", "mrc")
# Asks for an end of a range, a time, a number, an address, a count and a limit at once.
_ASKS_ALL = "몇 시까지 몇 명 이상이고 전화와 메일은?"
_ROW = "A7 무게: 9.6kg | A7 가격: 12만 원"
_API = "https://slack.com/api/"


@cache
def _assets() -> ReaderAssets:
    return load_assets(bundled_model_dir())


def _of_spans(function: Callable[[str, int, int], object]) -> OfText:
    """Call it with spans in the middle of the text."""
    return lambda text: [
        function(text, len(text) // 2, min(len(text) // 2 + length, len(text))) for length in _SPANS
    ]


def _named(question: str, text: str) -> None:
    """Find the cells that a question names around places all over a text."""
    named = Named(question)
    places = range(0, len(text) - 1, max(1, len(text) // 60))
    spans = [(place, min(place + 30, len(text))) for place in places]
    named.misses(text, spans)
    for span in spans:
        named.narrow(text, *span)


def _changed(text: str, start: int, end: int) -> object:
    narrow = end_of_change("지금은 몇 대예요?")
    return narrow and narrow(text, start, end)


def _context(text: str, start: int, end: int) -> object:
    return context.sentence_at(text, start, end, (0, len(text)))


def _of_answer(
    function: Callable[[Document, Answer], object], text: str, start: int, end: int
) -> object:
    answer = Answer(text[start:end], start, end, 0.9, text[start:end], start)
    return function(Document("text", text), answer)


def _featurize(question: str, text: str) -> None:
    featurizer = Featurizer(_assets().tokenizer, _assets().config)
    tokenized = featurizer.tokenize(question, [text], 24_000)
    if tokenized.windows:
        featurizer.assemble(tokenized, range(min(24, len(tokenized.windows))))


def _of_pages(width: int, text: str) -> None:
    """Put together what stands on lines of `width` characters, 40 on each page."""
    lines = [
        Line(text[at : at + width], 72, 500, 700 - number % 40 * 12, 710 - number % 40 * 12)
        for number, at in enumerate(range(0, len(text), width))
    ]
    pages = [lines[at : at + 40] for at in range(0, len(lines), 40)]
    for paragraph in Joiner(without_repeated(pages)).paragraphs():
        list(parted(paragraph))


def _of_cells(width: int, text: str) -> None:
    """Lay out a page of lines of three pieces, each `width` characters."""
    lines = []
    for number, at in enumerate(range(0, len(text), 3 * width)):
        line = Line(text[at : at + 3 * width], 72, 500, -12 * number, 10 - 12 * number)
        line.pieces = [
            Piece(text[at + n * width : at + (n + 1) * width], 72 + 150 * n, 172 + 150 * n)
            for n in range(3)
        ]
        lines.append(line)
    laid_out(lines)


def _message(text: str, **more: object) -> dict[str, object]:
    return {"type": "message", "channel": "C1", "user": "U1", "ts": "1.1", "text": text} | more


def _blocks(text: str) -> list[dict[str, object]]:
    section = {"type": "rich_text_section", "elements": [{"type": "text", "text": text}]}
    words = {"type": "mrkdwn", "text": text}
    return [{"type": "rich_text", "elements": [section]}, {"type": "section", "text": words}]


def _event(text: str, blocks: list[dict[str, object]] | None = None) -> object:
    shared = {"is_share": True, "text": text, "blocks": blocks}
    return read_event(_message(text, blocks=blocks, attachments=[shared]), "T1", _BOT)


def _overheard(text: str) -> object:
    message = read_event(_message("누가?", ts="9.9", thread_ts="1.1"), "T1", _BOT)
    assert isinstance(message, Incoming)
    earlier = [_message(text), _message(text, ts="2.2", user="U2")]
    return overheard(Ask(text, ()), earlier, message, _BOT.user_id)


def _corrected(text: str) -> object:
    record = Record("누가?", "absent", text, None, None, "", None, "test 1")
    return correction_of(record, text[len(text) // 3 : len(text) // 2])


def _json(text: str) -> bytes:
    return json.dumps({"question": text[:100], "text": text}).encode()


def _styled(count: int) -> str:
    """Return a page whose elements all have a class that all its rules are about."""
    return f"<style>{'.a.b{display:none}' * count}</style>{'<b class=a>x</b>' * count}"


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "replace")


def _or_refused(function: OfText) -> OfText:
    """Call it; an error is an answer, too."""

    def called(text: str) -> None:
        with suppress(Exception):
            function(text)

    return called


def _unseal(text: str) -> None:
    with suppress(UnreadableSecretError):
        _cipher().unseal(text, within=1)


@cache
def _cipher() -> Cipher:
    return Cipher(new_key())


OF_MESSAGES: Mapping[str, OfText] = {
    "parse": parse.parse,
    "is_question": intent.is_question,
    "is_courtesy": intent.is_courtesy,
    "asks": intent.asks,
    "may_ask": intent.may_ask,
    "only_shows": intent.only_shows,
    "greets": intent.greets,
    "nods": intent.nods,
    "muses": intent.muses,
    "is_between_people": audience.is_between_people,
    "points_into_the_talk": audience.points_into_the_talk,
    "is_passage": prose.is_passage,
    "is_preamble": prose.is_preamble,
    "questions_in": prose.questions_in,
    "without_pointers": prose.without_pointers,
    "without_remarks": prose.without_remarks,
    "take_links": links.take_links,
    "parse_hosts": _or_refused(hosts.parse_hosts),
    "host_of": hosts.host_of,
    "Hosts.admits": hosts.Hosts(("a.kr",), ("b.kr",)).admits,
    "choose": lambda text: choose([_message(text)], "2", "U0", InThread("1.1")),
    "wish_of_pin": pinning.wish_of_pin,
    "asks_of_several": pinning.asks_of_several,
    "sources_of": form.sources_of,
    "in_fields": form.in_fields,
    "understand_command": command.understand_command,
    "without_style": marks.without_style,
    "unnamed": names.unnamed,
    "thread_sources": lambda text: offered.thread_sources([{"ts": "1", "text": text}], "2", "U0"),
    "linked_sources": lambda text: offered.linked_sources([{"ts": "1", "text": text}], "U0"),
    "marked_passage": marks.marked_passage,
    "mentioned": marks.mentioned,
    "with_mentions": lambda text: marks.with_mentions(text, "mrc-bot", "U0"),
    "only_waves": marks.only_waves,
    "plain": marks.plain,
    "reason_of": reason_of,
    "requests": intent.requests,
    "an event": _event,
    "an event of blocks": lambda text: _event("", _blocks(text)),
    "talk_sources": lambda text: offered.talk_sources([_message(text)], "2", "U0"),
    "overheard": _overheard,
    "escaped": marks.escaped,
    "with_names": lambda text: names.with_names(text, {"U1": "minji"}),
    "a correction": _corrected,
    "a file's address": _or_refused(lambda text: takes_token(URL(f"https://{text}"), _API)),
    "a host": _or_refused(lambda text: is_local_name(text)),
    "JSON": _or_refused(lambda text: AnswerRequest.of_json(_bytes(text))),
    "JSON of a text": _or_refused(lambda text: AnswerRequest.of_json(_json(text))),
    "JSON in parts": _or_refused(lambda text: Skeleton().add(_json(text))),
    "with_particle": lambda text: with_particle(text, "을/를"),
    "choose_language": lambda text: choose_language("auto", text, text),
    "parse_url": _or_refused(parse_url),
    "unseal": _unseal,
    "refresh_target": refresh_target,
    "export_address": export_address,
    "a header's lines": lambda text: mended(b"HTTP/1.1 200 OK\r\n" + _bytes(text)),
}
"""Given a message of Slack, of up to 40,000 characters."""

OF_QUESTIONS: Mapping[str, OfText] = {
    "featurize a question": _or_refused(lambda text: _featurize(text, _TEXT)),
    "prefilter by a question": lambda text: prefilter(text, [Passage.of(_TEXT * 1_000)], 24_000),
}
"""Given a question, of up to 2,000 characters."""

OF_TEXTS: Mapping[str, OfText] = {
    "sentence_starts": sentence_starts,
    "sentence_at": _of_spans(_context),
    "trimmed": _of_spans(boundaries.trimmed),
    "snap_to_graphemes": _of_spans(boundaries.snap_to_graphemes),
    "snap_to_words": _of_spans(boundaries.snap_to_words),
    "without_half_asides": _of_spans(boundaries.without_half_asides),
    "without_half_quotation": _of_spans(boundaries.without_half_quotation),
    "without_particle": _of_spans(boundaries.without_particle),
    "with_year": _of_spans(boundaries.with_year),
    "with_which": _of_spans(with_which),
    "without_rest": _of_spans(boundaries.without_rest),
    "line_at": lambda text: line_at(text, len(text) // 2),
    "cells_of": lambda text: cells_of(text, 0, min(600, len(text))),
    "cells of a row far below": lambda text: cells_of(text, *(line_at(text, len(text)) or (0, 0))),
    "cells that are named": lambda text: _named("A7의 가격은 얼마인가요?", text),
    "what has become of something": _of_spans(_changed),
    "with_measure": _of_spans(with_measure),
    "whole_answer": _of_spans(partial(whole_answer, narrowing=narrowing(_ASKS_ALL))),
    "narrowing": narrowing,
    "expected": expected,
    "end_of_change": end_of_change,
    "what a question names": lambda text: _named(text, _ROW),
    "shown_around": _of_spans(partial(_of_answer, shown_around)),
    "paragraph_around": _of_spans(partial(_of_answer, paragraph_around)),
    "reading_markup": lambda text: reading_markup("found", [Marked(text, text, text, 0.5)], text),
    "normalize": metrics.normalize,
    "exact_match": lambda text: metrics.exact_match(text, text[1:]),
    "f1": lambda text: metrics.f1(text, text[1:]),
    "featurize": lambda text: _featurize(_QUESTION, text),
    "line_ends": lambda text: line_ends(text, 0, len(text)),
    "media_type": lambda text: media_type(text[:200], _bytes(text)),
    "a text file": _or_refused(lambda text: extract(_bytes(text), "text/plain", "a.txt")),
    "Markdown": _or_refused(extract_markdown),
    "CSV": _or_refused(lambda text: extract(_bytes(text), "text/csv", "a.csv")),
    "a mail": _or_refused(lambda text: extract(b"Subject: a\n\n" + _bytes(text), "", "a.eml")),
    "a mail's head": _or_refused(lambda text: extract(b"Subject: " + _bytes(text), "", "a.eml")),
    "a PDF's lines": partial(_of_pages, 80),
    "a PDF's cells": partial(_of_cells, 8),
    "a PDF's columns": partial(_of_cells, 40),
    "a PDF's long line": lambda text: _of_pages(len(text), text),
    "a page": _or_refused(lambda text: extract(_bytes(f"<p>{text}"), "text/html", "")),
    "a page of frames": _or_refused(lambda text: extract_html(f"<iframe srcdoc='{text}'>{text}")),
    "a preformatted page": _or_refused(lambda text: extract_html(f"<pre>{text}")),
    "a page of styles": _or_refused(lambda text: extract_html(_styled(len(text) // 40))),
    "a form": _or_refused(lambda text: extract_html(f"<label>{text}")),
    "a page's title": _or_refused(lambda text: extract_html(f"<title>{text}</title><h1>{text}")),
    "a page, simply": _or_refused(lambda text: extract_simply(_bytes(text), "text/html", "")),
}
"""Given a source, of up to 1,000,000 characters."""

OF_DOCUMENTS: Mapping[str, OfText] = {
    name: _or_refused(function) for name, function in READING.items()
}
"""Given a document, of up to 20 MB."""
