"""The reader's language and time zone: the profile's, then the browser's, then English and the installation's."""

from __future__ import annotations

from typing import Any

from babel import Locale
from babel.support import NullTranslations, Translations
from flask import Flask, request
from flask_babel import Babel, Domain, get_locale
from flask_security import current_user

from qa_app.reports.words import LOCALES
from qa_app.translate import compiled
from qa_app.web.edge import workplace
from transcripts.conversation import SUPPORTED_LANGUAGES

# Names of the languages in themselves: whoever looks for theirs cannot read the others.
LANGUAGE_NAMES = {language: Locale(language).display_name or language for language in SUPPORTED_LANGUAGES}


class CatalogDomain(Domain):  # type: ignore[misc]
    """Translations from the product's catalogs, read as they were written (`qa_app.translate`)."""

    def get_translations(self) -> NullTranslations:
        language = reader_language()
        if language not in self.cache:
            catalog = compiled(language)
            self.cache[language] = Translations(catalog) if catalog else NullTranslations()
        found: NullTranslations = self.cache[language]
        return found


def init(app: Flask) -> None:
    babel = Babel()
    babel.init_app(app, locale_selector=_language, timezone_selector=_time_zone)
    app.extensions["babel"].instance.domain_instance = CatalogDomain()
    app.jinja_env.globals.update(reader_language=reader_language, LANGUAGE_NAMES=LANGUAGE_NAMES)


def reader_language() -> str:
    """The language of whoever reads this page: en, nl, de or ro."""
    locale = get_locale()
    return locale.language if locale else "en"


def _language() -> str:
    if not request:
        return "en"
    chosen: Any = current_user.language if current_user and current_user.is_authenticated else None
    language = chosen or request.accept_languages.best_match(SUPPORTED_LANGUAGES) or "en"
    return LOCALES.get(language, language)


def _time_zone() -> str:
    chosen: Any = current_user.time_zone if current_user and current_user.is_authenticated else None
    return chosen or workplace().config.time_zone
