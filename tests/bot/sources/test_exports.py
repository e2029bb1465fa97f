"""Addresses of documents that are exported as text."""

from __future__ import annotations

import pytest

from bot.sources.exports import export_address

ID = "1aBcDeFgHiJkLmNoPqRsTuVwXyZ_0123456789-abcd"
DOCS = "https://docs.google.com"


@pytest.mark.parametrize(
    ("url", "exported"),
    [
        (f"{DOCS}/document/d/{ID}/edit?usp=sharing", f"{DOCS}/document/d/{ID}/export?format=txt"),
        (f"{DOCS}/document/u/0/d/{ID}", f"{DOCS}/document/d/{ID}/export?format=txt"),
        (
            f"{DOCS}/spreadsheets/d/{ID}/edit?gid=7#gid=12",
            f"{DOCS}/spreadsheets/d/{ID}/export?format=csv&gid=12",
        ),
        (f"{DOCS}/spreadsheets/d/{ID}", f"{DOCS}/spreadsheets/d/{ID}/export?format=csv"),
        (f"{DOCS}/presentation/d/{ID}/view", f"{DOCS}/presentation/d/{ID}/export/txt"),
        (
            f"https://drive.google.com/file/d/{ID}/view",
            f"https://drive.google.com/uc?export=download&id={ID}",
        ),
        (
            f"https://drive.google.com/open?id={ID}",
            f"https://drive.google.com/uc?export=download&id={ID}",
        ),
        (f"{DOCS}/document/d/e/2PACX-1vQabcdefgh/pub", None),
        (f"{DOCS}/forms/d/{ID}/viewform", None),
        (f"https://docs.google.com.evil.example/document/d/{ID}/edit", None),
        ("https://drive.google.com/open?id=../x", None),
        ("https://[", None),
        ("ftp://docs.google.com/document/d/1aBcDeFgHiJk/", None),
    ],
)
def test_a_public_document_is_read_by_its_export(url: str, exported: str | None) -> None:
    assert export_address(url) == exported
