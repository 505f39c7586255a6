"""Read a request's body: JSON as it was written, nothing guessed, nothing twice."""

from __future__ import annotations

import hashlib
import json
import re
import types
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Annotated, Any, Final, NoReturn, TypeVar, Union, get_args, get_origin

from fastapi import Depends, Header, Request
from pydantic import BaseModel

from application.recording import Once
from domain.errors import DomainError, Malformed

M = TypeVar("M", bound=BaseModel)

MAX_BODY_BYTES: Final = 512 * 1024
_DIGITS: Final = re.compile(r"[+-]?[0-9.]+")
_CODE: Final = re.compile(r"[0-9]{4}")


class TooLarge(DomainError):
    """A body over the limit."""


class NotJson(DomainError):
    """A body of another media type than JSON."""


async def raw_body(request: Request) -> bytes:
    """Return the body, read no further than its limit.

    Raises:
        TooLarge: it is larger than MAX_BODY_BYTES.
        NotJson: its media type is not application/json.
    """
    media_type = request.headers.get("content-type", "").split(";")[0].strip().lower()
    if media_type != "application/json":
        raise NotJson(
            "not_json",
            "Skicka innehållet som application/json.",
            "Send the content as application/json.",
            supported=["application/json"],
        )
    chunks, size = [], 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > MAX_BODY_BYTES:
            raise TooLarge(
                "request_too_large",
                f"Begäran är större än {MAX_BODY_BYTES} byte.",
                f"The request is larger than {MAX_BODY_BYTES} bytes.",
                limit_bytes=MAX_BODY_BYTES,
            )
        chunks.append(chunk)
    return b"".join(chunks)


async def idempotency_key(
    given: Annotated[
        str | None,
        Header(
            alias="Idempotency-Key",
            description="A key of your own, in quotes: the same request again gets the first "
            "answer and is recorded once. En egen nyckel, inom citattecken.",
            examples=['"8e03978e-40d5-43e8-bc93-6894a57f9324"'],
        ),
    ] = None,
) -> str | None:
    """Return the idempotency key of a request, without its quotes.

    Raises:
        Malformed: the key is empty, too long or holds what a header cannot.
    """
    if given is None:
        return None
    key = given.strip()
    if len(key) > 1 and key[0] == key[-1] == '"':
        key = key[1:-1]
    if not re.fullmatch(r"[\x21\x23-\x7e ]{1,255}", key):
        raise Malformed(
            "idempotency_key_malformed",
            "Idempotency-Key är 1–255 tecken inom citattecken.",
            "Idempotency-Key is 1–255 characters in quotes.",
        )
    return key


@dataclass(frozen=True, slots=True)
class Posted:
    """What was posted: the path, the raw body, and the idempotency key if one was given."""

    path: str
    raw: bytes
    key: str | None

    @property
    def once(self) -> Once | None:
        """The key with the digest of what it came with."""
        if self.key is None:
            return None
        return Once(self.key, hashlib.sha256(self.path.encode() + b"\n" + self.raw).digest())


async def posted(
    request: Request,
    raw: Annotated[bytes, Depends(raw_body)],
    key: Annotated[str | None, Depends(idempotency_key)],
) -> Posted:
    """Return what was posted."""
    return Posted(request.url.path, raw, key)


Body = Annotated[Posted, Depends(posted)]


def parse(model: type[M], raw: bytes) -> M:
    """Return the request as `model`, strictly; a resolution without a day gets the decision's.

    Raises:
        Malformed: it is no JSON, or has duplicate names, NaN or a digit-only date.
        ValidationError: it is not what `model` takes.
    """
    value = read_json(raw, date_names(model), json_names(model))
    _default_to_the_day_of_the_decision(value)
    return model.model_validate_json(_written(value))


def _written(value: Any) -> bytes:
    try:
        return json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        raise Malformed(
            "half_a_character",
            "Texten innehåller ett halvt tecken (ett ensamt surrogat).",
            "The text holds half a character (a lone surrogate).",
        ) from None


def _default_to_the_day_of_the_decision(value: Any) -> None:
    match value:
        case {"decisions": [*decisions]}:
            for decision in decisions:
                _default_to_the_day_of_the_decision(decision)
        case {"decidedOn": decided_on, "resolutions": [*resolutions]}:
            for resolution in resolutions:
                if isinstance(resolution, dict) and resolution.get("kind") != "text":
                    resolution.setdefault("effectiveFrom", decided_on)


def read_json(
    raw: bytes, dates: frozenset[str] = frozenset(), known: frozenset[str] = frozenset()
) -> Any:
    """Return the JSON value of a body; names in `dates` may not hold bare numbers.

    Of names that stand twice those in `known` and members' codes of four digits are told, and
    no other: a name is what was sent.
    """

    def pairs(found: list[tuple[str, Any]]) -> dict[str, Any]:
        value = dict(found)
        if len(value) != len(found):
            counted = Counter(name for name, _ in found)
            twice = (name for name, times in counted.items() if times > 1)
            _duplicate(sorted(name for name in twice if name in known or _CODE.fullmatch(name)))
        for name in value.keys() & dates:
            _is_no_number(name, value[name])
        return value

    try:
        return json.loads(raw.decode("utf-8"), object_pairs_hook=pairs, parse_constant=_no_number)
    except RecursionError:
        raise Malformed(
            "nested_too_deeply",
            "Begäran är för djupt nästlad.",
            "The request is nested too deeply.",
        ) from None
    except (UnicodeDecodeError, ValueError):
        raise Malformed(
            "malformed_json",
            "Begäran är inte giltig JSON i UTF-8.",
            "The request is not valid JSON in UTF-8.",
        ) from None


def _duplicate(names: list[str]) -> NoReturn:
    which = f": {', '.join(names)}" if names else ""
    raise Malformed(
        "duplicate_names",
        f"Samma fält står två gånger{which}.",
        f"The same field stands twice{which}.",
        names=names,
    )


def _no_number(name: str) -> NoReturn:
    raise Malformed(
        "not_a_number",
        f"{name} är inget tal i JSON.",
        f"{name} is not a number in JSON.",
    )


def _is_no_number(name: str, value: Any) -> None:
    # Pydantic reads digits as seconds since 1970, which no one means who writes a day.
    if isinstance(value, str) and _DIGITS.fullmatch(value):
        raise Malformed(
            "date_is_a_number",
            f"{name}: en dag skrivs ÅÅÅÅ-MM-DD.",
            f"{name}: a day is written YYYY-MM-DD.",
            field=name,
        )


@cache
def date_names(model: type[BaseModel]) -> frozenset[str]:
    """Return the JSON names of every date in a model and the models inside it."""
    return frozenset(name for name, kind in _fields(model, set()) if kind is date)


@cache
def json_names(model: type[BaseModel]) -> frozenset[str]:
    """Return the JSON names of every field in a model and the models inside it."""
    return frozenset(name for name, _ in _fields(model, set()))


def _fields(model: type[BaseModel], seen: set[type[BaseModel]]) -> Iterator[tuple[str, Any]]:
    """Yield the JSON name and each possible type of every field, also of the models inside."""
    if model in seen:
        return
    seen.add(model)
    for name, field in model.model_fields.items():
        for inner in _types_in(field.annotation):
            yield field.alias or name, inner
            if isinstance(inner, type) and issubclass(inner, BaseModel):
                yield from _fields(inner, seen)


def _types_in(annotation: Any) -> Iterator[Any]:
    origin = get_origin(annotation)
    if origin is Annotated:
        yield from _types_in(get_args(annotation)[0])
    elif origin in (Union, types.UnionType, tuple):
        for inner in get_args(annotation):
            yield from _types_in(inner)
    else:
        yield annotation
