"""Each command says in both languages what it does, as the minutes would."""

from typing import get_args
from uuid import UUID

import pytest

from domain import decision
from domain.agreement import KeyScope
from domain.cost_key import Component, CostKey, ReferenceRule
from domain.errors import Refused
from domain.key_wording import described
from domain.model import Command, Names
from domain.wording import during, listed, on, since
from tests import make
from tests.domain.sentences import agreement, budget, portfolio, program, project, review
from tests.domain.sentences import decision as decisions
from tests.make import (
    AGREEMENT,
    DECISION,
    FIVE,
    FOUR,
    LEADER,
    NAMES,
    OTHER_PROJECT,
    PORTFOLIO,
    PROGRAM,
    PROJECT,
    STEERING,
    by_population,
    day,
    document,
    stated,
)


class KnownNames:
    """The names of the world of `make`; an unknown id reads as itself."""

    def __init__(self) -> None:
        self._names: dict[UUID, str] = {
            AGREEMENT: "Samverkan Dalsland",
            PORTFOLIO: "Digitalisering",
            PROGRAM: "Omvårdnad Dalsland",
            PROJECT: "Digital tillsyn",
            OTHER_PROJECT: "Trygg hemgång",
            FOUR: "4D",
            FIVE: "5D",
            LEADER: "Kim Ek",
            STEERING: "Styrgrupp vård",
            DECISION: "2025-014",
        }

    def _name(self, identity: UUID) -> str:
        return self._names.get(identity, str(identity))

    agreement = body = constellation = decision = person = portfolio = program = project = _name

    def member(self, code: str) -> str:
        return NAMES.get(code, code)


KNOWN: Names = KnownNames()

SENTENCES: list[tuple[Command, str, str]] = [
    *agreement.SENTENCES,
    *portfolio.SENTENCES,
    *program.SENTENCES,
    *project.SENTENCES,
    *budget.SENTENCES,
    *review.SENTENCES,
    *decisions.SENTENCES,
]


@pytest.mark.parametrize(("command", "sv", "en"), SENTENCES, ids=[c.kind for c, _, _ in SENTENCES])
def test_a_command_says_what_it_does(command: Command, sv: str, en: str) -> None:
    sentence = command.sentence(KNOWN)
    assert sentence.sv == sv
    assert sentence.en == en


def test_every_command_has_its_sentence_tested() -> None:
    assert {type(command) for command, _, _ in SENTENCES} == set(get_args(decision.AnyCommand))


def test_what_is_not_known_reads_as_its_id() -> None:
    unknown = make.NOWHERE
    assert str(unknown) in make.start_project(project_id=unknown).sentence(KNOWN).sv


def test_a_key_that_splits_nothing_has_no_sentence() -> None:
    with pytest.raises(Refused) as refusal:
        make.adopt_cost_key(scope=KeyScope()).sentence(KNOWN)
    assert refusal.value.code == "key_scope_unclear"


@pytest.mark.parametrize(
    ("components", "sv", "en"),
    [
        (
            by_population("0.805", "0.195"),
            "80,5 % efter invånarantal och 19,5 % i lika delar",
            "80.5 % by population and 19.5 % in equal parts",
        ),
        (
            by_population("2/3", "1/3"),
            "2/3 efter invånarantal och 1/3 i lika delar",
            "2/3 by population and 1/3 in equal parts",
        ),
        (by_population("0", "1"), "100 % i lika delar", "100 % in equal parts"),
        (
            (*by_population("0.5", "0.3"), Component(basis="devices", weight="0.2")),
            "50 % efter invånarantal, 30 % i lika delar och 20 % efter devices",
            "50 % by population, 30 % in equal parts and 20 % by devices",
        ),
        (
            by_population("0.999999", "0.000001"),
            "99,9999 % efter invånarantal och 0,0001 % i lika delar",
            "99.9999 % by population and 0.0001 % in equal parts",
        ),
        (
            by_population("0.9999999", "0.0000001"),
            "9999999/10000000 efter invånarantal och 1/10000000 i lika delar",
            "9999999/10000000 by population and 1/10000000 in equal parts",
        ),
    ],
)
def test_a_key_reads_as_people_say_it(components: tuple[Component, ...], sv: str, en: str) -> None:
    said = described(CostKey(components=components))
    assert (said.sv, said.en) == (sv, en)


@pytest.mark.parametrize(
    ("years", "sv", "en"),
    [
        (0, "31 december samma år.", "31 December of the same year."),
        (
            1,
            "31 december året före räkenskapsåret.",
            "31 December the year before the fiscal year.",
        ),
        (3, "december tre år före räkenskapsåret.", "December three years before the fiscal year."),
        (10, "december tio år före räkenskapsåret.", "December ten years before the fiscal year."),
    ],
)
def test_a_reference_rule_says_which_figures_a_key_reads(years: int, sv: str, en: str) -> None:
    rule = ReferenceRule(month=12, day=31, years_before=years)
    sentence = make.adopt_cost_key(reference_rule=rule).sentence(KNOWN)
    assert sentence.sv.endswith(sv)
    assert sentence.en.endswith(en)


def test_days_and_periods_read_as_people_write_them() -> None:
    assert on(day("2026-03-01")).sv == "den 1 mars 2026"
    assert on(day("2026-03-01")).en == "1 March 2026"
    assert since(day("2026-12-31")).sv == "från och med den 31 december 2026"
    assert since(day("2026-12-31")).en == "from 31 December 2026"
    assert during(stated("2026-03-01", "2026-05-31")).sv == "1 mars–31 maj 2026"
    assert during(stated("2026-03-01", "2027-02-28")).sv == "1 mars 2026–28 februari 2027"
    assert during(stated("2026-03-01", "2027-02-28")).en == "1 March 2026–28 February 2027"


def test_a_list_ends_with_and() -> None:
    lists = [listed(names) for names in ([], ["A"], ["A", "B"], ["A", "B", "C"])]
    assert [each.sv for each in lists] == ["", "A", "A och B", "A, B och C"]
    assert [each.en for each in lists] == ["", "A", "A and B", "A, B and C"]


def test_a_document_of_a_title_with_a_version_reads_with_it() -> None:
    plan = make.approve_project_plan(plan=document("Plan", version="B"))
    assert "(Plan, version B)" in plan.sentence(KNOWN).sv
