"""Words as they are compared: the same treatment for every reference and every system.

Lower case, Unicode folded to one form (Romanian with comma or cedilla, typographic apostrophes), no punctuation,
hyphenated words apart. Numbers from 0 to 99 become digits, and digits stand one by one, so that "twenty-five",
"25" and, in a number read out, "two five" are the same; diacritics count.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

_TOKEN = re.compile(r"[^\W\d_]+|\d")
_ORDINAL_ENDING = re.compile(r"(?<=\d)(?:st|nd|rd|th|ste|de|e)\b")
_MARKS = str.maketrans({"ş": "ș", "ţ": "ț", "'": "", "’": "", "‘": "", "`": ""})
_SYMBOLS = {
    "en": {"%": "percent", "&": "and", "€": "euro", "$": "dollar"},
    "nl": {"%": "procent", "&": "en", "€": "euro", "$": "dollar"},
    "de": {"%": "prozent", "&": "und", "€": "euro", "$": "dollar"},
    "ro": {"%": "la sută", "&": "și", "€": "euro", "$": "dolari"},
}
_UNITS = {
    "en": "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen",
    "nl": "nul een twee drie vier vijf zes zeven acht negen tien elf twaalf dertien veertien vijftien zestien "
    "zeventien achttien negentien",
    "de": "null eins zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn sechzehn "
    "siebzehn achtzehn neunzehn",
    "ro": "zero unu doi trei patru cinci șase șapte opt nouă zece unsprezece doisprezece treisprezece paisprezece "
    "cincisprezece șaisprezece șaptesprezece optsprezece nouăsprezece",
}
_TENS = {
    "en": "twenty thirty forty fifty sixty seventy eighty ninety",
    "nl": "twintig dertig veertig vijftig zestig zeventig tachtig negentig",
    "de": "zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig",
    "ro": "douăzeci treizeci patruzeci cincizeci șaizeci șaptezeci optzeci nouăzeci",
}
_ORDINALS = {
    "en": "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth "
    "fifteenth sixteenth seventeenth eighteenth nineteenth twentieth"
}
_OTHER_FORMS = {"nl": {"één": 1}, "de": {"ein": 1, "zwo": 2}, "ro": {"două": 2, "douăsprezece": 12}}


def normalised(text: str, language: str | None) -> tuple[str, ...]:
    """The words of a text as they are compared; an unknown language leaves number words as they are."""
    text = unicodedata.normalize("NFKC", text).casefold().translate(_MARKS)
    for symbol, word in _SYMBOLS.get(language or "", {}).items():
        text = text.replace(symbol, f" {word} ")
    numbers = _numbers(language or "")
    words: list[str] = []
    tens = False  # the word before was a round number of tens, which a unit completes
    for piece in _TOKEN.findall(_ORDINAL_ENDING.sub("", text)):
        value = numbers.get(piece)
        if tens and value is not None and 0 < value < 10:
            words[-1] = str(value)
        elif tens and piece == "și":
            continue
        else:
            words += [piece] if value is None else str(value)
        tens = value is not None and value >= 20 and value % 10 == 0
    return tuple(words)


@cache
def _numbers(language: str) -> dict[str, int]:
    """Number words of a language -> their value, each written as one word."""
    if language not in _UNITS:
        return {}
    units = _UNITS[language].split()
    tens = {word: 10 * count for count, word in enumerate(_TENS[language].split(), 2)}
    numbers = {word: value for value, word in enumerate(units)} | tens | _OTHER_FORMS.get(language, {})
    numbers |= {word: value for value, word in enumerate(_ORDINALS.get(language, "").split(), 1)}
    for word, value in tens.items():
        for unit in range(1, 10):
            if language == "nl":
                numbers[f"{units[unit]}{'ën' if units[unit].endswith('e') else 'en'}{word}"] = value + unit
            elif language == "de":
                numbers[f"{units[unit].removesuffix('s') if unit == 1 else units[unit]}und{word}"] = value + unit
    return {unicodedata.normalize("NFKC", word).casefold(): value for word, value in numbers.items()}
