"""The priority between programs: an order with reasons, criteria and scores, and what lost.

Source: domain.md, "Streams" (portfolio): programs prioritised (order, reason, criteria and scores
if used, losers kept).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Annotated, Final

from pydantic import Field, model_validator

from domain.cost_key import Weight
from domain.errors import Malformed, invalid
from domain.model import Frozen, ProgramId, ProjectId, Prose, Sealed, Title

MOST_CRITERIA: Final = 20
MOST_RANKED: Final = 100


class Criterion(Frozen):
    """What programs are weighed by, and how much it weighs beside the others."""

    name: Title
    weight: Weight = Field(
        description="How much it weighs, as text: a decimal or p/q. Hur mycket det väger."
    )


class Score(Frozen):
    """How well a program meets a criterion; more is better."""

    criterion: Title
    value: Weight = Field(
        description="The score, as text: a decimal or p/q. Poängen, som decimaltal eller p/q."
    )


class Ranked(Frozen):
    """A program in its place, and why it has that place."""

    program_id: ProgramId
    reason: Prose
    scores: Annotated[tuple[Score, ...], Field(max_length=MOST_CRITERIA)] = ()


class RankedInLog(Frozen):
    """A ranked program as it stands in the log, its reason sealed."""

    program_id: ProgramId
    reason: Sealed
    scores: tuple[Score, ...]

    def weighted(self, criteria: Iterable[Criterion]) -> Fraction | None:
        """Return the sum of weight times score; None without criteria."""
        scores = {score.criterion: Fraction(score.value) for score in self.scores}
        weights = {each.name: Fraction(each.weight) for each in criteria}
        if not weights:
            return None
        return sum((weight * scores[name] for name, weight in weights.items()), Fraction(0))


class NotChosen(Frozen):
    """What was weighed and not chosen, kept for good: a program, an initiative, or a proposal."""

    program_id: ProgramId | None = None
    project_id: ProjectId | None = None
    proposal: Prose | None = Field(
        default=None,
        description="What is neither a program nor an initiative yet. "
        "Det som ännu varken är program eller initiativ.",
    )
    why_not: Prose

    @model_validator(mode="after")
    def _is_one_thing(self) -> NotChosen:
        if sum(each is not None for each in (self.program_id, self.project_id, self.proposal)) != 1:
            raise invalid(
                Malformed(
                    "not_chosen_is_one_thing",
                    "Det som inte valdes är ett program, ett initiativ eller ett förslag: ange "
                    "ett av dem.",
                    "What was not chosen is a program, an initiative or a proposal: name one.",
                )
            )
        return self


class NotChosenInLog(Frozen):
    """What was not chosen as it stands in the log, its texts sealed."""

    program_id: ProgramId | None
    project_id: ProjectId | None
    proposal: Sealed | None
    why_not: Sealed


def each_once(order: Sequence[Ranked], not_chosen: Sequence[NotChosen]) -> None:
    """Refuse a program or initiative that is named twice in one priority.

    Raises:
        PydanticCustomError: ``program_named_twice``.
    """
    lost = [each.program_id for each in not_chosen if each.program_id is not None]
    programs = [*(each.program_id for each in order), *lost]
    projects = [each.project_id for each in not_chosen if each.project_id is not None]
    if any(len(set(named)) < len(named) for named in (programs, projects)):
        raise invalid(
            Malformed(
                "program_named_twice",
                "Varje program eller initiativ står en gång: i ordningen eller bland det som inte "
                "valdes.",
                "Each program or initiative stands once: in the order, or among what was not "
                "chosen.",
            )
        )


def scored_on_every_criterion(order: Sequence[Ranked], criteria: Sequence[Criterion]) -> None:
    """Refuse scores that are not exactly one for each criterion, for every ranked program.

    Raises:
        PydanticCustomError: ``criterion_named_twice``, or ``scores_do_not_fit_criteria`` with the
            place (from 1) of the first program whose scores do not.
    """
    names = [each.name for each in criteria]
    if len(set(names)) < len(names):
        raise invalid(
            Malformed(
                "criterion_named_twice",
                "Samma kriterium är uppräknat två gånger.",
                "The same criterion is listed twice.",
            )
        )
    for place, ranked in enumerate(order, start=1):
        scored = [score.criterion for score in ranked.scores]
        if sorted(scored) != sorted(names):
            raise invalid(
                Malformed(
                    "scores_do_not_fit_criteria",
                    f"Programmet på plats {place} ska ha exakt en poäng för vart och ett av de "
                    f"{len(names)} kriterierna, och inga andra.",
                    f"The program in place {place} must have exactly one score for each of the "
                    f"{len(names)} criteria, and no others.",
                    place=place,
                    criteria=len(names),
                    scores=len(scored),
                )
            )
