"""What of the bot and the reader is given a stranger's text, each as a function of one string."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import cache, partial

from bot.domain import hosts
from bot.domain.language import choose_language
from bot.domain.particles import with_particle
from bot.domain.reason import reason_of
from bot.domain.source.around import paragraph_around, shown_around
from bot.domain.source.document import Document
from bot.slack.understand import command, form, links, parse, thread
from bot.slack.understand.speech import audience, intent, pinning, prose
from bot.slack.understand.written import marks, names
from bot.sources.exports import export_address
from bot.sources.extract.extract import extract, extract_simply
from bot.sources.extract.html.page import extract as extract_html
from bot.sources.extract.markdown import extract_markdown
from bot.sources.extract.pdf.lines import Line
from bot.sources.extract.pdf.margins import without_repeated
from bot.sources.extract.pdf.paragraphs import Joiner
from bot.sources.extract.pdf.sheets import parted
from bot.sources.fetch.guard import parse_url
from bot.sources.fetch.head import mended
from bot.sources.media import media_type
from bot.sources.refresh import refresh_target
from bot.store.cipher import Cipher, UnreadableSecretError, new_key
from mrc_core import Answer, Passage, metrics
from mrc_core.artifact import ReaderAssets, bundled_model_dir, load_assets
from mrc_core.decode import boundaries, context
from mrc_core.featurize.featurizer import Featurizer
from mrc_core.featurize.prefilter import prefilter
from mrc_core.sentences import sentence_starts

OfText = Callable[[str], object]

_QUESTION = "훈민정음을 만든 사람은 누구인가?"
_TEXT = "훈민정음은 조선의 제4대 왕인 세종이 1443년에 만들었다."
_SPANS = (1, 7, 30)


@cache
def _assets() -> ReaderAssets:
    return load_assets(bundled_model_dir())


def _of_spans(function: Callable[[str, int, int], object]) -> OfText:
    """Call it with spans in the middle of the text."""
    return lambda text: [
        function(text, len(text) // 2, len(text) // 2 + length) for length in _SPANS
    ]


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
    "muses": intent.muses,
    "is_between_people": audience.is_between_people,
    "is_passage": prose.is_passage,
    "is_preamble": prose.is_preamble,
    "without_remarks": prose.without_remarks,
    "take_links": links.take_links,
    "parse_hosts": _or_refused(hosts.parse_hosts),
    "host_of": hosts.host_of,
    "wish_of_pin": pinning.wish_of_pin,
    "asks_of_several": pinning.asks_of_several,
    "sources_of": form.sources_of,
    "in_fields": form.in_fields,
    "understand_command": command.understand_command,
    "without_style": marks.without_style,
    "unnamed": names.unnamed,
    "thread_sources": lambda text: thread.thread_sources([{"ts": "1", "text": text}], "2", "U0"),
    "linked_sources": lambda text: thread.linked_sources([{"ts": "1", "text": text}], "U0"),
    "marked_passage": marks.marked_passage,
    "mentioned": marks.mentioned,
    "plain": marks.plain,
    "reason_of": reason_of,
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
    "shown_around": _of_spans(partial(_of_answer, shown_around)),
    "paragraph_around": _of_spans(partial(_of_answer, paragraph_around)),
    "normalize": metrics.normalize,
    "f1": lambda text: metrics.f1(text, text[1:]),
    "featurize": lambda text: _featurize(_QUESTION, text),
    "media_type": lambda text: media_type(text[:200], _bytes(text)),
    "a text file": _or_refused(lambda text: extract(_bytes(text), "text/plain", "a.txt")),
    "Markdown": _or_refused(extract_markdown),
    "CSV": _or_refused(lambda text: extract(_bytes(text), "text/csv", "a.csv")),
    "a mail": _or_refused(lambda text: extract(b"Subject: a\n\n" + _bytes(text), "", "a.eml")),
    "a mail's head": _or_refused(lambda text: extract(b"Subject: " + _bytes(text), "", "a.eml")),
    "a PDF's lines": partial(_of_pages, 80),
    "a PDF's long line": lambda text: _of_pages(len(text), text),
    "a page": _or_refused(lambda text: extract(_bytes(f"<p>{text}"), "text/html", "")),
    "a page of frames": _or_refused(lambda text: extract_html(f"<iframe srcdoc='{text}'>{text}")),
    "a form": _or_refused(lambda text: extract_html(f"<label>{text}")),
    "a page's title": _or_refused(lambda text: extract_html(f"<title>{text}</title><h1>{text}")),
    "a page, simply": _or_refused(lambda text: extract_simply(_bytes(text), "text/html", "")),
}
"""Given a source, of up to 1,000,000 characters."""
