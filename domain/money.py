"""Money is whole öre: the only arithmetic on it, and the forms in which it is written."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Annotated, Any, Final, Literal, TypeAlias

from pydantic import (
    AfterValidator,
    Field,
    PlainSerializer,
    PlainValidator,
    ValidationInfo,
    WithJsonSchema,
)

from domain.errors import Malformed, invalid

Ore: TypeAlias = int
"""An amount in öre: 100 to the krona."""

MAX_ORE: Final = 2**53 - 1
"""The largest amount either way: what every JSON reader holds exactly; 90 000 billion kronor."""

Weight: TypeAlias = Fraction | int
Language: TypeAlias = Literal["sv", "en"]
LANGUAGES: Final[tuple[Language, ...]] = ("sv", "en")

NO_BREAK_SPACE: Final = "\u00a0"
MINUS: Final = "\u2212"


# --- arithmetic ------------------------------------------------------------------------------


def apportion(total: Ore, weights: Mapping[str, Weight], unit: Ore = 1) -> dict[str, Ore]:
    """Share out the whole units of `total` in proportion to `weights`, in code order.

    Largest remainder, ties to the lower code. What is less than a `unit` is left out: the
    parts sum to `total` cut towards zero to whole units. A negative total is the mirror image
    of the positive one.

    Raises:
        Malformed: a weight is negative, no weight is positive, or the unit is not positive.

    Source: domain.md, The cost key and the split; settled question 15.
    """
    if unit < 1:
        raise Malformed(
            "unit_is_not_positive",
            "Avrundningsenheten ska vara större än noll.",
            "The rounding unit must be greater than zero.",
        )
    codes = sorted(weights)
    units = abs(total) // unit if total >= 0 else -(abs(total) // unit)
    parts = _largest_remainder(units, [weights[code] for code in codes])
    return {code: part * unit for code, part in zip(codes, parts, strict=True)}


def spread(amount: Ore, days: Sequence[int]) -> tuple[Ore, ...]:
    """Spread `amount` over parts of a period by their number of days, in their order.

    Largest remainder, ties to the earliest.

    Raises:
        Malformed: a number of days is negative, or there are no days at all.

    Source: domain.md, The cost key and the split (Time).
    """
    return tuple(_largest_remainder(amount, days))


def _largest_remainder(total: int, weights: Sequence[Weight]) -> list[int]:
    """Divide `total` by `weights`: each rounded down, the rest to the largest remainders.

    Ties go to the first. A weight of 0 gets nothing, since it leaves no remainder.
    """
    ratio = _in_whole_numbers(weights)
    whole = sum(ratio)
    shares = [divmod(abs(total) * weight, whole) for weight in ratio]
    parts = [quotient for quotient, _ in shares]
    largest_first = sorted(range(len(shares)), key=lambda i: shares[i][1], reverse=True)
    for index in largest_first[: abs(total) - sum(parts)]:
        parts[index] += 1
    return parts if total >= 0 else [-part for part in parts]


def _in_whole_numbers(weights: Sequence[Weight]) -> list[int]:
    """Return `weights` over their common denominator, so that remainders compare exactly."""
    numerators = [weight.numerator for weight in weights]
    if any(numerator < 0 for numerator in numerators):
        raise Malformed(
            "weights_are_negative", "En vikt är negativ.", "A weight is less than zero."
        )
    if not any(numerators):
        raise Malformed(
            "weights_sum_to_zero",
            "Det finns ingen vikt större än noll att fördela efter.",
            "There is no weight greater than zero to share out by.",
        )
    denominators = [weight.denominator for weight in weights]
    common = math.lcm(*denominators)
    return [
        numerator * (common // denominator)
        for numerator, denominator in zip(numerators, denominators, strict=True)
    ]


# --- written forms ---------------------------------------------------------------------------

_AMOUNT = re.compile(r"(-?)(0|[1-9][0-9]*)(?:\.([0-9]+))?")
_DECIMALS = 2
_MOST_DIGITS = len(str(MAX_ORE // 100))


def amount_text(ore: Ore) -> str:
    """Return the decimal string of `ore` in kronor: ``400000.00``, ``-0.05``."""
    kronor_, rest = divmod(abs(ore), 100)
    return f"{'-' if ore < 0 else ''}{kronor_}.{rest:02}"


def kronor(ore: Ore, language: Language) -> str:
    """Return `ore` as people write it: ``400 000,00 kr`` or ``SEK 400,000.00``.

    The Swedish form keeps together by no-break spaces; both have a real minus sign.
    """
    sign = MINUS if ore < 0 else ""
    english = f"{abs(ore) // 100:,}.{abs(ore) % 100:02}"
    if language == "en":
        return f"SEK {sign}{english}"
    swedish = english.replace(",", NO_BREAK_SPACE).replace(".", ",")
    return f"{sign}{swedish}{NO_BREAK_SPACE}kr"


def parse_amount(text: str) -> Ore:
    """Return the öre of a decimal string in kronor, the inverse of `amount_text`.

    Raises:
        Malformed: not such a string, more than two decimals, or beyond `MAX_ORE`.
    """
    match = _AMOUNT.fullmatch(text)
    if match is None:
        raise Malformed(
            "money_is_not_an_amount",
            "Ett belopp skrivs med siffror och decimalpunkt, utan mellanrum: 400000.00.",
            "An amount is written with digits and a decimal point, without spaces: 400000.00.",
        )
    sign, whole, decimals = match.groups(default="")
    if len(decimals) > _DECIMALS:
        raise Malformed(
            "money_has_too_many_decimals",
            "Ett belopp har högst två decimaler.",
            "An amount has at most two decimals.",
        )
    if len(whole) > _MOST_DIGITS:
        raise _too_large()
    ore = int(whole + decimals.ljust(_DECIMALS, "0"))
    return _bounded(-ore if sign else ore)


def _bounded(ore: Ore) -> Ore:
    if abs(ore) > MAX_ORE:
        raise _too_large()
    return ore


def _too_large() -> Malformed:
    return Malformed(
        "money_is_too_large",
        f"Beloppet är för stort: mest är {kronor(MAX_ORE, 'sv')}.",
        f"The amount is too large: the most is {kronor(MAX_ORE, 'en')}.",
        most_ore=MAX_ORE,
    )


# --- pydantic types --------------------------------------------------------------------------


def _money(value: object, info: ValidationInfo) -> Ore:
    """Read money; a bare number is öre to Python and is refused in JSON, where none can know."""
    try:
        if type(value) is int and info.mode == "python":
            return _bounded(value)
        return _from_object(value)
    except Malformed as problem:
        raise invalid(problem) from None


def _from_object(value: object) -> Ore:
    match value:
        case float() | {"amount": float()}:
            raise Malformed(
                "money_is_a_float",
                'Ett belopp är en sträng ("400000.00"), aldrig ett flyttal: de är inte exakta.',
                'An amount is a string ("400000.00"), never a float: those are not exact.',
            )
        case {"amount": str(text), "currency": "SEK", **others} if not others:
            return parse_amount(text)
        case {"amount": str(), **others} if not others.keys() - {"currency"}:
            raise Malformed(
                "money_currency",
                'Valutan ska anges och vara "SEK".',
                'The currency must be given and be "SEK".',
            )
        case _:
            raise Malformed(
                "money_is_not_an_amount",
                'Ett belopp skrivs {"amount": "400000.00", "currency": "SEK"}, med en sträng.',
                'An amount is written {"amount": "400000.00", "currency": "SEK"}, with a string.',
            )


def _money_object(ore: Ore) -> dict[str, str]:
    return {"amount": amount_text(ore), "currency": "SEK"}


def _positive(ore: Ore) -> Ore:
    if ore <= 0:
        raise invalid(
            Malformed(
                "money_is_not_positive",
                "Beloppet ska vara större än noll.",
                "The amount must be greater than zero.",
            )
        )
    return ore


def _json_schema(sign: str, description: str) -> dict[str, Any]:
    pattern = rf"^{sign}(0|[1-9][0-9]{{0,{_MOST_DIGITS - 1}}})(\.[0-9]{{1,2}})?$"
    return {
        "type": "object",
        "description": description,
        "properties": {
            "amount": {"type": "string", "pattern": pattern, "examples": ["400000.00"]},
            "currency": {"type": "string", "enum": ["SEK"]},
        },
        "required": ["amount", "currency"],
        "additionalProperties": False,
        "examples": [_money_object(40_000_000)],
    }


Money = Annotated[
    Ore,
    PlainValidator(_money),
    PlainSerializer(_money_object, when_used="json"),
    WithJsonSchema(_json_schema("-?", "Kronor, at most two decimals. Högst två decimaler.")),
]
"""Öre inside; in JSON ``{"amount": "400000.00", "currency": "SEK"}`` and nothing else."""

PositiveMoney = Annotated[
    Money,
    AfterValidator(_positive),
    WithJsonSchema(_json_schema("", "Kronor, greater than zero. Större än noll.")),
]
"""Money that is more than nothing."""

OreAmount = Annotated[Ore, Field(strict=True, ge=-MAX_ORE, le=MAX_ORE)]
"""Money in an event: a plain integer of öre."""
