"""A scorecard as JSON: nothing is lost on the way, and nothing that is none is taken for one."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from rubrics.load import shipped_rubric
from scoring.engine import score_acts
from scoring.evidence import Evidence, Quote, Verdict
from scoring.marks import Mark
from scoring.scorecard import Scorecard, scorecard_from_json, scorecard_line, scorecard_to_json
from tests.scoring.building import said, span, talk
from transcripts.conversation import Channel, Conversation, Speaker, Turn
from transcripts.errors import InputError
from transcripts.timing import timing

TERMS = "The 😀 provisioning of your dongle takes a day, and after that we close your ticket for good here."
EVIDENCE = Evidence(
    "empathy",
    Verdict.SHOWN,
    "apology",
    1,
    2,
    certainty=0.815,
    quote=Quote(1, 0, 12, "Îmi pare rău"),
    prompt=Quote(0, 3, 9, "ă\n“ș”\u2028"),
)
FULL = Scorecard(
    id="2026-02-05-ioana",
    rubric="call",
    rubric_version=3,
    language="ro",
    channel="call",
    agent="Ioana Munteanu",
    started_at="2026-02-05T10:14:20+02:00",
    total=0.5,
    marks=(
        Mark("empathy", 20.0, 0.5, 1, "moment", "(2) / (4 × 1)", (EVIDENCE,), critical="customer", failed=True),
        Mark("jargon", 15.0, 0.0, 1.0, "conversation", "(5 - 9 / 1) / (5 - 0)"),
        Mark("clarity", 12.5, None, not_judged="too_short"),
        Mark("accuracy", 0.0, None, not_judged="people_only"),
    ),
    starts=(0.0, 4.25, None),
    form="formal",
    norm="follow",
)
BARE = Scorecard("x", "chat", 1, "fr", "chat", None, (), starts=(None, None), not_scored="unsupported_language")


def scored() -> Scorecard:
    judged = talk(
        said("customer", "I am upset. It does not work.", "negative_feeling", "problem_statement"),
        said("agent", TERMS, "steps", spans=[span(TERMS, "dongle", plain="stick")]),
        said("customer", "Thanks."),
        said("agent", "Have a good day.", "closing"),
    )
    return score_acts(judged.conversation, judged.acts, shipped_rubric("chat"))


POOR = replace(BARE, language="en", not_scored="unsure_words", poor=("unsure_words", "few_words"))
TIMED = replace(
    FULL,
    timing=timing(
        Conversation(
            "ro",
            Channel.CALL,
            "ro",
            (
                Turn(Speaker.CUSTOMER, "Bună ziua, nu merge internetul.", 0.0, 5.0),
                Turn(Speaker.AGENT, "Un moment, vă rog.", 4.0, 6.5),
                Turn(Speaker.AGENT, "Am găsit.", 20.0, 22.0),
            ),
        )
    ),
)


@pytest.mark.parametrize("card", [FULL, BARE, scored(), POOR, TIMED], ids=["full", "bare", "scored", "poor", "timed"])
def test_a_scorecard_comes_back_as_it_was(card: Scorecard) -> None:
    assert scorecard_from_json(json.loads(scorecard_line(card)), "cards.jsonl") == card


@pytest.mark.parametrize("card", [FULL, BARE, scored()], ids=["full", "bare", "scored"])
def test_a_scorecard_is_one_line(card: Scorecard) -> None:
    assert len(scorecard_line(card).encode().splitlines()) == 1


def test_the_json_has_who_began_overlaps_and_which_holds_were_announced() -> None:
    data = json.loads(scorecard_line(TIMED))["timing"]
    assert data["overlaps_begun"] == {"agent": {"overlaps": 1, "seconds": 1.0}}
    assert data["holds"] == [{"turn": 1, "start": 6.5, "seconds": 13.5, "announced": True}]


def test_the_json_has_every_reason_why_a_transcript_is_too_poor() -> None:
    data = scorecard_to_json(POOR)
    assert (data["not_scored"], data["poor"]) == ("unsure_words", ("unsure_words", "few_words"))
    assert "poor" not in scorecard_to_json(BARE)


def test_a_scorecard_of_an_older_engine_is_still_read() -> None:
    """Before engine 2 a scorecard knew neither holds nor who began an overlap, nor what makes a transcript too poor."""
    data = json.loads(scorecard_line(TIMED))
    assert data["timing"].pop("holds")
    assert data["timing"].pop("overlaps_begun")
    for gap in data["timing"]["gaps"]:
        gap.pop("announced")
    card = scorecard_from_json(data | {"engine": "scoring 1"}, "cards.jsonl")
    assert card.timing is not None
    assert (card.timing.holds, card.timing.overlaps_begun, card.poor, card.engine) == (None, None, (), "scoring 1")
    assert card.timing.overlaps == 1


def test_the_json_has_marks_by_criterion_with_reason_keys() -> None:
    data = scorecard_to_json(FULL)
    assert list(data["marks"]) == ["empathy", "jargon", "clarity", "accuracy"]
    assert data["marks"]["empathy"]["evidence"][0]["reason"] == "shown.apology"
    assert data["marks"]["clarity"] | {"weight": 12.5} == {
        "weight": 12.5,
        "score": None,
        "per": "moment",
        "evidence": [],
        "not_judged": "too_short",
    }
    assert scorecard_to_json(BARE)["total"] is None
    assert scorecard_to_json(BARE)["marks"] == {}


# Without the mark of no weight, so that each case below has one thing wrong with it and no other.
SOUND = replace(FULL, marks=FULL.marks[:3])


def changed(*path: str | int, to: Any) -> Any:
    data = json.loads(scorecard_line(SOUND))
    place = data
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = to
    return data


def test_what_is_changed_below_is_fine_before() -> None:
    assert scorecard_from_json(changed("id", to=SOUND.id), "cards.jsonl") == SOUND


@pytest.mark.parametrize(
    "data",
    [
        None,
        7,
        "card",
        [],
        {},
        [1, 2],
        [["id", "x"]],
        {"id": "x"},
        {"marks": {}},
        {"id": "x", "turns": [{"speaker": "agent", "text": "hello"}], "language": "en", "channel": "chat"},
        changed("id", to=7),
        changed("total", to="much"),
        changed("rubric_version", to=None),
        changed("marks", to=None),
        changed("marks", to=[1]),
        changed("marks", to="marks"),
        changed("marks", "jargon", to=None),
        changed("marks", "jargon", to=[]),
        changed("marks", "jargon", "score", to={}),
        changed("marks", "jargon", "evidence", to=None),
        changed("marks", "jargon", "evidence", to=[None]),
        changed("marks", "jargon", "evidence", to=[[]]),
        changed("marks", "jargon", "evidence", to=[{}]),
        changed("marks", "empathy", "evidence", 0, "verdict", to="maybe"),
        changed("marks", "empathy", "evidence", 0, "turn", to="first"),
        changed("marks", "empathy", "evidence", 0, "quote", to="words"),
        changed("marks", "empathy", "evidence", 0, "quote", to={"turn": 1}),
        changed("starts", to="now"),
        changed("starts", to=["x"]),
    ],
)
def test_what_is_no_scorecard_gives_an_error_that_names_the_file(data: Any) -> None:
    with pytest.raises(InputError) as caught:
        scorecard_from_json(data, "cards.jsonl")
    assert (caught.value.code, caught.value.file) == ("scorecard", "cards.jsonl")


@pytest.mark.parametrize(
    "data",
    [
        changed("marks", "empathy", "score", to=7),
        changed("marks", "empathy", "score", to=float("nan")),
        changed("marks", "empathy", "score", to=-0.5),
        changed("marks", "empathy", "weight", to=float("inf")),
        changed("marks", "empathy", "weight", to=-3),
        changed("marks", "empathy", "evidence", 0, "turn", to=-9),
        changed("marks", "empathy", "evidence", 0, "points", to=float("nan")),
        changed("total", to=float("inf")),
    ],
)
def test_figures_that_no_scorecard_can_have_are_refused(data: Any) -> None:
    with pytest.raises(InputError):
        scorecard_from_json(data, "cards.jsonl")


def test_the_error_does_not_repeat_what_was_quoted() -> None:
    data = changed("marks", "empathy", "evidence", 0, "quote", to={"turn": "my secret", "text": 7})
    with pytest.raises(InputError) as caught:
        scorecard_from_json(data, "cards.jsonl")
    assert "secret" not in str(caught.value)


def test_nesting_without_bottom_is_refused() -> None:
    deep: Any = {}
    for _ in range(50_000):
        deep = [deep]
    with pytest.raises(InputError):
        scorecard_from_json(changed("starts", to=deep), "cards.jsonl")
