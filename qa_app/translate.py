"""The app's own words in the reader's language: gettext catalogs, read by Babel as they were written.

English is the msgid. The catalogs are read from .po, so there is no compile step that could be forgotten.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path

SOURCE_LANGUAGE = "en"
_FOLDER = Path(__file__).with_name("translations")


def catalog_path(language: str) -> Path:
    """Where the catalog of a language lies."""
    return _FOLDER / language / "LC_MESSAGES" / "messages.po"


@lru_cache(maxsize=8)
def translations(language: str) -> NullTranslations:
    """The catalog of a language, read once, for gettext and ngettext; for English the msgids themselves.

    Raises ValueError for a language that has no catalog.
    """
    catalog = compiled(language)
    return NullTranslations() if catalog is None else GNUTranslations(catalog)


def compiled(language: str) -> BytesIO | None:
    """The catalog of a language in the binary form that gettext reads, None for English, which needs none.

    Raises ValueError for a language that has no catalog.
    """
    if language == SOURCE_LANGUAGE:
        return None
    if language not in {folder.name for folder in _FOLDER.iterdir()}:
        raise ValueError(f"no catalog for language {language!r} in {_FOLDER.name}")
    # Babel takes a tenth of a second to load, and English needs none of it.
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    with catalog_path(language).open("rb") as file:
        catalog = read_po(file, locale=language, abort_invalid=True)
    binary = BytesIO()
    write_mo(binary, catalog)
    binary.seek(0)
    return binary


def translator(language: str) -> Callable[[str], str]:
    """The function that puts an English msgid into a language; raises ValueError for one without a catalog."""
    return translations(language).gettext
