"""The vocabulary of rubrics in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Flask
from flask_babel import lazy_gettext as _l

from qa_app.reports.words import rubric_title
from qa_app.store.interactions import RubricVersion
from qa_app.web.wording import to

THINGS: dict[str, object] = {
    "greeting": _l("greeting with a name or company"),
    "closing": _l("polite closing"),
    "acknowledge_feeling": _l("takes up the customer's feeling"),
    "apology": _l("apology"),
    "non_apology": _l("apology that puts it back on the customer"),
    "reassurance": _l("takes charge and commits to help"),
    "dismissive": _l("plays it down, argues, hides behind a rule"),
    "paraphrase": _l("restates the problem in own words"),
    "summary": _l("sums up what was said or agreed"),
    "open_question": _l("open question"),
    "closed_question": _l("question for a fact"),
    "check_understanding": _l("checks that both mean the same"),
    "steps": _l("explains step by step"),
    "expectation": _l("says what happens next and when"),
    "vague": _l("leaves open what happens, when, or by whom"),
    "overpromise": _l("promises what nobody can know"),
    "personalisation": _l("uses the customer's name or own case"),
    "proactive": _l("offers help without being asked"),
    "register_slip": _l("leaves the form of address"),
    "canned": _l("the same sentence word for word again"),
    "contradiction": _l("a figure recapped wrongly"),
    "negative_feeling": _l("the customer shows a feeling"),
    "problem_statement": _l("the customer says what is wrong"),
    "confusion": _l("the customer does not understand"),
    "satisfied": _l("the customer is satisfied"),
    "before_solution": _l("before the first solution"),
    "before_closing": _l("before the end"),
    "jargon": _l("technical term that was not explained"),
    "acronym": _l("abbreviation that was not explained"),
    "idiom": _l("figure of speech"),
    "slang": _l("casual expression"),
    "hard_sentence": _l("sentence that is long or hard to follow"),
    "slow_reply": _l("reply later than the target"),
}
BASES: dict[str, object] = {
    "100_words": _l("per 100 words of the agent"),
    "sentence": _l("per sentence of the agent"),
    "agent_turn": _l("per turn of the agent"),
    "reply": _l("per reply"),
    "conversation": _l("per conversation"),
}
PLACES: dict[str, object] = {
    "opening": _l("in the opening (the agent's first two turns)"),
    "closing": _l("at the end (the agent's last two turns)"),
    "anywhere": _l("anywhere"),
}
CLASSES: dict[str, object] = {
    "": _l("not critical"),
    "customer": _l("critical for customers"),
    "business": _l("critical for the business"),
    "compliance": _l("critical for compliance"),
}
KINDS: dict[str, object] = {
    "presence": _l("Something has to be said"),
    "occasion": _l("An occasion calls for an answer"),
    "density": _l("Things are counted"),
    "people": _l("Only people judge it"),
}
KIND_HELP: dict[str, object] = {
    "presence": _l("The mark is how many of the expected things were said, out of all of them."),
    "occasion": _l(
        "Where the customer gives an occasion, one of the answers below has to come soon. Each occasion gets a level "
        "from 0 to 4; the mark is their mean between the two anchors. Without an occasion there is no mark."
    ),
    "density": _l(
        "Each thing counts as much as you say, and a negative number makes up for others. The mark falls in a straight "
        "line from 100 at the good anchor to 0 at the bad one."
    ),
    "people": _l("There is no automatic suggestion; reviewers choose a level."),
}
FIELDS: dict[str, object] = {
    "title": _l("Title"),
    "channels": _l("Channels"),
    "order": _l("Order"),
    "name": _l("Name"),
    "weight": _l("Weight"),
    "critical": _l("Critical"),
    "critical_below": _l("Limit below which a person should look"),
    "people_only": _l("Only people judge it"),
    "levels": _l("Level descriptions"),
    "kind": _l("Kind"),
    "occasions": _l("Occasions"),
    "within": _l("Within so many turns of the agent"),
    "points": _l("Level for the answer"),
    "missed": _l("Level when the occasion is passed over"),
    "contrary": _l("Level when it works against it"),
    "good": _l("Good anchor"),
    "bad": _l("Bad anchor"),
    "counts": _l("What one counts"),
    "per": _l("Counted"),
    "minimum_words": _l("Words of the agent that are needed to judge"),
    "reply_within": _l("Target for a reply, in seconds"),
    "in_order": _l("In this order"),
    "expects": _l("What has to be said"),
    "acts": _l("What counts, whatever the words"),
    "phrases": _l("Phrases"),
    "where": _l("Where"),
}


def init(app: Flask) -> None:
    app.jinja_env.filters["version_title"] = kept_title
    app.jinja_env.filters.update(written=written, percent=percent)
    app.jinja_env.globals["rubric_words"] = {
        "things": THINGS,
        "bases": BASES,
        "places": PLACES,
        "classes": CLASSES,
        "kinds": KINDS,
        "kind_help": KIND_HELP,
        "fields": FIELDS,
    }


def version_title(rubric: str, version: int, titles: Mapping[str, str]) -> str:
    """What a version of a rubric is called in the reader's language, and whose it is."""
    return rubric_title(rubric, version, titles, to())


def kept_title(row: RubricVersion) -> str:
    """The same of a version that is kept."""
    return version_title(row.rubric, row.version, row.body["title"])


def written(value: Any) -> Any:
    """A number without a needless point; anything else as it was typed, nothing as ""."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return "" if value is None else value


def percent(value: Any) -> Any:
    """A share 0..1 as 0 to 100; what is no number as it was typed."""
    return written(round(100 * float(value), 2)) if isinstance(value, (int, float)) else value


def kind_of(criterion: object) -> str:
    """Which of KINDS a criterion is, as data or as a value."""
    told = criterion if isinstance(criterion, dict) else vars(criterion)
    if told.get("people_only") and not told.get("expects"):
        return "people"
    kind = told.get("kind")
    return kind if isinstance(kind, str) and kind in KINDS else "presence"
