import csv
import io
import json
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any, TypeAlias

import pytest
import typer
from typer.testing import CliRunner, Result

from domain.money import MAX_ORE, amount_text, parse_amount
from interfaces.split import register
from tests.cases import allocation, dalsland, members_of, population

Write: TypeAlias = Callable[[str, str | bytes], str]

KEY = '{"components":[{"basis":"population","weight":"0.8"},{"basis":"equal","weight":"1/5"}]}'
FIXED = (
    '{"components":[{"basis":"fixed","weight":"1","shares":{"a":"0.175","b":"1/5","c":"0.625"}}]}'
)
EQUALLY = '{"components":[{"basis":"equal","weight":"1"}]}'
AB = "code,name,figure\na,Alfa,1\nb,Beta,2\n"
NAMES = {each["code"]: each["name"] for each in dalsland()["municipalities"]}

app = typer.Typer()
register(app)


@app.callback()
def samsyn() -> None:
    """Keep the command a subcommand, as it is in the real application."""


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["split", *arguments])


def answer(*arguments: str) -> Any:
    result = run(*arguments, "--format", "json")
    assert (result.exit_code, result.stderr) == (0, "")
    return json.loads(result.stdout)


def amounts(found: Any) -> dict[str, str]:
    return {share["code"]: share["amount"] for share in found["shares"]}


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Write:
    monkeypatch.chdir(tmp_path)

    def written(name: str, content: str | bytes) -> str:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return name

    return written


def populations(year: int, codes: tuple[str, ...], delimiter: str = ",") -> str:
    figures = population(year).values
    rows = [("code", "name", "figure"), *((c, NAMES[c], str(figures[c])) for c in codes)]
    return "\r\n".join(delimiter.join(row) for row in rows) + "\r\n"


# --- answers ---------------------------------------------------------------------------------


@pytest.mark.parametrize("case", allocation()["cases"])
def test_a_worked_case_is_recomputed_from_files(write: Write, case: dict[str, Any]) -> None:
    year = int(case["referenceDate"][:4])
    components = [
        {"basis": "population", "weight": case["populationWeight"]},
        {"basis": "equal", "weight": case["equalWeight"]},
    ]
    key = write("key.json", json.dumps({"components": components}))
    figures = write("population.csv", populations(year, members_of(case["participants"])))
    found = answer(
        *("--amount", amount_text(case["amountOre"]), "--unit", amount_text(case["unitOre"])),
        *("--key", key, "--figures", f"population={figures}"),
    )
    assert {code: parse_amount(a) for code, a in amounts(found).items()} == case["expectedOre"]


def test_the_json_answer_holds_what_was_asked_and_the_exact_shares(write: Write) -> None:
    write("key.json", KEY)
    write("population.csv", populations(2024, members_of("Alla sex")))
    found = answer(
        *("--amount", "1234.56", "--key", "key.json", "--unit", "1.00"),
        *("--figures", "population=population.csv"),
    )
    head = {name: found[name] for name in ("amount", "unit", "total", "remainder")}
    assert head == {"amount": "1234.56", "unit": "1.00", "total": "1234.00", "remainder": "0.56"}
    assert [share["code"] for share in found["shares"]] == sorted(members_of("Alla sex"))
    assert sum(Fraction(share["exact"]) for share in found["shares"]) == 1234
    assert found["shares"][1] == {
        "code": "1439",
        "name": "Färgelanda",
        "exact": "16047553/135095",
        "amount": "119.00",
        "roundedUp": True,
    }


def test_the_table_is_aligned_and_has_a_sum(write: Write) -> None:
    write("key.json", KEY)
    write("population.csv", populations(2024, members_of("4D")))
    result = run(
        *("--amount", "400000.50", "--key", "key.json", "--unit", "1"),
        *("--figures", "population=population.csv"),
    )
    assert result.stdout.splitlines() == [
        "Kod/Code  Namn/Name                 Belopp/Amount  Uppåt/Up",
        "-------------------------------------------------",
        "1438      Dals-Ed                    70 633,00 kr  ja/yes",
        "1439      Färgelanda                 90 090,00 kr",
        "1460      Bengtsfors                119 770,00 kr",
        "1461      Mellerud                  119 507,00 kr  ja/yes",
        "-------------------------------------------------",
        "          Summa/Total               400 000,00 kr",
        "          Kvar på kontot/Remainder        0,50 kr",
    ]


def test_the_csv_answer_is_read_by_any_program(write: Write) -> None:
    write("key.json", EQUALLY)
    write("ab.csv", 'code,name,figure\na,"Alfa, norra",1\nb,Beta,2\n')
    result = run(
        "--amount", "-0.03", "--key", "key.json", "--figures", "x=ab.csv", "--format", "csv"
    )
    assert list(csv.DictReader(io.StringIO(result.stdout))) == [
        {
            "code": "a",
            "name": "Alfa, norra",
            "exact": "-3/200",
            "amount": "-0.02",
            "roundedUp": "true",
        },
        {"code": "b", "name": "Beta", "exact": "-3/200", "amount": "-0.01", "roundedUp": "false"},
    ]


def test_several_statistics_are_weighed_together(write: Write) -> None:
    write("ab.csv", AB)
    write("tax.csv", "figure,code,name\n3.5,b,Beta\n10.5,a,Alfa\n")
    components = [{"basis": "population", "weight": "1/2"}, {"basis": "tax_base", "weight": "0.5"}]
    write("key.json", json.dumps({"components": components}))
    found = answer(
        *("--amount", "24.00", "--key", "key.json"),
        *("--figures", "population=ab.csv", "--figures", "tax_base=tax.csv"),
    )
    assert amounts(found) == {"a": "13.00", "b": "11.00"}


@pytest.mark.parametrize(
    "content",
    [
        AB,
        "\ufeff" + AB,
        AB.replace(",", ";"),
        "\ufeff" + AB.replace(",", ";").replace("\n", "\r\n") + ";;\r\n\r\n",
        "Code, Name, Figure\r\na, Alfa, 1\r\nb, Beta, 2\r\n",
        "code;name;figure\na;Alfa;0,5\nb;Beta;1,0\n",
        AB.rstrip(),
    ],
)
def test_figures_come_as_spreadsheets_save_them(write: Write, content: str) -> None:
    write("key.json", KEY.replace("0.8", "1").replace("1/5", "0"))
    write("ab.csv", content)
    found = answer("--amount", "3", "--key", "key.json", "--figures", "population=ab.csv")
    assert amounts(found) == {"a": "1.00", "b": "2.00"}
    assert [share["name"] for share in found["shares"]] == ["Alfa", "Beta"]


def test_participants_may_be_some_of_those_in_the_files(write: Write) -> None:
    write("key.json", KEY)
    write("population.csv", populations(2024, members_of("Alla sex"), ";"))
    found = answer(
        *("--amount", "400000.00", "--unit", "1.00", "--key", "key.json"),
        *("--figures", "population=population.csv", "--participants", "1460,1438,1439,1461"),
    )
    assert amounts(found) == {
        "1438": "70633.00",
        "1439": "90090.00",
        "1460": "119770.00",
        "1461": "119507.00",
    }


def test_equal_parts_need_only_the_participants(write: Write) -> None:
    write("key.json", EQUALLY)
    found = answer("--amount", "1", "--key", "key.json", "--participants", "c,b,a")
    assert amounts(found) == {"a": "0.34", "b": "0.33", "c": "0.33"}


def test_fixed_shares_name_their_own_participants(write: Write) -> None:
    write("key.json", FIXED)
    everyone = answer("--amount", "1000", "--key", "key.json")
    assert amounts(everyone) == {"a": "175.00", "b": "200.00", "c": "625.00"}
    two = answer("--amount", "375", "--key", "key.json", "--participants", "a,b")
    assert amounts(two) == {"a": "175.00", "b": "200.00"}


def test_a_component_of_weight_zero_needs_no_file(write: Write) -> None:
    write("key.json", KEY.replace("0.8", "0").replace("1/5", "1"))
    found = answer("--amount", "1", "--key", "key.json", "--participants", "a,b")
    assert amounts(found) == {"a": "0.50", "b": "0.50"}


def test_the_help_is_in_both_languages() -> None:
    shown = " ".join(run("--help").stdout.split())
    assert "Split an amount between members" in shown
    assert "Fördela ett belopp mellan" in shown


# --- bad input -------------------------------------------------------------------------------


def refused(*arguments: str) -> tuple[str, str]:
    """Return the Swedish and the English message of a refusal."""
    result = run(*arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    swedish, english = result.stderr.splitlines()
    assert swedish.startswith("Fel: ")
    assert english.startswith("Error: ")
    return swedish, english


@pytest.mark.parametrize(
    ("amount", "says"),
    [
        ("1.234", "at most two decimals"),
        ("1,50", "decimal point"),
        ("1 000", "decimal point"),
        ("1e3", "decimal point"),
        ("NaN", "decimal point"),
        ("", "decimal point"),
        (amount_text(MAX_ORE) + "0", "at most two decimals"),
        ("90071992547409.92", "too large"),
    ],
)
@pytest.mark.parametrize("option", ["--amount", "--unit"])
def test_a_bad_amount_is_refused(write: Write, option: str, amount: str, says: str) -> None:
    write("key.json", EQUALLY)
    asked = {"--amount": "1", "--unit": "1"} | {option: amount}
    swedish, english = refused(
        *("--amount", asked["--amount"], "--unit", asked["--unit"]),
        *("--key", "key.json", "--participants", "a"),
    )
    assert says in english
    assert option in english
    assert option in swedish


@pytest.mark.parametrize("unit", ["0", "0.00", "-1"])
def test_a_unit_is_more_than_nothing(write: Write, unit: str) -> None:
    write("key.json", EQUALLY)
    _, english = refused(
        "--amount", "1", "--key", "key.json", "--participants", "a", "--unit", unit
    )
    assert "unit must be greater than zero" in english


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("", "Invalid JSON"),
        ("{", "Invalid JSON"),
        (KEY + "x", "Invalid JSON"),
        ("[" * 100_000, "Invalid JSON"),
        ("[]", "key.json"),
        ("null", "key.json"),
        ("{}", "components"),
        ('{"components": {}}', "components"),
        ('{"components": []}', "sum to 0/1"),
        (KEY.replace("0.8", "0.9"), "sum to 11/10"),
        (KEY.replace('"0.8"', "0.8"), "components.0.weight"),
        (KEY.replace('"0.8"', '"80 %"'), "components.0.weight"),
        (KEY.replace("0.8", "-0.8"), "less than zero"),
        (KEY.replace("0.8", "1/0"), "components.0.weight"),
        (KEY.replace("0.8", "9" * 1_000_000), "at most 18 digits"),
        (KEY.replace("population", "Folkmängd"), "components.0.basis"),
        (KEY.replace("population", "equal"), "more than once"),
        (KEY.replace('"basis"', '"base"'), "components.0"),
        (KEY.replace("population", "fixed"), "needs the members' shares"),
        (FIXED.replace("fixed", "equal"), "only for the basis fixed"),
        (FIXED.replace('"a":"0.175"', '"a":0.175'), "shares.a"),
        (FIXED.replace('"b"', '"a"'), '"a" stands twice'),
        (KEY.replace('"weight":"0.8"', '"weight":"0.1","weight":"0.8"'), '"weight" stands twice'),
        (b"\xff\xfe{\x00}\x00", "not UTF-8"),
    ],
)
def test_a_bad_key_is_refused(write: Write, content: str | bytes, says: str) -> None:
    write("key.json", content)
    write("ab.csv", AB)
    swedish, english = refused(
        "--amount", "1", "--key", "key.json", "--figures", "population=ab.csv"
    )
    assert says in english
    assert "key.json" in english
    assert "key.json" in swedish


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("", "the first line must be code,name,figure"),
        ("a,Alfa,1\nb,Beta,2\n", "the first line must be code,name,figure"),
        ("code,name,number\na,Alfa,1\n", "the first line must be"),
        ("code;figure\na;1\n", "the first line must be code;name;figure"),
        ("code,name,figure,code\na,Alfa,1,b\n", "the first line must be"),
        ("code,name,figure\n", "values"),
        (AB + "a,Alfa,3\n", "ab.csv:4: the code a stands twice"),
        (AB + "c,Gamma\n", "ab.csv:4: the line has 2 columns, not 3"),
        (AB + "c,Gamma,1,2\n", "ab.csv:4: the line has 4 columns, not 3"),
        (AB + "c,Gamma,-1\n", "ab.csv:4: figure: A cost cannot be split by a figure less"),
        (AB + "c,Gamma,många\n", "ab.csv:4: figure"),
        (AB + "c,Gamma,\n", "ab.csv:4: figure"),
        (AB + "c,Gamma,1e3\n", "ab.csv:4: figure"),
        (AB + "c,Gamma,NaN\n", "ab.csv:4: figure"),
        (AB + "c,Gamma,40 041\n", "ab.csv:4: figure"),
        (AB + 'c,Gamma,"1,234"\n', "ab.csv:4: figure"),
        (AB + "c d,Gamma,1\n", "ab.csv:4: code"),
        (AB + ",Gamma,1\n", "ab.csv:4: code"),
        (AB + "c,,1\n", "ab.csv:4: name"),
        (AB + "c,\x1b[2J,1\n", "ab.csv:4: name"),
        (AB + 'c,"Gamma,1\n', "ab.csv:4: the line is not CSV"),
        (AB + f"c,{'G' * 200_000},1\n", "ab.csv:4: the line is not CSV"),
        (AB + "c,\x00,1\n", "ab.csv:4: name"),
        (("code,name,figure\na,Åmål,1\n").encode("latin-1"), "not UTF-8"),
        (AB.encode("utf-16"), "not UTF-8"),
        (b"x" * 5_000_001, "too large"),
        ("code,name,figure\na,Alfa,0\nb,Beta,0\n", "all zero"),
    ],
)
def test_a_bad_file_of_figures_is_refused(write: Write, content: str | bytes, says: str) -> None:
    write("key.json", KEY)
    write("ab.csv", content)
    _, english = refused("--amount", "1", "--key", "key.json", "--figures", "population=ab.csv")
    assert says in english


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--figures", "population=nowhere.csv"], "Cannot read the file nowhere.csv"),
        (["--figures", "population=."], "Cannot read the file ."),
        (["--figures", "population=\0"], "Cannot read the file"),
        (["--figures", "ab.csv"], "write basis=file"),
        (["--figures", "=ab.csv"], "write basis=file"),
        (["--figures", "population="], "write basis=file"),
        (["--figures", "Population=ab.csv"], "basis"),
        (["--figures", "equal=ab.csv"], "has no statistic"),
        (["--figures", "pupils=ab.csv"], "no figures in force for the basis population"),
        (["--figures", "population=ab.csv"] * 2, "given twice"),
        (["--figures", "population=ab.csv", "--figures", "x=abc.csv"], "ab.csv lacks the code c"),
        (["--figures", "population=abc.csv", "--figures", "x=ab.csv"], "ab.csv lacks the code c"),
        (["--figures", "population=ab.csv", "--participants", "a,c"], "lack c"),
        (["--figures", "population=ab.csv", "--participants", "a,a"], "a code stands twice"),
        (["--figures", "population=ab.csv", "--participants", "a,,b"], "--participants"),
        (["--figures", "population=ab.csv", "--participants", ""], "--participants"),
        (["--figures", "population=ab.csv", "--key", "nowhere.json"], "nowhere.json"),
        (["--figures", "population=ab.csv", "--format", "xml"], "json, table or csv"),
        ([], "give --participants or --figures"),
    ],
)
def test_a_bad_question_is_refused(write: Write, arguments: list[str], says: str) -> None:
    write("key.json", KEY)
    write("ab.csv", AB)
    write("abc.csv", AB + "c,Gamma,3\n")
    _, english = refused("--amount", "1", "--key", "key.json", *arguments)
    assert says in english


def test_a_participant_without_a_fixed_share_is_named(write: Write) -> None:
    write("key.json", FIXED)
    _, english = refused("--amount", "1", "--key", "key.json", "--participants", "a,d")
    assert "no fixed share for d" in english
