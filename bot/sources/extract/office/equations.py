"""Office equations (OMML) -> a line of text: "a/b", "r^2". Pure."""

from __future__ import annotations

from lxml import etree

from bot.sources.extract.office.opc import local

_UNSHOWN = ("ctrlPr", "rPr", "fPr", "sSupPr", "sSubPr", "sSubSupPr", "radPr", "dPr", "naryPr")


def equation(element: etree._Element) -> str:
    """Return an equation on one line."""
    parts = {local(child): child for child in element if isinstance(child.tag, str)}
    match local(element):
        case "t":
            return element.text or ""
        case "f":
            return f"{_part(parts, 'num')}/{_part(parts, 'den')}"
        case "sSup":
            return f"{_part(parts, 'e')}^{_part(parts, 'sup')}"
        case "sSub":
            return f"{_part(parts, 'e')}_{_part(parts, 'sub')}"
        case "sSubSup":
            return f"{_part(parts, 'e')}_{_part(parts, 'sub')}^{_part(parts, 'sup')}"
        case "rad":
            degree = equation(parts["deg"]) if "deg" in parts else ""
            return f"{degree}√{_part(parts, 'e')}"
        case "d":
            return f"({', '.join(map(equation, element.iterchildren('{*}e')))})"
        case "nary":
            sign = element.find("{*}naryPr/{*}chr")
            value = "∫" if sign is None else next(iter(sign.attrib.values()), "∑")
            return f"{value}_{_part(parts, 'sub')}^{_part(parts, 'sup')} {_part(parts, 'e')}"
        case name if name in _UNSHOWN:
            return ""
    return "".join(map(equation, element))


def _part(parts: dict[str, etree._Element], name: str) -> str:
    """Return a part, in brackets unless it is a single sign or number."""
    text = equation(parts[name]).strip() if name in parts else ""
    return text if len(text) < 2 or text.isalnum() else f"({text})"
