"""Find Swedish personal identity numbers in a text.

Source: the form and check digit of personnummer and samordningsnummer are those that the Tax
Agency publishes: a date, three digits and a Luhn check digit; a coordination number adds 60 to
the day.
"""

from __future__ import annotations

import re
from datetime import date

_DASH = "[-+\u2010-\u2015\u2212]"
_SPACE = r"[^\S\n]"
_CANDIDATE = re.compile(
    r"(?<![0-9])(?:(?P<century>18|19|20))?"
    r"(?P<year>\d\d)(?P<dashed>-)?(?P<month>\d\d)(?(dashed)-)(?P<day>\d\d)"
    # After a date written with dashes a space is that of a sentence ("2024-12-31 4786 persons"),
    # and four digits and a dash begin another date.
    rf"(?(dashed){_DASH}(?!\d{{4}}-\d)|(?:{_SPACE}?{_DASH})?{_SPACE}?)"
    r"(?P<serial>\d{4})(?![0-9])"
)

_COORDINATION = 60
"""What a coordination number adds to the day."""


def identity_numbers(text: str) -> tuple[str, ...]:
    """Return the valid personal identity and coordination numbers in `text`, in order."""
    return tuple(found.group() for found in _CANDIDATE.finditer(text) if _is_valid(found))


def _is_valid(found: re.Match[str]) -> bool:
    year, month, day = found["year"], int(found["month"]), int(found["day"])
    calendar_day = day - _COORDINATION if day > _COORDINATION else day
    centuries = (found["century"],) if found["century"] else ("19", "20")
    return any(
        _is_date(int(century + year), month, calendar_day) for century in centuries
    ) and _luhn(year + found["month"] + found["day"] + found["serial"])


def _is_date(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def _luhn(digits: str) -> bool:
    total = 0
    for index, digit in enumerate(digits):
        doubled = int(digit) * (2 if index % 2 == 0 else 1)
        total += doubled // 10 + doubled % 10
    return total % 10 == 0
