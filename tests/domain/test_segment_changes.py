"""What is other than before, segment by segment, as people say it."""

from dataclasses import replace
from datetime import date
from uuid import UUID

from domain.model import Timeline
from domain.segment_changes import changes_told
from domain.segments import AdoptedKey, Segment, StatisticVersion, Terms, segments
from tests.cases import by_population, members_of, population
from tests.domain.test_split_explanation import LONG_AGO, NAMES, YEAR

JULY = date(2026, 7, 1)
PORTFOLIO = "portfolio/1"

BEFORE = Terms(
    members={code: Timeline(((LONG_AGO, True),)) for code in members_of("4D")},
    constellations={},
    keys={PORTFOLIO: Timeline(((LONG_AGO, AdoptedKey(UUID(int=1), by_population())),))},
    figures=tuple(StatisticVersion(population(year)) for year in (2023, 2024)),
    applied={"population": Timeline(((LONG_AGO, date(2023, 12, 31)),))},
)


def cut(terms: Terms) -> tuple[Segment, ...]:
    return segments(terms, YEAR, (PORTFOLIO,), Timeline())


def told(terms: Terms, language: str = "sv") -> list[str]:
    return [getattr(one, language) for one in changes_told(cut(BEFORE), cut(terms), NAMES)]


def test_nothing_is_said_when_nothing_changes_or_there_was_nothing() -> None:
    assert told(BEFORE) == []
    assert changes_told((), cut(BEFORE), NAMES) == ()


def test_other_figures_are_told_from_the_day_they_apply() -> None:
    steps = Timeline(((LONG_AGO, date(2023, 12, 31)), (JULY, date(2024, 12, 31))))
    terms = replace(BEFORE, applied={"population": steps})
    [sv], [en] = told(terms), told(terms, "en")
    assert sv == (
        "1 juli–31 december 2026: invånarantal den 31 december 2024 gäller nu i stället för den "
        "31 december 2023."
    )
    assert en == (
        "1 July–31 December 2026: population on 31 December 2024 now applies instead of "
        "31 December 2023."
    )


def test_corrected_figures_are_told_as_a_correction() -> None:
    wrong = population(2023)
    right = wrong.model_copy(update={"values": {**wrong.values, "1438": 1}})
    terms = replace(BEFORE, figures=(*BEFORE.figures, StatisticVersion(right)))
    assert told(terms) == [
        "1 januari–31 december 2026: invånarantal den 31 december 2023 är rättat."
    ]
    assert told(terms, "en")[0].endswith("population on 31 December 2023 is corrected.")


def test_those_who_come_and_go_are_named() -> None:
    members = {
        **BEFORE.members,
        "1438": Timeline(((LONG_AGO, True), (JULY, False))),
        "1492": Timeline(((JULY, True),)),
    }
    assert told(replace(BEFORE, members=members)) == [
        "1 juli–31 december 2026: Åmål deltar nu.",
        "1 juli–31 december 2026: Dals-Ed deltar inte längre.",
    ]
    assert told(replace(BEFORE, members=members), "en") == [
        "1 July–31 December 2026: Åmål now takes part.",
        "1 July–31 December 2026: Dals-Ed no longer takes part.",
    ]


def test_another_key_is_told_beside_the_old_one_and_so_is_none() -> None:
    steps = ((LONG_AGO, AdoptedKey(UUID(int=1), by_population())), (JULY, None))
    repealed = replace(BEFORE, keys={PORTFOLIO: Timeline(steps)})
    [none] = told(repealed)
    assert none == (
        "1 juli–31 december 2026: ingen nyckel gäller nu (förut: 80 % efter invånarantal och "
        "20 % i lika delar)."
    )
    half = AdoptedKey(UUID(int=2), by_population("1/2"))
    other = replace(BEFORE, keys={PORTFOLIO: Timeline(((LONG_AGO, half),))})
    [another] = told(other, "en")
    assert another == (
        "1 January–31 December 2026: the key is now 50 % by population and 50 % in equal parts "
        "(before: 80 % by population and 20 % in equal parts)."
    )
    [brought_back] = changes_told(cut(repealed), cut(BEFORE), NAMES)
    assert brought_back.sv == (
        "1 juli–31 december 2026: nyckeln är nu 80 % efter invånarantal och 20 % i lika delar "
        "(förut: ingen)."
    )


def test_figures_that_are_missing_or_found_are_told() -> None:
    without = replace(BEFORE, applied={})
    assert told(without) == ["1 januari–31 december 2026: uppgifter om invånarantal saknas nu."]
    assert told(without, "en")[0].endswith("figures for population are now missing.")
    [found] = changes_told(cut(without), cut(BEFORE), NAMES)
    assert found.en == "1 January–31 December 2026: population on 31 December 2023 now applies."


def test_days_with_the_same_differences_are_told_as_one_run() -> None:
    half = AdoptedKey(UUID(int=2), by_population("1/2"))
    steps = Timeline(((LONG_AGO, date(2023, 12, 31)), (JULY, date(2024, 12, 31))))
    was = replace(BEFORE, applied={"population": steps})
    now = replace(was, keys={PORTFOLIO: Timeline(((LONG_AGO, half),))})
    [one] = changes_told(cut(was), cut(now), NAMES)
    assert one.sv.startswith("1 januari–31 december 2026: nyckeln är nu 50 %")
