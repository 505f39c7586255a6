"""The lists of the register are counted as their rows are, at any position and day."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from uuid import UUID

from sqlalchemy import Connection, func, select

from application.queries import At
from domain.decision import stream
from domain.model import DecisionId, Position
from domain.recorded import Cause, Recorded
from infrastructure.database import Database
from infrastructure.read_models import decision_subjects, decisions
from infrastructure.read_models.decision_subjects import EVERY, SUBJECT, TALLY, total
from tests import happened
from tests.infrastructure.tally import NOON
from tests.make import uid

MANY = 1200
FIRST = date(2026, 1, 1)
MEMBERS = ("1438", "1439", "1460")


def identity(number: int) -> DecisionId:
    return DecisionId(uid(f"decision {number}"))


def taken(number: int, position: int, decided_on: date) -> Recorded:
    event = happened.decision_taken()
    envelope = event.envelope.model_copy(
        update={"decision_id": identity(number), "decided_on": decided_on}
    )
    update = {"number": f"2026-{number:03}", "envelope": envelope}
    cause = Cause(identity(number), None, "test")
    at = Position(position)
    return Recorded(stream(identity(number)), 1, event.model_copy(update=update), cause, NOON, at)


def tell(connection: Connection, random: Random) -> None:
    """Take decisions that concern some members, and now and then one more of an earlier one."""
    position, waiting = 0, list[int]()
    for number in range(1, MANY + 1):
        position += 1
        decided_on = FIRST + timedelta(days=number // 4 - random.randrange(20))
        one = taken(number, position, decided_on)
        some = [code for code in MEMBERS if random.random() < 0.3]
        paying: dict[UUID, list[str]] = {identity(number): some}
        position += random.randrange(3)
        decisions.project(connection, [one], Position(position))
        decision_subjects.project(connection, [one], Position(position), paying)
        waiting.append(number)
        if random.random() < 0.1:
            position += 1
            earlier: dict[UUID, list[str]] = {identity(random.choice(waiting)): [*MEMBERS[:2]]}
            decision_subjects.project(connection, [], Position(position), earlier)


def test_every_list_is_counted_as_its_rows_are(database: Database) -> None:
    random = Random(5)
    with database.write() as connection:
        tell(connection, random)
    row = SUBJECT.c
    with database.read() as connection:
        tallies = connection.execute(select(func.count()).select_from(TALLY)).scalar_one()
        assert tallies > 20
        for subject in (EVERY, *(f"member/{code}" for code in MEMBERS), "kind/nothing"):
            for _ in range(40):
                at = At(
                    FIRST + timedelta(days=random.randrange(400)),
                    Position(random.randrange(3 * MANY)),
                )
                rows = select(func.count()).where(
                    row.subject == subject,
                    row.position <= at.known_at,
                    row.decided_on <= at.valid_at,
                )
                assert total(connection, subject, at) == connection.execute(rows).scalar_one()


def test_a_count_passes_few_rows(database: Database) -> None:
    with database.write() as connection:
        tell(connection, Random(6))
        tallied = connection.execute(
            select(TALLY.c.position).where(TALLY.c.subject == EVERY).order_by(TALLY.c.position)
        ).scalars()
        assert len(list(tallied)) in range(1, MANY // 100)
