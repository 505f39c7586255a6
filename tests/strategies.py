"""Any instance of an event, drawn by the types of its fields."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, TypeVar, Union, get_args, get_origin
from uuid import UUID

from hypothesis import reject
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError
from pydantic.fields import FieldInfo

from domain.cost_key import Component, CostKey, Figures, ReferenceRule
from domain.decision import Assignment, Envelope, RecordedResolution
from domain.model import Period, Sealed
from domain.money import MAX_ORE
from tests import make

T = TypeVar("T")

_TEXT = st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]), min_size=1, max_size=20)
_DATES = st.dates(date(1900, 1, 1), date(2200, 12, 31))
_CODES = st.from_regex(r"[0-9A-Za-z-]{1,20}", fullmatch=True)
_FIGURES = st.integers(0, MAX_ORE) | st.from_regex(r"[0-9]{1,15}(\.[0-9]{1,9})?", fullmatch=True)
_JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-MAX_ORE, MAX_ORE) | _TEXT,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(_TEXT, inner, max_size=2),
    max_leaves=4,
)
_PLAIN: dict[Any, st.SearchStrategy[Any]] = {
    str: _TEXT,
    int: st.integers(-MAX_ORE, MAX_ORE),
    bool: st.booleans(),
    date: _DATES,
    UUID: st.uuids(),
    NoneType: st.none(),
}


@st.composite
def _periods(draw: st.DrawFn) -> Period:
    start = draw(_DATES)
    return Period(start=start, end=start + timedelta(days=draw(st.integers(1, 800))))


@st.composite
def _cost_keys(draw: st.DrawFn) -> CostKey:
    parts = draw(st.lists(st.integers(0, 9), min_size=2, max_size=3).filter(any))
    bases = ("population", "equal", "fixed")
    shares = draw(st.dictionaries(_CODES, st.integers(1, 9).map(str), min_size=1, max_size=3))
    return CostKey(
        components=tuple(
            Component(
                basis=basis,
                weight=f"{part}/{sum(parts)}",
                shares=shares if basis == "fixed" else None,
            )
            for basis, part in zip(bases, parts, strict=False)
        ),
        reference_rule=draw(st.none() | any_of(ReferenceRule)),
    )


@st.composite
def _envelopes(draw: st.DrawFn) -> Envelope:
    by_field = {name: _of_field(field) for name, field in Envelope.model_fields.items()}
    values = {name: draw(each) for name, each in by_field.items()}
    delegated, assigned = draw(st.booleans()), draw(st.booleans())
    return _made(
        Envelope,
        **values
        | {
            "form": "delegation" if delegated else "chair",
            "delegation_reference": "4.2" if delegated else None,
            "outcome": "assigned" if assigned else "tabled",
            "assignment": draw(any_of(Assignment)) if assigned else None,
        },
    )


_MODELS: dict[type[Any], Callable[[], st.SearchStrategy[Any]]] = {
    Period: _periods,
    CostKey: _cost_keys,
    Envelope: _envelopes,
    Figures: lambda: st.builds(
        make.population,
        values=st.dictionaries(_CODES, _FIGURES, min_size=1, max_size=3),
        basis=st.sampled_from(["population", "devices"]),
    ),
    RecordedResolution: lambda: st.builds(
        _made,
        st.just(RecordedResolution),
        command=st.dictionaries(_TEXT, _JSON, max_size=3),
        wording=any_of(Sealed),
        sentence_sv=st.none() | any_of(Sealed),
        sentence_en=st.none() | any_of(Sealed),
    ),
}


def any_of(hint: Any) -> st.SearchStrategy[Any]:
    """Return a strategy of the valid values of a type; of a model, from those of its fields."""
    if hint in _PLAIN:
        return _PLAIN[hint]
    if hint in _MODELS:
        return _MODELS[hint]()
    if origin := get_origin(hint):
        return _GENERIC[origin](hint)
    if hasattr(hint, "__supertype__"):
        return any_of(hint.__supertype__)
    fields = {name: _of_field(field) for name, field in hint.model_fields.items()}
    return st.builds(_made, st.just(hint), **fields)


def _of_field(field: FieldInfo) -> st.SearchStrategy[Any]:
    plain: Any = field.annotation
    return any_of(Annotated[(plain, *field.metadata)] if field.metadata else plain)


def _one_of(hint: Any) -> st.SearchStrategy[Any]:
    return st.one_of([any_of(each) for each in get_args(hint)])


def _tuple(hint: Any) -> st.SearchStrategy[Any]:
    return st.lists(any_of(get_args(hint)[0]), max_size=3).map(tuple)


def _annotated(hint: Any) -> st.SearchStrategy[Any]:
    plain, *marks = get_args(hint)
    known = {
        name: getattr(mark, name)
        for each in marks
        for mark in (each, *getattr(each, "metadata", ()))
        for name in ("pattern", "ge", "le")
        if getattr(mark, name, None) is not None
    }
    if "pattern" in known:
        return st.from_regex(known["pattern"], fullmatch=True)
    if plain is int:
        return st.integers(known.get("ge", -MAX_ORE), known.get("le", MAX_ORE))
    adapter: TypeAdapter[Any] = TypeAdapter(hint)
    return any_of(plain).map(lambda value: _or_reject(adapter.validate_python, value))


def _made(model: type[T], **fields: Any) -> T:
    return _or_reject(lambda given: model(**given), fields)


def _or_reject(make_of: Callable[[Any], T], value: Any) -> T:
    try:
        return make_of(value)
    except ValidationError:
        reject()


_GENERIC: dict[Any, Callable[[Any], st.SearchStrategy[Any]]] = {
    Annotated: _annotated,
    Literal: lambda hint: st.sampled_from(get_args(hint)),
    Union: _one_of,
    UnionType: _one_of,
    tuple: _tuple,
    # A command as it was posted, in a decision that waits.
    dict: lambda _: st.dictionaries(_TEXT, _JSON, max_size=3),
}
