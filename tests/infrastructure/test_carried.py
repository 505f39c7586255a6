"""Balances carried forward say what the postings do, at any pair of times."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise
from random import Random

import pytest
from sqlalchemy import Connection, func, select

from application.queries import At, Balance, Page, PostingFilter
from domain.model import Period, Position, StreamId, calendar_year
from domain.recorded import Cause, Recorded
from infrastructure.database import Database
from infrastructure.read_models import carried, postings
from infrastructure.read_models.balances import Budget, balances
from infrastructure.read_models.carried import CARRIED, CARRIED_BALANCE, HOLDING, is_carried
from infrastructure.read_models.posting_pages import postings as postings_of
from infrastructure.read_models.postings import POSTING, lines, month_of, month_within
from tests import happened
from tests.make import OTHER_PROGRAM, OTHER_PROJECT, PROGRAM, PROJECT, uid

YEAR = 2026
STREAM = StreamId(f"budget/{PROGRAM}/{YEAR}")
OTHER_STREAM = StreamId(f"budget/{OTHER_PROGRAM}/{YEAR}")
BUDGET = Budget(PROGRAM, YEAR)
CAUSE = Cause(uid("some entry"), 1, "test")
FIRST = date(YEAR, 1, 1)


def some_day(random: Random) -> date:
    return FIRST + timedelta(days=random.randrange(365))


def some_period(random: Random) -> Period:
    """Return a day, a month, a quarter, some days or the whole year."""
    day = some_day(random)
    match random.randrange(5):
        case 0:
            return calendar_year(YEAR)
        case 1:
            return Period(start=day, end=min(day + timedelta(days=40), date(YEAR + 1, 1, 1)))
        case 2:
            return Period(start=date(YEAR, 2, 1), end=date(YEAR, 3, 1))
        case _:
            return Period(start=day, end=day + timedelta(days=1))


def some_event(random: Random) -> object:
    period, amount = some_period(random), random.randrange(1, 1000_00)
    project_id = random.choice((PROJECT, OTHER_PROJECT))
    match random.randrange(6):
        case 0:
            return happened.program_funded(
                amount=amount, period=period, effective_from=some_day(random)
            )
        case 1:
            return happened.allocated(
                amount=amount,
                period=period,
                effective_from=some_day(random),
                project_id=project_id,
                money_kind=random.choice(("cash", "in_kind")),
            )
        case 2:
            return happened.committed(amount=amount, period=period, dated=some_day(random))
        case _:
            of = random.choice((project_id, None))
            return happened.cost_registered(
                amount=amount, period=period, dated=some_day(random), project_id=of
            )


def story(seed: int, length: int) -> Iterator[list[Recorded]]:
    """Yield transactions of one to seventy events, now and then of another budget too."""
    random = Random(seed)
    position, versions = 0, {STREAM: 0, OTHER_STREAM: 0}
    while position < length:
        transaction = []
        for _ in range(random.choice((1, 1, 1, 2, 3, 70))):
            stream = OTHER_STREAM if random.random() < 0.1 else STREAM
            position, versions[stream] = position + 1, versions[stream] + 1
            event = some_event(random)
            recorded = Recorded(stream, versions[stream], event, CAUSE, None, Position(position))
            transaction.append(recorded)
        yield transaction


def project(connection: Connection, transaction: list[Recorded]) -> None:
    last = transaction[-1].position
    postings.project(connection, transaction, last)
    carried.project(connection, transaction, last)


def told_again(story_: list[list[Recorded]], at: At) -> dict[tuple[object, ...], int]:
    """Add up the lines of a story, by account, project, kind of money and month or period."""
    sums: dict[tuple[object, ...], int] = defaultdict(int)
    for transaction in story_:
        if transaction[-1].position > at.known_at:
            break
        for one in transaction:
            event = one.event
            valid_from = getattr(event, "dated", None) or event.effective_from
            if one.stream != STREAM or valid_from > at.valid_at:
                continue
            for line in lines(event):
                if line.account in HOLDING:
                    kind = getattr(event, "money_kind", "cash")
                    month = month_within(event.period)
                    period = month or (event.period.start, event.period.end)
                    sums[line.account, line.project_id, kind, period] += line.amount
    return sums


def posted(story_: list[list[Recorded]], at: At) -> list[tuple[int, int]]:
    """Return where the postings of a story are that are known and valid at a pair of times."""
    return [
        (one.position, number)
        for transaction in story_
        if transaction[-1].position <= at.known_at
        for one in transaction
        if one.stream == STREAM
        if (getattr(one.event, "dated", None) or one.event.effective_from) <= at.valid_at
        for number in range(1, len(lines(one.event)) + 1)
    ]


def as_told(found: tuple[Balance, ...]) -> dict[tuple[object, ...], int]:
    sums: dict[tuple[object, ...], int] = defaultdict(int)
    for one in found:
        for part in one.parts:
            month = month_within(part.period)
            assert part.gathered == (month is not None)
            period = month or (part.period.start, part.period.end)
            key = (one.account, one.project_id, one.money_kind, period)
            assert key not in sums, "every sum is told once"
            sums[key] = part.amount
    return sums


@pytest.mark.parametrize("seed", range(3))
def test_they_are_the_sums_of_the_postings_at_any_pair_of_times(
    database: Database, seed: int
) -> None:
    random, told = Random(seed), list(story(seed, 900))
    with database.write() as connection:
        for transaction in told:
            project(connection, transaction)
    pairs = [At(some_day(random), Position(random.randrange(1000))) for _ in range(80)]
    pairs += [At(day, Position(1000)) for day in (date.min, date.max, date(YEAR, 12, 31))]
    with database.read() as connection:
        assert connection.execute(select(func.count()).select_from(CARRIED)).scalar_one() > 10
        for at in pairs:
            known = max((t[-1].position for t in told if t[-1].position <= at.known_at), default=0)
            found = balances(connection, BUDGET, At(at.valid_at, Position(known)))
            assert as_told(found) == told_again(told, at), at
            of_budget = PostingFilter(program_id=PROGRAM, fiscal_year=YEAR)
            listed = postings_of(connection, of_budget, at, Page(1, 5000))
            assert listed.total == len(listed.items) == len(posted(told, at))
            assert [(one.position, one.line) for one in listed.items] == posted(told, at)


def test_told_apart_they_are_those_of_each_period(database: Database) -> None:
    told = list(story(7, 300))
    at = At(date(YEAR, 8, 17), told[-1][-1].position)
    with database.write() as connection:
        for transaction in told:
            project(connection, transaction)
        exact = balances(connection, BUDGET, at, exact=True)
        gathered = balances(connection, BUDGET, at)
    assert not any(part.gathered for one in exact for part in one.parts)
    assert [(one.account, one.project_id, one.money_kind, one.amount) for one in exact] == [
        (one.account, one.project_id, one.money_kind, one.amount) for one in gathered
    ]
    assert sum(len(one.parts) for one in exact) > sum(len(one.parts) for one in gathered)


def test_only_a_month_that_is_cut_is_told_apart(database: Database) -> None:
    told = list(story(8, 300))
    at = At(date(YEAR, 11, 17), told[-1][-1].position)
    march = month_of(date(YEAR, 3, 1))
    with database.write() as connection:
        for transaction in told:
            project(connection, transaction)
        exact = balances(connection, BUDGET, at, exact=True)
        cut = balances(connection, BUDGET, at, cut_on={date(YEAR, 3, 5), date(YEAR, 3, 20)})
        gathered = balances(connection, BUDGET, at)
    assert [one.amount for one in cut] == [one.amount for one in exact]
    for one, whole, apart in zip(cut, gathered, exact, strict=True):
        assert {part for part in one.parts if not part.gathered} == {
            part for part in apart.parts if month_within(part.period) in (march, None)
        }
        assert {part for part in one.parts if part.gathered} == {
            part for part in whole.parts if part.gathered and month_within(part.period) != march
        }


def test_a_read_adds_up_few_of_many_postings(database: Database) -> None:
    """A day's cost each: 4 000 postings in one account of one project."""
    cost = happened.cost_registered(project_id=PROJECT)
    with database.write() as connection:
        for number in range(1, 4001):
            day = FIRST + timedelta(days=number * 7 % 365)
            update = {"dated": day, "period": Period(start=day, end=day + timedelta(days=1))}
            event = cost.model_copy(update=update)
            project(connection, [Recorded(STREAM, number, event, CAUSE, None, Position(number))])
        kept = select(func.count()).select_from(CARRIED_BALANCE)
        for known_at in (999, 2345, 4000):
            last = connection.execute(
                select(CARRIED.c.carried, CARRIED.c.position)
                .where(CARRIED.c.position <= known_at)
                .order_by(CARRIED.c.position.desc())
            ).first()
            assert last is not None
            of_last = connection.execute(kept.where(CARRIED_BALANCE.c.carried == last.carried))
            since = (
                select(func.count())
                .select_from(POSTING)
                .where(POSTING.c.position > last.position, POSTING.c.position <= known_at)
            )
            assert of_last.scalar_one() == 12
            assert connection.execute(since).scalar_one() <= 2 * known_at // 16
        assert connection.execute(kept).scalar_one() < 4000 / 4


def test_a_budget_is_carried_every_so_many_events() -> None:
    turns = [version for version in range(1, 5001) if is_carried(version - 1, version)]
    assert turns[:4] == [32, 64, 96, 128]
    assert all(later - earlier <= max(32, later // 16 + 1) for earlier, later in pairwise(turns))
    assert len(turns) < 80


def test_a_transaction_of_many_events_carries_its_budget_once() -> None:
    assert is_carried(0, 500)
    assert not is_carried(500, 511)
    assert is_carried(500, 512)
