"""Speech without punctuation is cut into its sentences."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import pytest

from scoring.acts.lexicon import lexicon
from scoring.acts.pieces import read_turn
from scoring.acts.scenes import read_scenes
from scoring.training.rough import bare, rough_copies
from scoring.training.rows import fold as fold_of
from scoring.training.swapped import swapped_copies
from transcripts.conversation import SUPPORTED_LANGUAGES
from transcripts.text import fold

SPOKEN = {
    "en": ("i have looked at your order", "can you tell me which address you used", "i am sorry that it took so long"),
    "nl": (
        "ik heb uw bestelling gevonden",
        "kunt u mij zeggen welk adres u gebruikt",
        "het spijt me dat het zo lang duurde",
    ),
    "de": (
        "ich habe Ihre Bestellung gefunden",
        "können Sie mir sagen wo Sie wohnen",
        "es tut mir leid dass es so lange dauert",
    ),
    "ro": (
        "am găsit comanda dumneavoastră",
        "îmi puteți spune ce adresă ați folosit",
        "îmi pare rău că a durat atât de mult",
    ),
}


def pieces(text: str, language: str = "en") -> list[str]:
    return [piece.text for piece in read_turn(text, lexicon(language)).pieces]


def starts(pieces: Sequence[str]) -> set[int]:
    return {len(" ".join(pieces[:index])) for index in range(1, len(pieces))}


@pytest.mark.parametrize("language", SUPPORTED_LANGUAGES)
def test_a_run_without_punctuation_is_cut_where_sentences_begin(language: str) -> None:
    said = [text.lower() for text in SPOKEN[language]]
    found = starts(pieces(" ".join(said), language))
    assert starts(said) <= found
    assert len(found) <= 3


@pytest.mark.parametrize("language", SUPPORTED_LANGUAGES)
def test_capitals_show_where_sentences_begin(language: str) -> None:
    said = [text[0].upper() + text[1:] for text in SPOKEN[language]]
    assert pieces(" ".join(said), language) == said


def test_a_run_goes_on_as_long_as_it_may_and_no_longer() -> None:
    words = ["blue", "seven", "green", "table", "window", "river", "stone", "paper", "cloud", "yellow"] * 20
    assert max(len(piece.split()) for piece in pieces(" ".join(words))) <= 24
    assert " ".join(pieces(" ".join(words))) == " ".join(words)


def test_thousands_of_words_that_are_alike_are_cut_into_clauses() -> None:
    found = pieces("seven " * 5000)
    assert sum(len(piece.split()) for piece in found) == 5000
    assert {len(piece.split()) for piece in found} <= set(range(2, 25))
    assert len(found) < 500


def test_what_has_its_punctuation_is_not_cut() -> None:
    text = "I have looked at your order can you tell me which address you used I am sorry that it took so long."
    assert pieces(text) == [text]


def test_a_short_run_is_one_sentence() -> None:
    assert pieces("no i am sorry to hear") == ["no i am sorry to hear"]


@pytest.mark.parametrize("language", SUPPORTED_LANGUAGES)
def test_rough_copies_keep_words_and_labels(language: str) -> None:
    scenes = read_scenes(language)[:60]
    copies = list(rough_copies(scenes))
    small = 0
    for scene, copy in zip(scenes, copies, strict=True):
        lines = [(line.acts, turn.text[line.start : line.end]) for turn in scene.turns for line in turn.lines]
        rough = [(line.acts, turn.text[line.start : line.end]) for turn in copy.turns for line in turn.lines]
        spoken = [(acts, bare(text)) for acts, text in lines if bare(text)]
        assert [(acts, fold(text)) for acts, text in rough] == [(acts, fold(text)) for acts, text in spoken]
        small += all(text == text.lower() for _, text in rough)
    assert 15 < small < 45, "about half are in small letters"


def test_words_lose_the_marks_around_them_and_keep_those_inside() -> None:
    assert bare("“Well” – it's 10.30, (or e-mail me)… 🙂!") == "Well it's 10.30 or e-mail me 🙂"


@pytest.mark.parametrize("language", SUPPORTED_LANGUAGES)
def test_swapped_copies_lose_what_only_answers_their_own_customer(language: str) -> None:
    scenes = [scene for scene in read_scenes(language) if scene.levels is not None]
    many = Counter(turn.text for scene in scenes for turn in scene.turns)
    said = {turn.text: scene.slug for scene in scenes for turn in scene.turns if many[turn.text] == 1}
    copies = [copy for copy in swapped_copies(scenes) if all(turn.text in said for turn in copy.turns)]
    assert len(copies) > 20
    for copy in copies:
        customer, answer = copy.turns
        assert said[customer.text] != said[answer.text] == copy.slug
        assert fold_of(said[customer.text]) == fold_of(copy.slug)
        assert "paraphrase" not in answer.acts
        assert "acknowledge_feeling" not in answer.acts or "negative_feeling" in customer.acts
