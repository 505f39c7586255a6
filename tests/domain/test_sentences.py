"""Each command says in both languages what it does, as the minutes would."""

from typing import get_args
from uuid import UUID

import pytest

from domain import decision
from domain.agreement.commands import KeyScope, described
from domain.cost_key import Component, CostKey, ReferenceRule
from domain.errors import Refused
from domain.model import Command, Names
from domain.wording import during, listed, on, since
from tests import make
from tests.make import (
    AGREEMENT,
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
    fixed,
    stated,
)

KR = "100,00\u00a0kr"


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
        }

    def _name(self, identity: UUID) -> str:
        return self._names.get(identity, str(identity))

    agreement = body = constellation = person = portfolio = program = project = _name

    def member(self, code: str) -> str:
        return NAMES.get(code, code)


KNOWN: Names = KnownNames()

SENTENCES: list[tuple[Command, str, str]] = [
    (
        make.form_body(),
        "Organet Styrgrupp vård inrättas för Omvårdnad Dalsland från och med den 1 januari 2026.",
        "The body Styrgrupp vård is formed for Omvårdnad Dalsland from 1 January 2026.",
    ),
    (
        make.form_body(name="Kompetenscentrum", body_kind="competence_centre", programs=()),
        "Organet Kompetenscentrum inrättas från och med den 1 januari 2026.",
        "The body Kompetenscentrum is formed from 1 January 2026.",
    ),
    (
        make.admit_member(),
        "Herrljunga (1466) blir part i Samverkan Dalsland från och med den 1 januari 2026.",
        "Herrljunga (1466) joins Samverkan Dalsland from 1 January 2026.",
    ),
    (
        make.withdraw_member(),
        "Åmål utträder ur Samverkan Dalsland; första dagen utan medlemskap är den 1 januari 2026.",
        "Åmål leaves Samverkan Dalsland; the first day without membership is 1 January 2026.",
    ),
    (
        make.define_constellation(),
        (
            "Konstellationen 4D består från och med den 1 januari 2026 av Dals-Ed, Färgelanda, "
            "Bengtsfors och Mellerud."
        ),
        (
            "The constellation 4D consists from 1 January 2026 of Dals-Ed, Färgelanda, Bengtsfors "
            "and Mellerud."
        ),
    ),
    (
        make.adopt_cost_key(),
        (
            "Fördelningsnyckeln för portföljen Digitalisering fastställs från och med den 1 "
            "januari "
            "2026: 80 % efter invånarantal och 20 % i lika delar, med uppgifter per den 31 "
            "december "
            "två år före räkenskapsåret."
        ),
        (
            "The cost key of the portfolio Digitalisering is adopted from 1 January 2026: 80 % by "
            "population and 20 % in equal parts, with the figures of 31 December two years "
            "before the fiscal year."
        ),
    ),
    (
        make.adopt_cost_key(
            scope=KeyScope(program_id=PROGRAM),
            components=fixed(m1460="1/3", m1438="2/3"),
            reference_rule=None,
        ),
        (
            "Fördelningsnyckeln för programmet Omvårdnad Dalsland fastställs från och med den "
            "1 januari 2026: 100 % efter fasta andelar (Dals-Ed 2/3, Bengtsfors 1/3)."
        ),
        (
            "The cost key of the program Omvårdnad Dalsland is adopted from 1 January 2026: 100 "
            "% by "
            "agreed shares (Dals-Ed 2/3, Bengtsfors 1/3)."
        ),
    ),
    (
        make.adopt_cost_key(
            scope=KeyScope(project_id=PROJECT),
            reference_rule=ReferenceRule(month=11, day=1, years_before=1),
        ),
        (
            "Fördelningsnyckeln för projektet Digital tillsyn fastställs från och med den 1 "
            "januari "
            "2026: 80 % efter invånarantal och 20 % i lika delar, med uppgifter per den 1 november "
            "året före räkenskapsåret."
        ),
        (
            "The cost key of the project Digital tillsyn is adopted from 1 January 2026: 80 % by "
            "population and 20 % in equal parts, with the figures of 1 November the year before "
            "the fiscal year."
        ),
    ),
    (
        make.apply_figures(),
        (
            "Uppgifterna om invånarantal per den 31 december 2024 tillämpas från och med den "
            "1 januari 2026."
        ),
        "The figures for population as of 31 December 2024 apply from 1 January 2026.",
    ),
    (
        make.establish_portfolio(),
        (
            "Portföljen Digitalisering inrättas inom Samverkan Dalsland från och med den "
            "1 januari 2026."
        ),
        "The portfolio Digitalisering is established under Samverkan Dalsland from 1 January 2026.",
    ),
    (
        make.decide_ceiling(amount=100_00),
        f"Ramen för Digitalisering 2026 fastställs till {KR} från och med den 1 januari 2026.",
        "The ceiling of Digitalisering for 2026 is decided at SEK 100.00 from 1 January 2026.",
    ),
    (
        make.decide_ceiling(amount=100_00, money_kind="in_kind"),
        (
            f"Ramen för Digitalisering 2026 fastställs till {KR} i interna resurser från och med "
            "den "
            "1 januari 2026."
        ),
        (
            "The ceiling of Digitalisering for 2026 is decided at SEK 100.00 in kind from "
            "1 January 2026."
        ),
    ),
    (
        make.approve_program_directive(),
        (
            "Direktivet för programmet Omvårdnad Dalsland godkänns (Programdirektiv, version 1.0; "
            "effektberäkning: Effektberäkning, version 1.0) från och med den 1 januari 2026."
        ),
        (
            "The directive of the program Omvårdnad Dalsland is approved (Programdirektiv, version "
            "1.0; effect calculation: Effektberäkning, version 1.0) from 1 January 2026."
        ),
    ),
    (
        make.approve_program_directive(
            constellation_id=FOUR,
            effect_calculation=None,
            no_effect_calculation_because=make.sealed("Lagkrav."),
        ),
        (
            "Direktivet för programmet Omvårdnad Dalsland i konstellationen 4D godkänns "
            "(Programdirektiv, version 1.0; utan effektberäkning) från och med den 1 januari 2026."
        ),
        (
            "The directive of the program Omvårdnad Dalsland in the constellation 4D is approved "
            "(Programdirektiv, version 1.0; without effect calculation) from 1 January 2026."
        ),
    ),
    (
        make.start_program(),
        "Programmet Omvårdnad Dalsland startas den 1 januari 2026.",
        "The program Omvårdnad Dalsland starts on 1 January 2026.",
    ),
    (
        make.appoint_program_leader(),
        "Kim Ek utses till programledare för Omvårdnad Dalsland från och med den 1 januari 2026.",
        "Kim Ek is appointed leader of the program Omvårdnad Dalsland from 1 January 2026.",
    ),
    (
        make.propose_project(),
        (
            "Initiativet Digital tillsyn föreslås i programmet Omvårdnad Dalsland av Bengtsfors, i "
            "konstellationen 4D."
        ),
        (
            "The initiative Digital tillsyn is proposed in the program Omvårdnad Dalsland by "
            "Bengtsfors, in the constellation 4D."
        ),
    ),
    (
        make.propose_project(program_id=None, proposed_by={"member": "1460", "body_id": STEERING}),
        (
            "Initiativet Digital tillsyn föreslås av Bengtsfors och Styrgrupp vård, i "
            "konstellationen 4D."
        ),
        (
            "The initiative Digital tillsyn is proposed by Bengtsfors and Styrgrupp vård, in the "
            "constellation 4D."
        ),
    ),
    (
        make.describe_project(),
        (
            "Initiativbeskrivningen för Digital tillsyn godkänns (Initiativbeskrivning, version "
            "1.0) "
            "från och med den 1 januari 2026."
        ),
        (
            "The description of the initiative Digital tillsyn is approved (Initiativbeskrivning, "
            "version 1.0) from 1 January 2026."
        ),
    ),
    (
        make.approve_project(),
        "Initiativet Digital tillsyn godkänns från och med den 1 januari 2026.",
        "The initiative Digital tillsyn is approved from 1 January 2026.",
    ),
    (
        make.reject_project(),
        "Initiativet Digital tillsyn avslås.",
        "The initiative Digital tillsyn is rejected.",
    ),
    (
        make.approve_project_directive(),
        (
            "Direktivet för Digital tillsyn godkänns (Projektdirektiv, version 1.0; "
            "effektberäkning: "
            "Effektberäkning, version 1.0) och initiativet blir ett projekt från och med den "
            "1 januari 2026."
        ),
        (
            "The directive of Digital tillsyn is approved (Projektdirektiv, version 1.0; effect "
            "calculation: Effektberäkning, version 1.0) and the initiative becomes a project from "
            "1 January 2026."
        ),
    ),
    (
        make.approve_project_plan(),
        (
            "Projektplanen för Digital tillsyn godkänns (Projektplan, version 1.0) från och med "
            "den "
            "1 januari 2026."
        ),
        (
            "The plan of the project Digital tillsyn is approved (Projektplan, version 1.0) from "
            "1 January 2026."
        ),
    ),
    (
        make.start_project(),
        "Projektet Digital tillsyn startas den 1 januari 2026.",
        "The project Digital tillsyn starts on 1 January 2026.",
    ),
    (
        make.complete_project(effective_from=make.NEW_YEARS_EVE),
        (
            "Projektet Digital tillsyn avslutas den 31 december 2026 och överlämnas (Överlämning, "
            "version 1.0)."
        ),
        (
            "The project Digital tillsyn is completed on 31 December 2026 and handed over "
            "(Överlämning, version 1.0)."
        ),
    ),
    (
        make.complete_project(handover=None),
        "Projektet Digital tillsyn avslutas den 1 januari 2026.",
        "The project Digital tillsyn is completed on 1 January 2026.",
    ),
    (
        make.change_project_constellation(),
        "Digital tillsyn övergår till konstellationen 5D från och med den 1 januari 2026.",
        "Digital tillsyn moves to the constellation 5D from 1 January 2026.",
    ),
    (
        make.classify_project(),
        (
            "Digital tillsyn hör till insidan och IT-fabriken på samverkansnivå 5 från och med den "
            "1 januari 2026."
        ),
        (
            "Digital tillsyn belongs to the inside and the IT factory at collaboration level 5 "
            "from "
            "1 January 2026."
        ),
    ),
    (
        make.classify_project(sides=("outside",), level=None),
        "Digital tillsyn hör till utsidan från och med den 1 januari 2026.",
        "Digital tillsyn belongs to the outside from 1 January 2026.",
    ),
    (
        make.fund_program(),
        f"{KR} tilldelas programmet Omvårdnad Dalsland för 2026, från och med den 1 januari 2026.",
        "SEK 100.00 is given to the program Omvårdnad Dalsland for 2026, from 1 January 2026.",
    ),
    (
        make.fund_program(money_kind="in_kind", period=stated("2026-07-01", "2026-12-31")),
        (
            f"{KR} i interna resurser tilldelas programmet Omvårdnad Dalsland för tiden "
            "1 juli–31 december 2026, från och med den 1 januari 2026."
        ),
        (
            "SEK 100.00 in kind is given to the program Omvårdnad Dalsland for 1 July–31 December "
            "2026, from 1 January 2026."
        ),
    ),
    (
        make.allocate(),
        (
            f"{KR} anslås till Digital tillsyn i programmet Omvårdnad Dalsland för 2026, från "
            "och med "
            "den 1 januari 2026."
        ),
        (
            "SEK 100.00 is allocated to Digital tillsyn in the program Omvårdnad Dalsland for "
            "2026, "
            "from 1 January 2026."
        ),
    ),
    (
        make.allocate(amount=-100_00),
        (
            f"Anslaget till Digital tillsyn sänks med {KR} i programmet Omvårdnad Dalsland för "
            "2026, "
            "från och med den 1 januari 2026."
        ),
        (
            "The allocation to Digital tillsyn is lowered by SEK 100.00 in the program Omvårdnad "
            "Dalsland for 2026, from 1 January 2026."
        ),
    ),
    (
        make.reallocate(),
        (
            f"{KR} omfördelas från Digital tillsyn till Trygg hemgång i programmet Omvårdnad "
            "Dalsland "
            "för 2026, från och med den 1 januari 2026."
        ),
        (
            "SEK 100.00 is reallocated from Digital tillsyn to Trygg hemgång in the program "
            "Omvårdnad "
            "Dalsland for 2026, from 1 January 2026."
        ),
    ),
    (
        make.release(),
        (
            f"{KR} återförs från Digital tillsyn till reserven i programmet Omvårdnad Dalsland för "
            "2026, från och med den 1 januari 2026."
        ),
        (
            "SEK 100.00 is released from Digital tillsyn to the reserve of the program Omvårdnad "
            "Dalsland for 2026, from 1 January 2026."
        ),
    ),
    (
        make.initiate_review(),
        "Revision inleds: Programmets ekonomi, för tiden 1 januari–31 december 2025.",
        "A review is initiated: Programmets ekonomi, for 1 January–31 December 2025.",
    ),
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
