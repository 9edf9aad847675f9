"""The classic readability formulas by language, and the syllables they count."""

from __future__ import annotations

import re
from functools import lru_cache

from scoring.acts.readability_features import LONG
from transcripts.text import WORD, sentences

# Vowels that sound together are one syllable; the longest group comes first. What is in no group counts by itself.
_GROUPS = {
    # "Diary" and "radio" have three; a y before a vowel is a consonant.
    "en": r"i(?=a(?!n\b|l\b|g\b)|o(?!n|us))|[aeiouéèê]+(?:y(?![aeiou]))?|y(?![aeiou])",
    "nl": r"ioe?(?=n)|aai|ooi|oei|eeu|ieu|aa|ee|oo|uu|ie|oe|ui|ei|ij|eu|ou|au|ai|oi|[aeiouyäëïöüéèêáà]",
    "de": r"eau|äu|ai|ei|au|eu|ie|ey|ay|aa|ee|oo|[aeiouyäöüéèà]",
    "ro": r"eai|ioa|oai|iau|iei|eau|ea|oa|ia|ie|io|iu|ai|ei|oi|ui|ăi|âi|îi|au|eu|iu|ou|ău|îu|âu|ua|uă|[aeiouyăâî]",
}
_VOWELS = {language: re.compile(pattern) for language, pattern in _GROUPS.items()}
# English: a final e is silent but in "-le" after a consonant, and so are -es and -ed but after the sounds that need it.
_SILENT_E = re.compile(r"(?<![^aeiouyrwl]l)(?<=[^aeiouy])(?:e|(?<![sxzcgh])es|(?<![td])ed)$")
# Romanian: a final i after a consonant only softens it ("bani"), but not after a consonant with l or r ("codri").
_SILENT_I = re.compile(r"(?<![bcdfghjklmnpqrstvwxzșț][lr])(?<=[bcdfghjklmnprstvzșț])i$")
# In "energie" and "istoria" the last two vowels are two syllables.
_SPLIT_END = re.compile(r"(?<=[^aeiouăâî])i[ea]$")


def formulas(text: str, language: str) -> dict[str, float]:
    """The classic formulas that exist for a language, by name; empty when the text has no words.

    `flesch_reading_ease` (en; 0 hard to 100 easy): R. Flesch, A new readability yardstick, 1948.
    `flesch_kincaid_grade` (en; school years): J. P. Kincaid et al., Research Branch Report 8-75, 1975.
    `flesch_douma` (nl; 0 to 100 easy): W. H. Douma, De leesbaarheid van landbouwbladen, 1960.
    `brouwer_leesindex_a` (nl; 0 to 100 easy): R. H. M. Brouwer, Onderzoek naar de leesmoeilijkheid van Nederlands
    proza, 1963.
    `amstad` (de; 0 to 100 easy): T. Amstad, Wie verständlich sind unsere Zeitungen?, 1978.
    `wiener_sachtextformel_1` (de; school years, 4 to 15): R. Bamberger and E. Vanecek, Lesen – Verstehen – Lernen –
    Schreiben, 1984.
    `lix` (all; 20 easy to 60 hard): C. H. Björnsson, Läsbarhet, 1968. It counts no syllables and was made to compare
    languages; for Romanian we know of no published constants of a formula with syllables.

    Words are what has letters or digits, a number counts as one syllable, and sentences end as in `transcripts.text`.
    """
    words = WORD.findall(text.lower())
    if not words:
        return {}
    counts = [syllables(word, language) for word in words]
    length = len(words) / len(sentences(text))
    spoken = sum(counts) / len(words)
    long = _percent([len(word) > LONG for word in words])
    found = {"lix": length + long}
    if language == "en":
        found["flesch_reading_ease"] = 206.835 - 1.015 * length - 84.6 * spoken
        found["flesch_kincaid_grade"] = 0.39 * length + 11.8 * spoken - 15.59
    elif language == "nl":
        found["flesch_douma"] = 206.84 - 0.93 * length - 77 * spoken
        found["brouwer_leesindex_a"] = 195 - 2 * length - 200 / 3 * spoken
    elif language == "de":
        many, one = _percent([count >= 3 for count in counts]), _percent([count == 1 for count in counts])
        found["amstad"] = 180 - length - 58.5 * spoken
        found["wiener_sachtextformel_1"] = 0.1935 * many + 0.1672 * length + 0.1297 * long - 0.0327 * one - 0.875
    return {name: round(value, 2) for name, value in found.items()}


@lru_cache(maxsize=100_000)
def syllables(word: str, language: str) -> int:
    """The syllables of a lower-case word, at least one: groups of vowels that sound together in the language.

    An estimate: what only a dictionary can tell ("i-dea") is counted by the rule.
    """
    spelled = word.replace("ş", "ș").replace("ţ", "ț").replace("qu", "q")
    extra = 0
    if language == "en":
        spelled = _SILENT_E.sub("", spelled)
    elif language == "ro":
        extra = bool(_SPLIT_END.search(spelled))
        spelled = _SILENT_I.sub("", spelled)
    return max(1, len(_VOWELS[language].findall(spelled)) + extra)


def _percent(held: list[bool]) -> float:
    return 100 * sum(held) / len(held)
