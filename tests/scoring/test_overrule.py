"""Marks without the evidence that a person strikes, worked out by hand and compared with what was suggested."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from rubrics.load import rubric_for_channel
from rubrics.model import Criterion
from scoring.criteria import mark_criterion
from scoring.engine import score
from scoring.evidence import Verdict
from scoring.judged import JudgedConversation
from scoring.marks import Mark
from scoring.overrule import overrule
from scoring.scorecard import scorecard_from_json, scorecard_to_json
from tests.scoring.building import as_mark, criterion, said, span, talk
from transcripts.files import conversation_from_json

ROOT = Path(__file__).parents[2]
GOLDEN = sorted((ROOT / "tests" / "golden").glob("*/*.json"))
OWN_FIELDS = {"id", "language", "channel", "market", "turns"}

EMPATHY: Criterion = criterion(
    kind="occasion",
    occasions=["negative_feeling"],
    within=1,
    points={"acknowledge_feeling": 4, "apology": 2},
    contrary={"dismissive": 0},
)
TERMS: Criterion = criterion(kind="density", counts={"jargon": 1}, per="conversation", good=0, bad=4, minimum_words=0)
OPENING: Criterion = criterion(
    kind="presence",
    minimum_words=0,
    expects=[
        {"name": "greeting", "acts": ["greeting"]},
        {"name": "closing", "acts": ["closing"]},
        {"name": "proactive", "acts": ["proactive"]},
    ],
)
FELT = said("customer", "I am so upset.", "negative_feeling")
LINE = "The provisioning of your dongle by the backend takes a day."


def moments(*answers: str) -> JudgedConversation:
    """One answer after each moment; "" passes over it."""
    lines = [FELT, *(line for act in answers for line in (said("agent", f"{act}.", *([act] if act else [])), FELT))]
    return talk(*lines[:-1])


def terms() -> JudgedConversation:
    return talk(FELT, said("agent", LINE, spans=[span(LINE, word) for word in ("provisioning", "dongle", "backend")]))


def met_in_part() -> JudgedConversation:
    return talk(said("agent", "Good morning.", "greeting"), FELT, said("agent", "Well.", "proactive"))


def without(of: Criterion, conversation: JudgedConversation, *struck: int) -> Mark:
    return overrule(of, mark_criterion(of, conversation), struck)


def test_a_struck_moment_counts_no_more_whatever_became_of_it() -> None:
    three = moments("acknowledge_feeling", "dismissive", "apology")
    suggested = mark_criterion(EMPATHY, three)
    assert [evidence.points for evidence in suggested.evidence] == [4, 0, 2]
    assert suggested.score == 0.5
    assert without(EMPATHY, three, 0).score == 0.25
    assert without(EMPATHY, three, 1).score == 0.75
    assert without(EMPATHY, three, 1, 2).score == 1.0
    assert without(EMPATHY, three, 1).arithmetic == "(4 + 2) / (4 × 2)"
    assert without(EMPATHY, three, 1).n == 2


def test_a_missed_moment_that_is_struck_was_no_occasion() -> None:
    passed_over = moments("acknowledge_feeling", "", "")
    suggested = mark_criterion(EMPATHY, passed_over)
    missed = [place for place, found in enumerate(suggested.evidence) if found.verdict is Verdict.MISSED]
    assert missed
    assert without(EMPATHY, passed_over, *missed).score == 1.0


def test_without_any_moment_left_there_is_no_mark() -> None:
    mark = without(EMPATHY, moments("apology"), 0)
    assert (mark.score, mark.not_judged, mark.evidence) == (None, "no_occasion", ())


def test_moments_that_are_left_keep_their_weight() -> None:
    suggested = mark_criterion(EMPATHY, moments("acknowledge_feeling", "dismissive", "apology"))
    weighed = tuple(
        replace(found, weight=weight) for found, weight in zip(suggested.evidence, (0.5, 1.0, 0.25), strict=True)
    )
    mark = overrule(EMPATHY, replace(suggested, evidence=weighed), {1})
    # (0.5 · 4 + 0.25 · 2) / 0.75 of 4
    assert mark.score == pytest.approx(2.5 / 0.75 / 4, abs=1e-4)
    assert mark.arithmetic == "(0.5 × 4 + 0.25 × 2) / (4 × (0.5 + 0.25))"


def test_a_struck_thing_is_not_counted_and_the_base_stays() -> None:
    suggested = mark_criterion(TERMS, terms())
    assert suggested.score == 0.25
    assert without(TERMS, terms(), 1).score == 0.5
    assert without(TERMS, terms(), 0, 1, 2).score == 1.0
    assert without(TERMS, terms(), 0, 1, 2).arithmetic == "(4 - 0 / 1) / (4 - 0)"
    assert without(TERMS, terms(), 1).n == suggested.n


def test_what_made_up_for_others_makes_up_for_them_no_more() -> None:
    made_up: Criterion = criterion(
        kind="density", counts={"vague": 1, "steps": -0.5}, per="agent_turn", good=0, bad=1, minimum_words=0
    )
    both = talk(FELT, said("agent", "First this.", "steps"), FELT, said("agent", "We shall see.", "vague"))
    suggested = mark_criterion(made_up, both)
    assert suggested.score == 0.75
    steps = [place for place, found in enumerate(suggested.evidence) if found.name == "steps"]
    assert overrule(made_up, suggested, steps).score == 0.5


def test_what_was_shown_is_expected_still_and_what_was_missed_no_more() -> None:
    suggested = mark_criterion(OPENING, met_in_part())
    place = {found.name: number for number, found in enumerate(suggested.evidence)}
    assert suggested.arithmetic == "2 / 3"
    assert without(OPENING, met_in_part(), place["greeting"]).arithmetic == "1 / 3"
    assert without(OPENING, met_in_part(), place["closing"]).arithmetic == "2 / 2"
    assert without(OPENING, met_in_part(), place["closing"], place["greeting"]).arithmetic == "1 / 2"
    assert without(OPENING, met_in_part(), 0, 1, 2).arithmetic == "0 / 2"


def test_with_nothing_left_to_expect_there_is_no_mark() -> None:
    silent = talk(FELT, said("agent", "Well."))
    mark = without(OPENING, silent, 0, 1, 2)
    assert (mark.score, mark.not_judged) == (None, "no_occasion")


def test_what_was_not_judged_stays_so() -> None:
    nothing_felt = talk(said("customer", "Hello."), said("agent", "Hello."))
    suggested = mark_criterion(EMPATHY, nothing_felt)
    assert overrule(EMPATHY, suggested, ()) == suggested


def test_a_critical_criterion_is_looked_at_again() -> None:
    strict: Criterion = EMPATHY.model_copy(update={"critical": "customer"})
    two = moments("dismissive", "acknowledge_feeling")
    assert without(strict, two, 1).failed
    assert not without(strict, two, 0).failed


@pytest.mark.parametrize("place", [-1, 1, 99])
def test_evidence_that_is_not_there_cannot_be_struck(place: int) -> None:
    with pytest.raises(IndexError):
        without(EMPATHY, moments("apology"), place)


@pytest.fixture(scope="module", params=GOLDEN, ids=lambda path: path.stem)
def whole(request: pytest.FixtureRequest) -> list[tuple[Criterion, Mark]]:
    """The suggested marks of a whole conversation, as they come back from the database, with their criteria."""
    data: dict[str, Any] = json.loads(request.param.read_text(encoding="utf-8"))
    turns = [{key: turn[key] for key in ("speaker", "text", "start", "end") if key in turn} for turn in data["turns"]]
    conversation = conversation_from_json(
        {key: value for key, value in data.items() if key in OWN_FIELDS} | {"turns": turns}, request.param.name
    )
    rubric = rubric_for_channel(conversation.channel.value)
    body = json.loads(json.dumps(scorecard_to_json(score(conversation, rubric, None))))
    card = scorecard_from_json(body, "card")
    criteria = {entry.id: entry for entry in rubric.criteria}
    return [(criteria[mark.criterion], mark) for mark in card.marks]


def test_striking_nothing_gives_what_was_suggested(whole: list[tuple[Criterion, Mark]]) -> None:
    assert any(mark.score is not None for _, mark in whole)
    for of, mark in whole:
        assert overrule(of, mark, ()) == mark


def test_every_way_to_strike_gives_a_mark_that_can_be_worked_out_on_paper(whole: list[tuple[Criterion, Mark]]) -> None:
    for of, mark in whole:
        places = range(min(len(mark.evidence), 6))
        for struck in (chosen for many in range(1, len(places) + 1) for chosen in combinations(places, many)):
            left = overrule(of, mark, struck)
            if left.score is None:
                assert left.not_judged == "no_occasion"
                continue
            assert 0 <= left.score <= 1
            assert as_mark(left.arithmetic) == pytest.approx(left.score, abs=1e-4)
            assert left.evidence == tuple(found for place, found in enumerate(mark.evidence) if place not in struck)
