"""English pages."""

from __future__ import annotations

from exporter.train.questions.workplace.language import Language
from exporter.train.questions.workplace.statements import statements
from exporter.train.questions.workplace.tables import table_kinds

_GENERAL = [
    "What is the {column} of {row}?",
    "{row} {column}?",
    "What does the table say about the {column} of {row}?",
    "What {column} does {row} have?",
]
_TITLES = """
{event}: what you need to know
Invitation to the {event}
Notes of the {dept} meeting
{company} handbook
{company} staff policy
News from {company}
About the {product}
{product} – product sheet
Release notes for {product}
Welcome to the {facility}
Frequently asked questions
Weekly update
Internal notice
""".strip().splitlines()
_FILLERS = """
Please read this page to the end.
Thank you for your cooperation.
Details will follow in a separate message.
We are sorry for any inconvenience.
This page may change without notice.
{company} values feedback from everyone.
See the table for an overview.
As in previous years, everyone is welcome.
The {facility} has become a favourite of many colleagues.
Nothing else changes for now.
Please talk to your manager if anything is unclear.
The discussion was lively and ended late.
The {product} is popular with small offices.
Copies are available on request.
""".strip().splitlines()


class EnglishPages(Language):
    """What English pages are made of."""

    name = "english"
    statements = statements("english")
    tables = table_kinds("english", _GENERAL)
    titles = _TITLES
    fillers = _FILLERS
    bullets = ("- ", "* ", "• ")
