"""What the commands of an agreement say."""

from __future__ import annotations

from domain.agreement import KeyScope
from domain.cost_key import ReferenceRule
from domain.model import Command
from tests import make
from tests.domain.sentences.amounts import KR
from tests.make import PROGRAM, PROJECT, fixed

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
        make.admit_observer(),
        "Munkedal (1430) blir observatör i Samverkan Dalsland från och med den 1 januari 2026.",
        "Munkedal (1430) becomes an observer of Samverkan Dalsland from 1 January 2026.",
    ),
    (
        make.dismiss_observer(code="1492"),
        "Åmål är inte längre observatör i Samverkan Dalsland från och med den 1 januari 2026.",
        "Åmål is no longer an observer of Samverkan Dalsland from 1 January 2026.",
    ),
    (
        make.designate_host(),
        "Mellerud blir värdkommun för Samverkan Dalsland från och med den 1 januari 2026.",
        "Mellerud becomes the host of Samverkan Dalsland from 1 January 2026.",
    ),
    (
        make.change_legal_form(),
        "Samverkan Dalsland får formen gemensam nämnd från och med den 1 januari 2026.",
        "Samverkan Dalsland takes the form of a joint committee from 1 January 2026.",
    ),
    (
        make.adopt_decision_rule(),
        "Beslut av slaget decideCeiling fattas enhälligt från och med den 1 januari 2026.",
        "Decisions of the kind decideCeiling are taken unanimously from 1 January 2026.",
    ),
    (
        make.adopt_decision_rule(rule="each_member"),
        (
            "Beslut av slaget decideCeiling fattas så att varje kommun samtycker från och med den "
            "1 januari 2026."
        ),
        (
            "Decisions of the kind decideCeiling are taken with the consent of each member from "
            "1 January 2026."
        ),
    ),
    (
        make.decide_resource_rate(rate=100_00),
        (f"Värdet av en timme Projektledare fastställs till {KR} från och med den 1 januari 2026."),
        "The value of an hour of Projektledare is decided at SEK 100.00 from 1 January 2026.",
    ),
    (
        make.repeal_resource_rate(),
        ("Värdet av en timme Projektledare upphör att gälla från och med den 1 januari 2026."),
        "The value of an hour of Projektledare ceases to apply from 1 January 2026.",
    ),
    (
        make.decide_member_frame(amount=100_00),
        (
            f"Ramen för vad Åmål bär av budgeten 2026 fastställs till {KR} från och med den "
            "1 januari 2026."
        ),
        (
            "The frame for what Åmål bears of the budget of 2026 is decided at SEK 100.00 from "
            "1 January 2026."
        ),
    ),
    (
        make.repeal_cost_key(),
        (
            "Fördelningsnyckeln för portföljen Digitalisering upphävs från och med den "
            "1 januari 2026."
        ),
        "The cost key of the portfolio Digitalisering is repealed from 1 January 2026.",
    ),
    (
        make.reinstate_cost_key(),
        (
            "En tidigare fördelningsnyckel för portföljen Digitalisering gäller åter från och med "
            "den 1 januari 2026."
        ),
        "An earlier cost key of the portfolio Digitalisering applies again from 1 January 2026.",
    ),
]
