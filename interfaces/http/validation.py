"""What pydantic says of a request, told in words and codes of ours, which stay the same.

Source: RFC 6901 for the pointers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

from pydantic.alias_generators import to_camel

_PLAIN: Final[Mapping[str, tuple[str, str, str]]] = {
    "missing": ("field_is_missing", "Fältet saknas.", "The field is missing."),
    "extra_forbidden": ("unknown_field", "Fältet finns inte.", "There is no such field."),
    "union_tag_invalid": ("unknown_kind", "Okänd sort (kind).", "Unknown kind."),
    "union_tag_not_found": ("kind_is_missing", "Ange sort (kind).", "State the kind."),
    "literal_error": (
        "not_a_possible_value",
        "Värdet är inte ett av de möjliga.",
        "Not one of the possible values.",
    ),
    "string_too_long": ("text_is_too_long", "Texten är för lång.", "The text is too long."),
    "string_too_short": ("text_is_empty", "Texten är tom.", "The text is empty."),
    "string_pattern_mismatch": (
        "text_has_wrong_form",
        "Texten har fel form.",
        "The text has the wrong form.",
    ),
    "string_type": ("not_a_text", "Ska vara text.", "Must be text."),
    "too_short": ("list_is_too_short", "Listan är för kort.", "The list is too short."),
    "too_long": ("list_is_too_long", "Listan är för lång.", "The list is too long."),
    "json_invalid": (
        "malformed_json",
        "Begäran är inte giltig JSON, eller för djupt nästlad.",
        "The request is not valid JSON, or nested too deeply.",
    ),
    **dict.fromkeys(
        ("uuid_parsing", "uuid_type"),
        ("not_an_id", "Ett id skrivs som UUID.", "An id is written as a UUID."),
    ),
    **dict.fromkeys(
        ("date_parsing", "date_from_datetime_parsing", "date_from_datetime_inexact", "date_type"),
        ("not_a_day", "En dag skrivs ÅÅÅÅ-MM-DD.", "A day is written YYYY-MM-DD."),
    ),
    **dict.fromkeys(
        ("int_type", "int_parsing", "int_parsing_size", "int_from_float"),
        ("not_a_whole_number", "Ska vara ett heltal.", "Must be a whole number."),
    ),
    **dict.fromkeys(
        ("greater_than", "greater_than_equal", "less_than", "less_than_equal"),
        ("out_of_range", "Talet är för stort eller för litet.", "Too large or too small."),
    ),
    **dict.fromkeys(
        ("model_type", "model_attributes_type", "dict_type", "tuple_type"),
        ("wrong_shape", "Ska vara ett objekt eller en lista.", "Must be an object or a list."),
    ),
    **dict.fromkeys(
        ("bool_type", "bool_parsing"),
        ("not_true_or_false", "Ska vara true eller false.", "Must be true or false."),
    ),
}
"""Our stable code for each of pydantic's, and what it means."""
_OTHERWISE: Final = ("malformed_request", "Värdet kan inte tolkas.", "The value cannot be read.")
_LIMITS: Final = ("max_length", "min_length", "ge", "gt", "le", "lt", "expected", "expected_tags")
_MOST_ERRORS: Final = 50
_LONGEST_STEP: Final = 60


class Told(NamedTuple):
    """The problem that errors make: its code, its sentences and the facts to act on."""

    code: str
    sv: str
    en: str
    facts: Mapping[str, Any]


def told(errors: Sequence[Any]) -> Told:
    """Return pydantic's errors as one problem; the first with a meaning of ours names it."""
    whole = _without_echoes(errors)
    each = [_told(error) for error in whole[:_MOST_ERRORS]]
    ours = [one for one, error in zip(each, whole, strict=False) if error["type"] not in _PLAIN]
    first = next((one for one in ours if one["code"] != _OTHERWISE[0]), each[0])
    facts = {"errors": each, "error_count": len(whole), **first.get("facts", {})}
    return Told(first["code"], first["sv"], first["en"], facts)


def _without_echoes(errors: Sequence[Any]) -> Sequence[Any]:
    """Leave out that a list is too short when what it lacks are the items that are wrong."""
    within = {tuple(error["loc"][:depth]) for error in errors for depth in range(len(error["loc"]))}
    return [
        error
        for error in errors
        if not (error["type"] == "too_short" and tuple(error["loc"]) in within)
    ] or errors


def _told(error: Mapping[str, Any]) -> dict[str, Any]:
    context = error.get("ctx") or {}
    pointer = _pointer(error["loc"])
    if "sv" in context:
        facts = {name: value for name, value in context.items() if name != "sv"}
        return {
            "pointer": pointer,
            "code": error["type"],
            "sv": context["sv"],
            "en": error["msg"],
            **({"facts": facts} if facts else {}),
        }
    code, sv, en = _PLAIN.get(error["type"], _OTHERWISE)
    limits = {to_camel(name): str(context[name]) for name in _LIMITS if name in context}
    return {"pointer": pointer, "code": code, "sv": sv, "en": en, **limits}


def _pointer(steps: Sequence[str | int]) -> str:
    """Return a JSON pointer into the request; the names in it are cut, since they were sent.

    Pydantic tells the kind of a resolution as a step of its own, and a key as ``[key]``.
    """
    match steps:
        case ["resolutions", int(number), str(), *rest]:
            steps = ("resolutions", number, *rest)
        case ["decisions", int(place), "resolutions", int(number), str(), *rest]:
            steps = ("decisions", place, "resolutions", number, *rest)
        case _:
            pass
    shown = (str(step)[:_LONGEST_STEP] for step in steps if step != "[key]")
    return "".join("/" + step.replace("~", "~0").replace("/", "~1") for step in shown)
