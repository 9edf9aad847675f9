"""What one agent's scorecards say together."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations

import pytest

from scoring.coaching import coach
from scoring.coaching_report import Trend
from scoring.evidence import Evidence, Quote, Verdict
from scoring.marks import Mark
from scoring.scorecard import Scorecard

POINTS = {Verdict.SHOWN: 4.0, Verdict.MISSED: 1.0, Verdict.CONTRARY: 0.0}


def found(
    criterion: str,
    reason: str,
    turn: int = 1,
    *,
    certainty: float = 0.9,
    points: float | None = None,
    weight: float = 1,
) -> Evidence:
    verdict, name = reason.split(".")
    return Evidence(
        criterion=criterion,
        verdict=Verdict(verdict),
        name=name,
        turn=turn,
        points=POINTS[Verdict(verdict)] if points is None else points,
        weight=weight,
        certainty=certainty,
        quote=None if verdict == "missed" else Quote(turn, 0, 12, f"words {turn} of {name}"),
        prompt=Quote(turn - 1, 0, 5, "Help!"),
    )


def mark(criterion: str, score: float | None, *evidence: Evidence, weight: float = 10, per: str = "moment") -> Mark:
    return Mark(
        criterion, weight, score, len(evidence), per, "", evidence, not_judged=None if evidence else "no_occasion"
    )


def card(name: str, day: int, *marks: Mark, total: float | None = 0.5, **fields: object) -> Scorecard:
    known = {"agent": "Mira", "language": "en", "channel": "chat", "not_scored": None} | fields
    return Scorecard(
        id=name,
        rubric="chat",
        rubric_version=1,
        started_at=f"2026-03-{day:02}T09:00:00",
        total=total,
        marks=marks,
        starts=(0.0, 8.5),
        **known,  # type: ignore[arg-type]
    )


def term(criterion: str, text: str, start: int, plain: str = "") -> Evidence:
    return Evidence(
        criterion, Verdict.CONTRARY, "jargon", 1, 1, quote=Quote(1, start, start + len(text), text), plain=plain
    )


MIXED = [
    card(
        "first",
        2,
        mark("empathy", 0.25, found("empathy", "missed.negative_feeling")),
        mark("clarity", 0.5, found("clarity", "contrary.vague", 3, points=1), per="agent_turn"),
    ),
    card(
        "second",
        9,
        mark("empathy", 1.0, found("empathy", "shown.acknowledge_feeling")),
        mark("clarity", None),
        mark("jargon", 0.4, term("jargon", "dongle", 4, "stick"), per="conversation"),
    ),
    card("third", 16, mark("empathy", 0.25, found("empathy", "missed.negative_feeling", 3, certainty=0.7)), total=None),
    card("fourth", 20, total=None, not_scored="unsupported_language", language="fr"),
]


def test_the_order_of_the_scorecards_does_not_matter() -> None:
    reports = {repr(coach(order, "Mira", "en")) for order in permutations(MIXED)}
    assert len(reports) == 1


def test_the_period_and_what_could_not_be_scored_are_counted() -> None:
    report = coach([*MIXED, card("fifth", 21, total=None, not_scored="unsupported_language")], "Mira", "nl")
    assert (report.agent, report.language, report.conversations) == ("Mira", "nl", 5)
    assert report.unscored == (("unsupported_language", 2),)
    assert (report.first, report.last) == ("2026-03-02", "2026-03-21")
    assert report.rubrics == ("chat 1",)


def test_marks_are_summed_up_over_the_conversations_that_have_one() -> None:
    report = coach(MIXED, "Mira", "en")
    summaries = {summary.criterion: summary for summary in report.criteria}
    assert (summaries["empathy"].n, summaries["empathy"].mean) == (3, 0.5)
    assert summaries["empathy"].low is not None
    assert (summaries["clarity"].n, summaries["clarity"].mean, summaries["clarity"].low) == (1, 0.5, None)
    assert (report.total.n, report.total.mean) == (2, 0.5)


def test_criteria_stand_in_order_of_weight_and_without_those_left_to_people() -> None:
    people = Mark("accuracy", 0.0, None, not_judged="people_only")
    one = card(
        "one", 1, mark("clarity", 0.5, weight=5), people, mark("empathy", 0.5, weight=20), mark("courtesy", None)
    )
    assert [summary.criterion for summary in coach([one], "Mira", "en").criteria] == ["empathy", "courtesy", "clarity"]


def test_a_trend_is_read_in_order_of_time() -> None:
    cards = [
        card(f"talk-{day}", day, mark("empathy", score, found("empathy", "shown.apology", points=4)), total=score)
        for day, score in enumerate([0.2, 0.25, 0.3, 0.8, 0.85, 0.9], 1)
    ]
    report = coach(cards[::-1], "Mira", "en")
    assert report.total.trend is Trend.UP
    assert report.criteria[0].trend is Trend.UP
    assert [score for _, score in report.total.series] == [0.2, 0.25, 0.3, 0.8, 0.85, 0.9]
    assert coach(cards[:5], "Mira", "en").total.trend is Trend.TOO_FEW


def test_strengths_are_what_was_shown_well_with_the_words() -> None:
    cards = [
        card(
            f"talk-{day}",
            day,
            mark("empathy", 1.0, found("empathy", "shown.acknowledge_feeling"), weight=20),
            mark("courtesy", 1.0, found("courtesy", "shown.greeting", points=1), weight=4, per="expected"),
        )
        for day in (1, 2, 3)
    ]
    empathy, courtesy = coach(cards, "Mira", "en").strengths
    assert (empathy.criterion, empathy.name) == ("empathy", "acknowledge_feeling")
    assert (empathy.times, empathy.conversations) == (3, 3)
    assert courtesy.name == "greeting"
    for strength in (empathy, courtesy):
        assert 1 <= len(strength.moments) <= 2
        assert all(moment.quote for moment in strength.moments)
        assert len({moment.conversation for moment in strength.moments}) == len(strength.moments)
    assert (empathy.moments[0].at, empathy.moments[0].turn, empathy.moments[0].prompt) == (None, 1, "Help!")


def test_a_moment_has_a_time_only_where_there_is_a_recording_to_find_it_in() -> None:
    shown = mark("empathy", 1.0, found("empathy", "shown.acknowledge_feeling"), weight=20)
    talks = (card("talk", 1, shown, channel="call"), card("thread", 2, shown, channel="email"))
    times = {moment.channel: moment.at for moment in coach(talks, "Mira", "en").strengths[0].moments}
    assert times == {"call": 8.5, "email": None}


def test_an_occasion_met_only_in_part_is_no_strength() -> None:
    formula = card("one", 1, mark("empathy", 0.5, found("empathy", "shown.apology", points=2)))
    assert coach([formula], "Mira", "en").strengths == ()


def test_there_are_at_most_three_focus_points_one_a_criterion_and_the_costliest_first() -> None:
    criteria = {"empathy": 20.0, "clarity": 15.0, "jargon": 10.0, "courtesy": 5.0, "proactivity": 1.0}
    reasons = ("contrary.dismissive", "missed.negative_feeling")
    marks = [
        mark(name, 0.125, *(found(name, reason, turn) for turn, reason in enumerate(reasons, 1)), weight=weight)
        for name, weight in criteria.items()
    ]
    focus = coach([card("one", 1, *marks), card("two", 2, *marks)], "Mira", "en").focus
    assert [point.criterion for point in focus] == ["empathy", "clarity", "jargon"]
    assert [point.reason for point in focus] == ["contrary.dismissive"] * 3


@pytest.mark.parametrize(
    ("weight", "score", "costliest"), [(1.0, 0.125, "contrary.dismissive"), (0.5, 0.1667, "missed.negative_feeling")]
)
def test_a_moment_that_is_half_certain_costs_half(weight: float, score: float, costliest: str) -> None:
    """The miss lacks 3 of 4 levels; the dismissive answer lacks all 4, and half of that where it weighs half."""
    dismissed = found("empathy", "contrary.dismissive", 3, weight=weight)
    (point,) = coach(
        [card("one", 1, mark("empathy", score, found("empathy", "missed.negative_feeling"), dismissed))], "Mira", "en"
    ).focus
    assert point.reason == costliest


def test_a_focus_point_has_moments_and_a_wording_to_try_for_each_in_the_language_of_the_conversation() -> None:
    german = card("german", 3, mark("empathy", 0.25, found("empathy", "missed.negative_feeling")), language="de")
    english = card("english", 4, mark("empathy", 0.25, found("empathy", "missed.negative_feeling")))
    (point,) = coach([german, english], "Mira", "ro").focus
    assert (point.reason, point.times, point.out_of, point.conversations) == ("missed.negative_feeling", 2, 2, 2)
    assert sorted(moment.language for moment in point.moments) == ["de", "en"]
    assert len(point.tries) == len(point.moments)
    assert all(point.tries)
    assert len(set(point.tries)) == 2
    assert all(moment.prompt == "Help!" and moment.quote == "" for moment in point.moments)


def test_wordings_to_try_fit_the_situation_and_the_form_of_address() -> None:
    missed = replace(found("empathy", "missed.negative_feeling"), situation="anger")
    (point,) = coach([card("one", 1, mark("empathy", 0.2, missed), language="nl", form="informal")], "Mira", "nl").focus
    assert point.tries[0].startswith("Je bent boos, en dat begrijp ik")


def test_a_reason_that_only_a_rubric_of_ones_own_knows_has_no_wording_but_is_told() -> None:
    own = card("one", 1, mark("safety", 0.0, found("safety", "missed.emergency_number"), per="expected"))
    (point,) = coach([own], "Mira", "en").focus
    assert (point.reason, point.tries) == ("missed.emergency_number", ("",))


def test_a_term_is_counted_once_though_two_criteria_count_it() -> None:
    uses = [term(criterion, "dongle", 4, "stick") for criterion in ("jargon", "cultural_sensitivity")]
    marks = [mark(use.criterion, 0.5, use, per="conversation") for use in uses]
    second = card("two", 2, mark("jargon", 0.5, term("jargon", "Dongle", 9, "stick"), term("jargon", "MAC", 30)))
    terms = coach([card("one", 1, *marks), second], "Mira", "en").terms
    assert [(use.text.lower(), use.times, use.plain) for use in terms] == [("dongle", 2, "stick"), ("mac", 1, "")]
    assert terms[0].conversation == "one"


@pytest.mark.parametrize("cards", [[], [MIXED[3]]])
def test_nothing_to_tell_gives_an_empty_report(cards: list[Scorecard]) -> None:
    report = coach(cards, "Mira", "de")
    assert (report.total.n, report.total.mean, report.total.trend) == (0, None, Trend.TOO_FEW)
    assert (report.strengths, report.focus, report.terms, report.criteria) == ((), (), (), ())


def test_goal_and_follow_up_are_carried_along() -> None:
    report = coach([], "Mira", "en", goal="Name the feeling", follow_up="2026-04-01")
    assert (report.goal, report.follow_up) == ("Name the feeling", "2026-04-01")
