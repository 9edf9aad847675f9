"""Sweeps over the whole product: sizes, names, and that no key is without words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from rubrics.load import shipped, shipped_rubric
from rubrics.model import Criterion, Density, Occasion
from scoring.explain import reason, tries, why
from transcripts.conversation import SUPPORTED_LANGUAGES

ROOT = Path(__file__).parents[2]
PACKAGES = ("transcripts", "rubrics", "scoring", "teaching", "qa_app", "benchmarks")
SOURCES = [path for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py"))]
# A migration tells of all tables in one go, and is never changed once it has been released.
MIGRATIONS = ROOT / "qa_app" / "store" / "migrations" / "versions"
VAGUE_NAMES = {"utils", "util", "helpers", "helper", "common", "manager", "managers", "core", "base", "misc"}


def test_there_is_something_to_sweep() -> None:
    assert len(SOURCES) > 50


def test_no_module_is_over_three_hundred_lines() -> None:
    lengths = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in SOURCES}
    assert [path.name for path, lines in lengths.items() if lines > 300 and path.parent != MIGRATIONS] == []


def test_no_name_says_nothing() -> None:
    everything = [path for package in (*PACKAGES, "tests") for path in (ROOT / package).rglob("*")]
    assert [path for path in everything if path.stem in VAGUE_NAMES and "__pycache__" not in path.parts] == []


def test_the_lock_names_no_host() -> None:
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    assert "--hash=sha256:" in lock
    assert re.findall(r"https?://[^\s\"']+|--(?:extra-)?index-url|--find-links|-i ", lock) == []


def test_sources_name_no_place_of_a_machine_and_leave_nothing_to_do() -> None:
    forbidden = re.compile(r"/(?:home|root|work|tmp|Users)/|\b(?:TODO|FIXME|XXX)\b")
    found = [path.name for path in SOURCES if forbidden.search(path.read_text(encoding="utf-8"))]
    assert found == []


def _reasons(criterion: Criterion) -> Iterator[str]:
    """Every reason key that a criterion can give."""
    if isinstance(criterion, Occasion):
        yield from (f"shown.{act}" for act in criterion.points)
        yield from (f"missed.{occasion}" for occasion in criterion.occasions)
        yield from (f"contrary.{act}" for act in criterion.contrary)
    elif isinstance(criterion, Density):
        yield from (f"{'shown' if points < 0 else 'contrary'}.{name}" for name, points in criterion.counts.items())
    else:
        for expected in criterion.expects:
            yield from (f"shown.{expected.name}", f"missed.{expected.name}")


CRITERIA = [criterion for name in shipped() for criterion in shipped_rubric(name).criteria]
REASONS = sorted({key for criterion in CRITERIA for key in _reasons(criterion)})


@pytest.mark.parametrize("language", SUPPORTED_LANGUAGES)
def test_every_reason_of_the_rubrics_that_come_with_the_product_has_words(language: str) -> None:
    assert len(REASONS) > 25
    for key in REASONS:
        assert reason(key, language).strip(), key
        if not key.startswith("shown."):
            assert all(wording.strip() for wording in tries(key, language)), key
            assert tries(key, language), key


@pytest.mark.parametrize("language", SUPPORTED_LANGUAGES)
def test_every_criterion_of_theirs_says_why_it_matters(language: str) -> None:
    assert all(why(criterion.id, language).strip() for criterion in CRITERIA)
