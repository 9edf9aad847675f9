"""Keys in words: criteria, verdicts, reasons, why it matters, and what an agent could say instead.

Evidence and reports hold keys; here they become sentences of `scoring/language/<xx>/wording.yaml` and
`wordings.yaml`. The caller chooses the language: the reader's for names and reasons, the conversation's for wordings
to try.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

from scoring.acts.lexicon import read_data
from scoring.evidence import Verdict
from scoring.quotation import quoted, shortened
from scoring.situation import GENERAL
from scoring.tries import ANYWHERE, Setting, Tries, read_tries
from transcripts.conversation import SUPPORTED_LANGUAGES

_ENDS = ("?", "!", "…")


class MissingWordingError(KeyError):
    """A key without words in a language; `section` is the part of the language's words where it was looked for."""

    def __init__(self, section: str, key: str, language: str) -> None:
        self.section = section
        self.key = key
        self.language = language
        super().__init__(section, key, language)

    def __str__(self) -> str:
        return f"no {self.section} wording for {self.key!r} in language {self.language!r}"


@dataclass(frozen=True, slots=True)
class Wording:
    """The words of one language: section -> key -> sentence; reasons from fullest to barest; tries by situation."""

    language: str
    sentences: Mapping[str, Mapping[str, str]]
    reasons: Mapping[str, tuple[str, ...]]
    tries: Tries

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
    reasons = {key: tuple(templates) for key, templates in sections.pop("reasons").items()}
    frozen = {name: MappingProxyType(sentences) for name, sentences in sections.items()}
    return Wording(language, MappingProxyType(frozen), MappingProxyType(reasons), read_tries(language))


Names = Mapping[str, Mapping[str, str]]
"""What rubrics call their criteria: criterion -> language -> name."""

NO_NAMES: Names = MappingProxyType({})


def criterion_name(criterion: str, language: str, names: Names = NO_NAMES) -> str:
    """What the rubric calls a criterion, else its name in the product, also of `total`; raises MissingWordingError."""
    return names.get(criterion, {}).get(language) or wording(language).find("criteria", criterion)


def verdict(value: Verdict, language: str) -> str:
    """What a verdict is called; raises MissingWordingError."""
    return wording(language).find("verdicts", value)


def reason(key: str, language: str, *, quote: str = "", prompt: str = "") -> str:
    """One sentence for a reason key such as `missed.negative_feeling`, quoting the words that are given.

    `quote` is the agent's words, `prompt` the customer's; both are shortened. Raises MissingWordingError.
    """
    try:
        templates = wording(language).reasons[key]
    except KeyError:
        raise MissingWordingError("reasons", key, language) from None
    words = {"{quote}": shortened(quote), "{prompt}": shortened(prompt)}
    sentence = next(text for text in templates if all(said or slot not in text for slot, said in words.items()))
    told = sentence.format(quote=quoted(words["{quote}"], language), prompt=quoted(words["{prompt}"], language))
    # A quote that ends a sentence by itself takes no full stop behind it.
    return told[:-1] if sentence.endswith("{quote}.") and words["{quote}"].endswith(_ENDS) else told


def because(key: str, language: str) -> str:
    """A clause on how something was recognised; raises MissingWordingError."""
    return wording(language).find("because", key)


def why(criterion: str, language: str) -> str:
    """Why a criterion matters, said to the agent; raises MissingWordingError."""
    return wording(language).find("why", criterion)


def not_judged(key: str, language: str) -> str:
    """Why something was not judged; raises MissingWordingError."""
    return wording(language).find("not_judged", key)


def notice(key: str, language: str) -> str:
    """What a reader should know of a whole scorecard; raises MissingWordingError."""
    return wording(language).find("notices", key)


def corrected(before: str, after: str, language: str) -> str:
    """A mark before and after it was corrected as people mark, both written as the reader writes marks."""
    return wording(language).find("notices", "corrected").format(before=before, after=after)


def sentiment(key: str, language: str) -> str:
    """What a customer's mood or its course is called; raises MissingWordingError."""
    return wording(language).find("sentiment", key)


def tries(key: str, language: str, setting: Setting = ANYWHERE) -> tuple[str, ...]:
    """What an agent could say instead, for a reason key that was missed or contrary, the most fitting first.

    A sentence with `{quote}` quotes the words that it answers. Raises MissingWordingError.
    """
    try:
        situations = wording(language).tries[key]
    except KeyError:
        raise MissingWordingError("try", key, language) from None
    fitting = [
        entry
        for situation in dict.fromkeys((setting.situation, GENERAL))
        for entry in situations.get(situation, ())
        if entry.fits(setting)
    ]
    return tuple(entry.said(setting.form) for entry in fitting)
