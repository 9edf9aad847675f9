"""The reader's language on a printed page: the app's words, names from `explain`, dates and numbers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache, partial
from gettext import NullTranslations

from babel import Locale
from babel.dates import format_date, format_interval, format_skeleton, format_time, format_timedelta
from babel.numbers import format_decimal, format_percent

from qa_app.reports.text import clean
from qa_app.translate import translations
from rubrics.load import shipped, shipped_rubric
from scoring import explain
from scoring.explain import MissingWordingError, Names, criterion_name
from scoring.marks import Mark

# Readers of English here work in Europe: day before month, 24 hours.
LOCALES = {"en": "en_GB"}


@dataclass(frozen=True, slots=True)
class Reader:
    """Everything that depends on who reads: `gettext` and `ngettext` are `catalog`'s."""

    language: str
    locale: Locale
    catalog: NullTranslations

    def gettext(self, message: str) -> str:
        return self.catalog.gettext(message)

    def ngettext(self, one: str, many: str, count: int) -> str:
        """The form for `count`, with the count filled in as a number of the reader's language."""
        return self.catalog.ngettext(one, many, count).replace("{n}", self.number(count))

    def number(self, value: int) -> str:
        return _decimal(value, self.locale)

    def mark(self, score: float) -> str:
        """A score 0..1 as a mark 0-100."""
        return self.number(round(100 * score))

    def share(self, value: float) -> str:
        """A share 0..1 in percent."""
        return format_percent(value, locale=self.locale)

    def duration(self, seconds: float) -> str:
        """A length of time: 3.2 s, 5:40 min, 26 hours; one below zero is none."""
        if seconds < 60:
            return f"{format_decimal(round(max(0.0, seconds), 1), locale=self.locale)}\u00a0s"
        if seconds < 3600:
            return f"{clock(seconds)}\u00a0min"
        return format_timedelta(timedelta(seconds=seconds), threshold=2, locale=self.locale)

    def day(self, value: date) -> str:
        return format_date(value, "long", locale=self.locale)

    def language_name(self, code: str) -> str:
        """What the reader calls a language; an unknown code stays as it is."""
        return self.locale.languages.get(code) or clean(code, 20)


@lru_cache(maxsize=1024)
def _decimal(value: int, locale: Locale) -> str:
    """A page has hundreds of marks and counts, most of them from 0 to 100."""
    return format_decimal(value, locale=locale)


def correction_words(mark: Mark, to: Reader) -> str:
    """From what to what a mark was corrected as people mark, "" where it was not."""
    if mark.automatic is None or mark.score is None:
        return ""
    return explain.corrected(to.mark(mark.automatic), to.mark(mark.score), to.language)


@lru_cache(maxsize=8)
def reader(language: str) -> Reader:
    """The reader of a language; raises ValueError for a language without a catalog."""
    return Reader(language, Locale.parse(LOCALES.get(language, language)), translations(language))


def sentence(find: Callable[[str, str], str], key: str, to: Reader) -> str:
    """What `explain` says for a key; a name that only a contact centre's own rubric knows is written out."""
    try:
        return find(key, to.language)
    except MissingWordingError:
        return clean(key.rpartition(".")[2].replace("_", " ").capitalize(), 60)


def criterion_words(criterion: str, names: Names, to: Reader) -> str:
    """What a criterion is called by its rubric, whose `names` are those of a scorecard, or by the product."""
    return sentence(partial(criterion_name, names=names), criterion, to)


def rubric_title(rubric: str, version: int | str, titles: Mapping[str, str], to: Reader) -> str:
    """What a version of a rubric is called, and whose it is, since the product's and a company's both count from 1.

    `titles` are its own, by language; of one that comes with the product they may be left out.
    """
    whose = to.gettext("%(title)s, your company's version %(number)s")
    if rubric in shipped():
        whose, titles = (
            to.gettext("%(title)s, the product's version %(number)s"),
            titles or shipped_rubric(rubric).title,
        )
    title = titles.get(to.language) or next(filter(None, titles.values()), rubric)
    return whose % {"title": title, "number": version}


def channel_words(channel: str, to: Reader) -> str:
    """What the reader calls a channel; an unknown one stays as it is."""
    channels = {
        "call": to.gettext("call"),
        "chat": to.gettext("chat"),
        "email": to.gettext("e-mail"),
        "social": to.gettext("social media"),
        "note": to.gettext("note"),
    }
    return channels.get(channel, channel)


def iso_day(text: str, to: Reader) -> str:
    """An ISO date in the reader's form; anything else as it was written, since people fill it in too."""
    try:
        return to.day(date.fromisoformat(text))
    except ValueError:
        return clean(text, 40)


def period(first: str | None, last: str | None, to: Reader) -> str:
    """The period between two ISO dates, "" when either is unknown."""
    try:
        start, end = date.fromisoformat((first or "")[:10]), date.fromisoformat((last or "")[:10])
    except ValueError:
        return ""
    if start == end:
        return to.day(start)
    return format_interval(start, end, "yMMMd", locale=to.locale)


def date_and_time(text: str | None, to: Reader) -> str:
    """An ISO time as "8 Nov, 14:02", with the zone when it is UTC, since that is rarely the time on the wall."""
    try:
        at = datetime.fromisoformat(text or "")
    except ValueError:
        return ""
    zone = " UTC" if at.utcoffset() == timedelta(0) else ""
    day = format_skeleton("yMMMd", at, locale=to.locale)
    return f"{day}, {format_time(at.time(), 'HH:mm', locale=to.locale)}{zone}"


def clock(seconds: float) -> str:
    """Seconds from the start as on a player: 5:40, 1:02:03."""
    minutes, rest = divmod(int(max(0.0, seconds)), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
