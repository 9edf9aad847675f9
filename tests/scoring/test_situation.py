"""What a customer's words are about: every phrase list against its own sentences, and which of several counts."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from scoring.acts.lexicon import read_data
from scoring.density import mark_density
from scoring.evidence import Evidence, Verdict
from scoring.marks import Mark
from scoring.occasion import mark_occasions
from scoring.presence import mark_presence
from scoring.scorecard import Scorecard, scorecard_from_json, scorecard_to_json
from scoring.situation import GENERAL, SITUATIONS, situation
from tests.scoring.building import criterion, said, talk
from transcripts.conversation import SUPPORTED_LANGUAGES
from transcripts.text import fold


def _sentences(language: str, kind: str) -> Iterator[tuple[str, str, str]]:
    for act, keys in read_data(language, "situations").items():
        for key, entry in keys.items():
            for sentence in entry[kind]:
                yield act, key, sentence


@pytest.mark.parametrize("language", SUPPORTED_LANGUAGES)
def test_every_key_has_phrases_and_sentences_for_and_against(language: str) -> None:
    data = read_data(language, "situations")
    assert {act: tuple(keys) for act, keys in data.items()} == SITUATIONS
    for act, keys in data.items():
        for key, entry in keys.items():
            assert set(entry) == {"phrases", "never", "hits", "misses"}, (act, key)
            assert len(entry["hits"]) >= 4, (act, key)
            assert len(entry["misses"]) >= 2, (act, key)


@pytest.mark.parametrize("language", SUPPORTED_LANGUAGES)
def test_phrases_hit_their_sentences(language: str) -> None:
    found = [(key, situation(act, text, text, language), text) for act, key, text in _sentences(language, "hits")]
    assert [wrong for wrong in found if wrong[0] != wrong[1]] == []


@pytest.mark.parametrize("language", SUPPORTED_LANGUAGES)
def test_phrases_miss_their_near_misses(language: str) -> None:
    found = [(key, situation(act, text, text, language), text) for act, key, text in _sentences(language, "misses")]
    assert [wrong for wrong in found if wrong[0] == wrong[1]] == []


@pytest.mark.parametrize("language", SUPPORTED_LANGUAGES)
def test_no_sentence_stands_for_two_keys(language: str) -> None:
    hits = [(act, fold(text)) for act, _, text in _sentences(language, "hits")]
    assert len(hits) == len(set(hits))


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "It is what it is."),
        ("nl", "Het is zoals het is."),
        ("de", "Es ist, wie es ist."),
        ("ro", "Asta este situația."),
    ],
)
def test_words_that_no_list_knows_are_general(language: str, words: str) -> None:
    assert [situation(act, words, words, language) for act in SITUATIONS] == [GENERAL] * len(SITUATIONS)


def test_the_words_themselves_count_before_the_rest_of_the_turn() -> None:
    turn = "I am so angry. And honestly I am worried about my savings."
    assert situation("negative_feeling", "I am so angry.", turn, "en") == "anger"
    assert situation("negative_feeling", "Honestly.", "Honestly. I am so angry.", "en") == "anger"


def test_of_several_situations_the_weightier_counts() -> None:
    words = "My father died, and this is the third ridiculous letter."
    assert situation("negative_feeling", words, words, "en") == "sadness"


@pytest.mark.parametrize("act", ["satisfied", "before_closing", ""])
def test_an_act_without_situations(act: str) -> None:
    assert situation(act, "I am so angry.", "I am so angry.", "en") == ""


def test_romanian_without_diacritics_is_the_same() -> None:
    with_marks = "Mi-e frică și sunt îngrijorată."
    assert situation("negative_feeling", with_marks, with_marks, "ro") == "worry"
    assert situation("negative_feeling", fold(with_marks), fold(with_marks), "ro") == "worry"


def test_evidence_of_an_occasion_tells_the_situation_and_what_recognised_it() -> None:
    empathy = criterion(
        kind="occasion",
        occasions=["negative_feeling"],
        within=1,
        points={"apology": 4},
        missed=1,
        contrary={"vague": 0},
    )
    conversation = talk(
        said("customer", "I am furious about this bill.", "negative_feeling"),
        said("agent", "I'm sorry that we sent it.", "apology"),
        said("customer", "Now I'm worried about the next one.", "negative_feeling"),
        said("agent", "One moment."),
        said("customer", "Thanks."),
        said("agent", "Somebody will call.", "vague"),
    )
    evidence = mark_occasions(empathy, conversation).evidence
    assert [(found.reason, found.situation, found.because) for found in evidence] == [
        ("shown.apology", "anger", "cue"),
        ("missed.negative_feeling", "worry", "cue"),
        ("contrary.vague", "", "cue"),
    ]


def test_a_scorecard_keeps_situation_and_what_recognised_it() -> None:
    found = (
        Evidence("empathy", Verdict.MISSED, "negative_feeling", 1, 1, situation="worry", because="meaning"),
        Evidence("empathy", Verdict.SHOWN, "apology", 3, 2),
    )
    mark = Mark("empathy", 1, 0.375, 2, "moment", "(1 + 2) / (4 × 2)", found)
    card = Scorecard("x", "chat", 1, "en", "chat", 0.375, (mark,))
    data = scorecard_to_json(card)
    told = data["marks"]["empathy"]["evidence"]
    assert (told[0]["situation"], told[0]["because"]) == ("worry", "meaning")
    assert not {"situation", "because"} & set(told[1])
    assert scorecard_from_json(data, "x.json").marks == (mark,)


def test_before_a_solution_the_problem_is_the_situation() -> None:
    listening = criterion(kind="occasion", occasions=["before_solution"], within=1, points={"paraphrase": 4}, missed=1)
    conversation = talk(
        said("customer", "My parcel was left in the rain.", "problem_statement"),
        said("agent", "First you fill in the form, then you send it.", "steps"),
    )
    (missed,) = mark_occasions(listening, conversation).evidence
    assert (missed.reason, missed.situation, missed.because) == ("missed.before_solution", "delivery", "cue")


def test_a_confusion_that_is_counted_tells_its_situation() -> None:
    clarity = criterion(
        kind="density", counts={"confusion": 1, "vague": 1}, per="agent_turn", good=0, bad=1, minimum_words=1
    )
    conversation = talk(
        said("agent", "Somebody will look into the meter at some point.", "vague"),
        said("customer", "Sorry, where do I click now?", "confusion"),
    )
    found = mark_density(clarity, conversation).evidence
    assert sorted((one.name, one.situation, one.because) for one in found) == [
        ("confusion", "steps", "cue"),
        ("vague", "", "cue"),
    ]


def test_what_was_expected_tells_what_recognised_it() -> None:
    courtesy = criterion(
        kind="presence",
        minimum_words=1,
        expects=[{"name": "closing", "acts": ["closing"]}, {"name": "bill", "phrases": {"en": ["your bill"]}}],
    )
    conversation = talk(said("agent", "That was your bill, goodbye.", "closing"), said("customer", "Bye."))
    found = mark_presence(courtesy, conversation).evidence
    assert {(one.name, one.situation, one.because) for one in found} == {
        ("closing", "", "cue"),
        ("required_anywhere", "", "cue"),
    }
