from __future__ import annotations

import pytest

from bench.page import PAGE, merged
from bench.report import markdown
from tests.bench.made_up import run_of

_EMPTY = "# Figures\n<!-- bench: start --> by hand <!-- bench: end -->\nThe end.\n"


def test_a_run_replaces_the_sections_it_has_and_leaves_the_others() -> None:
    first = merged(_EMPTY, markdown(run_of("store", "reads", commit="aaaaaaa")))
    page = merged(first, markdown(run_of("reads", commit="bbbbbbb")))
    assert "One run, at aaaaaaa" in of("store", page)
    assert "One run, at bbbbbbb" in of("reads", page)
    assert page.count("One run") == 2


def test_sections_stand_in_one_order_whichever_is_written_first() -> None:
    one_way = merged(merged(_EMPTY, {"footprint": "f"}), {"store": "s"})
    assert one_way == merged(merged(_EMPTY, {"store": "s"}), {"footprint": "f"})
    assert one_way.index("<!-- bench: store -->") < one_way.index("<!-- bench: footprint -->")


def test_two_runs_are_written_as_one_is() -> None:
    page = merged(merged(_EMPTY, markdown(run_of("store", "reads"))), {"http": "h"})
    page = merged(page, markdown(run_of("reads", ratio=0.5), run_of("reads")))
    assert "Two runs at one commit" in of("reads", page)
    assert "the largest difference is 25.0%" in of("reads", page)
    assert "One run" in of("store", page)


def test_nothing_beside_the_sections_is_kept_between_the_marks_and_all_of_it_outside() -> None:
    page = merged(_EMPTY, {"store": "s"})
    assert page.startswith("# Figures\n<!-- bench: start -->\n")
    assert page.endswith("\n<!-- bench: end -->\nThe end.\n")
    assert "by hand" not in page


def test_the_page_is_as_it_is_written() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert merged(page, {}) == page


@pytest.mark.parametrize("page", ["", "<!-- bench: start -->", "<!-- bench: end -->"])
def test_a_page_without_its_marks_is_left_alone(page: str) -> None:
    with pytest.raises(ValueError, match="bench: start"):
        merged(page, {"store": "s"})


def of(section: str, page: str) -> str:
    """Return what stands in a page from one section's mark to the next."""
    return page.partition(f"<!-- bench: {section} -->")[2].partition("<!-- ")[0]
