"""``samsyn split``: split an amount by a key and figures in files. No database, no log."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Annotated

import typer
from pydantic import TypeAdapter

from domain.cost_key import FIXED, CostKey, ratio
from domain.errors import DomainError, Malformed
from domain.model import Frozen, MemberCode
from domain.money import MINUS, NO_BREAK_SPACE, Ore, amount_text, kronor, parse_amount
from domain.split import Split
from domain.split import split as split_amount
from interfaces.split_files import (
    FiguresFile,
    bad,
    by_basis,
    cost_key,
    figures_file,
    files_agree,
    validated,
)


def register(app: typer.Typer) -> None:
    """Mount the command on `app`."""
    app.command("split")(split)


def split(
    amount: Annotated[
        str,
        typer.Option(
            help="Kronor with at most two decimals, 1000000.00. Kronor, högst två decimaler."
        ),
    ],
    key: Annotated[
        Path,
        typer.Option(
            metavar="FILE.json",
            help='The cost key, {"components": [{"basis": "population", "weight": "0.8"}, …]}. '
            "Fördelningsnyckeln.",
        ),
    ],
    figures: Annotated[
        list[str] | None,
        typer.Option(
            metavar="BASIS=FILE.csv",
            help="Figures of one basis, columns code,name,figure; may be repeated. "
            "Tal för en grund, kolumnerna code,name,figure; kan upprepas.",
        ),
    ] = None,
    participants: Annotated[
        str | None,
        typer.Option(
            metavar="CODE,CODE,…",
            help="Who shares the cost; default all in the files. Vilka som delar; annars alla.",
        ),
    ] = None,
    unit: Annotated[
        str,
        typer.Option(help="Rounding unit in kronor. Avrundningsenhet i kronor."),
    ] = "0.01",
    output: Annotated[
        str,
        typer.Option("--format", metavar="json|table|csv", help="Form of the answer. Svarsform."),
    ] = "table",
) -> None:
    """Split an amount between members, to the öre. Fördela ett belopp mellan kommuner, på öret.

    Needs no database: anyone can recompute a published split from the key and the figures.
    Kräver ingen databas: vem som helst kan räkna om en publicerad fördelning.
    """
    try:
        write = _writer(output)
        ore, unit_ore = _amount("--amount", amount), _amount("--unit", unit)
        rule = cost_key(key)
        files = [figures_file(argument) for argument in figures or ()]
        codes = _participants(participants, files, rule)
        answer = split_amount(ore, rule, codes, by_basis(files), unit_ore)
    except DomainError as problem:
        typer.echo(f"Fel: {problem.sv}\nError: {problem.en}", err=True)
        raise typer.Exit(2) from None
    typer.echo(write(answer, files[0].names if files else {}), nl=False)


def _amount(option: str, value: str) -> Ore:
    """Return the öre of an option; say which option when they cannot be read."""
    try:
        return parse_amount(value)
    except Malformed as problem:
        raise bad(f"{option} {value}: {problem.sv}", f"{option} {value}: {problem.en}") from None


def _writer(output: str) -> Callable[[Split, Mapping[str, str]], str]:
    writers = {"json": _as_json, "table": _as_table, "csv": _as_csv}
    if output not in writers:
        raise bad(
            f"--format {output}: svarsformen är json, table eller csv.",
            f"--format {output}: the form of the answer is json, table or csv.",
        )
    return writers[output]


def _participants(
    option: str | None, files: Sequence[FiguresFile], key: CostKey
) -> tuple[str, ...]:
    """Return who shares the cost: as asked, else those of the files, else of fixed shares."""
    files_agree(files)
    if option is not None:
        return _listed(option)
    if files:
        return tuple(files[0].values)
    fixed = [component.shares for component in key.effective if component.basis == FIXED]
    if fixed and fixed[0]:
        return tuple(fixed[0])
    raise bad(
        "Det framgår inte vilka som delar kostnaden: ange --participants eller --figures.",
        "Nothing says who shares the cost: give --participants or --figures.",
    )


def _listed(option: str) -> tuple[str, ...]:
    where = f"--participants {option}"
    codes = validated(where, TypeAdapter(list[MemberCode]).validate_python, option.split(","))
    if len(set(codes)) < len(codes):
        raise bad(f"{where}: en kod står två gånger.", f"{where}: a code stands twice.")
    return tuple(codes)


# --- answers ---------------------------------------------------------------------------------


class ShareAnswer(Frozen):
    """One member's share; `exact` is the fraction of a krona before rounding, ``p/q``."""

    code: str
    name: str
    exact: str
    amount: str
    rounded_up: bool


class SplitAnswer(Frozen):
    """A split in kronor: `total` was shared out, `remainder` is less than a unit."""

    amount: str
    unit: str
    total: str
    remainder: str
    shares: tuple[ShareAnswer, ...]


def _share_answers(answer: Split, names: Mapping[str, str]) -> tuple[ShareAnswer, ...]:
    return tuple(
        ShareAnswer(
            code=share.code,
            name=names.get(share.code, share.code),
            exact=ratio(share.exact / 100),
            amount=amount_text(share.amount),
            rounded_up=share.rounded_up,
        )
        for share in answer.shares
    )


def _as_json(answer: Split, names: Mapping[str, str]) -> str:
    in_kronor = SplitAnswer(
        amount=amount_text(answer.amount),
        unit=amount_text(answer.unit),
        total=amount_text(answer.total),
        remainder=amount_text(answer.remainder),
        shares=_share_answers(answer, names),
    )
    return in_kronor.model_dump_json(indent=2) + "\n"


def _as_csv(answer: Split, names: Mapping[str, str]) -> str:
    lines = io.StringIO()
    writer = csv.writer(lines, lineterminator="\n")
    writer.writerow(("code", "name", "exact", "amount", "roundedUp"))
    for share in _share_answers(answer, names):
        rounded_up = "true" if share.rounded_up else "false"
        writer.writerow((share.code, share.name, share.exact, share.amount, rounded_up))
    return lines.getvalue()


def _as_table(answer: Split, names: Mapping[str, str]) -> str:
    """Return aligned columns, with the sum and what is left below the unit."""
    rows = [("Kod/Code", "Namn/Name", "Belopp/Amount", "Uppåt/Up")]
    for share in answer.shares:
        name = names.get(share.code, share.code)
        up = "ja/yes" if share.rounded_up else ""
        rows.append((share.code, name, _sv(share.amount), up))
    rows.append(("", "Summa/Total", _sv(answer.total), ""))
    if answer.remainder:
        rows.append(("", "Kvar på kontot/Remainder", _sv(answer.remainder), ""))
    code, name_, amount, _ = (max(map(len, column)) for column in zip(*rows, strict=True))
    lines = [
        f"{row[0]:<{code}}  {row[1]:<{name_}}  {row[2]:>{amount}}  {row[3]}".rstrip()
        for row in rows
    ]
    rule = "-" * (code + name_ + amount + 4)
    lines.insert(1, rule)
    lines.insert(len(answer.shares) + 2, rule)
    return "\n".join(lines) + "\n"


def _sv(ore: Ore) -> str:
    """Return an amount for a terminal, in signs that can be pasted into a spreadsheet."""
    return kronor(ore, "sv").replace(NO_BREAK_SPACE, " ").replace(MINUS, "-")
