"""The whole way, as an operator and a secretary go it: real processes, real databases."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import httpx2
import pytest
from sqlalchemy import delete

from infrastructure.read_models.postings import POSTING
from tests import conftest
from tests.e2e import dalsland
from tests.e2e.dalsland import BUDGET, OF_FOUR, PROGRAM, SIX, decision, get, kronor, post
from tests.processes.installation import Installation, Store, client
from tests.processes.nursery import Nursery

YEAR_END = "2026-12-31"


def test_from_an_empty_folder_to_a_review_and_back_again_from_the_log_alone(
    bare_installation: Installation,
) -> None:
    samsyn = bare_installation.by_command
    samsyn.migrate()
    with samsyn.serving() as server:
        with client(server.base) as api:
            the_collaboration_is_founded(api)
            the_board_moves_money_and_the_steering_group_may_not(api)
            the_program_leader_sees_what_is_left_and_who_pays(api)
            a_review_answers_as_of_its_evidence(api)
            answered = what_is_answered(api)
        assert "only this machine reaches the server" in server.said()

    the_register_reads_as_the_board_decided(samsyn)
    the_log_and_its_read_models_agree(samsyn)
    damage_is_found_and_mended_by_the_log(samsyn)
    with samsyn.serving() as server, client(server.base) as api:
        assert what_is_answered(api) == answered


def the_collaboration_is_founded(api: httpx2.Client) -> None:
    for request in (*dalsland.founding(), *dalsland.program(1_000_000, of_six=500_000)):
        post(api, request)


def the_board_moves_money_and_the_steering_group_may_not(api: httpx2.Client) -> None:
    move = dalsland.reallocate(SIX, OF_FOUR, 400_000)
    heading = {"heading": "Medel till växeln [bilaga 2] :memo:"}

    by_group = api.post(
        f"{dalsland.API}/decisions", json=decision(move, body=dalsland.STEERING, **heading)
    )
    assert by_group.status_code == httpx2.codes.FORBIDDEN
    assert by_group.json()["code"] == "who_pays_is_strategic"
    assert [one["member"] for one in by_group.json()["members"]] == list(dalsland.MEMBERS)

    taken = post(api, dalsland.Request("/decisions", decision(move, **heading)), "move")
    again = post(api, dalsland.Request("/decisions", decision(move, **heading)), "move")
    assert again == taken
    assert [one["topic"] for one in taken["events"]] == ["budget.reallocated"]
    differences = [ore(one["difference"]) for one in taken["consequences"]]
    assert sum(differences) == 0
    assert {one["member"] for one in taken["consequences"] if ore(one["difference"]) > 0} == set(
        dalsland.FOUR
    )


def the_program_leader_sees_what_is_left_and_who_pays(api: httpx2.Client) -> None:
    cost = {
        "costId": dalsland.uid("cost"),
        "programId": PROGRAM,
        "projectId": OF_FOUR,
        "amount": kronor(450_000),
        "dated": "2026-03-01",
        "voucher": "V1",
    }
    post(api, dalsland.Request("/costs", cost))
    budget = get(api, BUDGET, validAt=YEAR_END)["data"]
    projects = {one["projectId"]: one for one in budget["projects"]}
    assert projects[SIX]["available"] == kronor(100_000)
    assert projects[OF_FOUR]["deviation"] == kronor(50_000)
    assert budget["reserve"][0]["available"] == kronor(500_000)
    assert sum(ore(one["budget"]) for one in budget["members"]) == 1_000_000_00
    assert sum(ore(one["cost"]) for one in budget["members"]) == 450_000_00


def a_review_answers_as_of_its_evidence(api: httpx2.Client) -> None:
    review = {
        "kind": "initiateReview",
        "reviewId": dalsland.REVIEW,
        "agreementId": dalsland.AGREEMENT,
        "title": "Granskning",
        "scope": {"scopeKind": "program", "id": PROGRAM},
        "period": {"first": "2026-01-01", "last": YEAR_END},
        "questions": ["Vem betalar?"],
    }
    post(api, dalsland.Request("/decisions", decision(review)))
    evidence = get(api, BUDGET, validAt=YEAR_END)["data"]
    links = get(api, f"/reviews/{dalsland.REVIEW}")["data"]["links"]
    post(api, dalsland.Request("/decisions", decision(dalsland.allocate(SIX, 1))))
    seen = api.get(links["budget2026"])
    assert seen.status_code == httpx2.codes.OK
    assert figures(seen.json()["data"]) == figures(evidence)
    assert figures(get(api, BUDGET, validAt=YEAR_END)["data"]) != figures(evidence)


def figures(budget: dict[str, Any]) -> dict[str, Any]:
    """Return a budget without its links, which quote the position it was read at."""
    return {name: value for name, value in budget.items() if name != "links"}


def what_is_answered(api: httpx2.Client) -> list[object]:
    """Return the answers to every main question, as of the last position."""
    paths = (BUDGET, "/decisions", "/shares", "/postings", "/programs", "/projects", "/reviews")
    return [get(api, path, validAt=YEAR_END) for path in paths]


def the_register_reads_as_the_board_decided(samsyn: Installation) -> None:
    shown = samsyn.run("decisions", "--text", "växeln", "--english", COLUMNS="200")
    assert shown.returncode == 0, shown.stderr
    assert "1 / 1" in shown.stdout
    assert "Styrgruppen" in shown.stdout
    assert "400,000.00" in shown.stdout
    assert "[bilaga 2] :memo:" in shown.stdout


def the_log_and_its_read_models_agree(samsyn: Installation) -> None:
    checked = samsyn.run("check")
    assert checked.returncode == 0, checked.stderr
    assert "the read models agree with it" in one_line(checked.stderr)


def damage_is_found_and_mended_by_the_log(samsyn: Installation) -> None:
    lose_the_postings_of_costs(samsyn.store)
    checked = samsyn.run("check")
    assert checked.returncode == 1
    assert "posting" in checked.stderr
    assert "Run samsyn rebuild" in one_line(checked.stderr)

    rebuilt = samsyn.run("rebuild")
    assert rebuilt.returncode == 0, rebuilt.stderr
    the_log_and_its_read_models_agree(samsyn)


def lose_the_postings_of_costs(store: Store) -> None:
    with store.open().write() as connection:
        lost = connection.execute(delete(POSTING).where(POSTING.c.account == "spent"))
        assert lost.rowcount == 1


def test_a_server_says_that_only_this_machine_reaches_it_and_refuses_more(
    installation: Installation,
) -> None:
    refused = installation.run("serve", "--host", "0.0.0.0")
    assert refused.returncode == 2
    assert "SAMSYN_ALLOW_REMOTE" in one_line(refused.stderr)
    assert "no login" in one_line(refused.stderr)

    with installation.serving("--host", "127.0.0.1") as server:
        assert "only this machine reaches the server" in server.said()
    with installation.serving("--host", "0.0.0.0", SAMSYN_ALLOW_REMOTE="true") as server:
        assert "whoever reaches the server may record" in server.said()


def test_a_server_without_its_tables_says_what_to_do_and_ends(
    bare_installation: Installation,
) -> None:
    for command in ("serve", "check", "demo"):
        ended = bare_installation.run(command)
        assert ended.returncode == 1, command
        assert "Run samsyn migrate" in one_line(ended.stderr)
        assert "Traceback" not in ended.stderr


@pytest.mark.parametrize(
    ("setting", "value"),
    [("SAMSYN_PORT", "http"), ("SAMSYN_DATABASE", "mysql://db/samsyn"), ("SAMSYN_HOST", "0.0.0.0")],
)
def test_a_setting_that_cannot_be_is_named_before_anything_is_opened(
    tmp_path: Path, setting: str, value: str, processes: Nursery
) -> None:
    store = conftest.Store(f"sqlite:///{tmp_path / 'none.db'}")
    nothing = Installation(store, tmp_path, processes)
    ended = nothing.run("serve", **{setting: value})
    assert ended.returncode == 2
    assert setting in ended.stderr or value in ended.stderr
    assert "Traceback" not in ended.stderr
    assert not (tmp_path / "none.db").exists()


def test_a_server_that_is_asked_to_end_ends_and_its_port_is_free_again(
    installation: Installation,
) -> None:
    with installation.serving() as server, client(server.base) as api:
        post(api, next(iter(dalsland.founding())))
        in_its_place = installation.run("serve", "--port", str(installation.port))
        assert in_its_place.returncode != 0
        assert "porten används redan" in in_its_place.stderr
        assert "the port is in use" in in_its_place.stderr
        assert "starting" not in in_its_place.stderr, "nobody is told of an address that is not had"
    server = installation.start()
    try:
        with client(server.base) as api:
            assert get(api, "/agreements")["meta"]["total"] == 1
    finally:
        server.stop()


def test_the_demo_is_loaded_once_and_stands_the_check(installation: Installation) -> None:
    loaded = installation.run("demo", "--if-empty")
    assert loaded.returncode == 0, loaded.stderr
    assert "The Dalsland case is loaded" in one_line(loaded.stderr)
    again = installation.run("demo", "--if-empty")
    assert (again.returncode, again.stderr) == (0, "")
    by_mistake = installation.run("demo")
    assert by_mistake.returncode == 1
    assert "into an empty log only" in one_line(by_mistake.stderr)
    the_log_and_its_read_models_agree(installation)


def ore(amount: dict[str, str]) -> int:
    return int(amount["amount"].replace(".", ""))


def one_line(said: str) -> str:
    """Return what was said without the line breaks of a narrow terminal."""
    return " ".join(said.split())
