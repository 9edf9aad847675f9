"""`qa jargon` as scripts and people use it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from qa_app.finding import jargon
from qa_app.recordings import conversation_line
from tests.scoring.invented_archive import PLANTED, archive


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """One archive in English and one in Dutch."""
    folder = tmp_path_factory.mktemp("archive")
    for language in ("en", "nl"):
        lines = [conversation_line(conversation) + "\n" for conversation in archive(language)]
        (folder / f"{language}.jsonl").write_text("".join(lines), encoding="utf-8")
    return [str(path) for path in sorted(folder.iterdir())]


def run(*arguments: str, code: int = 0) -> Result:
    result = CliRunner().invoke(jargon, arguments)
    assert result.exit_code == code, result.output
    return result


def test_json_lines_have_every_figure_of_a_term(files: list[str]) -> None:
    terms = [json.loads(line) for line in run(*files, "--json", "--sector", "parcel").stdout.splitlines()]
    assert {(term["language"], term["term"]) for term in terms} == {
        (language, term) for language in ("en", "nl") for term in PLANTED[language]
    }
    for term in terms:
        assert term["sector"] == "parcel"
        assert term["reason"] == "asked_back"
        assert {"kind", "agent", "customer", "conversations", "agents", "keyness", "asked_back"} <= term.keys()
        assert {"general_frequency", "keyness_general", "known"} <= term.keys()
        assert all({"conversation", "turn", "quote"} <= example.keys() for example in term["examples"])


def test_the_table_has_a_line_and_an_example_for_each_term(files: list[str]) -> None:
    out = run(*files, "--sector", "parcel").stdout
    assert out.startswith("Sector: parcel\nTerm ")
    for term in (*PLANTED["en"], *PLANTED["nl"]):
        (place,) = [number for number, line in enumerate(out.splitlines()) if line.startswith(f"{term} ")]
        assert "customers ask what it means" in out.splitlines()[place]
        assert term in out.splitlines()[place + 1]


def test_only_one_language_and_so_many_terms(files: list[str]) -> None:
    terms = [json.loads(line) for line in run(*files, "--language", "nl", "--top", "2", "--json").stdout.splitlines()]
    assert [term["language"] for term in terms] == ["nl", "nl"]


def test_a_bad_file_is_said_and_the_others_are_read(files: list[str], tmp_path: Path) -> None:
    bad = tmp_path / "bad.json"
    bad.write_text("{", encoding="utf-8")
    result = run(str(bad), *files, "--json", code=1)
    assert "bad.json" in result.stderr
    assert len(result.stdout.splitlines()) == 6


def test_where_nothing_stands_out_that_is_said(tmp_path: Path) -> None:
    path = tmp_path / "one.jsonl"
    path.write_text(conversation_line(next(archive("en"))), encoding="utf-8")
    result = run(str(path))
    assert (result.stdout, result.stderr) == ("", "No term stands out.\n")
