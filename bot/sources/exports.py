"""Where the text of documents is that their own page shows by script alone. Pure.

Google's editors export what is public: documents and slides as text, sheets as CSV
(https://developers.google.com/workspace/drive/api/guides/ref-export-formats). Files on Drive are
downloaded as they are.
"""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

_EDITED = re.compile(
    r"/(?P<kind>document|spreadsheets|presentation)(?:/u/\d+)?/d/(?P<id>(?!e/)[\w-]{10,100})(?:/.*)?"
)
_STORED = re.compile(r"/file(?:/u/\d+)?/d/(?P<id>[\w-]{10,100})(?:/.*)?")
_PATHS = {
    "document": "/document/d/{id}/export?format=txt",
    "presentation": "/presentation/d/{id}/export/txt",
    "spreadsheets": "/spreadsheets/d/{id}/export?format=csv",
}
_ID = re.compile(r"[\w-]{10,100}")
_SHEET = re.compile(r"\d{1,20}")


def export_address(url: str) -> str | None:
    """Return where the text of a public document is exported; None for any other address."""
    try:
        parts = urlsplit(url.strip())
        host = parts.hostname
    except ValueError:
        return None
    if parts.scheme not in ("http", "https"):
        return None
    if host == "drive.google.com":
        stored = _STORED.fullmatch(parts.path)
        opened = parse_qs(parts.query).get("id", [""]) if parts.path in ("/open", "/uc") else [""]
        found = stored["id"] if stored else opened[0]
        if not _ID.fullmatch(found):
            return None
        return f"https://drive.google.com/uc?export=download&id={found}"
    document = _EDITED.fullmatch(parts.path) if host == "docs.google.com" else None
    if document is None:
        return None
    address = "https://docs.google.com" + _PATHS[document["kind"]].format(id=document["id"])
    sheet = {**parse_qs(parts.query), **parse_qs(parts.fragment)}.get("gid", [""])[0]
    if document["kind"] == "spreadsheets" and _SHEET.fullmatch(sheet):
        address += f"&gid={sheet}"
    return address
