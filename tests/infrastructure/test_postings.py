"""The double entry: whatever happens to a budget, its lines sum to zero."""

from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.budget import BudgetEvent
from infrastructure.read_models.postings import lines
from tests.samples import SAMPLES
from tests.strategies import any_of

EVENTS = get_args(BudgetEvent)
WITHOUT_MONEY = {"budget.deviation_found", "budget.deviation_noted"}


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.TOPIC)
@given(data=st.data())
def test_the_lines_of_every_event_sum_to_zero(data: st.DataObject, event: Any) -> None:
    posted = lines(data.draw(any_of(event)))
    assert sum(line.amount for line in posted) == 0
    assert len(posted) == (0 if event.TOPIC in WITHOUT_MONEY else 2)


def test_every_account_has_its_other_side() -> None:
    sides = {
        frozenset(line.account for line in lines(sample))
        for sample in SAMPLES
        if isinstance(sample, EVENTS)
    }
    assert sides == {
        frozenset(pair)
        for pair in (
            (),
            ("reserve", "funding"),
            ("reserve", "transferred"),
            ("reserve", "allocated"),
            ("allocated",),
            ("spent", "paid"),
            ("committed", "promised"),
            ("income", "received"),
            ("adjustment", "adjusted"),
        )
    }
