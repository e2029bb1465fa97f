"""A spreadsheet's values as its cells show them. Pure.

After ECMA-376, part 1, 18.8.31 (number formats), in what people use: dates and times, per cent,
thousands, decimals, leading zeros, currencies and units. What is more than that is shown plainly.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

import regex

_LONGEST_FORMAT = 200
# What does not show: colours, locales, conditions; padding; what stands for text.
_UNSHOWN = regex.compile(r"\[(?!\$)[^\]]*\]|[_*].|@")
_CURRENCY = regex.compile(r"\[\$([^\]-]*)[^\]]*\]")
_LITERAL = regex.compile(r'"([^"]*)"|\\(.)')
_DIGITS = regex.compile(r"[0#?][0#?.,]*")
_UNIT = regex.compile(r"y+|m+|d+|h+|s+|a{3,4}", regex.IGNORECASE)
_HALF = regex.compile(r"AM/PM|A/P|오전/오후", regex.IGNORECASE)
_DATE_PART = regex.compile(
    rf"{_HALF.pattern}|{_UNIT.pattern}|\"[^\"]*\"|\\.|.", regex.IGNORECASE | regex.DOTALL
)
_WEEKDAYS = "월화수목금토일"
_LANGUAGE_DATE = "mm-dd-yy"
"""Format 14: the date as the reader's system writes it."""


def shown(value: object, number_format: str) -> str:
    """Return a cell's value as it is shown; "" for an empty one.

    Args:
        value: As openpyxl reads it.
        number_format: Its format's code.
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, (datetime, date, time)):
        return _moment(value, number_format)
    if isinstance(value, timedelta):
        minutes, seconds = divmod(round(value.total_seconds()), 60)
        return f"{minutes // 60}:{minutes % 60:02}" + (f":{seconds:02}" if seconds else "")
    if isinstance(value, (int, float)):
        return _number(value, number_format)
    return str(value)


def _number(value: float, number_format: str) -> str:
    sections = number_format[:_LONGEST_FORMAT].split(";")
    section, sign = sections[0], "-" if value < 0 else ""
    if value < 0 and len(sections) > 1:
        section, sign = sections[1], ""
    literals: list[str] = []

    def kept(match: regex.Match[str]) -> str:
        literals.append(next(filter(None, match.groups()), ""))
        return chr(0xE000 + len(literals) - 1)

    code = _UNSHOWN.sub("", _LITERAL.sub(kept, _CURRENCY.sub(kept, section)))
    digits = _DIGITS.search(code)
    if digits is None or "E" in code.upper() or "/" in code:
        return f"{value:.15g}"
    number = abs(value) * 100 ** code.count("%")
    text = sign + code[: digits.start()] + _plain(number, digits[0]) + code[digits.end() :]
    for index, literal in enumerate(literals):
        text = text.replace(chr(0xE000 + index), literal)
    return text.strip()


def _plain(number: float, digits: str) -> str:
    whole, _, decimals = digits.rstrip(",").partition(".")
    # Commas at the end scale by thousands.
    number /= 1000 ** (len(digits) - len(digits.rstrip(",")))
    least, most = decimals.count("0"), len(decimals.replace(",", ""))
    text = f"{number:,.{most}f}" if "," in whole else f"{number:.{most}f}"
    if most > least:
        text = text[: len(text) - (most - least)] + text[len(text) - (most - least) :].rstrip("0")
    zeros = whole.replace(",", "").count("0")
    integer, point, fraction = text.rstrip(".").partition(".")
    return integer.rjust(zeros, "0") + point + fraction


def _moment(value: datetime | date | time, number_format: str) -> str:
    section = number_format[:_LONGEST_FORMAT].split(";")[0]
    code = _UNSHOWN.sub("", _CURRENCY.sub("", section)).strip()
    if code.lower() in ("general", "", _LANGUAGE_DATE):
        return _plain_moment(value)
    day = value if isinstance(value, date) else date.min
    hour = value if isinstance(value, (datetime, time)) else time()
    return "".join(_parts(day, hour, _DATE_PART.findall(code))).strip()


def _plain_moment(value: datetime | date | time) -> str:
    if isinstance(value, datetime):
        return str(value.date()) if value.time() == time() else value.isoformat(" ", "minutes")
    return value.isoformat()


def _parts(day: date, hour: datetime | time, parts: list[str]) -> Iterator[str]:
    halves = any(_HALF.fullmatch(part) for part in parts)
    kinds = [part[0].lower() if _UNIT.fullmatch(part) else "" for part in parts]
    units = [kind for kind in kinds if kind]
    at = 0
    for part, kind in zip(parts, kinds, strict=True):
        if not kind:
            half = _HALF.fullmatch(part)
            yield ("오전", "오후")[hour.hour > 11] if half else part.strip('"').removeprefix("\\")
            continue
        # An m beside hours or seconds is minutes.
        if kind == "m" and ("h" in units[at - 1 : at] or "s" in units[at + 1 : at + 2]):
            kind = "minute"
        at += 1
        yield _unit(day, hour, kind, len(part), halves=halves)


def _unit(day: date, hour: datetime | time, kind: str, width: int, *, halves: bool) -> str:
    match kind:
        case "y":
            return f"{day.year:04}" if width > 2 else f"{day.year % 100:02}"
        case "m" if width > 2:
            return day.strftime("%B" if width > 3 else "%b")
        case "d" if width > 2:
            return day.strftime("%A" if width > 3 else "%a")
        case "a":
            return _WEEKDAYS[day.weekday()] + ("요일" if width > 3 else "")
        case "h" if halves:
            return f"{(hour.hour - 1) % 12 + 1:0{width}}"
    numbers = {"m": day.month, "d": day.day, "h": hour.hour, "minute": hour.minute}
    return f"{numbers.get(kind, hour.second):0{min(width, 2)}}"
