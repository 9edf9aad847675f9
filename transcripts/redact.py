"""Personal data taken out of what was said, so that it can be shown outside a review.

Taken out is what tells who someone is, whatever it is called: addresses, numbers, names. Rather a harmless number too
much than a customer's too little; a person reads what is left before others do.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache

from transcripts.text import fold

_WORDS: Mapping[str, Mapping[str, str]] = {
    "en": {"customer": "Customer", "agent": "Agent", "name": "name", "email": "e-mail", "link": "link"},
    "nl": {"customer": "Klant", "agent": "Medewerker", "name": "naam", "email": "e-mail", "link": "link"},
    "de": {"customer": "Kunde", "agent": "Servicekraft", "name": "Name", "email": "E-Mail", "link": "Link"},
    "ro": {"customer": "Client", "agent": "Agent", "name": "nume", "email": "e-mail", "link": "link"},
}
_MORE: Mapping[str, Mapping[str, str]] = {
    "en": {"account": "account number", "number": "number", "date": "date", "address": "address"},
    "nl": {"account": "rekeningnummer", "number": "nummer", "date": "datum", "address": "adres"},
    "de": {"account": "Kontonummer", "number": "Nummer", "date": "Datum", "address": "Adresse"},
    "ro": {"account": "număr de cont", "number": "număr", "date": "dată", "address": "adresă"},
}
_EMAIL = re.compile(r"(?<![\w.+%-])[\w.+%-]+@[\w-]+(?:\.[\w-]+)+")
_LINK = re.compile(r"(?:https?://|www\.)[^\s<>()]+", re.IGNORECASE)
_IBAN = re.compile(
    r"\b[A-Za-z]{2}\d{2}(?:[ -]?[A-Z0-9]{4}){2,7}(?:[ -]?[A-Z0-9]{1,3})?\b|\b[a-z]{2}\d{2}[a-z]{0,4}\d{8,24}\b"
)
_DATE = re.compile(r"\b(?:\d{1,2}([./-])\d{1,2}\1(?:\d{4}|\d{2})|\d{4}-\d{2}-\d{2})\b")
_ADDRESS = re.compile(
    r"\b(?:[A-ZÀ-ÖØ-Þ][^\W\d_]{1,30}[ -]){0,2}"
    r"(?i:[^\W\d_]{0,30}(?:straat|laan|weg|gracht|plein|kade|singel|straße|strasse|str\.|gasse|allee|platz))"
    r"\s+\d{1,5}\s?[A-Za-z]?\b"
    r"|\b\d{1,5}[A-Za-z]?\s+(?:[A-Z][\w']{1,30}\s+){1,3}(?i:street|road|avenue|lane|drive)\b"
    r"|\b(?i:strada|str\.|bulevardul|bd\.|calea|aleea|șoseaua|soseaua)\s+(?:[^\W\d_]{1,30}[ ,.]{1,3}){1,4}\d{1,5}\b"
    r"|\b\d{4}\s?[A-Z]{2}\b"
)
# What an amount of money is written with is left: it tells nobody's name, and much about the moment.
_MONEY = r"(?:€|\$|£|eur\b|euros?\b|lei\b|ron\b|gbp\b|usd\b|pounds?\b|dollars?\b)"
_NUMBER = re.compile(
    rf"(?P<money>{_MONEY}\s?\d[\d., ]{{0,9}}\d|{_MONEY}\s?\d|(?<![\d.,])\d[\d.,]{{0,9}}\s?{_MONEY})"
    r"|(?P<number>(?<!\w)(?:\+|\(\+?)?\w*\d\w*(?:[ ()./–-]{1,2}\w*\d\w*)*)",
    re.IGNORECASE,
)
_FEWEST_DIGITS = 4
_DIGIT_WORDS = (
    *("zero", "oh", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "double"),
    *("nul", "een", "één", "twee", "drie", "vier", "vijf", "zes", "zeven", "acht", "negen", "dubbel"),
    *("null", "eins", "zwei", "zwo", "drei", "fünf", "sechs", "sieben", "neun", "doppel"),
    *("zero", "unu", "doi", "trei", "patru", "cinci", "șase", "sase", "șapte", "sapte", "opt", "nouă", "noua"),
)
_SPELLED = re.compile(
    rf"\b(?:{'|'.join(dict.fromkeys(_DIGIT_WORDS))})(?:[ ,.-]+(?:{'|'.join(dict.fromkeys(_DIGIT_WORDS))})){{3,}}\b",
    re.IGNORECASE,
)
_CALLED = re.compile(
    r"\b((?i:mr|mrs|ms|miss|meneer|mevrouw|dhr|mevr|mw|herrn?|frau|domnule?|domnul|doamnă|doamna|dl|dna))(\.?\s+)"
    r"(?:(?:van|de|der|den|von|zu|ter|ten)\s+){0,2}[A-ZÀ-ÖØ-ÞĂÂÎȘȚ][^\W\d_]*(?:[ -][A-ZÀ-ÖØ-ÞĂÂÎȘȚ][^\W\d_]+)?"
)
_NAME = re.compile(r"[^\W\d_]+")
_BETWEEN = r"(?:\s+|-)(?:(?:van|de|der|den|von|ter|ten)\s+)*"


@dataclass(frozen=True, slots=True)
class Names:
    """The words of the names, folded (`transcripts.text.fold`), by which the two sides are called."""

    customer: Collection[str] = ()
    agent: Collection[str] = ()


def redacted(text: str, language: str, names: Names) -> str:
    """The text with personal data replaced by words of that language in brackets, English where there are none.

    Names of the two sides become the words for customer and agent; other names are found behind a form of address only.
    """
    words = {**_WORDS.get(language, _WORDS["en"]), **_MORE.get(language, _MORE["en"])}
    for pattern, what in (
        (_EMAIL, "email"),
        (_LINK, "link"),
        (_IBAN, "account"),
        (_DATE, "date"),
        (_ADDRESS, "address"),
    ):
        text = pattern.sub(f"[{words[what]}]", text)
    text = _NUMBER.sub(lambda found: _number(found, words["number"]), text)
    text = _SPELLED.sub(f"[{words['number']}]", text)
    text = _without_names(text, words, names)
    return _CALLED.sub(lambda found: f"{found[1]}{found[2]}[{words['name']}]", text)


def side_word(side: str, language: str) -> str:
    """What the `customer` or the `agent` is called in a language, English where it is none of the product's."""
    return _WORDS.get(language, _WORDS["en"])[side]


def _number(found: re.Match[str], word: str) -> str:
    if found["money"]:
        return found[0]
    return f"[{word}]" if sum(char.isdigit() for char in found[0]) >= _FEWEST_DIGITS else found[0]


def _without_names(text: str, words: Mapping[str, str], names: Names) -> str:
    """Names are written with a capital; in a text without any, every word may be one."""
    small = text == text.lower()
    by_name = dict.fromkeys(names.agent, f"[{words['agent']}]") | dict.fromkeys(
        names.customer, f"[{words['customer']}]"
    )
    if not by_name:
        return text

    def word(found: re.Match[str]) -> str:
        return by_name.get(fold(found[0]), found[0]) if small or found[0][0].isupper() else found[0]

    text = _NAME.sub(word, text)
    for one in (words["agent"], words["customer"]):
        text = _twice(one).sub(f"[{one}]", text)
    return text


@lru_cache(maxsize=16)
def _twice(word: str) -> re.Pattern[str]:
    """First and last name side by side, which are one person."""
    return re.compile(rf"\[{word}\](?:{_BETWEEN}\[{word}\])+")
