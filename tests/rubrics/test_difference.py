"""What changed between two rubrics."""

from __future__ import annotations

from rubrics.difference import Change, differences
from rubrics.load import as_yaml, parse_rubric, shipped, shipped_rubric
from rubrics.model import Rubric

CHAT = shipped_rubric("chat")


def changed(**fields: object) -> Rubric:
    """The chat rubric with other fields, of it or (by id) of a criterion."""
    data = CHAT.model_dump()
    for entry in data["criteria"]:
        entry.update(fields.pop(entry["id"], {}))
    return Rubric.model_validate(data | fields)


def test_the_same_rubric_has_not_changed_whatever_its_version() -> None:
    assert differences(CHAT, changed(version=9, id="own_chat")) == ()


def test_a_weight_is_told_as_its_share_and_only_where_it_changed() -> None:
    assert differences(CHAT, changed(empathy={"weight": 40})) == (Change("empathy", ("weight",), 0.2, 40 / 120),)


def test_fields_within_fields_are_told_one_by_one() -> None:
    new = changed(
        empathy={"points": {"acknowledge_feeling": 4, "apology": 3, "reassurance": 2, "summary": 1}},
        courtesy={"expects": [{"name": "closing", "acts": ["closing"], "where": "anywhere"}]},
    )
    assert set(differences(CHAT, new)) == {
        Change("empathy", ("points", "apology"), 2, 3),
        Change("empathy", ("points", "paraphrase"), 2, None),
        Change("empathy", ("points", "summary"), None, 1),
        Change("courtesy", ("expects", "greeting", "acts"), ("greeting",), None),
        Change("courtesy", ("expects", "greeting", "where"), "opening", None),
        Change("courtesy", ("expects", "closing", "where"), "closing", "anywhere"),
    }


def test_criteria_that_came_went_or_moved() -> None:
    data = CHAT.model_dump()
    first, second, *rest = data["criteria"]
    new = Rubric.model_validate(data | {"criteria": [*rest, second, first | {"id": "warmth"}]})
    order = tuple(entry["id"] for entry in [*rest, second])
    found = differences(CHAT, new)
    assert found[0] == Change("", ("order",), (second["id"], *(entry["id"] for entry in rest)), order)
    assert found[1:] == (Change("warmth", (), None, 0.2), Change("empathy", (), 0.2, None))


def test_a_rubric_written_as_text_is_the_same_when_read() -> None:
    for name in shipped():
        rubric = shipped_rubric(name)
        assert parse_rubric(as_yaml(rubric.model_dump(mode="json")), "text") == rubric
