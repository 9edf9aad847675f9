"""Every word of the app is translated, and no catalog holds a word that nobody says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from babel.messages import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.pofile import read_po

import qa_app
from qa_app.translate import catalog_path, translations, translator

LANGUAGES = ("nl", "de", "ro")
PLACEHOLDER = re.compile(r"\{\w*\}|%\(\w+\)[sd]")
WAYS = [("**.py", "python"), ("**/templates/**.html", "jinja2"), ("**/templates/**.txt", "jinja2")]
OPTIONS = {pattern: {"trimmed": "true", "silent": "false"} for pattern, way in WAYS if way == "jinja2"}
KEYWORDS = {**DEFAULT_KEYWORDS, "_l": None, "lazy_gettext": None, "_n": (1, 2)}


def catalog(language: str) -> Catalog:
    with catalog_path(language).open("rb") as file:
        return read_po(file, locale=language, abort_invalid=True)


def forms(message: str | tuple[str, ...] | list[str] | None) -> list[str]:
    return [message] if isinstance(message, str) else list(message or ())


@pytest.fixture(scope="module")
def spoken() -> set[str]:
    """Every msgid in the code."""
    folder = Path(qa_app.__file__).parent
    found = extract_from_dir(folder, WAYS, OPTIONS, KEYWORDS)
    return {forms(message)[0] for _, _, message, _, _ in found}


def test_the_code_is_searched(spoken: set[str]) -> None:
    assert {"What went well", "{n} conversation", "page {page} of {pages}", "To the content"} <= spoken


@pytest.mark.parametrize("language", LANGUAGES)
def test_catalog_holds_exactly_what_the_code_says(language: str, spoken: set[str]) -> None:
    messages = {forms(message.id)[0] for message in catalog(language) if message.id}
    assert spoken - messages == set()
    assert messages - spoken == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_is_translated(language: str) -> None:
    words = catalog(language)
    assert words.obsolete == {}
    for message in words:
        if not message.id:
            continue
        assert not message.fuzzy, message.id
        expected = words.num_plurals if message.pluralizable else 1
        assert len(forms(message.string)) == expected, message.id
        assert all(form.strip() for form in forms(message.string)), message.id


@pytest.mark.parametrize("language", LANGUAGES)
def test_placeholders_are_kept(language: str) -> None:
    for message in catalog(language):
        wanted = set(PLACEHOLDER.findall(forms(message.id)[-1]))
        for form in forms(message.string) if message.id else ():
            assert set(PLACEHOLDER.findall(form)) == wanted, form


@pytest.mark.parametrize(
    ("language", "heading"),
    [
        ("en", "What went well"),
        ("nl", "Wat goed ging"),
        ("de", "Was gut gelungen ist"),
        ("ro", "Ce a mers bine"),
    ],
)
def test_translator(language: str, heading: str) -> None:
    assert translator(language)("What went well") == heading


@pytest.mark.parametrize(
    ("count", "form"), [(1, "{n} conversație"), (12, "{n} conversații"), (20, "{n} de conversații")]
)
def test_plural_forms(count: int, form: str) -> None:
    assert translations("ro").ngettext("{n} conversation", "{n} conversations", count) == form


@pytest.mark.parametrize("language", ["fr", "", "..", "../translations/nl"])
def test_language_without_a_catalog(language: str) -> None:
    with pytest.raises(ValueError, match="no catalog"):
        translator(language)
