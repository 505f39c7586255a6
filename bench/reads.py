"""How long each question takes in logs of each size, through the reader of the use cases."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from datetime import UTC, date, datetime, timedelta
from functools import partial
from itertools import cycle, islice
from typing import Final, NamedTuple
from uuid import UUID

from application.budget_answer import budget_of
from application.explanation import Chosen, explained_budget, explained_decision
from application.queries import At, DecisionFilter, FollowUpFilter, Page, Queries
from application.shares_answer import shares_of
from bench.asking import budgets_over_http
from bench.kept import filled
from bench.measuring import Measuring
from bench.places import DATABASES, Place
from bench.results import Aim, Row, Table
from bench.rounds import Contestant, Turn, interleave
from bench.town import program_of, project_of, uid
from bench.years import LAST_YEAR, NEEDLE, SHAPES, Shape
from infrastructure.event_log import EventLog
from interfaces.garbage import collect_garbage_seldom
from interfaces.main import open_log


class Asked(NamedTuple):
    """A program's number, a year, and how many days after its end the answer is to hold.

    Each question has another day, so that no answer is one that was kept: a small log's few budgets
    would else all be answered from memory, and a large one's none.
    """

    number: int
    year: int
    days: int


Question = Callable[[Queries, Asked], object]

_FEWEST, _MOST_ASKED = 10, 25  # questions in a turn, whatever time they take
_SEED: Final = 1
_DAYS: Final = 997  # a prime: few budgets meet each of the days
_WITHIN: Final = 331
_TEN: Final = Page(1, 10)
"""A page that the smallest log fills too."""
_MOST: Final = 1.5  # times as long as in the smallest log
_LARGEST: Final = "budget, the largest: 5,000 entries"


def measure(measuring: Measuring) -> Iterator[Table]:
    """Yield a table for each database: every question by size of the log."""
    with ExitStack() as stack:
        every: dict[tuple[str, str, int], Contestant] = {}
        for database in DATABASES:
            for size in measuring.sizes:
                place = filled(measuring.everywhere, database, SHAPES[size], measuring.say)
                stack.callback(place.close)
                for name, contestant in _contestants(stack, measuring, place, SHAPES[size]):
                    contestant.name += f", {database}, {size:,} entries"
                    every[database, name, size] = contestant
        collect_garbage_seldom()
        interleave(list(every.values()), measuring.rounds, measuring.say)
    for database in DATABASES:
        of_database = {key[1:]: one for key, one in every.items() if key[0] == database}
        yield _table(database, measuring.sizes, of_database)


def _contestants(
    stack: ExitStack, measuring: Measuring, place: Place, shape: Shape
) -> Iterator[tuple[str, Contestant]]:
    log = open_log(place.open())
    questions: dict[str, tuple[Question, Iterator[Asked]]] = {
        name: (question, _asked(_ordinary(shape))) for name, question in QUESTIONS.items()
    }
    questions["shares of a program's year, asked again"] = (
        _shares,
        cycle([Asked(1, LAST_YEAR, 0)]),
    )
    if shape.crowded:
        questions[_LARGEST] = (_budget, _asked([(0, LAST_YEAR)]))
    for name, (question, asked) in questions.items():
        yield name, Contestant(name, partial(_turn, log, question, asked, measuring.seconds))
    over_http = [(*one[:2], _valid_at(one)) for one in islice(_asked(_ordinary(shape)), _DAYS)]
    yield "budget, over HTTP", budgets_over_http(stack, measuring, place, over_http)


def _asked(budgets: Sequence[tuple[int, int]]) -> Iterator[Asked]:
    """Yield the budgets again and again, each time as of another day, for some two years."""
    for nth, (number, year) in enumerate(cycle(budgets)):
        yield Asked(number, year, nth % _DAYS)


def _ordinary(shape: Shape) -> Sequence[tuple[int, int]]:
    """Return every budget of some 500 entries, in a random order that is always the same."""
    every = [
        (number, year)
        for number in range(shape.programs)
        for year in range(shape.first_year, LAST_YEAR + 1)
        if not (shape.crowded and number == 0 and year == LAST_YEAR)
    ]
    return random.Random(_SEED).sample(every, len(every))


def _turn(log: EventLog, question: Question, asked: Iterator[Asked], seconds: float) -> Turn:
    """Ask for so long, but neither too few times nor too many."""
    durations: list[float] = []
    while len(durations) < _FEWEST or (sum(durations) < seconds and len(durations) < _MOST_ASKED):
        started = time.perf_counter()
        with log.snapshot() as snapshot:
            question(snapshot.reader, next(asked))
        durations.append(time.perf_counter() - started)
    return Turn(len(durations), sum(durations), durations)


# --- The questions ------------------------------------------------------------------------------


def _valid_at(asked: Asked) -> date:
    return date(asked.year, 12, 31) + timedelta(days=asked.days)


def _at(reader: Queries, asked: Asked) -> At:
    return At(_valid_at(asked), reader.head().position)


def _budget(reader: Queries, asked: Asked) -> object:
    return budget_of(reader, program_of(asked.number), asked.year, _at(reader, asked))


def _known_earlier(reader: Queries, asked: Asked) -> object:
    halfway = reader.complete(reader.position_at(datetime(asked.year, 7, 1, tzinfo=UTC)))
    return budget_of(reader, program_of(asked.number), asked.year, At(_valid_at(asked), halfway))


def _valid_earlier(reader: Queries, asked: Asked) -> object:
    day = date(asked.year, 1, 31) + timedelta(days=asked.days % _WITHIN)
    return budget_of(reader, program_of(asked.number), asked.year, At(day, reader.head().position))


def _shares(reader: Queries, asked: Asked) -> object:
    return shares_of(
        reader,
        _at(reader, asked),
        program_id=program_of(asked.number),
        fiscal_year=asked.year,
    )


def _register(reader: Queries, asked: Asked) -> object:
    return reader.decisions(DecisionFilter(), _at(reader, asked), _TEN)


def _register_of_program(reader: Queries, asked: Asked) -> object:
    chosen = DecisionFilter(program_id=program_of(asked.number))
    return reader.decisions(chosen, _at(reader, asked), _TEN)


def _register_by_text(reader: Queries, asked: Asked) -> object:
    return reader.decisions(DecisionFilter(text=NEEDLE), _at(reader, asked), Page())


def _decision(reader: Queries, asked: Asked) -> object:
    return reader.decision(_decision_id(asked), _at(reader, asked))


def _explained_decision(reader: Queries, asked: Asked) -> object:
    return explained_decision(reader, _decision_id(asked), _at(reader, asked))


def _explained_budget(reader: Queries, asked: Asked) -> object:
    chosen = Chosen(project_of(asked.number, 0), None, None, None)
    return explained_budget(
        reader, program_of(asked.number), asked.year, _at(reader, asked), chosen
    )


def _follow_ups(reader: Queries, asked: Asked) -> object:
    chosen = FollowUpFilter(standing="in_progress")
    return reader.follow_ups(chosen, _at(reader, asked), Page())


def _follow_up(reader: Queries, asked: Asked) -> object:
    return reader.follow_up(_decision_id(asked), _at(reader, asked))


def _decision_id(asked: Asked) -> UUID:
    return UUID(uid(f"decision {asked.number} {asked.year} 6 0"))


QUESTIONS: Final[Mapping[str, Question]] = {
    "budget, an ordinary one: 500 entries": _budget,
    "budget as known halfway through its year": _known_earlier,
    "budget as valid on a day within its year": _valid_earlier,
    "shares of a program's year": _shares,
    "register, its last ten decisions": _register,
    "register of a program, its last ten": _register_of_program,
    "register by a word in one decision": _register_by_text,
    "one decision of 20 resolutions": _decision,
    "explanation of that decision": _explained_decision,
    "explanation of a project's budget": _explained_budget,
    "follow-ups that are in progress": _follow_ups,
    "follow-up of one decision": _follow_up,
}


# --- The tables ---------------------------------------------------------------------------------


def _table(
    database: str, sizes: Sequence[int], contestants: Mapping[tuple[str, int], Contestant]
) -> Table:
    names = dict.fromkeys(name for name, _ in contestants)
    rows = tuple(_row(name, sizes, contestants) for name in names)
    said = (
        "Milliseconds for each size of the log, and how many times those of the smallest. The "
        "largest budget stands beside an ordinary one in the smallest log."
    )
    return Table(f"Reads, {database}", rows, said)


def _row(name: str, sizes: Sequence[int], contestants: Mapping[tuple[str, int], Contestant]) -> Row:
    figures: dict[str, float] = {}
    aims: list[Aim] = []
    smallest, *larger = sizes
    least = contestants.get((name, smallest)) or contestants[next(iter(QUESTIONS)), smallest]
    for size in sizes:
        if one := contestants.get((name, size)):
            figures[f"p50, {size:,}"] = one.quantile(50) * 1000
            figures[f"p99, {size:,}"] = one.quantile(99) * 1000
    for size in larger:
        heading = f"× p99, {size:,}"
        figures[f"× p50, {size:,}"] = contestants[name, size].quantile_to(least, 50)
        figures[heading] = contestants[name, size].quantile_to(least, 99)
        aims.append(Aim(heading, "≤", _MOST))
    return Row(name, figures, aims)
