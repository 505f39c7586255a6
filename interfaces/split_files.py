"""The files that ``samsyn split`` reads: a key in JSON, and figures in CSV, each of one basis."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, TypeVar

from pydantic import ValidationError

from domain.cost_key import CostKey, Figure, MemberFigures
from domain.errors import Malformed
from domain.model import Frozen, MemberCode, Title

T = TypeVar("T")

_COLUMNS: Final = ("code", "name", "figure")
_MOST_BYTES: Final = 5_000_000
_SWEDISH: Final = {
    "control_character": "texten innehåller ett styrtecken",
    "extra_forbidden": "fältet är okänt",
    "json_invalid": "filen är inte giltig JSON",
    "missing": "fältet saknas",
    "model_type": "värdet ska vara ett objekt",
    "personnummer": "texten innehåller ett personnummer",
    "string_pattern_mismatch": "texten har fel form",
    "string_too_short": "texten saknas",
    "string_too_long": "texten är för lång",
    "string_type": "värdet ska vara text",
    "too_short": "listan är tom",
    "too_long": "listan är för lång",
    "tuple_type": "värdet ska vara en lista",
}


class Row(Frozen):
    """A line of a file of figures."""

    code: MemberCode
    name: Title
    figure: Figure


class FiguresFile(MemberFigures):
    """The figures of one basis, and what the members are called in the file."""

    file: str
    names: Mapping[str, str]


def bad(sv: str, en: str) -> Malformed:
    """Return a refusal of what was given on the command line or in a file."""
    return Malformed("bad_input", sv, en)


def _text(path: Path) -> str:
    """Return the text of a file in UTF-8, with or without a byte order mark."""
    try:
        with path.open("rb") as file:
            content = file.read(_MOST_BYTES + 1)
    except (OSError, ValueError) as problem:
        reason = getattr(problem, "strerror", None) or problem
        raise bad(
            f"Filen {path} kan inte läsas ({reason}).", f"Cannot read the file {path} ({reason})."
        ) from None
    if len(content) > _MOST_BYTES:
        raise bad(f"Filen {path} är för stor.", f"The file {path} is too large.")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise bad(
            f"Filen {path} är inte UTF-8; spara den som ”CSV UTF-8” eller ”UTF-8”.",
            f'The file {path} is not UTF-8; save it as "CSV UTF-8" or "UTF-8".',
        ) from None


def cost_key(path: Path) -> CostKey:
    """Read the key in a JSON file, in which no name stands twice in one object."""
    text = _text(path)
    key = validated(str(path), CostKey.model_validate_json, text)

    def each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        names = [name for name, _ in pairs]
        for name in names:
            if names.count(name) > 1:
                raise bad(
                    f"{path}: ”{name}” står två gånger i samma objekt.",
                    f'{path}: "{name}" stands twice in one object.',
                )
        return dict(pairs)

    json.loads(text, object_pairs_hook=each_once)
    return key


def figures_file(argument: str) -> FiguresFile:
    """Read the file of ``basis=path``."""
    basis, equals, name = argument.partition("=")
    if not (basis and equals and name):
        raise bad(
            f"--figures {argument}: skriv grund=fil, till exempel population=population.csv.",
            f"--figures {argument}: write basis=file, for example population=population.csv.",
        )
    rows: dict[str, Row] = {}
    for place, row in _rows(name, _text(Path(name))):
        if row.code in rows:
            raise bad(
                f"{place}: koden {row.code} står två gånger.",
                f"{place}: the code {row.code} stands twice.",
            )
        rows[row.code] = row
    return validated(
        f"--figures {argument}",
        FiguresFile.model_validate,
        {
            "basis": basis,
            "values": {code: row.figure for code, row in rows.items()},
            "file": name,
            "names": {code: row.name for code, row in rows.items()},
        },
    )


def _rows(name: str, text: str) -> Iterator[tuple[str, Row]]:
    """Yield each row and its place; comma or semicolon, as the first line has it."""
    delimiter = ";" if ";" in text.partition("\n")[0] else ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        header = [column.strip().lower() for column in next(reader, [])]
        if sorted(header) != sorted(_COLUMNS):
            raise bad(
                f"{name}: första raden ska vara {delimiter.join(_COLUMNS)}.",
                f"{name}: the first line must be {delimiter.join(_COLUMNS)}.",
            )
        for cells in filter(any, reader):
            place = f"{name}:{reader.line_num}"
            yield place, _row(place, header, cells, decimal_comma=delimiter == ";")
    except csv.Error as problem:
        place = f"{name}:{reader.line_num}"
        raise bad(
            f"{place}: raden är inte CSV ({problem}).", f"{place}: the line is not CSV ({problem})."
        ) from None


def _row(place: str, header: Sequence[str], cells: Sequence[str], *, decimal_comma: bool) -> Row:
    """Read a row. The comma is a decimal sign only where it cannot be taken for another."""
    if len(cells) != len(header):
        raise bad(
            f"{place}: raden har {len(cells)} kolumner, inte {len(header)}.",
            f"{place}: the line has {len(cells)} columns, not {len(header)}.",
        )
    row = {column: cell.strip() for column, cell in zip(header, cells, strict=True)}
    if decimal_comma:
        row["figure"] = row["figure"].replace(",", ".")
    return validated(place, Row.model_validate, row)


def validated(where: str, validate: Callable[[Any], T], value: object) -> T:
    """Return what `validate` makes of `value`; say the first thing that is wrong with it."""
    try:
        return validate(value)
    except ValidationError as problem:
        first = problem.errors(include_url=False, include_input=False)[0]
    place = ".".join(map(str, first["loc"]))
    at = f"{where}: {place}: " if place else f"{where}: "
    sv = first.get("ctx", {}).get("sv") or _SWEDISH.get(first["type"], "värdet är fel")
    raise bad(f"{at}{sv.removesuffix('.')}.", f"{at}{first['msg'].removesuffix('.')}.")


def files_agree(files: Sequence[FiguresFile]) -> None:
    """Refuse files that do not all have the same codes, naming the file and the code."""
    every = {code: file for file in reversed(files) for code in file.values}
    for file in files:
        for code in sorted(every.keys() - file.values.keys()):
            other = every[code].file
            raise bad(
                f"{file.file} saknar koden {code}, som finns i {other}.",
                f"{file.file} lacks the code {code}, which {other} has.",
            )


def by_basis(files: Sequence[FiguresFile]) -> dict[str, FiguresFile]:
    """Return the files by basis, of which each is given once."""
    found: dict[str, FiguresFile] = {}
    for file in files:
        if file.basis in found:
            raise bad(
                f"--figures {file.basis} är angiven två gånger.",
                f"--figures {file.basis} is given twice.",
            )
        found[file.basis] = file
    return found
