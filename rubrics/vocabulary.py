"""The names a rubric may use: acts, spans, facts and points of a conversation, and the qualities people grade.

Acts and spans are those of the labelled conversations the product is measured on.
"""

from __future__ import annotations

AGENT_ACTS = (
    "greeting",
    "closing",
    "acknowledge_feeling",
    "apology",
    "non_apology",
    "reassurance",
    "dismissive",
    "paraphrase",
    "summary",
    "open_question",
    "closed_question",
    "check_understanding",
    "steps",
    "expectation",
    "vague",
    "overpromise",
    "personalisation",
    "proactive",
    "register_slip",
)
QUESTION_ACTS = ("open_question", "closed_question", "check_understanding")
"""Those of an agent's acts that ask something."""

CUSTOMER_ACTS = ("negative_feeling", "problem_statement", "confusion", "satisfied")
SPAN_KINDS = ("jargon", "acronym", "idiom", "slang")
FOUND_FACTS = ("canned", "contradiction")
"""What comparing an agent's words with what was said before finds: pasted sentences, figures recapped wrongly."""

FACTS = ("hard_sentence", "slow_reply")
"""Countable things that are neither act nor span; `slow_reply` needs the criterion's `reply_within`."""

OWN_WORDS = (
    "greeting",
    "closing",
    "personalisation",
    "proactive",
    "expectation",
    "recording_notice",
    "other_channel",
)
"""Expectations of presence that have words of their own in scorecards; others are told by where they are looked for."""

POINTS = ("before_solution", "before_closing")
"""Places that every conversation has, and that can be an occasion as a customer's act can."""
