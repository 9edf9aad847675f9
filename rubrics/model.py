"""A rubric as frozen, checked data. Three kinds of criteria cover every quality."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, FiniteFloat, StringConstraints, field_validator, model_validator
from pydantic_core import PydanticCustomError

from rubrics.vocabulary import AGENT_ACTS, CUSTOMER_ACTS, FACTS, FOUND_FACTS, POINTS, SPAN_KINDS
from transcripts.conversation import SUPPORTED_LANGUAGES
from transcripts.phrases import PatternError, spelled

Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
Level = Annotated[FiniteFloat, Field(ge=0, le=4)]
Text = Annotated[str, StringConstraints(max_length=400)]
Texts = dict[str, Text]
Described = Annotated[str, StringConstraints(min_length=1, max_length=400)]
Base = Literal["100_words", "sentence", "agent_turn", "reply", "conversation"]
Place = Literal["opening", "closing", "anywhere"]
Class = Literal["customer", "business", "compliance"]


def _known(names: object, allowed: tuple[str, ...], what: str) -> None:
    unknown = sorted({str(name) for name in names if name not in allowed}) if isinstance(names, (dict, tuple)) else []
    if unknown:
        told = {"what": what, "names": ", ".join(unknown), "known": ", ".join(allowed)}
        raise PydanticCustomError("unknown_names", "unknown {what} {names}; known are {known}", told)


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


class _Criterion(_Frozen):
    """What every criterion has.

    `weight` counts relative to the others. `critical` names the class of a critical criterion; below
    `critical_below` (0..1) the scorecard asks a person to look. `people_only` gives no automatic suggestion.
    `name` and `levels` may be left out for the qualities that come with the product.
    """

    id: Name
    weight: Annotated[FiniteFloat, Field(ge=0, le=1000)]
    critical: Class | None = None
    critical_below: Annotated[FiniteFloat, Field(ge=0, le=1)] = 0.25
    people_only: bool = False
    name: Texts | None = None
    levels: dict[str, Annotated[tuple[Described, ...], Field(min_length=5, max_length=5)]] | None = None

    @field_validator("name", "levels")
    @classmethod
    def _all_languages(cls, texts: dict[str, object] | None) -> dict[str, object] | None:
        missing = [language for language in SUPPORTED_LANGUAGES if texts is not None and not texts.get(language)]
        if missing:
            told = {"languages": ", ".join(missing)}
            raise PydanticCustomError("languages_missing", "give it in every language; missing: {languages}", told)
        return texts


class Occasion(_Criterion):
    """Customer acts or points of the conversation that call for one of some acts within N agent turns.

    `points` and `contrary` give each act a level 0..4; a passed-over occasion gets the level `missed`. The mean level
    of the occasions is mapped to 1 at the anchor `good` or above, and to 0 at `bad` or below.
    """

    kind: Literal["occasion"]
    occasions: Annotated[tuple[str, ...], Field(min_length=1)]
    within: Annotated[int, Field(ge=1, le=10)] = 2
    points: Annotated[dict[str, Level], Field(min_length=1)]
    missed: Level = 1
    contrary: dict[str, Level] = Field(default_factory=dict)
    good: Level = 4
    bad: Level = 0

    @field_validator("occasions")
    @classmethod
    def _occasions(cls, names: tuple[str, ...]) -> tuple[str, ...]:
        _known(names, CUSTOMER_ACTS + POINTS, "occasion")
        return names

    @field_validator("points", "contrary")
    @classmethod
    def _acts(cls, acts: dict[str, float]) -> dict[str, float]:
        _known(acts, AGENT_ACTS + FOUND_FACTS, "act")
        return acts

    @model_validator(mode="after")
    def _anchors(self) -> Self:
        if self.good <= self.bad:
            raise PydanticCustomError("good_below_bad", "the anchor 'good' must be greater than 'bad'")
        return self


class Density(_Criterion):
    """Things counted per base, mapped to 1 at the anchor `good` and to 0 at `bad`.

    `counts` gives what one of each counts; a negative number is something that makes up for the others.
    Spans count when they are not explained, each term once. `reply_within` is the target in seconds for `slow_reply`.
    """

    kind: Literal["density"]
    counts: Annotated[dict[str, FiniteFloat], Field(min_length=1)]
    per: Base
    good: FiniteFloat = 0
    bad: FiniteFloat
    minimum_words: Annotated[int, Field(ge=0)] = 15
    reply_within: Annotated[FiniteFloat, Field(gt=0)] | None = None

    @field_validator("counts")
    @classmethod
    def _counts(cls, counts: dict[str, float]) -> dict[str, float]:
        _known(counts, AGENT_ACTS + FOUND_FACTS + CUSTOMER_ACTS + SPAN_KINDS + FACTS, "act, span or fact")
        return counts

    @model_validator(mode="after")
    def _anchors(self) -> Self:
        if self.bad <= self.good:
            raise PydanticCustomError("bad_below_good", "the anchor 'bad' must be greater than 'good'")
        if "slow_reply" in self.counts and self.reply_within is None:
            raise PydanticCustomError("no_reply_within", "counting slow_reply needs reply_within, in seconds")
        return self


class Expected(_Frozen):
    """One thing a presence criterion looks for: one of these acts, or one of these phrases per language."""

    name: Name
    acts: tuple[str, ...] = ()
    phrases: dict[str, Annotated[tuple[Text, ...], Field(min_length=1)]] = Field(default_factory=dict)
    where: Place = "anywhere"

    @model_validator(mode="after")
    def _something(self) -> Self:
        _known(self.acts, AGENT_ACTS + FOUND_FACTS, "act")
        _known(tuple(self.phrases), SUPPORTED_LANGUAGES, "language")
        if not self.acts and not self.phrases:
            raise PydanticCustomError("nothing_to_look_for", "name acts or phrases to look for")
        for language, patterns in self.phrases.items():
            for pattern in patterns:
                try:
                    spelled(pattern, language)
                except PatternError as error:
                    told = {"pattern": pattern, "language": language, "message": str(error)}
                    raise PydanticCustomError(error.code, "{message}", told) from error
        return self


class Presence(_Criterion):
    """These acts or phrases occur, each in its part of the conversation, and in this order if `in_order`.

    What has phrases only is looked for in conversations of their languages.
    """

    kind: Literal["presence"]
    minimum_words: Annotated[int, Field(ge=0)] = 15
    expects: tuple[Expected, ...] = ()
    in_order: bool = False

    @model_validator(mode="after")
    def _expects(self) -> Self:
        if not self.expects and not self.people_only:
            raise PydanticCustomError(
                "nothing_expected", "'expects' is empty: name what to look for, or set people_only"
            )
        return self


Criterion = Annotated[Occasion | Density | Presence, Field(discriminator="kind")]


class Rubric(_Frozen):
    """What good looks like on some channels: criteria with weights. Versions are never changed, only followed."""

    id: Name
    version: Annotated[int, Field(ge=1)]
    title: Texts
    channels: Annotated[tuple[Literal["call", "chat", "email", "social", "note"], ...], Field(min_length=1)]
    criteria: Annotated[tuple[Criterion, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _whole(self) -> Self:
        ids = [criterion.id for criterion in self.criteria]
        twice = sorted({name for name in ids if ids.count(name) > 1})
        if twice:
            told = {"names": ", ".join(twice)}
            raise PydanticCustomError("criteria_twice", "criterion ids must differ; more than once: {names}", told)
        if not any(criterion.weight for criterion in self.criteria):
            raise PydanticCustomError("no_weight", "all weights are zero; at least one criterion must count")
        return self
