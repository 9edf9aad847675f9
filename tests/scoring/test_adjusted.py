"""Scorecards corrected as people mark, and without what agrees too little with them."""

from __future__ import annotations

import copy

import pytest

from rubrics.load import shipped_rubric
from scoring.adjusted import WITHHELD, corrected_card, open_card, withheld_card
from scoring.correction import Correction
from scoring.engine import score
from scoring.marks import Mark, total
from scoring.reviewed import reviewed
from scoring.scorecard import Scorecard, scorecard_from_json, scorecard_to_json
from transcripts.conversation import Channel, Conversation, Speaker, Turn
from transcripts.errors import InputError

RUBRIC = shipped_rubric("chat")
SAID = (
    (Speaker.CUSTOMER, "Hello. I have been waiting for my refund for three weeks and I am really worried about it."),
    (Speaker.AGENT, "I am so sorry that you have had to wait this long, I understand that this worries you."),
    (Speaker.CUSTOMER, "It is a lot of money for us. The order number is 4711."),
    (Speaker.AGENT, "I have released the refund just now. It will be in your account by Thursday."),
)
HALF = Correction("empathy", ("en",), (0.0, 1.0), (0.0, 0.5), 90)


def card() -> Scorecard:
    turns = tuple(Turn(speaker, words) for speaker, words in SAID)
    return score(Conversation(id="refund", channel=Channel.CHAT, language="en", turns=turns), RUBRIC, None)


def mark_of(found: Scorecard, criterion: str) -> Mark:
    return next(mark for mark in found.marks if mark.criterion == criterion)


def test_a_corrected_mark_keeps_its_automatic_one_and_its_arithmetic() -> None:
    before = card()
    after = corrected_card(before, [HALF], RUBRIC)
    old, new = mark_of(before, "empathy"), mark_of(after, "empathy")
    assert old.score is not None
    assert new.score == pytest.approx(old.score / 2, abs=1e-4)
    assert new.automatic == old.score
    assert (new.arithmetic, new.evidence) == (old.arithmetic, old.evidence)
    assert after.total == total(after.marks) != before.total
    assert [mark for mark in after.marks if mark.criterion != "empathy"] == [
        mark for mark in before.marks if mark.criterion != "empathy"
    ]


@pytest.mark.parametrize(
    "correction",
    [Correction("empathy", ("de",), (0.0, 1.0), (0.0, 0.5), 90), Correction("accuracy", ("en",), (0.0,), (0.0,), 90)],
    ids=["another language", "what people alone judge"],
)
def test_nothing_else_is_corrected(correction: Correction) -> None:
    assert corrected_card(card(), [correction], RUBRIC) == card()


def test_a_critical_criterion_fails_by_its_corrected_mark() -> None:
    empathy = next(one for one in RUBRIC.criteria if one.id == "empathy")
    critical = empathy.model_copy(update={"critical": "customer", "critical_below": 0.6})
    rubric = RUBRIC.model_copy(update={"criteria": (critical,)})
    found = Scorecard("a", "chat", 1, "en", "chat", 1.0, (Mark("empathy", 1, 1.0, critical="customer"),))
    assert mark_of(corrected_card(found, [HALF], rubric), "empathy").failed


def test_a_withheld_mark_tells_no_score_and_counts_for_nothing() -> None:
    before = card()
    after = withheld_card(corrected_card(before, [HALF], RUBRIC), {"empathy", "accuracy"})
    mark = mark_of(after, "empathy")
    assert (mark.score, mark.not_judged, mark.evidence, mark.arithmetic) == (None, WITHHELD, (), "")
    assert mark.automatic == mark_of(before, "empathy").score, "the one before any correction"
    assert after.total == total(mark for mark in before.marks if mark.criterion != "empathy")
    assert mark_of(after, "accuracy") == mark_of(before, "accuracy"), "what was not judged keeps its reason"
    assert mark_of(open_card(after), "empathy").automatic is None


def test_both_are_kept_in_json_and_read_again() -> None:
    for found in (corrected_card(card(), [HALF], RUBRIC), withheld_card(card(), {"empathy"})):
        assert scorecard_from_json(scorecard_to_json(found), "card") == found
    assert "automatic" not in scorecard_to_json(card())["marks"]["empathy"]
    assert "automatic" not in scorecard_to_json(open_card(withheld_card(card(), {"empathy"})))["marks"]["empathy"]


def test_a_file_cannot_say_what_no_correction_says() -> None:
    good = scorecard_to_json(corrected_card(card(), [HALF], RUBRIC))
    for field, value in (("automatic", 2), ("knots", [[0, 7]])):
        data = copy.deepcopy(good)
        data["marks"]["empathy"][field] = value
        with pytest.raises(InputError):
            scorecard_from_json(data, "card")


def test_the_mark_of_a_person_is_neither_corrected_nor_withheld() -> None:
    for found in (corrected_card(card(), [HALF], RUBRIC), withheld_card(card(), {"empathy"})):
        for decided in (0.75, None):
            mark = mark_of(reviewed(found, {"empathy": decided}, {}, {"empathy": 20}), "empathy")
            assert (mark.score, mark.automatic, mark.knots) == (decided, None, ())
