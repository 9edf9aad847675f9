"""The qualities that come with the product say in four languages what each level looks like."""

import re
from itertools import combinations

import pytest

from rubrics.load import parse_rubric, shipped, shipped_rubric
from rubrics.model import Criterion
from rubrics.qualities import levels, name, qualities
from transcripts.conversation import SUPPORTED_LANGUAGES

SHIPPED = [
    pytest.param(criterion, id=f"{rubric}-{criterion.id}")
    for rubric in shipped()
    for criterion in shipped_rubric(rubric).criteria
]
LONGEST = 90

OWN = """\
id: own
version: 1
title: {en: Own, nl: Eigen, de: Eigen, ro: Propriu}
channels: [chat]
criteria:
  - id: empathy
    kind: density
    weight: 1
    counts: {vague: 1}
    per: sentence
    bad: 1
    name: {en: Warmth, nl: Warmte, de: Wärme, ro: Căldură}
    levels:
      en: [a, b, c, d, e]
      nl: [f, g, h, i, j]
      de: [k, l, m, n, o]
      ro: [p, q, r, s, t]
  - {id: return_label, kind: presence, weight: 1, expects: [{name: sent, acts: [proactive]}]}
"""


def own(criterion_id: str) -> Criterion:
    return next(criterion for criterion in parse_rubric(OWN, "own.yaml").criteria if criterion.id == criterion_id)


@pytest.mark.parametrize("criterion", SHIPPED)
def test_every_shipped_criterion_has_five_levels_and_a_name_in_four_languages(criterion: Criterion) -> None:
    for language in SUPPORTED_LANGUAGES:
        texts = levels(criterion, language)
        assert texts is not None
        assert len(set(texts)) == 5
        assert name(criterion, language) != criterion.id


@pytest.mark.parametrize("criterion", SHIPPED)
def test_the_languages_differ(criterion: Criterion) -> None:
    for one, other in combinations(SUPPORTED_LANGUAGES, 2):
        assert not set(levels(criterion, one) or ()) & set(levels(criterion, other) or ())


def test_no_quality_is_left_over() -> None:
    used = {criterion.id for rubric in shipped() for criterion in shipped_rubric(rubric).criteria}
    assert set(qualities()) == used


@pytest.mark.parametrize("language", SUPPORTED_LANGUAGES)
def test_levels_are_short_and_neat(language: str) -> None:
    for quality in qualities().values():
        for text in quality.levels[language]:
            assert len(text) <= LONGEST, text
            assert text == " ".join(text.split())
            assert text[0].isupper(), text
            assert not text.endswith("."), text


@pytest.mark.parametrize(
    ("language", "wrong"),
    [
        ("ro", r"[şţŞŢ]"),  # cedilla instead of comma below
        ("nl", r"[“”„]"),
        ("de", r"[‘’”]"),
        ("ro", r"[“‘’]"),
    ],
)
def test_letters_and_quotation_marks_are_those_of_the_language(language: str, wrong: str) -> None:
    texts = [text for quality in qualities().values() for text in quality.levels[language]]
    assert [text for text in texts if re.search(wrong, text)] == []


def test_a_criterions_own_words_come_first() -> None:
    assert name(own("empathy"), "de") == "Wärme"
    assert levels(own("empathy"), "nl") == ("f", "g", "h", "i", "j")


def test_a_criterion_that_nobody_described() -> None:
    assert name(own("return_label"), "ro") == "Return label"
    assert levels(own("return_label"), "ro") is None


def test_a_language_without_words() -> None:
    empathy = shipped_rubric("call").criteria[0]
    assert levels(empathy, "fr") is None
    assert name(empathy, "fr") == "Empathy"


def test_the_table_of_the_four_qualities_that_come_first() -> None:
    call = {criterion.id: criterion for criterion in shipped_rubric("call").criteria}
    assert "blames" in (levels(call["empathy"], "en") or ())[0]
    assert "without stock phrases" in (levels(call["empathy"], "en") or ())[4]
    assert (levels(call["jargon"], "nl") or ())[3] == "Eén term zonder uitleg"
