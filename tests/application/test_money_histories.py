"""Laws of commitments, credits, incomes, returns, transfers and deviations, whatever is told.

Every figure is a sum of postings; what stands of the deviations is what is above, exactly.
"""

from __future__ import annotations

import shutil
import tempfile
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import given as any_of
from hypothesis import strategies as st

from infrastructure.database import Database
from infrastructure.rebuild import check
from tests.interfaces import world
from tests.interfaces.money_facts import commitment, commitment_end, credit, income, note_deviation
from tests.interfaces.world import (
    OF_FOUR,
    OF_SIX,
    OTHER_PROGRAM,
    PROGRAM,
    Api,
    JsonObject,
    allocate,
    cost,
    decision,
    fund,
    of_budget,
    ore,
    reallocate,
    release,
    serving,
    transfer,
)
from tests.make import uid

DAYS = ("2026-01-01", "2026-03-15", "2026-07-01", "2026-12-31")
SEEN_ON = DAYS[1::2]
MEASURES = ("budget", "cost", "income", "adjustment")
ABOVE = ("cost_above_allocation", "cost_above_funding")

# --- Histories ----------------------------------------------------------------------------------

days = st.sampled_from(DAYS)
amounts = st.integers(1, 60_000_000)
bearers = st.sampled_from([OF_SIX, OF_FOUR, None])
projects = st.sampled_from([OF_SIX, OF_FOUR])
few = st.integers(1, 4).map(str)


def named(kind: str) -> st.SearchStrategy[str]:
    return few.map(lambda number: str(uid(f"{kind} {number}")))


def fact(path: str, build: Any, **more: Any) -> st.SearchStrategy[tuple[str, JsonObject]]:
    return st.builds(lambda **given: (path, build(**given)), **more)


def decided(build: Any, **more: Any) -> st.SearchStrategy[tuple[str, JsonObject]]:
    dated = st.builds(build, effectiveFrom=days, **more)
    return dated.map(lambda one: ("/decisions", decision(one, decidedOn="2026-12-31")))


ENTRIES = st.one_of(
    fact("/costs", cost, amount=amounts, number=few, projectId=bearers, dated=days),
    fact(
        "/costs",
        cost,
        amount=amounts,
        number=few,
        projectId=bearers,
        dated=days,
        commitmentId=named("commitment"),
    ),
    fact("/credits", credit, amount=amounts, number=few, costId=named("cost"), dated=days),
    fact("/commitments", commitment, amount=amounts, number=few, projectId=bearers, dated=days),
    fact("/commitment-ends", commitment_end, commitmentId=named("commitment"), dated=days),
    fact("/incomes", income, amount=amounts, number=few, projectId=bearers, dated=days),
    decided(fund, amount=amounts),
    decided(allocate, amount=amounts, project_id=projects),
    decided(release, amount=amounts, project_id=projects),
    decided(reallocate, amount=amounts),
    decided(lambda **given: of_budget("returnFunding", **given), amount=amounts),
    decided(transfer, amount=amounts),
    decided(
        note_deviation,
        cause=few.map(lambda number: uid(f"cost {number}")),
        code=st.sampled_from(ABOVE),
    ),
)
HISTORIES = st.lists(ENTRIES, min_size=6, max_size=14)


# --- What must hold -----------------------------------------------------------------------------


def everything(api: Api, **at: Any) -> Any:
    """Return what every read of money answers at a pair of times, having seen that it adds up."""
    budgets = [
        api.read(f"/programs/{program}/budgets/2026", **at) for program in (PROGRAM, OTHER_PROGRAM)
    ]
    deviations = api.read("/deviations", limit=500, **at)
    shares = api.read("/shares", **at)
    accounts = of_accounts(api, **at)
    assert sum(of for (_, name, _), of in accounts.items() if name == "transferred") == 0
    for budget in budgets:
        adds_up(budget, accounts)
        what_is_above_deviates(budget, deviations)
    for one in shares["balances"]:
        parts = [ore(share["amount"]) for share in one["shares"]]
        assert sum(parts) + ore(one["unsplit"]) == ore(one["balance"])
        assert ore(one["balance"]) or not any(parts), "shares of a zero balance are zero"
    return budgets, deviations, shares


def of_accounts(api: Api, **at: Any) -> Mapping[tuple[str, str, str | None], int]:
    """Return what each account of a program holds (öre), every entry of it summing to zero."""
    sums: dict[tuple[str, str, str | None], int] = defaultdict(int)
    entries: dict[int, int] = defaultdict(int)
    for line in api.read("/postings", limit=500, **at):
        sums[line["programId"], line["account"], line["projectId"]] += ore(line["amount"])
        entries[line["position"]] += ore(line["amount"])
    assert not any(entries.values())
    return sums


def adds_up(budget: JsonObject, accounts: Mapping[tuple[str, str, str | None], int]) -> None:
    """Expect every figure of a budget to be a sum of postings, and counted once."""
    program, [reserve] = budget["programId"], budget["reserve"]
    pots = [
        (None, "reserve", reserve),
        *((p["projectId"], "allocated", p) for p in budget["projects"]),
    ]
    for project, account, one in pots:
        held = {
            name: accounts.get((program, name, project), 0)
            for name in (account, "spent", "committed", "income", "adjustment")
        }
        assert ore(one["available"]) == held[account] - held["spent"] - held["committed"]
        assert ore(one["deviation"]) == max(0, -ore(one["available"]))
        for name in ("spent", "committed", "income", "adjustment"):
            assert ore(one[name]) == held[name]
        assert held["committed"] >= 0
    given = -sum(accounts.get((program, name, None), 0) for name in ("funding", "transferred"))
    assert ore(reserve["funded"]) == given
    whole = {
        "budget": given,
        **{
            measure: sum(ore(one[name]) for _, _, one in pots)
            for measure, name in (("cost", "spent"), ("income",) * 2, ("adjustment",) * 2)
        },
    }
    for measure in MEASURES:
        unsplit = ore(budget[f"unsplit{measure.title()}"])
        assert sum(ore(one[measure]) for one in budget["members"]) + unsplit == whole[measure]


def what_is_above_deviates(budget: JsonObject, deviations: list[JsonObject]) -> None:
    standing: dict[str | None, int] = defaultdict(int)
    for one in deviations:
        if one["programId"] == budget["programId"] and "_above_" in one["code"]:
            standing[one["projectId"]] += ore(one["excess"])
            assert ore(one["excess"]) <= ore(one["largest"])
            assert (one["standing"] == "remedied") == (ore(one["excess"]) == 0)
    for one in (*budget["reserve"], *budget["projects"]):
        assert standing[one.get("projectId")] == ore(one["deviation"])
    still_open = [
        one
        for one in deviations
        if one["programId"] == budget["programId"] and one["standing"] == "open"
    ]
    assert budget["deviations"] == still_open


# --- The law ------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def told_world(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("money") / "samsyn.db"
    shutil.copy(sqlite_template, path)
    database = Database(f"sqlite:///{path}")
    with serving(database) as api:
        world.build(api)
    database.close()
    return path


@settings(
    max_examples=8,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@any_of(history=HISTORIES)
def test_every_figure_of_money_is_one_sum_at_every_pair_of_times(
    told_world: Path, history: list[tuple[str, JsonObject]]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "samsyn.db"
        shutil.copy(told_world, path)
        database = Database(f"sqlite:///{path}")
        with serving(database) as api:
            answers = []
            for where, body in history:
                before = api.position
                answer = api.post(where, body)
                assert answer.status in (201, 404, 409, 422), answer.content
                assert (api.position > before) == (answer.status == 201)
                told_as_it_is_read(api, answer)
                answers += [
                    (at, everything(api, **at))
                    for day in SEEN_ON
                    for at in [{"validAt": day, "knownAt": f"position:{api.position}"}]
                ]
            for at, answer in answers:
                assert everything(api, **at) == answer
            assert check(database, lambda _done, _of: None)[1] == ()
        database.close()


def told_as_it_is_read(api: Api, answer: Any) -> None:
    """Expect the deviations that a registration tells to be among those that are read."""
    if answer.status == 201 and "deviations" in answer.data:
        read = api.read("/deviations", limit=500, validAt="2026-12-31")
        assert [one for one in answer.data["deviations"] if one not in read] == []
