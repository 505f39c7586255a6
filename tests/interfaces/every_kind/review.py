"""An example of every kind of resolution about a review."""

from __future__ import annotations

from collections.abc import Mapping

from tests.interfaces.every_kind.example import NEW, Example, found_in
from tests.interfaces.world import Api, commissioned_review


def _reviews(api: Api, day: str) -> object:
    return found_in(api.read("/reviews", validAt=day), "reviewId", NEW)


EXAMPLES: Mapping[str, Example] = {
    "initiateReview": Example(commissioned_review(NEW), "review.initiated", _reviews),
}
