"""What the commands of a budget say."""

from __future__ import annotations

from domain.model import Command
from tests import make
from tests.domain.sentences.amounts import KR
from tests.make import OTHER_PROGRAM, stated

SENTENCES: list[tuple[Command, str, str]] = [
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
        make.return_funding(),
        (
            f"{KR} återlämnas till portföljstyrgruppen ur reserven i programmet Omvårdnad "
            "Dalsland för 2026, från och med den 1 januari 2026."
        ),
        (
            "SEK 100.00 is returned to the board from the reserve of the program Omvårdnad "
            "Dalsland for 2026, from 1 January 2026."
        ),
    ),
    (
        make.transfer(money_kind="in_kind", period=stated("2026-07-01", "2026-12-31")),
        (
            f"{KR} i interna resurser överförs från programmet Omvårdnad Dalsland till programmet "
            f"{OTHER_PROGRAM} för tiden 1 juli–31 december 2026, från och med den 1 januari 2026."
        ),
        (
            "SEK 100.00 in kind is transferred from the program Omvårdnad Dalsland to the program "
            f"{OTHER_PROGRAM} for 1 July–31 December 2026, from 1 January 2026."
        ),
    ),
    (
        make.note_deviation(),
        (
            "En avvikelse i programmet Omvårdnad Dalsland för 2026 noteras, från och med den "
            "1 januari 2026."
        ),
        "A deviation in the program Omvårdnad Dalsland for 2026 is noted, from 1 January 2026.",
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
]
