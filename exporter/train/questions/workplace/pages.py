"""Pages of workplaces, and questions on them with their answers' places."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from random import Random

from exporter.train.questions.squad import UNANSWERABLE, SquadParagraph, SquadQuestion
from exporter.train.questions.workplace.language import Language
from exporter.train.questions.workplace.layout import laid_out
from exporter.train.questions.workplace.statements import (
    FilledTemplate,
    Statement,
    filled,
    said,
    slots,
    worded,
)
from exporter.train.questions.workplace.tables import Drawn, TableKind, drawn

_MOST_QUESTIONS = 10
_WITH_TABLE, _ONLY_TABLE = 0.5, 0.3
_UNANSWERABLE = 0.3


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question, its answer's place, and the names in it, which the page must have."""

    question: str
    start: int
    end: int
    names: tuple[str, ...] = ()


@dataclass(slots=True)
class _Page:
    text: str = ""
    asked: list[_Asked] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)

    def add(self, text: str) -> int:
        start = len(self.text)
        self.text += text
        return start


def page(language: Language, number: str, random: Random) -> SquadParagraph:
    """Write a page with its questions, in the form of the generator of questions."""
    known = language.shared()
    title = language.title(known)
    made = _Page()
    if random.random() < 0.7:
        made.add(f"{title}\n")
    only_table = random.random() < _ONLY_TABLE
    if not only_table:
        _say(made, language, known, random)
    if only_table or random.random() < _WITH_TABLE:
        made.add("\n" if made.text and not made.text.endswith("\n") else "")
        if random.random() < 0.4:
            made.add(language.filler(known) + "\n")
        _tabulate(made, language, random)
    return {"title": title, "context": made.text, "qas": _questions(made, number, random)}


def _say(made: _Page, language: Language, known: Mapping[str, str], random: Random) -> None:
    """Some statements of different topics, and questions on them and on others."""
    pool = random.sample(language.statements, len(language.statements))
    chosen: list[Statement] = []
    topics: set[str] = set()
    for statement in pool:
        if len(chosen) < random.randint(2, 6) and not (statement.topics & topics):
            chosen.append(statement)
            topics |= statement.topics
    parts: list[tuple[FilledTemplate, Statement | None, dict[str, str]]] = []
    for statement in chosen:
        text, values = said(statement, known, language.make, random)
        parts.append((text, statement, values))
    for _ in range(random.choice([0, 0, 1, 1, 2])):
        filler = FilledTemplate(language.filler(known), {})
        parts.insert(random.randint(0, len(parts)), (filler, None, {}))
    befores = language.before_each(len(parts))
    for before, (text, told, values) in zip(befores, parts, strict=True):
        made.add(before)
        start = made.add(text.text[:1].upper() + text.text[1:])
        if told is None:
            continue
        for slot, form in told.questions:
            question = worded(form, random)
            wanted = slots(question)
            # Only with names that the page has, and never with the answer.
            if slot in text.spans and slot not in wanted:
                first, last = text.spans[slot]
                made.asked.append(
                    _Asked(
                        filled(question, values).text,
                        start + first,
                        start + last,
                        tuple(values[name] for name in wanted),
                    )
                )
                made.missed += _changed(question, wanted, values, text, language, random)
    others = [s for s in language.statements if not (s.topics & topics)]
    for statement in random.sample(others, min(3, len(others))):
        questions = [worded(form, random) for _, form in statement.questions]
        usable = [q for q in questions if all(s in known for s in slots(q))]
        if usable:
            made.missed.append(filled(random.choice(usable), known).text)


def _changed(
    question: str,
    wanted: Sequence[str],
    values: Mapping[str, str],
    text: FilledTemplate,
    language: Language,
    random: Random,
) -> list[str]:
    """Return the question with another thing in the place of one that its sentence names."""
    named = [slot for slot in wanted if slot in text.spans]
    if not named:
        return []
    slot = random.choice(named)
    other = language.make(slot)
    if other in values.values() or other in text.text:
        return []
    return [filled(question, {**values, slot: other}).text]


def _tabulate(made: _Page, language: Language, random: Random) -> None:
    kind = random.choice(language.tables)
    table = drawn(kind, language.make, random)
    made.missed = [q for q in made.missed if not any(header in q for header in table.headers)]
    lines = laid_out(table.table, random)
    start = made.add(lines.text)
    asked = table.ask(random)
    for _ in range(min(8, 2 + len(table.things) * (len(table.columns) - 1))):
        question, thing, column = next(asked)
        place = (
            (table.table.columns.index(table.things[thing][0]), 0)
            if table.is_swapped and column == 0
            else table.place(thing, column)
        )
        first, last = lines.spans[place]
        made.asked.append(_Asked(question, start + first, start + last))
    made.missed += _not_in(table, kind, language, made.text, random)


def _not_in(
    table: Drawn, kind: TableKind, language: Language, text: str, random: Random
) -> list[str]:
    """Return questions for a row or a column that the table does not have."""
    found = []
    slot = table.columns[0].slot
    for _ in range(2):
        items = slot[1:].split(",") if slot.startswith("=") else [language.make(slot)]
        row = random.choice(items)
        if row not in text:
            column = random.randrange(1, len(table.columns))
            found.append(table.question(row, column, random))
    used = {column.slot for column in table.columns}
    absent = [c for c in kind.columns[1:] if c.slot not in used and c.questions]
    for other in absent[:2]:
        if not any(header in text for header in other.headers):
            row = random.choice(table.things)[0]
            form = random.choice(other.questions)
            found.append(filled(form, {"row": row, "column": other.headers[0]}).text)
    return found


def _questions(made: _Page, number: str, random: Random) -> list[SquadQuestion]:
    kept: dict[str, tuple[int, int] | None] = {}
    twice: set[str] = set()
    for asked in random.sample(made.asked, len(made.asked)):
        question, answer = asked.question, made.text[asked.start : asked.end]
        if question in kept and made.text[slice(*(kept[question] or (0, 0)))] != answer:
            twice.add(question)
        elif answer not in question and all(name in made.text for name in asked.names):
            kept[question] = (asked.start, asked.end)
    answerable = [(q, span) for q, span in kept.items() if q not in twice and span]
    answerable = answerable[: random.randint(4, _MOST_QUESTIONS)]
    wanted = round(len(answerable) * _UNANSWERABLE / (1 - _UNANSWERABLE) + random.random() - 0.5)
    missed = [q for q in dict.fromkeys(made.missed) if q not in kept]
    rows: list[tuple[str, str, tuple[int, int] | None]] = [
        (q, "workplace", span) for q, span in answerable
    ]
    rows += [
        (q, UNANSWERABLE, None) for q in random.sample(missed, min(len(missed), max(0, wanted)))
    ]
    return [
        {
            "id": f"{number}-{at}",
            "question": question,
            "kind": kind,
            "answers": [{"text": made.text[span[0] : span[1]], "answer_start": span[0]}]
            if span
            else [],
            "is_impossible": span is None,
        }
        for at, (question, kind, span) in enumerate(rows)
    ]
