"""Free texts beside the log: sealing them on the way in, finding the seals on the way out.

An event holds only the salted hash of a free text (docs/adr/0004). The text itself, and its
salt, lie in a table of their own, where a lawful erasure can delete them.
"""

from __future__ import annotations

import hashlib
import json
import re
import secrets
import types
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Annotated, Any, TypeVar, Union, cast, get_args, get_origin

from pydantic import BaseModel

from application.log import SealedText, Transaction
from domain.model import SEALED_PREFIX, ProseMark

M = TypeVar("M", bound=BaseModel)
T = TypeVar("T")

_SEALED = re.compile(r"sha256:[0-9a-f]{64}")
# Neither within another text, where the first quotation mark is escaped, nor a name. That is asked
# last: a pattern that begins with plain letters is looked for several times as fast.
_SEALED_IN_JSON = re.compile(rf'"({_SEALED.pattern})"(?<!\\"{_SEALED.pattern}")(?!:)')


def seal_text(text: str, salt: bytes) -> SealedText:
    """Return a text with its salt and what stands for it in the log."""
    digest = hashlib.sha256(salt + text.encode()).hexdigest()
    return SealedText(sealed=f"{SEALED_PREFIX}{digest}", salt=salt, text=text)


def keep_text(transaction: Transaction, text: str) -> str:
    """Seal a text with a salt of its own, keep it beside the log, and return its seal."""
    kept = seal_text(text, secrets.token_bytes(16))
    transaction.keep(kept)
    return kept.sealed


def seal(model: M, keep: Callable[[str], str]) -> M:
    """Return `model` with every free text in it replaced by what `keep` returns for it."""
    changed = {
        name: _sealed(getattr(model, name), keep) for name in _fields_with_prose(type(model))
    }
    return model.model_copy(update=changed) if changed else model


def _sealed(value: Any, keep: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return keep(value)
    if isinstance(value, tuple):
        return tuple(_sealed(one, keep) for one in value)
    if isinstance(value, BaseModel):
        return seal(value, keep)
    return value


@cache
def _fields_with_prose(model: type[BaseModel]) -> tuple[str, ...]:
    return tuple(
        name
        for name, field in model.model_fields.items()
        if any(isinstance(mark, ProseMark) for mark in field.metadata)
        or _holds_prose(field.annotation)
    )


def _holds_prose(annotation: Any) -> bool:
    """Whether a value of this type can hold a free text, itself or inside."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return bool(_fields_with_prose(annotation))
    origin = get_origin(annotation)
    if origin is Annotated:
        inner, *marks = get_args(annotation)
        return any(isinstance(mark, ProseMark) for mark in marks) or _holds_prose(inner)
    if origin in (Union, types.UnionType, tuple):
        return any(_holds_prose(one) for one in get_args(annotation))
    return False


def sealed_in(value: Any) -> Iterator[str]:
    """Yield every sealed text in a JSON value, a model, or a tuple of these."""
    if isinstance(value, str):
        if _SEALED.fullmatch(value):
            yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from sealed_in(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from sealed_in(inner)
    elif isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from sealed_in(getattr(value, name))


def sealed_in_json(stored: str) -> list[str]:
    """Return what `sealed_in` yields of a value in JSON without spaces, before it is parsed."""
    return _SEALED_IN_JSON.findall(stored)


def opened_json(stored: str, texts: Mapping[str, str]) -> Any:
    """Return the value in JSON without spaces, with every sealed text `opened`."""
    return json.loads(_SEALED_IN_JSON.sub(lambda found: json.dumps(texts.get(found[1])), stored))


def opened(value: T, texts: Mapping[str, str]) -> T:
    """Return a JSON value, a model or a tuple of these with every sealed text opened.

    A text that is not in `texts` has been erased and becomes None.
    """
    found: Any = value
    if isinstance(value, str):
        found = texts.get(value) if _SEALED.fullmatch(value) else value
    elif isinstance(value, BaseModel):
        found = value.model_copy(
            update={
                name: opened(getattr(value, name), texts)
                for name in type(value).model_fields
                if any(sealed_in(getattr(value, name)))
            }
        )
    elif isinstance(value, dict):
        found = {name: opened(inner, texts) for name, inner in value.items()}
    elif isinstance(value, list | tuple):
        found = type(value)(opened(inner, texts) for inner in value)
    return cast("T", found)
