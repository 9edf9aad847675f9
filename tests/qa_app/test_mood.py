"""The customer's mood on the printed scorecard, and the notice that meaning was not used."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from io import BytesIO

import pytest
from pypdf import PdfReader

from qa_app.reports.scorecard_pdf import render_scorecard
from scoring.explain import notice
from scoring.marks import Mark
from scoring.scorecard import Scorecard
from scoring.sentiment import MoodTrend, Sentiment, TurnValence
from tests.qa_app.pdf_pages import words
from transcripts.conversation import Channel, Conversation, Speaker, Turn

TALK = Conversation("talk", Channel.CHAT, "nl", (Turn(Speaker.CUSTOMER, "Hallo."), Turn(Speaker.AGENT, "Dag.")))
CARD = Scorecard("talk", "chat", 1, "nl", "chat", None, (Mark("clarity", 1, None, not_judged="too_short"),))
RISING = Sentiment(
    tuple(TurnValence(turn, valence) for turn, valence in ((0, -0.9), (2, 0.1), (4, 0.95))),
    MoodTrend.RISING,
    start=-0.9,
    end=0.95,
    change=1.85,
)


def page(card: Scorecard, language: str) -> str:
    return words(PdfReader(BytesIO(render_scorecard(TALK, card, language, date(2026, 3, 4)))))


@pytest.mark.parametrize(
    ("language", "title", "told"),
    [
        ("en", "Customer's mood, from the words", "getting better (first negative, at the end positive)"),
        ("nl", "Stemming van de klant, uit de woorden", "wordt beter (eerst negatief, aan het eind positief)"),
        ("de", "Stimmung des Kunden, aus den Worten", "zuerst negativ, am Ende positiv"),
        ("ro", "Starea clientului, după cuvinte", "la început"),
    ],
)
def test_the_trend_is_told_in_the_readers_language(language: str, title: str, told: str) -> None:
    shown = page(replace(CARD, sentiment=RISING), language)
    assert title in shown
    assert told in shown


def test_what_is_too_short_is_said_to_be_and_no_mood_is_named() -> None:
    short = Sentiment((TurnValence(0, -0.9),), MoodTrend.TOO_SHORT)
    shown = page(replace(CARD, sentiment=short), "en")
    assert "too short to tell" in shown
    assert "at the end" not in shown


def test_without_a_mood_nothing_is_said_of_one() -> None:
    assert "mood" not in page(CARD, "en")


@pytest.mark.parametrize("language", ["en", "nl", "de", "ro"])
def test_a_scorecard_made_without_meaning_says_so(language: str) -> None:
    told = " ".join(notice("without_meaning", language).split())
    assert told in page(replace(CARD, without_meaning=True), language)
    assert told not in page(CARD, language)
