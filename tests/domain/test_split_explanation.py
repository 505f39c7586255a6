from datetime import date
from fractions import Fraction
from uuid import UUID

from domain.balance import BalancePart, BalanceSplit, split_balance
from domain.cost_key import Component, CostKey
from domain.model import Timeline, calendar_year
from domain.segments import AdoptedKey, StatisticVersion, Terms, segments
from domain.split_explanation import explanation
from tests.cases import by_population, dalsland, members_of, population

NAMES = {each["code"]: each["name"] for each in dalsland()["municipalities"]}
LONG_AGO = date(2020, 1, 1)
YEAR = calendar_year(2026)


def balance(amount: int, key: CostKey, adopted_on: date = LONG_AGO) -> BalanceSplit:
    """Split `amount` of 2026 between 4D."""
    terms = Terms(
        members={code: Timeline(((LONG_AGO, True),)) for code in members_of("4D")},
        constellations={},
        keys={"portfolio/1": Timeline(((adopted_on, AdoptedKey(UUID(int=1), key)),))},
        figures=(StatisticVersion(population(2024)),),
        applied={"population": Timeline(((LONG_AGO, date(2024, 12, 31)),))},
    )
    return split_balance(
        [BalancePart(YEAR, amount)], segments(terms, YEAR, ("portfolio/1",), Timeline())
    )


def fixed(*shares: str) -> CostKey:
    agreed = dict(zip(sorted(members_of("4D")), shares, strict=True))
    return CostKey(components=(Component(basis="fixed", weight="1", shares=agreed),))


def told(answer: BalanceSplit, language: str) -> list[str]:
    """Return the sentences with plain spaces."""
    sentences = (getattr(each, language) for each in explanation(answer, NAMES))
    return [sentence.replace("\u00a0", " ") for sentence in sentences]


def test_a_split_is_told_in_swedish() -> None:
    assert told(balance(40_000_000, by_population()), "sv") == [
        "2026-01-01 – 2026-12-31 (365 dagar): 400 000,00 kr.",
        "Fördelningsnyckel: folkmängd 80 %, lika delar 20 %.",
        (
            "Tal för folkmängd 2024-12-31, källa Folkmängd 31 december 2024 (SCB): Dals-Ed 4 606, "
            "Färgelanda 6 376, Bengtsfors 9 076, Mellerud 9 052; tillsammans 29 110."
        ),
        "Dals-Ed: cirka 70 632,7722 kr, avrundat till 70 632,77 kr.",
        "Färgelanda: cirka 90 090,0034 kr, avrundat till 90 090,00 kr.",
        "Bengtsfors: cirka 119 770,5256 kr, avrundat till 119 770,53 kr med ett överblivet öre.",
        "Mellerud: cirka 119 506,6987 kr, avrundat till 119 506,70 kr med ett överblivet öre.",
        (
            "Alla andelar räknas ned till hela öre; de öre som blir över går till dem som har "
            "störst rest, vid lika rest till lägsta kommunkod."
        ),
    ]


def test_a_split_is_told_in_english() -> None:
    assert told(balance(-40_000_000, by_population()), "en")[:4] == [
        "2026-01-01 – 2026-12-31 (365 days): SEK −400,000.00.",
        "Cost key: population 80%, equal parts 20%.",
        (
            "Figures for population 2024-12-31, source Folkmängd 31 december 2024 (SCB): Dals-Ed "
            "4,606, Färgelanda 6,376, Bengtsfors 9,076, Mellerud 9,052; together 29,110."
        ),
        "Dals-Ed: about SEK −70,632.7722, rounded to SEK −70,632.77.",
    ]


def test_a_share_that_needs_no_rounding_says_so() -> None:
    sentences = told(balance(700_000, fixed("0", "0.12", "0.3", "0.28")), "sv")
    assert sentences[1:] == [
        "Fördelningsnyckel: fasta andelar 100 %.",
        "Fasta andelar: Dals-Ed 0, Färgelanda 0.12, Bengtsfors 0.3, Mellerud 0.28.",
        "Dals-Ed: 0,00 kr, utan avrundning.",
        "Färgelanda: 1 200,00 kr, utan avrundning.",
        "Bengtsfors: 3 000,00 kr, utan avrundning.",
        "Mellerud: 2 800,00 kr, utan avrundning.",
    ]


def test_an_exact_share_with_few_decimals_is_not_called_approximate() -> None:
    sentences = told(balance(2, by_population("0")), "sv")
    assert "Dals-Ed: 0,0050 kr, avrundat till 0,01 kr med ett överblivet öre." in sentences
    assert "Mellerud: 0,0050 kr, avrundat till 0,00 kr." in sentences


def test_a_weight_that_no_decimals_can_say_is_told_as_a_fraction() -> None:
    sentences = told(balance(100, by_population(str(Fraction(1, 3)))), "sv")
    assert sentences[1] == "Fördelningsnyckel: folkmängd 1/3, lika delar 2/3."


def test_money_that_cannot_be_split_says_why_and_the_rest_is_told() -> None:
    sentences = told(balance(36_500, by_population("0"), adopted_on=date(2026, 1, 2)), "sv")
    assert sentences[:3] == [
        "2026-01-01 – 2026-01-01 (1 dag): 1,00 kr.",
        "Beloppet är ofördelat. Ingen fördelningsnyckel gäller.",
        "2026-01-02 – 2026-12-31 (364 dagar): 364,00 kr.",
    ]


def test_nothing_needs_no_explanation() -> None:
    assert told(balance(0, by_population()), "en") == [
        "2026-01-01 – 2026-12-31 (365 days): SEK 0.00."
    ]
