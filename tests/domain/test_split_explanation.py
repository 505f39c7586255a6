from datetime import date
from fractions import Fraction
from uuid import UUID

from domain.balance import BalancePart, BalanceSplit, split_balance
from domain.cost_key import Component, CostKey
from domain.model import Timeline, calendar_year, one_day
from domain.segments import AdoptedKey, StatisticVersion, Terms, segments
from domain.split_explanation import explanation, spread_told
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
        "1 januari–31 december 2026 (365 dagar): 400 000,00 kr.",
        "Fördelningsnyckel: 80 % efter invånarantal och 20 % i lika delar.",
        (
            "Invånarantal den 31 december 2024, källa Folkmängd 31 december 2024 (SCB): "
            "Dals-Ed 4 606, Färgelanda 6 376, Bengtsfors 9 076, Mellerud 9 052; "
            "tillsammans 29 110."
        ),
        (
            "Dals-Ed: (80 % × 4 606/29 110 + 20 % × 1/4) × 400 000,00 kr = cirka 70 632,7722 kr, "
            "avrundat till 70 632,77 kr."
        ),
        (
            "Färgelanda: (80 % × 6 376/29 110 + 20 % × 1/4) × 400 000,00 kr = "
            "cirka 90 090,0034 kr, avrundat till 90 090,00 kr."
        ),
        (
            "Bengtsfors: (80 % × 9 076/29 110 + 20 % × 1/4) × 400 000,00 kr = "
            "cirka 119 770,5256 kr, avrundat till 119 770,53 kr med ett överblivet öre."
        ),
        (
            "Mellerud: (80 % × 9 052/29 110 + 20 % × 1/4) × 400 000,00 kr = "
            "cirka 119 506,6987 kr, avrundat till 119 506,70 kr med ett överblivet öre."
        ),
        (
            "Andelarna räknas ned till hela öre; 2 öre blir över och går till dem med störst "
            "rest: Bengtsfors och Mellerud."
        ),
    ]


def test_a_split_is_told_in_english() -> None:
    assert told(balance(-40_000_000, by_population()), "en")[:4] == [
        "1 January–31 December 2026 (365 days): SEK −400,000.00.",
        "Cost key: 80 % by population and 20 % in equal parts.",
        (
            "Population on 31 December 2024, source Folkmängd 31 december 2024 (SCB): "
            "Dals-Ed 4,606, Färgelanda 6,376, Bengtsfors 9,076, Mellerud 9,052; together 29,110."
        ),
        (
            "Dals-Ed: (80 % × 4,606/29,110 + 20 % × 1/4) × SEK −400,000.00 = "
            "about SEK −70,632.7722, rounded to SEK −70,632.77."
        ),
    ]


def test_a_share_that_needs_no_rounding_says_so() -> None:
    sentences = told(balance(700_000, fixed("0", "0.12", "0.3", "0.28")), "sv")
    assert sentences[1:] == [
        "Fördelningsnyckel: 100 % efter fasta andelar.",
        "Fasta andelar: Dals-Ed 0, Färgelanda 0.12, Bengtsfors 0.3, Mellerud 0.28.",
        "Dals-Ed: 0/0,7 × 7 000,00 kr = 0,00 kr, utan avrundning.",
        "Färgelanda: 0,12/0,7 × 7 000,00 kr = 1 200,00 kr, utan avrundning.",
        "Bengtsfors: 0,3/0,7 × 7 000,00 kr = 3 000,00 kr, utan avrundning.",
        "Mellerud: 0,28/0,7 × 7 000,00 kr = 2 800,00 kr, utan avrundning.",
    ]


def test_an_agreed_share_that_no_decimals_can_say_is_told_as_a_fraction() -> None:
    sentences = told(balance(300, fixed("1/3", "1/3", "1/3", "1/3")), "sv")
    assert "Dals-Ed: (1/3)/(4/3) × 3,00 kr = 0,75 kr, utan avrundning." in sentences


def test_of_equal_remainders_the_lower_code_gets_the_ore() -> None:
    sentences = told(balance(2, by_population("0")), "sv")
    assert sentences[2:] == [
        "Dals-Ed: 1/4 × 0,02 kr = 0,0050 kr, avrundat till 0,01 kr med ett överblivet öre.",
        "Färgelanda: 1/4 × 0,02 kr = 0,0050 kr, avrundat till 0,01 kr med ett överblivet öre.",
        "Bengtsfors: 1/4 × 0,02 kr = 0,0050 kr, avrundat till 0,00 kr.",
        "Mellerud: 1/4 × 0,02 kr = 0,0050 kr, avrundat till 0,00 kr.",
        (
            "Andelarna räknas ned till hela öre; 2 öre blir över och går till dem med störst "
            "rest: Dals-Ed och Färgelanda. Flera har lika rest; lägst kommunkod går före: "
            "Dals-Ed och Färgelanda."
        ),
    ]
    in_english = told(balance(2, by_population("0")), "en")[-1]
    assert in_english == (
        "Shares are cut to whole öre; 2 öre are left over and go to the largest remainders: "
        "Dals-Ed and Färgelanda. Of equal remainders the lower member code comes first: "
        "Dals-Ed and Färgelanda."
    )


def test_a_weight_that_no_decimals_can_say_is_told_as_a_fraction() -> None:
    sentences = told(balance(100, by_population(str(Fraction(1, 3)))), "sv")
    assert sentences[1] == "Fördelningsnyckel: 1/3 efter invånarantal och 2/3 i lika delar."


def test_money_that_cannot_be_split_says_why_and_the_rest_is_told() -> None:
    sentences = told(balance(36_500, by_population("0"), adopted_on=date(2026, 1, 2)), "sv")
    assert sentences[:3] == [
        "den 1 januari 2026 (1 dag): 1,00 kr.",
        "Beloppet är ofördelat. Ingen fördelningsnyckel gäller.",
        "2 januari–31 december 2026 (364 dagar): 364,00 kr.",
    ]


def test_nothing_needs_no_explanation() -> None:
    assert told(balance(0, by_population()), "en") == [
        "1 January–31 December 2026 (365 days): SEK 0.00."
    ]


def test_the_days_of_money_are_told_by_the_segments_they_lie_in() -> None:
    answer = balance(36_500, by_population("0"), adopted_on=date(2026, 1, 2))
    year = [part.segment for part in answer.segments]
    [over_both] = answer.spreads
    assert spread_told(over_both, year).sv.replace("\u00a0", " ") == (
        "365,00 kr avser 1 januari–31 december 2026 och delas upp efter antal dagar "
        "(1 dag: 1,00 kr och 364 dagar: 364,00 kr)."
    )
    day = split_balance([BalancePart(one_day(date(2026, 3, 1)), 100)], year).spreads[0]
    assert spread_told(day, year).en == (
        "SEK 1.00 covers 1 March 2026 and lies wholly in 2 January–31 December 2026."
    )
