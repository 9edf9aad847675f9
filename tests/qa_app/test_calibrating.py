"""`qa calibrate`: files of pairs in, a table or JSON in the reader's language out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from qa_app.calibrating import calibrate
from scoring.agreement import level
from scoring.correction import corrections_from_json

HEADER = "interaction,criterion,language,automatic,human,date"


def lines(n: int, language: str = "en", criterion: str = "empathy") -> list[str]:
    """Marks from 0 to 1, the automatic ones far too high, people's in five levels."""
    marks = [(number * 37 % 101) / 100 for number in range(n)]
    return [
        f"{language}-{number},{criterion},{language},{mark**0.3:.3f},{level(mark) / 4},"
        for number, mark in enumerate(marks)
    ]


def run(*arguments: str | Path, code: int = 0) -> Result:
    result = CliRunner().invoke(calibrate, [str(argument) for argument in arguments])
    assert result.exit_code == code, result.output
    return result


def write(path: Path, rows: list[str]) -> Path:
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return path


def values(*arguments: str | Path, code: int = 0) -> Any:
    return json.loads(run(*arguments, "--json", code=code).stdout)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ["Criterion", "Empathy", "should not be suggested", "too few to tell", "0.667", "corrected."]),
        ("nl", ["Criterium", "Empathie", "niet voorstellen", "te weinig", "0,667", "gecorrigeerd."]),
        ("de", ["Kriterium", "Empathie", "nicht vorschlagen", "zu wenige", "0,667", "korrigiert."]),
        ("ro", ["Criteriu", "Empatie", "a nu se sugera", "prea puține", "0,667", "corectat."]),
    ],
)
def test_the_table_is_in_the_readers_language(tmp_path: Path, language: str, words: list[str]) -> None:
    pairs = write(tmp_path / "pairs.csv", [HEADER, *lines(120), *lines(5, "ro")])
    table = run(pairs, "--language", language).stdout
    for word in words:
        assert word in table


def test_json_holds_figures_words_and_corrections(tmp_path: Path) -> None:
    data = values(write(tmp_path / "pairs.csv", [HEADER, *lines(120)]), "--language", "nl")
    (one,) = data["criteria"]
    assert (one["criterion"], one["name"], one["verdict"]) == ("empathy", "Empathie", "do_not_suggest")
    assert one["agreement"]["interactions"] == 120
    assert data["trials"][0]["outcome"] == "used"
    (correction,) = corrections_from_json(data, "report")
    assert correction.languages == ("en",)


def test_csv_and_json_lines_of_the_same_pairs_give_the_same_report(tmp_path: Path) -> None:
    rows = [HEADER, *lines(40)]
    objects = [json.dumps(dict(zip(HEADER.split(","), row.split(","), strict=True))) for row in rows[1:]]
    numbers = [
        json.dumps({"interaction": n, "criterion": "empathy", "language": "EN", "automatic": 1, "human": None})
        for n in range(3)
    ]
    comma = values(write(tmp_path / "a.csv", rows))
    # Spreadsheets of our languages write semicolons between cells and a comma within a number.
    assert values(write(tmp_path / "b.csv", [row.replace(",", ";").replace(".", ",") for row in rows])) == comma
    assert values(write(tmp_path / "c.jsonl", objects)) == comma
    more = values(tmp_path / "a.csv", write(tmp_path / "d.jsonl", numbers))
    assert more["criteria"][0]["agreement"]["not_judged"] == {"automatic": 0, "human": 3, "both": 0}


def test_the_limit_can_be_set(tmp_path: Path) -> None:
    pairs = write(tmp_path / "pairs.csv", [HEADER, *lines(120)])
    assert [values(pairs, "--limit", limit)["criteria"][0]["verdict"] for limit in ("0.0", "1.0")] == [
        "suggest",
        "do_not_suggest",
    ]


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("x,empathy,en,7,0.5,", "automatic must be a mark"),
        ("x,empathy,en,0.5,nan,", "human must be a mark"),
        ("x,empathy,en,0.5,secret,", "human must be a mark"),
        ("x,empathy,fr,0.5,0.5,", "language must be one of"),
        (",empathy,en,0.5,0.5,", "interaction and criterion must not be empty"),
        ("x,empathy,en,0.5,0.5,31.12.2025", "date must be written as"),
        ("x,empathy,en,0,5,0,5,", "there are not as many cells as columns"),
    ],
)
def test_a_bad_line_is_said_and_the_others_count(tmp_path: Path, row: str, said: str) -> None:
    result = run(write(tmp_path / "pairs.csv", [HEADER, *lines(3), row]), "--json", code=1)
    assert f"pairs.csv:5: {said}" in result.stderr
    assert "secret" not in result.stderr
    assert json.loads(result.stdout)["criteria"][0]["agreement"]["pairs"] == 3


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([HEADER], "no pair of marks"),
        (["interaction,criterion,language,automatic", "x,empathy,en,0.5"], "there is no column human"),
        (['{"interaction": "x", "criterion": "empathy", "language": "en", "human": 1}'], "there is no automatic"),
        (["{not json", "[]"], "pairs.csv:2: this is not a JSON object"),
    ],
)
def test_without_a_pair_there_is_no_report(tmp_path: Path, rows: list[str], said: str) -> None:
    result = run(write(tmp_path / "pairs.csv", rows), code=1)
    assert said in result.stderr
    assert result.stdout == ""
