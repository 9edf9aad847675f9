"""Wordings to try as they are written down for a language, and which of them fit where something was said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from scoring.acts.lexicon import read_data
from scoring.acts.values import Form
from scoring.situation import GENERAL
from transcripts.conversation import Channel

QUOTE = "{quote}"
"""Stands where a wording quotes the words that it answers."""

_SPOKEN, _WRITTEN = "spoken", "written"


@dataclass(frozen=True, slots=True)
class Setting:
    """What a wording to try has to fit.

    `situation` is a key of `scoring.situation`. `form` is the form of address, formal where it is not known, as
    strangers are addressed. `channel` is empty where it is not known. `quotes` is true when there are words to quote.
    """

    situation: str = GENERAL
    form: Form | None = None
    channel: str = ""
    quotes: bool = False


ANYWHERE = Setting()


@dataclass(frozen=True, slots=True)
class Try:
    """One wording in both forms of address; `only` is spoken or written, empty for both."""

    formal: str
    informal: str
    only: str = ""

    def fits(self, setting: Setting) -> bool:
        """Whether the channel and the quote allow this wording; a channel that is not known allows all."""
        if self.only and setting.channel and self.only != _kind(setting.channel):
            return False
        return setting.quotes or QUOTE not in self.formal

    def said(self, form: Form | None) -> str:
        return self.informal if form == "informal" else self.formal


Tries = Mapping[str, Mapping[str, tuple[Try, ...]]]


def read_tries(language: str) -> Tries:
    """The wordings of a language: reason key -> situation -> wordings. Raises FileNotFoundError without data."""
    tries = {
        key: MappingProxyType({situation: tuple(map(_try, entries)) for situation, entries in situations.items()})
        for key, situations in read_data(language, "wordings").items()
    }
    return MappingProxyType(tries)


def _try(entry: str | Mapping[str, str]) -> Try:
    """A plain sentence is for both forms of address, and so is `text`."""
    if isinstance(entry, str):
        return Try(entry, entry)
    text = entry.get("text", "")
    return Try(entry.get("formal", text), entry.get("informal", text), entry.get("only", ""))


def _kind(channel: str) -> str:
    return _SPOKEN if channel == Channel.CALL else _WRITTEN
