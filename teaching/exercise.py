"""A customer's message and what the trainee answers, scored at once by the criteria that the exercise names."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from rubrics.load import rubric_for_channel
from rubrics.model import Rubric
from scoring.acts.embedding import Embedding
from scoring.acts.own_terms import OwnTerm
from scoring.acts.recognise import recognise
from scoring.engine import score_acts
from scoring.scorecard import Scorecard
from teaching.model import Exercise, Language
from transcripts.conversation import Channel, Conversation, Speaker, Turn
from transcripts.language import detect
from transcripts.text import WORD

LONGEST_ANSWER = 4000
"""Characters; nobody reads more in one answer."""

Fault = Literal["answer_empty", "answer_short", "answer_long", "answer_copied", "answer_other_language"]
_FEWEST_WORDS = 3
# A few words are the same in several languages, or look so.
_SURE_WORDS, _SURE = 6, 0.95


@dataclass(frozen=True, slots=True)
class Feedback:
    """What the scorer makes of an answer.

    `card` has a mark for each criterion of the exercise that some rubric knows, and those that cannot be judged in one
    answer say why. `reached`: something could be judged, and all that could has the mark that is needed or more.
    `score` is the mean of the marks (0..1), None where nothing could be judged.
    """

    card: Scorecard
    reached: bool
    score: float | None


def fault(answer: str, message: str, language: Language) -> Fault | None:
    """Why an answer is given back unscored, None when it can be scored; `message` is the customer's."""
    said = _words(answer)
    if not said:
        return "answer_empty"
    if len(answer) > LONGEST_ANSWER:
        return "answer_long"
    if len(said) < _FEWEST_WORDS:
        return "answer_short"
    if _is_copied(said, _words(message)):
        return "answer_copied"
    found, certainty = detect(answer)
    other = found != language and certainty >= _SURE and len(said) >= _SURE_WORDS
    return "answer_other_language" if other else None


def dialogue(channel: str, language: Language, message: str, answer: str) -> Conversation:
    """The exchange as a conversation: the customer's message, then the trainee's answer."""
    turns = (Turn(Speaker.CUSTOMER, message), Turn(Speaker.AGENT, answer))
    return Conversation(id="exercise", channel=Channel(channel), language=language, turns=turns)


def rubric_for(exercise: Exercise, rubric: Rubric) -> Rubric:
    """A rubric narrowed to the criteria of an exercise, in the order of the exercise.

    What it lacks is taken from the rubric that comes with the product; a criterion that neither knows is left out.
    """
    known = {one.id: one for one in (*rubric_for_channel(exercise.channel).criteria, *rubric.criteria)}
    wanted = tuple(known[name] for name in exercise.criteria if name in known)
    # A weight only counts relative to others: in an exercise each criterion counts the same.
    even = tuple(one.model_copy(update={"weight": 1.0}) for one in wanted)
    return rubric.model_copy(update={"criteria": even})


def feedback(
    exercise: Exercise,
    conversation: Conversation,
    rubric: Rubric,
    meaning: Embedding | None,
    terms: tuple[OwnTerm, ...] = (),
) -> Feedback:
    """Score an exchange by a rubric that `rubric_for` gave; takes some tenths of a second.

    `meaning` and `terms` are as in `scoring.engine.score`.

    One exchange is too short for a conversation to be judged as a whole, but not for what was asked of the trainee.
    """
    card = score_acts(conversation, recognise(conversation, meaning, terms), rubric)
    card = replace(card, without_meaning=meaning is None)
    marks = [mark.score for mark in card.marks if mark.score is not None]
    reached = bool(marks) and all(mark >= exercise.needed for mark in marks)
    return Feedback(card, reached, sum(marks) / len(marks) if marks else None)


def _words(text: str) -> tuple[str, ...]:
    return tuple(match.group().casefold() for match in WORD.finditer(text[: LONGEST_ANSWER + 1]))


def _is_copied(said: tuple[str, ...], message: tuple[str, ...]) -> bool:
    """Whether an answer says nothing beside the customer's words: all of them, or a run of its own length."""
    if len(message) >= _FEWEST_WORDS and message == said[: len(message)]:
        return len(said) - len(message) < _FEWEST_WORDS
    return len(said) >= _SURE_WORDS and any(
        message[start : start + len(said)] == said for start in range(len(message) - len(said) + 1)
    )
