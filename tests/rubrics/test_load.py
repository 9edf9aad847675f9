from pathlib import Path

import pytest

from rubrics.errors import RubricError
from rubrics.load import load_rubric, parse_rubric, rubric_for_channel, shipped, shipped_rubric
from transcripts.conversation import SUPPORTED_LANGUAGES

SMALL = """\
id: small
version: 1
title: {en: Small, nl: Klein, de: Klein, ro: Mic}
channels: [chat]
criteria:
  - id: empathy
    kind: occasion
    weight: 2
    occasions: [negative_feeling]
    points: {acknowledge_feeling: 4}
  - id: jargon
    kind: density
    weight: 1
    counts: {jargon: 1}
    per: 100_words
    bad: 3
  - id: opening
    kind: presence
    weight: 1
    expects:
      - {name: greeting, acts: [greeting], where: opening}
"""


@pytest.mark.parametrize("name", shipped())
def test_the_rubrics_that_come_with_the_product_are_fine(name: str) -> None:
    rubric = shipped_rubric(name)
    assert rubric.id == name
    assert {"empathy", "active_listening", "clarity", "jargon"} <= {criterion.id for criterion in rubric.criteria}
    assert set(rubric.title) == set(SUPPORTED_LANGUAGES)


@pytest.mark.parametrize("channel", ["call", "chat", "email", "social", "note"])
def test_every_channel_has_a_rubric(channel: str) -> None:
    assert channel in rubric_for_channel(channel).channels


@pytest.mark.parametrize(
    ("old", "new", "line", "field", "words"),
    [
        ("acknowledge_feeling: 4", "hug: 4", 10, "criteria[0].points", "unknown act hug"),
        ("occasions: [negative_feeling]", "occasions: [rain]", 9, "criteria[0].occasions", "unknown occasion rain"),
        ("counts: {jargon: 1}", "counts: {fog: 1}", 14, "criteria[1].counts", "unknown act, span or fact fog"),
        ("weight: 2", "weight: heavy", 8, "criteria[0].weight", "valid number"),
        ("weight: 2", "weight: -1", 8, "criteria[0].weight", "greater than or equal to 0"),
        ("weight: 2", "weight: .nan", 8, "criteria[0].weight", "finite number"),
        ("acknowledge_feeling: 4", "acknowledge_feeling: 5", 10, "criteria[0].points.acknowledge_feeling", "less than"),
        ("    bad: 3", "    bad: 0", 11, "criteria[1]", "greater than 'good'"),
        ("{acknowledge_feeling: 4}", "{acknowledge_feeling: 4}\n    bad: 4", 6, "criteria[0]", "greater than 'bad'"),
        ("per: 100_words", "per: mile", 15, "criteria[1].per", "100_words"),
        ("kind: density", "kind: magic", 11, "criteria[1]", "density"),
        ("id: jargon", "id: empathy", 1, "", "must differ"),
        ("title: {en: Small, nl: Klein, de: Klein, ro: Mic}", "titel: x", 3, "titel", "not permitted"),
        ("acts: [greeting], ", "", 21, "criteria[2].expects[0]", "name acts or phrases"),
    ],
)
def test_a_mistake_is_told_with_line_and_field(old: str, new: str, line: int, field: str, words: str) -> None:
    with pytest.raises(RubricError) as caught:
        parse_rubric(SMALL.replace(old, new), "small.yaml")
    assert any(
        (fault.file, fault.line, fault.field) == ("small.yaml", line, field) and words in fault.what
        for fault in caught.value.faults
    ), str(caught.value)


def test_a_missing_field_is_named() -> None:
    with pytest.raises(RubricError) as caught:
        parse_rubric(SMALL.replace("    weight: 2\n", ""), "small.yaml")
    assert [fault.field for fault in caught.value.faults] == ["criteria[0].weight"]


def test_weights_of_zero_are_refused() -> None:
    text = SMALL.replace("weight: 2", "weight: 0").replace("weight: 1", "weight: 0")
    with pytest.raises(RubricError, match="all weights are zero"):
        parse_rubric(text, "zero.yaml")


def test_all_mistakes_are_told_at_once_in_order_of_line() -> None:
    text = SMALL.replace("weight: 2", "weight: x").replace("per: 100_words", "per: mile")
    with pytest.raises(RubricError) as caught:
        parse_rubric(text, "small.yaml")
    assert [fault.line for fault in caught.value.faults] == [8, 15]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "not_a_rubric"),
        (b"- 1\n- 2\n", "not_a_rubric"),
        (b"id: [1,\n", "yaml"),
        (b"\xff\xfe\x00\x01rubbish", "unreadable"),
        (b"a: &a [x]\nb: *a\n", "alias"),
        (b"[" * 20_000, "too_deep"),
        (b"x" * 1_000_001, "too_large"),
    ],
)
def test_a_file_that_is_no_rubric_gives_one_clear_error(tmp_path: Path, content: bytes, code: str) -> None:
    path = tmp_path / "strange.yaml"
    path.write_bytes(content)
    with pytest.raises(RubricError) as caught:
        load_rubric(path)
    assert [(fault.code, fault.file) for fault in caught.value.faults] == [(code, "strange.yaml")]


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(RubricError, match=r"nowhere\.yaml"):
        load_rubric(tmp_path / "nowhere.yaml")
