"""What the commands about earlier decisions say."""

from __future__ import annotations

from domain.model import Command
from tests import make
from tests.make import MARCH

SENTENCES: list[tuple[Command, str, str]] = [
    (
        make.correct_decision(),
        "Beslut 2025-014 rättas.",
        "Decision 2025-014 is corrected.",
    ),
    (
        make.reverse_decision(effective_from=MARCH),
        "Beslut 2025-014 upphävs från och med den 1 mars 2026.",
        "Decision 2025-014 is reversed from 1 March 2026.",
    ),
    (
        make.reverse_decision(effective_from=MARCH, resolutions=(1, 3)),
        "Beslut 2025-014 upphävs i att-sats 1, 3 från och med den 1 mars 2026.",
        "Decision 2025-014 is reversed in resolution 1, 3 from 1 March 2026.",
    ),
]
