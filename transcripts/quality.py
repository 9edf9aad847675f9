"""Whether a transcript is good enough to score: facts with their certainty, and the reasons against it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import fmean

from transcripts.conversation import Conversation, Speaker, Turn, Word
from transcripts.text import WORD

# Mean certainty of a side's words against the word error rate, Whisper base int8: 101 transcripts of calls, telephone
# speech, reading and announcements in en, de, nl and ro, clean and with noise, lost packets, a narrow band, echo or
# too few bits. Median error by mean certainty: .9-1 .05, .8-.9 .14, .75-.8 .24, .7-.75 .41, .65-.7 .50, .6-.65 .62,
# below .6 .75 and more. From .7 on 2 of 63 had more than four wrong words in ten, below it 33 of 38. Marks by machine
# and by people agree the less the more words are wrong (DOI 10.1109/SLT.2006.326828). Clean calls have .83 and more,
# Romanian announcements .78, so that a language in which the model is weaker is not refused for that alone. Words that
# were not heard at all have no certainty: such losses are not seen here.
LEAST_WORD_CERTAINTY = 0.7
# Who is the agent must be three times as likely as the contrary. Who speaks first alone says less (0.6), one phrase
# of a role more; swapped roles would charge the agent with every word of the customer.
LEAST_ROLES_CERTAINTY = 0.75
# Fewer words on a side are a wrong number or a dropped call: there is nothing to judge.
LEAST_WORDS = 10
# Below one half the other languages together are likelier than the one chosen.
LEAST_LANGUAGE_CERTAINTY = 0.5
# The words of another language show the recognisers nothing: with more than a quarter of them, what was said well
# counts as missing.
MOST_OTHER_LANGUAGE = 0.25
_UNSURE_WORD = 0.5

REASONS = ("unsure_words", "unsure_roles", "few_words", "unsure_language", "mixed_languages")
"""The keys that `Quality.reasons` may hold, in its order."""


@dataclass(frozen=True, slots=True)
class Quality:
    """How sure a transcript is, and why it is too poor to score (`reasons`, empty when it is good enough).

    `agent_certainty` and `customer_certainty` are means over the words of a side, 0..1, and `unsure_words` is the share
    of both sides' words with a certainty below one half; None without certainties, as in written channels.
    `other_languages` is the share of both sides' words in another language than the conversation's. `roles_certainty`
    and `language_certainty` are the conversation's.
    """

    agent_words: int
    customer_words: int
    agent_certainty: float | None
    customer_certainty: float | None
    unsure_words: float | None
    other_languages: float
    roles_certainty: float | None
    language_certainty: float | None
    reasons: tuple[str, ...]


def quality(conversation: Conversation) -> Quality:
    """The quality of a transcript. Only a recognised recording, whose words have certainties, can be too poor.

    What people wrote, or what came with its speakers named and without certainties, is taken as it is.
    """
    agent, customer = (_turns(conversation, speaker) for speaker in (Speaker.AGENT, Speaker.CUSTOMER))
    words = [*_words(agent), *_words(customer)]
    counts = [_count(turn) for turn in (*agent, *customer)]
    other = sum(_count(turn) for turn in (*agent, *customer) if turn.language not in (None, conversation.language))
    facts = Quality(
        agent_words=sum(map(_count, agent)),
        customer_words=sum(map(_count, customer)),
        agent_certainty=_mean(_words(agent)),
        customer_certainty=_mean(_words(customer)),
        unsure_words=sum(word.certainty < _UNSURE_WORD for word in words) / len(words) if words else None,
        other_languages=other / (sum(counts) or 1),
        roles_certainty=conversation.roles_certainty,
        language_certainty=conversation.language_certainty,
        reasons=(),
    )
    return replace(facts, reasons=_reasons(facts)) if words else facts


def _reasons(facts: Quality) -> tuple[str, ...]:
    certainties = [mean for mean in (facts.agent_certainty, facts.customer_certainty) if mean is not None]
    found = {
        "unsure_words": min(certainties) < LEAST_WORD_CERTAINTY,
        "unsure_roles": _below(facts.roles_certainty, LEAST_ROLES_CERTAINTY),
        "few_words": min(facts.agent_words, facts.customer_words) < LEAST_WORDS,
        "unsure_language": _below(facts.language_certainty, LEAST_LANGUAGE_CERTAINTY),
        "mixed_languages": facts.other_languages > MOST_OTHER_LANGUAGE,
    }
    return tuple(reason for reason in REASONS if found[reason])


def _below(certainty: float | None, least: float) -> bool:
    return certainty is not None and certainty < least


def _turns(conversation: Conversation, speaker: Speaker) -> list[Turn]:
    return [turn for turn in conversation.turns if turn.speaker is speaker]


def _words(turns: Sequence[Turn]) -> list[Word]:
    return [word for turn in turns for word in turn.words]


def _count(turn: Turn) -> int:
    return len(turn.words) or len(WORD.findall(turn.text))


def _mean(words: Sequence[Word]) -> float | None:
    return fmean(word.certainty for word in words) if words else None
