"""Tables to take away: the same cells in both forms, and nothing that runs."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import pytest
from openpyxl import load_workbook

from qa_app.operations.table_cells import as_typed, cell, csv_reader
from qa_app.web.table_files import table_file

HEADER = ("Agent", "n", "Day")
HOSTILE = ('=HYPERLINK("http://x","y")', "+1", "-2+3", "@SUM(A1)", "\t=1", "http://example.com", "0012")


@pytest.mark.parametrize("text", HOSTILE)
def test_no_cell_of_a_workbook_is_a_formula_a_link_or_another_number(text: str) -> None:
    answer = table_file("xlsx", "team", HEADER, [(text, 3, date(2026, 11, 2))])
    sheet = load_workbook(BytesIO(answer.get_data())).active
    assert sheet is not None
    agent, n, day = next(sheet.iter_rows(min_row=2))
    assert (agent.value, agent.data_type, agent.hyperlink) == (text, "s", None)
    assert (n.value, n.data_type) == (3, "n")
    assert day.value.date() == date(2026, 11, 2)
    assert answer.headers["Content-Disposition"] == 'attachment; filename="team.xlsx"'


def test_a_csv_shows_a_formula_as_text() -> None:
    answer = table_file("csv", "team", HEADER, [("=1+1", 3, None)])
    assert answer.get_data().decode("utf-8-sig").splitlines()[1] == "'=1+1,3,"


@pytest.mark.parametrize("mark", ["=", "+", "-", "@", " ="])
def test_a_csv_that_is_parted_at_semicolons_shows_no_formula_either(mark: str) -> None:
    """As spreadsheets part it in countries that write a comma in numbers."""
    text = f"North; {mark}1+1;{mark}1\n{mark}2;x;y"
    answer = table_file("csv", "team", HEADER, [(text, 3, None)])
    lines = answer.get_data().decode("utf-8-sig").splitlines()[1:]
    cells = [part for line in lines for part in line.split(";")]
    assert not [part for part in cells if part.strip().startswith(("=", "+", "-", "@"))]
    assert cells[-2:] == ["x", 'y",3,']
    assert as_typed(cell(text)) == text


@pytest.mark.parametrize("sign", ["\u2028", "\x85", "\x1c", "\x0b"])
def test_only_ends_of_lines_end_a_line_that_comes_back(sign: str) -> None:
    """Other signs part lines for Python's `splitlines`; a spreadsheet keeps them in their cell."""
    row = [f"Ann{sign}Lee", "two\nlines"]
    text = table_file("csv", "people", ("name", "note"), [row]).get_data().decode("utf-8-sig")
    assert list(csv_reader(text)) == [["name", "note"], row]
