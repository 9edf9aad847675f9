"""Keys in words: criteria, verdicts, reasons, why it matters, and what an agent could say instead.

Evidence and reports hold keys; here they become sentences of `scoring/language/<xx>/wording.yaml`. The caller
chooses the language: the reader's for names and reasons, the conversation's for wordings to try.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

from scoring.acts.lexicon import read_data
from scoring.evidence import Verdict
from transcripts.conversation import SUPPORTED_LANGUAGES


class MissingWordingError(KeyError):
    """A key without words in a language; `section` is the part of wording.yaml where it was looked for."""

    def __init__(self, section: str, key: str, language: str) -> None:
        self.section = section
        self.key = key
        self.language = language
        super().__init__(section, key, language)

    def __str__(self) -> str:
        return f"no {self.section} wording for {self.key!r} in language {self.language!r}"


@dataclass(frozen=True, slots=True)
class Wording:
    """The words of one language: section -> key -> sentence, and for reasons the wordings to try."""

    language: str
    sentences: Mapping[str, Mapping[str, str]]
    tries: Mapping[str, tuple[str, ...]]

    def find(self, section: str, key: str) -> str:
        """The sentence of a key; raises MissingWordingError."""
        try:
            return self.sentences[section][key]
        except KeyError:
            raise MissingWordingError(section, key, self.language) from None


@lru_cache(maxsize=len(SUPPORTED_LANGUAGES))
def wording(language: str) -> Wording:
    """All words of a language, read once; raises MissingWordingError for a language that is not supported."""
    if language not in SUPPORTED_LANGUAGES:
        raise MissingWordingError("language", language, language)
    sections = read_data(language, "wording")
    tries = {key: tuple(sentences) for key, sentences in sections.pop("try").items()}
    frozen = {name: MappingProxyType(sentences) for name, sentences in sections.items()}
    return Wording(language, MappingProxyType(frozen), MappingProxyType(tries))


def criterion_name(criterion: str, language: str) -> str:
    """The name of a criterion that comes with the product, or of `total`; raises MissingWordingError."""
    return wording(language).find("criteria", criterion)


def verdict(value: Verdict, language: str) -> str:
    """What a verdict is called; raises MissingWordingError."""
    return wording(language).find("verdicts", value)


def reason(key: str, language: str) -> str:
    """One sentence for a reason key such as `missed.negative_feeling`; raises MissingWordingError."""
    return wording(language).find("reasons", key)


def why(criterion: str, language: str) -> str:
    """Why a criterion matters, said to the agent; raises MissingWordingError."""
    return wording(language).find("why", criterion)


def not_judged(key: str, language: str) -> str:
    """Why something was not judged; raises MissingWordingError."""
    return wording(language).find("not_judged", key)


def tries(key: str, language: str) -> tuple[str, ...]:
    """What an agent could say instead, for a reason key that was missed or contrary; raises MissingWordingError."""
    try:
        return wording(language).tries[key]
    except KeyError:
        raise MissingWordingError("try", key, language) from None
