"""The customer's mood: what words say by themselves, what acts add, and where a conversation goes."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from rubrics.load import shipped_rubric
from scoring.acts.recognise import recognise
from scoring.acts.values import Act, TurnActs
from scoring.engine import score
from scoring.scorecard import Scorecard, scorecard_from_json, scorecard_line, scorecard_to_json
from scoring.sentiment import CLEAR, MoodTrend, Sentiment, sentiment
from scoring.valence import sentence_valences
from tests.scoring.building import Line, said, talk
from transcripts.conversation import SUPPORTED_LANGUAGES, Channel, Conversation, Speaker, Turn
from transcripts.errors import InputError

SHARED = Path(os.environ.get("QA_SHARED", "../shared"))


def words(text: str, language: str) -> float:
    return sum(sentence.value for sentence in sentence_valences(text, language))


def mood(*turns: Line, language: str = "en") -> Sentiment:
    judged = talk(*turns, language=language)
    found = sentiment(judged.conversation, judged.acts)
    assert found is not None
    return found


def valence(text: str, *acts: str, language: str = "en") -> float:
    return mood(said("customer", text, *acts), language=language).turns[0].valence


@pytest.mark.parametrize(
    ("language", "good", "bad"),
    [
        ("en", "What a relief, that is wonderful.", "This is a disgrace and I am furious."),
        ("nl", "Wat een opluchting, geweldig.", "Dit is schandalig en ik ben woedend."),
        ("de", "Da bin ich erleichtert, großartig.", "Das ist eine Frechheit, ich bin wütend."),
        ("ro", "Ce ușurare, e minunat.", "E o bătaie de joc, sunt furioasă."),
    ],
)
def test_words_are_good_or_bad_with_and_without_accents_and_capitals(language: str, good: str, bad: str) -> None:
    assert words(good, language) > 0.5
    assert words(bad, language) < -0.5
    plain = str.maketrans("șțăâîü", "staaiu")
    assert words(good.upper().translate(plain), language) > 0.5
    assert words(bad.lower().translate(plain), language) < -0.5


@pytest.mark.parametrize(
    ("language", "plain", "negated", "stronger", "weaker"),
    [
        ("en", "I am satisfied", "I am not satisfied", "I am extremely satisfied", "I am a bit satisfied"),
        ("nl", "Ik ben tevreden", "Ik ben nooit tevreden", "Ik ben zeer tevreden", "Ik ben een beetje tevreden"),
        ("de", "Ich bin zufrieden", "Ich war nie zufrieden", "Ich bin sehr zufrieden", "Ich bin halbwegs zufrieden"),
        ("ro", "Sunt mulțumit", "Nu sunt deloc mulțumit", "Sunt foarte mulțumit", "Sunt oarecum mulțumit"),
    ],
)
def test_negation_turns_and_degree_weighs(language: str, plain: str, negated: str, stronger: str, weaker: str) -> None:
    assert words(negated, language) < 0 < words(weaker, language) < words(plain, language) < words(stronger, language)


def test_what_is_not_bad_is_no_praise() -> None:
    assert 0 < words("I am not angry.", "en") < words("I am happy.", "en")


def test_a_word_of_degree_says_nothing_of_its_own() -> None:
    assert words("That is terribly nice.", "en") > words("That is nice.", "en") > 0 > words("That is terrible.", "en")


def test_negation_ends_with_its_sentence_or_clause() -> None:
    assert words("No, I am happy.", "en") == words("I am happy.", "en")
    assert words("Never! I am happy.", "en") == words("I am happy.", "en")


def test_a_longer_phrase_counts_instead_of_the_words_in_it() -> None:
    assert words("That is no problem.", "en") > 0
    assert words("It does nothing, thanks for nothing.", "en") < 0


@pytest.mark.parametrize("language", SUPPORTED_LANGUAGES)
def test_pictures_say_the_same_in_every_language(language: str) -> None:
    assert valence("😡😡", language=language) < -CLEAR
    assert valence("🎉😊👍", language=language) > CLEAR


@pytest.mark.parametrize("language", SUPPORTED_LANGUAGES)
def test_what_shows_nothing_is_near_nought(language: str) -> None:
    assert abs(valence("4471 88", language=language)) < 0.1


def test_acts_show_what_no_list_of_words_knows() -> None:
    told = "I have counted every call I made to you."
    assert abs(valence(told)) < CLEAR
    assert valence(told, "negative_feeling") < -CLEAR
    assert valence(told, "satisfied") > CLEAR


def test_a_doubtful_act_counts_less_than_one_judged_present() -> None:
    turn = Conversation("a", Channel.CHAT, "en", (Turn(Speaker.CUSTOMER, "So that is that."),))

    def with_certainty(certainty: float) -> float:
        act = Act("negative_feeling", certainty, 0, 4, "words")
        found = sentiment(turn, [TurnActs(doubtful=(act,)) if certainty < 0.5 else TurnActs((act,))])
        assert found
        return found.turns[0].valence

    assert with_certainty(0.9) < with_certainty(0.4) < valence("So that is that.")


def test_only_the_customers_own_words_in_the_language_of_the_conversation_are_read() -> None:
    judged = talk(
        said("agent", "I am furious, this is awful!", "dismissive"),
        said("customer", "Here is my number."),
        said("bot", "Terrible."),
        said("customer", "..."),
        said("customer", "Das ist furchtbar."),
    )
    foreign = replace(judged.conversation.turns[4], language="de")
    conversation = replace(judged.conversation, turns=(*judged.conversation.turns[:4], foreign))
    found = sentiment(conversation, judged.acts)
    assert found
    assert [turn.turn for turn in found.turns] == [1]
    assert (found.lowest, found.highest) == (None, None)


@pytest.mark.parametrize("turns", [[said("agent", "I am happy.")], [said("customer", " ?! ")], []])
def test_without_a_word_of_the_customer_there_is_no_mood(turns: list[Line]) -> None:
    judged = talk(*turns)
    assert sentiment(judged.conversation, judged.acts) is None


BAD = said("customer", "I am furious.", "negative_feeling")
NEUTRAL = said("customer", "My number is 42.")
GOOD = said("customer", "That is wonderful, it works now.", "satisfied")


@pytest.mark.parametrize(
    ("turns", "trend"),
    [
        ([BAD, NEUTRAL, GOOD], MoodTrend.RISING),
        ([GOOD, NEUTRAL, NEUTRAL, BAD], MoodTrend.FALLING),
        ([BAD, GOOD, BAD], MoodTrend.STEADY),
        ([NEUTRAL, NEUTRAL, BAD, GOOD, NEUTRAL, NEUTRAL], MoodTrend.STEADY),
        ([BAD, GOOD], MoodTrend.TOO_SHORT),
    ],
)
def test_the_trend_compares_the_last_third_with_the_first(turns: list[Line], trend: MoodTrend) -> None:
    found = mood(*turns)
    assert found.trend is trend
    assert (found.change is None) == (trend is MoodTrend.TOO_SHORT)


def test_the_change_is_the_difference_of_the_ends_shown() -> None:
    found = mood(BAD, NEUTRAL, NEUTRAL, GOOD, GOOD, GOOD)
    low, middle, _, *high = [turn.valence for turn in found.turns]
    assert found.start == pytest.approx((low + middle) / 2, abs=0.001)
    assert found.end == pytest.approx(high[-1])
    assert found.change == pytest.approx((found.end or 0) - (found.start or 0))


def test_the_lowest_and_highest_points_are_quoted_from_where_they_stand() -> None:
    worst = said("customer", "I gave you my number. This is a nightmare. Please call.")
    found = mood(said("agent", "Hello."), worst, NEUTRAL, said("agent", "Done."), GOOD)
    assert found.lowest
    assert (found.lowest.turn, found.lowest.text) == (1, "This is a nightmare.")
    assert worst[0].text[found.lowest.start : found.lowest.end] == found.lowest.text
    assert found.highest
    assert (found.highest.turn, found.highest.text) == (4, GOOD[0].text)


TALK = Conversation(
    "talk",
    Channel.CHAT,
    "en",
    (
        Turn(Speaker.CUSTOMER, "This is the third time I write and I am really angry."),
        Turn(Speaker.AGENT, "I am sorry about that. I will send it again today, and you have it on Friday."),
        Turn(Speaker.CUSTOMER, "The number is 4471."),
        Turn(Speaker.AGENT, "Thank you, it is on its way now."),
        Turn(Speaker.CUSTOMER, "Brilliant, that solved it, thank you so much!"),
    ),
)


def card() -> Scorecard:
    return score(TALK, shipped_rubric("chat"), None)


def test_a_scorecard_has_the_mood_and_keeps_it_in_json() -> None:
    found = card()
    assert found.sentiment
    assert (found.sentiment.trend, found.without_meaning) == (MoodTrend.RISING, True)
    data = json.loads(scorecard_line(found))
    assert data["sentiment"]["lowest"]["turn"] == 0
    assert data["sentiment"]["highest"]["turn"] == 4
    assert data["without_meaning"] is True
    assert scorecard_from_json(data, "cards.jsonl") == found


def test_what_a_scorecard_does_not_have_is_not_in_its_json() -> None:
    data = scorecard_to_json(replace(card(), sentiment=None, without_meaning=False))
    assert data.keys() & {"sentiment", "without_meaning"} == set()
    short = scorecard_to_json(replace(card(), sentiment=mood(NEUTRAL)))["sentiment"]
    assert short.keys() == {"turns", "trend"}


def test_what_is_not_scored_has_no_mood() -> None:
    found = score(replace(TALK, turns=TALK.turns[:1]), shipped_rubric("chat"), None)
    assert (found.not_scored, found.sentiment, found.without_meaning) == ("no_agent", None, False)


@pytest.mark.parametrize(
    "wrong",
    [
        {"trend": "sideways"},
        {"start": float("nan")},
        {"end": 1.5},
        {"change": -2.5},
        {"turns": [{"turn": 0, "valence": 7}]},
        {"turns": [{"turn": -1, "valence": 0}]},
        {"turns": [{"turn": 0}]},
        {"lowest": "my secret"},
        {"lowest": {"turn": -3, "start": 0, "end": 1, "text": "x"}},
    ],
)
def test_a_mood_that_cannot_be_is_refused(wrong: dict[str, Any]) -> None:
    data = json.loads(scorecard_line(card()))
    assert scorecard_from_json(data, "cards.jsonl")
    with pytest.raises(InputError) as caught:
        scorecard_from_json(data | {"sentiment": data["sentiment"] | wrong}, "cards.jsonl")
    assert "secret" not in str(caught.value)


def test_people_find_the_same_turns_negative_in_romanian_tweets() -> None:
    """Tweets are no service talk: what is asked is that the order is right far more often than not."""
    path = SHARED / "data" / "emotion.ro.jsonl"
    if not path.exists():
        pytest.skip("no labelled emotions: name the folder that holds data/emotion.ro.jsonl in QA_SHARED")
    from sklearn.metrics import roc_auc_score

    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    negative = np.array([bool({"anger", "fear", "sadness"} & set(row["labels"])) for row in rows])
    found = []
    for row in rows:
        tweet = Conversation("tweet", Channel.SOCIAL, "ro", (Turn(Speaker.CUSTOMER, row["text"]),))
        read = sentiment(tweet, recognise(tweet, None))
        found.append(read.turns[0].valence if read else 0.0)
    assert roc_auc_score(negative, -np.array(found)) > 0.7
