"""What the commands of a portfolio say."""

from __future__ import annotations

from domain.model import Command
from tests import make
from tests.domain.sentences.amounts import KR

SENTENCES: list[tuple[Command, str, str]] = [
    (
        make.establish_portfolio(),
        (
            "Portföljen Digitalisering inrättas inom Samverkan Dalsland från och med den "
            "1 januari 2026."
        ),
        "The portfolio Digitalisering is established under Samverkan Dalsland from 1 January 2026.",
    ),
    (
        make.adopt_steering_document(),
        (
            "Visionen för Digitalisering antas (Vision 2030, version 1.0) från och med den "
            "1 januari 2026."
        ),
        "The vision of Digitalisering is adopted (Vision 2030, version 1.0) from 1 January 2026.",
    ),
    (
        make.adopt_steering_document(
            document_kind="strategy", document=make.document("Strategi", version="2")
        ),
        "Strategin för Digitalisering antas (Strategi, version 2) från och med den 1 januari 2026.",
        "The strategy of Digitalisering is adopted (Strategi, version 2) from 1 January 2026.",
    ),
    (
        make.adopt_steering_document(
            document_kind="roadmap", document=make.document("Färdplan", version="2")
        ),
        (
            "Färdplanen för Digitalisering antas (Färdplan, version 2) från och med den "
            "1 januari 2026."
        ),
        "The roadmap of Digitalisering is adopted (Färdplan, version 2) from 1 January 2026.",
    ),
    (
        make.prioritise_programs(),
        (
            "Programmen i Digitalisering prioriteras i ordningen Omvårdnad Dalsland från och med "
            "den 1 januari 2026."
        ),
        (
            "The programs of Digitalisering are prioritised in the order Omvårdnad Dalsland from "
            "1 January 2026."
        ),
    ),
    (
        make.prioritise_programs(
            order=(make.ranked(program_id=make.OTHER_PROGRAM), make.ranked()),
            not_chosen=(make.not_chosen(),),
        ),
        (
            f"Programmen i Digitalisering prioriteras i ordningen {make.OTHER_PROGRAM} och "
            "Omvårdnad Dalsland från och med den 1 januari 2026; vägdes men valdes inte: 1 förslag."
        ),
        (
            f"The programs of Digitalisering are prioritised in the order {make.OTHER_PROGRAM} and "
            "Omvårdnad Dalsland from 1 January 2026; weighed and not chosen: 1 proposal."
        ),
    ),
    (
        make.prioritise_programs(
            order=(make.ranked(program_id=make.OTHER_PROGRAM),),
            not_chosen=(
                make.not_chosen(),
                make.not_chosen(proposal=None, project_id=make.PROJECT),
                make.not_chosen(proposal=None, program_id=make.PROGRAM),
                make.not_chosen(),
            ),
        ),
        (
            f"Programmen i Digitalisering prioriteras i ordningen {make.OTHER_PROGRAM} från och "
            "med den 1 januari 2026; vägdes men valdes inte: Omvårdnad Dalsland, Digital tillsyn "
            "och 2 förslag."
        ),
        (
            f"The programs of Digitalisering are prioritised in the order {make.OTHER_PROGRAM} "
            "from 1 January 2026; weighed and not chosen: Omvårdnad Dalsland, Digital tillsyn and "
            "2 proposals."
        ),
    ),
    (
        make.close_fiscal_year(),
        "Räkenskapsåret 2026 för Digitalisering stängs från och med den 1 januari 2027.",
        "The fiscal year 2026 of Digitalisering is closed from 1 January 2027.",
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
]
