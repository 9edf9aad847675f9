"""A training module as data: lessons, exercises and a quiz once, and their words in each language beside them.

The structure names its parts by short ids; `texts[language]` holds the words by key (`teaching.keys`), so that
languages stand side by side and a missing or outdated one is seen.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Annotated, Literal, Self, get_args

from pydantic import BaseModel, ConfigDict, Field, FiniteFloat, StringConstraints, model_validator

from rubrics.model import Name

Id = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_]{0,39}$")]
Market = Annotated[str, StringConstraints(pattern=r"^[a-z]{2}-[A-Z]{2}$")]
"""Language and country, as nl-BE."""
Share = Annotated[FiniteFloat, Field(ge=0, le=1)]
Language = Literal["en", "nl", "de", "ro"]
LANGUAGES: tuple[Language, ...] = get_args(Language)
Theme = Literal[
    "directness",
    "formality",
    "rapport",
    "non_verbal",
    "taboos",
    "names",
    "payment",
    "currency",
    "holidays",
    "time_zones",
]
"""What a lesson on a market or culture is about."""
Channel = Literal["call", "chat", "email", "social"]
Words = Annotated[str, StringConstraints(max_length=20_000)]
MOST_PARTS = 50
"""Most lessons, exercises or questions of a module; a module is an hour's work, not a library."""


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Lesson(_Frozen):
    """A page to read, in Markdown; `themes` of a market it is about, and its do/don't pairs."""

    id: Id
    themes: Annotated[tuple[Theme, ...], Field(max_length=10)] = ()
    pairs: Annotated[tuple[Id, ...], Field(max_length=MOST_PARTS)] = ()


class Exercise(_Frozen):
    """A customer's message that the trainee answers; the scorer comments by the `criteria`.

    It is reached when each of them that can be judged in one answer has a mark of `needed` or more.
    """

    id: Id
    channel: Channel = "chat"
    criteria: Annotated[tuple[Name, ...], Field(min_length=1, max_length=10)]
    needed: Share = 0.6


class Option(_Frozen):
    """An answer to choose; `right` counts for single and multiple choice only."""

    id: Id
    right: bool = False


class Question(_Frozen):
    """A question of the quiz.

    single: one option is right. multiple: one or more are. order: the options stand in the right order. match: each
    option has its partner in the text `match`.
    """

    id: Id
    kind: Literal["single", "multiple", "order", "match"]
    options: Annotated[tuple[Option, ...], Field(min_length=2, max_length=12)]

    @model_validator(mode="after")
    def _answerable(self) -> Self:
        right = sum(option.right for option in self.options)
        if self.kind == "single" and right != 1:
            raise ValueError("a single choice has exactly one right answer")
        if self.kind == "multiple" and not right:
            raise ValueError("a multiple choice has at least one right answer")
        if self.kind in ("order", "match") and right:
            raise ValueError("only choices have right answers")
        _distinct("option", self.options)
        return self


class Picture(_Frozen):
    """A picture of the module; lessons show it by `![what it shows](picture:NAME)`.

    `name` is the SHA-256 (hex) of its bytes with the ending of its format.
    """

    name: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}\.(png|jpg|webp)$")]


class Module(_Frozen):
    """A training module, one version of it.

    `criteria` are what it trains and what its effect is measured on; `markets` those it is about, none for a skill.
    `pass_mark` is the share of the quiz that passes. `source` is the language it is written in first; `made_from`
    holds, by language and key, `digest` of the source text that a translation was made from. `earlier` holds the source
    texts of translations that are out of date, by digest.
    """

    id: Name
    kind: Literal["market", "skill"]
    markets: Annotated[tuple[Market, ...], Field(max_length=20)] = ()
    criteria: Annotated[tuple[Name, ...], Field(max_length=20)] = ()
    source: Language = "en"
    pass_mark: Share = 0.8
    lessons: Annotated[tuple[Lesson, ...], Field(max_length=MOST_PARTS)] = ()
    exercises: Annotated[tuple[Exercise, ...], Field(max_length=MOST_PARTS)] = ()
    questions: Annotated[tuple[Question, ...], Field(max_length=MOST_PARTS)] = ()
    pictures: Annotated[tuple[Picture, ...], Field(max_length=MOST_PARTS)] = ()
    texts: dict[Language, dict[str, Words]] = Field(default_factory=dict)
    made_from: dict[Language, dict[str, str]] = Field(default_factory=dict)
    earlier: dict[str, Words] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _whole(self) -> Self:
        for what, parts in (("lesson", self.lessons), ("exercise", self.exercises), ("question", self.questions)):
            _distinct(what, parts)
        return self


def _distinct(what: str, parts: Iterable[Lesson | Exercise | Question | Option]) -> None:
    twice = sorted(name for name, times in Counter(part.id for part in parts).items() if times > 1)
    if twice:
        raise ValueError(f"{what} ids must differ; more than once: {', '.join(twice)}")
