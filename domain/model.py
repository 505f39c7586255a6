"""What every stream is made of: frozen values, events, commands, identities, dated values."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated, Any, ClassVar, Final, Generic, Literal, NewType, Protocol, TypeVar
from uuid import UUID

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationInfo,
    model_validator,
)
from pydantic.alias_generators import to_camel

from domain.errors import Malformed, invalid
from domain.identity_numbers import identity_numbers

T = TypeVar("T")

StreamId = NewType("StreamId", str)
"""``kind/<uuid>`` or ``kind/<uuid>/<year>``, for example ``budget/6f…/2026``."""

Position = NewType("Position", int)
"""A place in the log: 1, 2, 3 … without a hole; 0 is before the first entry."""

AgreementId = NewType("AgreementId", UUID)
BodyId = NewType("BodyId", UUID)
ConstellationId = NewType("ConstellationId", UUID)
DecisionId = NewType("DecisionId", UUID)
KeyId = NewType("KeyId", UUID)
PersonId = NewType("PersonId", UUID)
PortfolioId = NewType("PortfolioId", UUID)
ProgramId = NewType("ProgramId", UUID)
ProjectId = NewType("ProjectId", UUID)
ReviewId = NewType("ReviewId", UUID)

MAX_TITLE = 200
MAX_PROSE = 20_000
SEALED_PREFIX = "sha256:"
_SEALED = re.compile(SEALED_PREFIX + "[0-9a-f]{64}")


_CONTROL_CHARACTER = Malformed(
    "control_character",
    "Texten innehåller ett styrtecken som inget register kan visa.",
    "The text holds a control character that no register can show.",
)
_READS_AS_SEALED = Malformed(
    "reads_as_sealed",
    "Så skrivs bara en förseglad fritext i loggen (sha256: och 64 siffror). Lägg till ett ord.",
    "Only a sealed free text is written so in the log (sha256: and 64 digits). Add a word.",
)
_EMPTY_PERIOD = Malformed(
    "empty_period",
    "En period slutar efter att den börjar.",
    "A period ends after it starts.",
)


_NEVER_SHOWN = "\0-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069"
_WITHOUT_WIDTH = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff"))
"""What is pasted without being seen; an identity number could hide behind it."""
_IN_NO_LINES = re.compile(f"[{_NEVER_SHOWN}]")
_IN_NO_LINE = re.compile(f"[{_NEVER_SHOWN}\t\n\u2028\u2029]")
"""Control characters, halves of surrogate pairs, and what turns the order of letters around."""


STORED: Final = "stored"
"""The validation context of what comes from the log: its texts are not judged again."""


def _clean_lines(text: object, info: ValidationInfo) -> object:
    if isinstance(text, str) and info.context != STORED:
        return _clean(text.replace("\r\n", "\n"), _IN_NO_LINES)
    return text


def _clean_line(text: object, info: ValidationInfo) -> object:
    if not isinstance(text, str) or info.context == STORED:
        return text
    line = _clean(text, _IN_NO_LINE)
    if _SEALED.fullmatch(line):
        raise invalid(_READS_AS_SEALED)
    return line


def _clean(text: str, unshown: re.Pattern[str]) -> str:
    """Return `text` in NFC without space around it; refuse what no register can show."""
    text = unicodedata.normalize("NFC", text.translate(_WITHOUT_WIDTH)).strip()
    if unshown.search(text):
        raise invalid(_CONTROL_CHARACTER)
    return text


def _without_identity_numbers(text: str, info: ValidationInfo) -> str:
    # The hexadecimal digits of a sealed text are no identity number, whatever they look like.
    judged = info.context != STORED and not _SEALED.fullmatch(text)
    if judged and identity_numbers(text):
        raise invalid(
            Malformed(
                "personnummer",
                "Texten innehåller ett personnummer. Skriv om den utan: loggen är för alltid.",
                "The text holds a Swedish personal identity number. Write it without: the log is "
                "for good.",
            )
        )
    return text


class ProseMark:
    """Marks a field of free text, which is stored beside the log and only hashed in it."""


# Lengths are of the clean text: NFC makes some texts longer, and the log is read by these too.
Title = Annotated[
    str,
    StringConstraints(min_length=1, max_length=MAX_TITLE),
    BeforeValidator(_clean_line),
    AfterValidator(_without_identity_numbers),
]
"""A short name that stands in the log for good: never a person's name."""

Prose = Annotated[
    str,
    StringConstraints(min_length=1, max_length=MAX_PROSE),
    BeforeValidator(_clean_lines),
    AfterValidator(_without_identity_numbers),
    ProseMark(),
]
"""Free text of a person. The log holds its salted hash, so that it can be lawfully erased."""

Sealed = Annotated[str, StringConstraints(pattern=f"^{_SEALED.pattern}$")]
"""What stands in an event for a free text: ``sha256:`` and the hash of its salt and UTF-8."""

Reference = Annotated[
    str,
    StringConstraints(min_length=1, max_length=MAX_TITLE),
    BeforeValidator(_clean_line),
]
"""A case number, voucher, meeting or paragraph, as the authority writes it."""

MemberCode = Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z-]{1,20}$")]
"""A member's code: SCB's four digits for a Swedish municipality; any code for another."""

FIRST_YEAR, LAST_YEAR = 1900, 2200
Year = Annotated[int, Field(ge=FIRST_YEAR, le=LAST_YEAR)]
"""A fiscal year, which is the calendar year."""

Hex256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


class Frozen(BaseModel):
    """A value that never changes. Its JSON has camelCase names, in the log and in the API."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        strict=True,
        alias_generator=to_camel,
        validate_by_name=True,
        validate_by_alias=True,
        serialize_by_alias=True,
        allow_inf_nan=False,
        hide_input_in_errors=True,  # what was sent may be personal, and errors are logged
    )


class Event(Frozen):
    """Something that was decided or found, named as a noun and a past participle.

    ``v`` is the version of the stored form: a changed form gets the next number and an
    upcaster, and stored bytes of the newest form are read without one.
    """

    TOPIC: ClassVar[str]
    v: Literal[1] = 1


class Bilingual(Frozen):
    """One sentence in Swedish and in English."""

    sv: str
    en: str


class Names(Protocol):
    """What things are called, for the sentences of a decision; an unknown id reads as itself."""

    def agreement(self, agreement_id: UUID) -> str: ...
    def body(self, body_id: UUID) -> str: ...
    def constellation(self, constellation_id: UUID) -> str: ...
    def decision(self, decision_id: UUID) -> str: ...
    def member(self, code: str) -> str: ...
    def person(self, person_id: UUID) -> str: ...
    def portfolio(self, portfolio_id: UUID) -> str: ...
    def program(self, program_id: UUID) -> str: ...
    def project(self, project_id: UUID) -> str: ...


class Resolution(Frozen):
    """One att-sats of a decision: the adopted wording and what it builds on."""

    kind: str
    wording: Prose | None = Field(
        default=None,
        description="The adopted text; left out, it becomes the Swedish sentence. "
        "Den antagna texten; utelämnad blir den den svenska meningen.",
    )
    expected_version: int | None = Field(
        default=None,
        ge=0,
        description="The version of the stream that the proposal was built on, before the "
        "decision. Strömmens version som förslaget byggde på, före beslutet.",
    )


def _effective_from_may_be_left_out(schema: dict[str, Any]) -> None:
    schema["required"] = [name for name in schema["required"] if name != "effectiveFrom"]


class Command(Resolution):
    """A resolution that changes the system.

    ``effective_from`` is the first day on which it applies; the API lets it default to the day
    of the decision.
    """

    model_config = ConfigDict(json_schema_extra=_effective_from_may_be_left_out)

    effective_from: date = Field(
        description="First day it applies; default the day of the decision. "
        "Första dag det gäller; annars beslutsdagen."
    )

    @property
    def stream(self) -> StreamId:
        """The stream that judges this command."""
        raise NotImplementedError

    def parts(self) -> tuple[Command, ...]:
        """Return what each stream judges: itself, unless it concerns several streams."""
        return (self,)

    def sentence(self, names: Names) -> Bilingual:
        """Say what the command does, as a body would write it."""
        raise NotImplementedError


class Fact(Frozen):
    """A registration: a fact with its source, judged by one stream, decided by nobody."""

    @property
    def stream(self) -> StreamId:
        """The stream that takes this fact in."""
        raise NotImplementedError

    @property
    def entry(self) -> UUID | None:
        """The id that the fact is known by, when it brings something new; else it is given one."""
        return None

    @property
    def happened_on(self) -> date | None:
        """The day that may not lie ahead of the registration, when there is one."""
        return None

    def parts(self, around: Any) -> tuple[Fact, ...]:
        """Return what each stream takes in; `around` tells where an earlier fact stands."""
        del around
        return (self,)


class Document(Frozen):
    """A directive, a plan or another document: where it is, and the hash that tells it apart."""

    title: Title
    version: Reference = "1"
    sha256: Hex256 | None = None
    address: Reference | None = None


@dataclass(frozen=True, slots=True)
class Period:
    """Days from the first up to, not including, the last: half-open, as everywhere inside.

    Nearly every event has one, and balances are summed by them: as a dataclass it is read,
    compared and hashed in half the time of a model, and read as strictly.

    Raises:
        PydanticCustomError: it has no days; a `ValueError`, which a model collects.
    """

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(
        extra="forbid", strict=True, hide_input_in_errors=True
    )

    start: date
    end: date

    def __post_init__(self) -> None:
        if self.end <= self.start:
            raise invalid(_EMPTY_PERIOD)

    @property
    def days(self) -> int:
        """The number of days in the period."""
        return (self.end - self.start).days

    def overlap(self, other: Period) -> Period | None:
        """Return the days that both periods hold, or None."""
        start, end = max(self.start, other.start), min(self.end, other.end)
        return Period(start=start, end=end) if start < end else None

    def __contains__(self, day: date) -> bool:
        return self.start <= day < self.end


def calendar_year(year: int) -> Period:
    """Return the fiscal year as a half-open period."""
    return Period(start=date(year, 1, 1), end=date(year + 1, 1, 1))


def one_day(day: date) -> Period:
    """Return the period of a single day."""
    return Period(start=day, end=day + timedelta(days=1))


class StatedPeriod(Frozen):
    """A period as people state it: both days included. The API's form of `Period`."""

    first: date = Field(description="First day, included. Första dag, inräknad.")
    last: date = Field(description="Last day, included. Sista dag, inräknad.")

    @model_validator(mode="after")
    def _in_order(self) -> StatedPeriod:
        if self.last < self.first or self.last == date.max:
            raise invalid(_EMPTY_PERIOD)
        return self

    def half_open(self) -> Period:
        """Return the same days as a half-open period."""
        return Period(start=self.first, end=self.last + timedelta(days=1))


def stated(period: Period) -> StatedPeriod:
    """Return a half-open period as people state it, both days included."""
    return StatedPeriod(first=period.start, last=period.end - timedelta(days=1))


@dataclass(frozen=True, slots=True)
class Timeline(Generic[T]):
    """A value that changes on dated days. Steps are in date order, one a day.

    Of two changes on one day the one recorded later stands.
    """

    steps: tuple[tuple[date, T], ...] = ()

    def then(self, day: date, value: T) -> Timeline[T]:
        """Return the timeline with `value` from `day` until the next step."""
        kept = tuple(step for step in self.steps if step[0] != day)
        return Timeline(tuple(sorted((*kept, (day, value)), key=lambda step: step[0])))

    def at(self, day: date) -> T | None:
        """Return the value on `day`, or None before the first step."""
        index = bisect_right(self.steps, day, key=lambda step: step[0])
        return self.steps[index - 1][1] if index else None

    @property
    def latest_day(self) -> date | None:
        """The day of the last change, or None when there is none."""
        return self.steps[-1][0] if self.steps else None

    @property
    def last(self) -> T | None:
        """The value after the last change, or None when there is none."""
        return self.steps[-1][1] if self.steps else None

    def days(self) -> Iterator[date]:
        """Yield the days on which the value changes, in order."""
        return (day for day, _ in self.steps)
