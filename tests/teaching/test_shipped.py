"""The modules that come with the product: whole, valid, in four languages, and of use for what they promise."""

from __future__ import annotations

from typing import get_args

import pytest
import yaml

from teaching import shipped
from teaching.checks import faults
from teaching.keys import Standing, keys, standing
from teaching.model import LANGUAGES, Module, Theme
from teaching.shipped import shipped_module, shipped_modules

MODULES = sorted(path.parent.name for path in shipped._MODULES.glob("*/module.yaml"))
MARKETS = {
    "market_english": {"en-GB", "en-IE", "en-US"},
    "market_low_countries": {"nl-NL", "nl-BE"},
    "market_german": {"de-DE", "de-AT", "de-CH"},
    "market_romania": {"ro-RO", "ro-MD"},
}
SKILLS = {"empathy", "active_listening", "clear_language", "plain_words", "difficult_conversations"}


def test_all_that_are_promised_come_with_the_product() -> None:
    assert set(MODULES) == set(MARKETS) | SKILLS
    assert set(shipped_modules()) == set(MODULES), "words in all four languages"


@pytest.mark.parametrize("name", MODULES)
def test_nothing_keeps_it_from_being_published(name: str) -> None:
    assert faults(shipped_module(name)) == ()


@pytest.mark.parametrize("name", MODULES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_is_there_in_every_language_and_no_other(name: str, language: str) -> None:
    module = shipped_module(name)
    wanting = [key for key in keys(module) if standing(module, language, key) is not Standing.CURRENT]  # type: ignore[arg-type]
    assert wanting == []
    assert set(module.texts[language]) - set(keys(module)) == set(), "words that nobody reads"  # type: ignore[index]


@pytest.mark.parametrize("name", MODULES)
def test_its_quiz_asks_in_all_four_ways(name: str) -> None:
    assert {question.kind for question in structure(name).questions} == {"single", "multiple", "order", "match"}


@pytest.mark.parametrize("name", MODULES)
def test_it_says_what_it_trains_and_trains_it(name: str) -> None:
    module = structure(name)
    assert module.criteria
    assert module.exercises
    assert all(lesson.pairs for lesson in module.lessons)


@pytest.mark.parametrize("name", sorted(MARKETS))
def test_a_module_on_a_market_is_about_its_countries(name: str) -> None:
    module = structure(name)
    assert module.kind == "market"
    assert set(module.markets) == MARKETS[name]
    assert all(lesson.themes for lesson in module.lessons)


def test_every_theme_has_a_lesson_in_each_market() -> None:
    for name in MARKETS:
        themes = {theme for lesson in structure(name).lessons for theme in lesson.themes}
        assert themes == set(get_args(Theme)), name


def structure(name: str) -> Module:
    """The module without its words."""
    text = (shipped._MODULES / name / "module.yaml").read_text(encoding="utf-8")
    return Module.model_validate({"id": name, **yaml.safe_load(text)})
