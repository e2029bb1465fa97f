"""Parts of an Office Open XML package, and what they are to each other (ECMA-376, part 2)."""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType

from lxml import etree

_MAIN = "officeDocument"


@dataclass(frozen=True, slots=True)
class Relation:
    """What a part refers to by an id: `kind` is the last word of its type, "header"."""

    kind: str
    target: str


class Package:
    """A package's parts by their names, which are told apart without regard to case.

    Raises:
        zipfile.BadZipFile: It is no archive.
    """

    def __init__(self, body: bytes) -> None:
        self._archive = zipfile.ZipFile(io.BytesIO(body))

    @cached_property
    def _names(self) -> Mapping[str, str]:
        return {name.lower(): name for name in self._archive.namelist()}

    def __iter__(self) -> Iterator[str]:
        """Iterate over the parts' names."""
        return iter(self._names.values())

    @cached_property
    def main(self) -> str:
        """Return the name of the main part.

        Raises:
            KeyError: There is none.
        """
        for relation in self.relations("").values():
            if relation.kind == _MAIN and relation.target.lower() in self._names:
                return relation.target
        raise KeyError(_MAIN)

    def relations(self, part: str) -> Mapping[str, Relation]:
        """Return what a part ("": the package) refers to, by id; of what is in the package."""
        folder, name = posixpath.split(part)
        root = self.xml(posixpath.join(folder, "_rels", f"{name}.rels"))
        if root is None:
            return MappingProxyType({})
        found = {}
        for entry in root.iterchildren("{*}Relationship"):
            if entry.get("TargetMode") != "External":
                path = posixpath.join("/", folder, entry.get("Target", ""))
                kind = entry.get("Type", "").rpartition("/")[2]
                found[entry.get("Id", "")] = Relation(kind, posixpath.normpath(path).lstrip("/"))
        return found

    def related(self, part: str, kind: str) -> etree._Element | None:
        """Return the first part of a kind that a part refers to; None without one."""
        relations = self.relations(part).values()
        targets = [relation.target for relation in relations if relation.kind == kind]
        return self.xml(targets[0]) if targets else None

    def read(self, part: str) -> bytes | None:
        """Return a part's bytes; None when it is missing."""
        name = self._names.get(part.lower())
        return None if name is None else self._archive.read(name)

    def xml(self, part: str) -> etree._Element | None:
        """Return a part's root element; None when it is missing.

        Raises:
            lxml.etree.XMLSyntaxError: It is no XML.
        """
        body = self.read(part)
        return None if body is None else parse(body)


def parse(body: bytes) -> etree._Element:
    """Return the root of a document that nothing is fetched and nothing expanded for.

    Raises:
        lxml.etree.XMLSyntaxError: It is no XML.
    """
    return etree.fromstring(body, etree.XMLParser(resolve_entities=False, no_network=True))


def local(element: etree._Element) -> str:
    """Return an element's name without its namespace; "" for comments and the like."""
    return etree.QName(element).localname if isinstance(element.tag, str) else ""
