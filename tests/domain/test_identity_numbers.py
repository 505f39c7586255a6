from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.identity_numbers import identity_numbers


def check_digit(nine: str) -> str:
    """Return the digit that makes the sum of the digits, every other doubled, a whole ten."""
    doubled = "".join(str(int(digit) * (2 - index % 2)) for index, digit in enumerate(nine))
    return str(-sum(map(int, doubled)) % 10)


def number(born: date, serial: int, *, coordination: bool = False) -> tuple[str, str]:
    """Return the two halves of a valid number: YYMMDD and four digits."""
    day = born.day + (60 if coordination else 0)
    first = f"{born:%y%m}{day:02}"
    return first, f"{serial:03}{check_digit(f'{first}{serial:03}')}"


@pytest.mark.parametrize(
    "text",
    [
        "191212121212",
        "19121212-1212",
        "19121212 1212",
        "121212-1212",
        "1212121212",
        "121212+1212",
        "19121212\u20131212",
        "19121212\u20111212",
        "19121212\u22121212",
        "19121212\u00a01212",
        "1912-12-12-1212",
        "19121212 - 1212",
        "１２１２１２-１２１２",
        "701063-2391",
        "19701063-2391",
    ],
)
def test_a_personal_identity_number_is_found_however_it_is_written(text: str) -> None:
    assert identity_numbers(text) == (text,)


@pytest.mark.parametrize(
    "text", ["({})", "Avser {}.", "pnr:{},", "{}", "x{}x", "a\n{}\nb", "{}-bilaga"]
)
def test_it_is_found_inside_a_text(text: str) -> None:
    assert identity_numbers(text.format("19121212-1212")) == ("19121212-1212",)


def test_all_are_found_in_order() -> None:
    text = "Från 701063-2391 till 19121212-1212."
    assert identity_numbers(text) == ("701063-2391", "19121212-1212")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "121212-1213",  # another check digit
        "121312-1212",  # no such month
        "120230-1219",  # no such day
        "19121261-0000",  # a coordination number of another check digit
        "121260-1212",  # day 60 is neither a day nor a coordination number's
        "121292-1217",  # nor is day 92
        "556036-0793",  # an organisation number: its third digit is at least 2
        "202100-5489",
        "212000-1884",
        "12121212121212",  # digits of something longer
        "1912121212123",
        "119121212-1212",
        "Dnr KS 2026-000123",
        "120 000,00 kr",
        "2026-03-01",
        "2026-03-01–2027-02-28",
        "1912-12-12-1212-01-31",  # a date to a date, however its digits fall
        "1912-12-12 1212 invånare",
        "0521-72 10 00",
        "5a3e1f00-0000-5000-8000-000000000000",
    ],
)
def test_other_numbers_are_none(text: str) -> None:
    assert identity_numbers(text) == ()


def test_a_leap_day_is_a_day_only_in_the_centuries_that_have_it() -> None:
    first, last = number(date(2000, 2, 29), 1)
    assert identity_numbers(f"20{first}-{last}")
    assert identity_numbers(f"{first}-{last}")
    assert not identity_numbers(f"19{first}-{last}")


@given(st.dates(date(1880, 1, 1), date(2029, 12, 31)), st.integers(0, 999), st.booleans())
def test_every_valid_number_is_found(born: date, serial: int, coordination: bool) -> None:
    first, last = number(born, serial, coordination=coordination)
    full = f"{born.year // 100}{first}-{last}"
    assert identity_numbers(full) == (full,)


@given(st.dates(date(1900, 1, 1), date(2029, 12, 31)), st.integers(0, 999), st.integers(1, 9))
def test_no_number_with_another_check_digit_is_found(born: date, serial: int, off: int) -> None:
    first, last = number(born, serial)
    wrong = f"{last[:3]}{(int(last[3]) + off) % 10}"
    assert identity_numbers(f"{born.year // 100}{first}-{wrong}") == ()
