"""Which language a text is written in.

py3langid (naive Bayes over byte n-grams, BSD) knows 140 labels; short lower-case chat lines and speech without
punctuation look like rare ones to it. So it chooses among the languages a contact centre meets, the supported
four are held likelier beforehand, and a text of a few words is settled by how common those words are in each of
the four (wordfreq).
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from math import log10
from typing import TYPE_CHECKING

from transcripts.conversation import SUPPORTED_LANGUAGES
from transcripts.text import WORD, fold

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

UNDETERMINED = "und"  # ISO 639-2: the text holds no words at all

# Left out on purpose: dialects and small languages whose n-grams a short line in a large one resembles.
_CANDIDATES = (
    *SUPPORTED_LANGUAGES,
    *("af", "ar", "bg", "bn", "ca", "cs", "da", "el", "es", "et", "fa", "fi", "fr", "he", "hi", "hr", "hu", "id"),
    *("it", "ja", "ko", "lt", "lv", "mk", "no", "pl", "pt", "ru", "sk", "sl", "sq", "sr", "sv", "th", "tr", "uk"),
    *("ur", "vi", "zh"),
)
# On 80 invented short lines in 19 languages, weights from 10 to 50 made the fewest mistakes.
_PRIOR_OF_SUPPORTED = 10.0
_ENOUGH_CHARACTERS = 20_000  # more text changes nothing and takes longer
_FEW_WORDS = 3
_COMMON = 1e-5  # a word used more than ten times in a million words belongs to everyday speech
_UNSEEN = 1e-7  # what a word missing from a list of the commonest 30,000 words counts for
_NOT_LANGUAGE = re.compile(r"@|://|www\.|\d")  # marks a piece as an address, a link or an order number


def detect(text: str) -> tuple[str, float]:
    """The ISO 639-1 code of the language of `text` and its certainty, 0..1.

    Any common language may come back, supported or not; "und" with certainty 0 when there are no words.
    Works without network, from several threads at once. Only the first 20,000 characters are read.
    """
    pieces = (piece for piece in text[:_ENOUGH_CHARACTERS].split() if not _NOT_LANGUAGE.search(piece))
    plain = unicodedata.normalize("NFC", " ".join(pieces))
    words = [match.group().casefold() for match in WORD.finditer(plain)]
    if not words:
        return UNDETERMINED, 0.0
    likelihood = dict(_identifier().rank(plain))
    for language in SUPPORTED_LANGUAGES:
        likelihood[language] *= _PRIOR_OF_SUPPORTED
    if len(words) <= _FEW_WORDS:
        likelihood = _by_words(words, likelihood)
    best = max(likelihood, key=lambda language: likelihood[language])
    return best, min(1.0, likelihood[best] / sum(likelihood.values()))


def _by_words(words: list[str], likelihood: dict[str, float]) -> dict[str, float]:
    """`likelihood` narrowed to the supported languages if one of them has every word among its common ones."""
    frequencies = {
        language: [_frequencies(language).get(fold(word), _UNSEEN) for word in words]
        for language in SUPPORTED_LANGUAGES
    }
    if not any(min(found) >= _COMMON for found in frequencies.values()):
        return likelihood
    # The square root keeps one or two words from looking certain.
    return {
        language: likelihood[language] * 10 ** (sum(map(log10, found)) / 2) for language, found in frequencies.items()
    }


@lru_cache(maxsize=len(SUPPORTED_LANGUAGES))
def _frequencies(language: str) -> dict[str, float]:
    """Share of each folded word among all words of the language; both spellings of a Romanian word added up."""
    from wordfreq import get_frequency_dict

    folded: dict[str, float] = {}
    for word, frequency in get_frequency_dict(language, "small").items():
        key = fold(word)
        folded[key] = folded.get(key, 0.0) + frequency
    return folded


@lru_cache(maxsize=1)
def _identifier() -> LanguageIdentifier:
    """The library's model, narrowed once before anyone else can see it, only read afterwards."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(_CANDIDATES)
    return identifier
