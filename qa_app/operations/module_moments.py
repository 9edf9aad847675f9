"""A moment of a real conversation in a lesson, without what tells whose it was."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from qa_app.operations.access import sees_interaction
from qa_app.operations.auditing import audit
from qa_app.operations.errors import NotFoundError, OperationError
from qa_app.operations.module_editing import Writing, change
from qa_app.operations.suggesting import conversation_of
from qa_app.store.database import Session
from qa_app.store.interactions import Interaction
from scoring.acts.names import customer_names
from teaching.editing import written
from teaching.keys import text
from teaching.model import Language, Module
from transcripts.conversation import Conversation, Speaker
from transcripts.redact import Names, redacted, side_word
from transcripts.text import fold

MOST_TURNS = 8
LONGEST_LESSON = 20_000
# What is longer is no moment; and it keeps the search for personal data short.
_LONGEST_TURN = 4_000
_MARKS = re.compile(r"([\\`*_<|]|&(?=[#\w])|\](?=[(\[:]))")
_LINE_STARTS = re.compile(r"^(\s*|\s*\d+)([-+=#>.)])", re.MULTILINE)
_SELF_NAMED = re.compile(
    r"\b(?:my name is|my name's|speaking with|you're through to|mijn naam is|ik heet|spreekt met|mein name ist|"
    r"ich heiße|sie sprechen mit|numele meu este|mă numesc|ma numesc|vorbiți cu|vorbiti cu)"
    r"\s+((?:[^\W\d_]+[ -]?){1,2})",
    re.IGNORECASE,
)
_NO_NAMES = frozenset({"from", "van", "von", "der", "den", "aus", "din", "and", "und", "the", "how", "for"})


@dataclass(frozen=True, slots=True)
class Said:
    """A turn without personal data: `number` counts from 1, `speaker` is a word of the language asked for."""

    number: int
    speaker: str
    text: str


def said_without_names(interaction: Interaction, language: str) -> Sequence[Said]:
    """The turns of an interaction, to be shown outside a review; none where it has no transcript yet."""
    if interaction.transcript is None:
        return ()
    told = conversation_of(interaction.transcript)
    names = Names(customer_names(told), _agent_names(told, interaction))
    return [
        Said(
            number,
            side_word("customer" if turn.speaker is Speaker.CUSTOMER else "agent", language),
            redacted(turn.text[:_LONGEST_TURN], language, names),
        )
        for number, turn in enumerate(told.turns, 1)
        if turn.speaker in (Speaker.CUSTOMER, Speaker.AGENT)
    ]


def as_quote(said: Sequence[Said], chosen: Collection[int]) -> str:
    """The turns with the chosen numbers as a quote in Markdown, with a sign where some between them are left out.

    What looks like a mark of Markdown in their words is none.
    """
    places = [place for place, one in enumerate(said) if one.number in chosen]
    quoted = []
    for before, place in zip((None, *places), places, strict=False):
        if before is not None and place > before + 1:
            quoted.append("> […]")
        quoted.append(f"> **{said[place].speaker}:** {_escaped(said[place].text)}")
    return "\n>\n".join(quoted)


def insert_moment(
    session: Session, writing: Writing, place: tuple[str, Language], interaction: Interaction, quote: str
) -> None:
    """Append a quote to the text of a lesson; `place` is the lesson's id and the language.

    Raises NotFoundError for a conversation that the actor may not see, OperationError `moment_empty`, `lesson_full`
    when the lesson's text would be too long (`most`), and as `change` does.
    """
    if not sees_interaction(writing.actor, interaction):
        raise NotFoundError("interaction")
    if not quote.strip():
        raise OperationError("moment_empty")
    lesson, language = place

    def add(module: Module) -> Module:
        key = f"lesson.{lesson}.text"
        whole = f"{text(module, language, key).rstrip()}\n\n{quote.strip()}".strip()
        if len(whole) > LONGEST_LESSON:
            raise OperationError("lesson_full", most=LONGEST_LESSON)
        return written(module, language, {key: whole})

    change(session, writing, add, lesson=lesson, language=language)
    told: dict[str, Any] = {"module": writing.version.module_id, "version": writing.version.number, "lesson": lesson}
    audit(session, writing.actor, writing.now, "module.moment_inserted", interaction, language=language, **told)


def _agent_names(told: Conversation, interaction: Interaction) -> frozenset[str]:
    """The names, folded, by which the agent may be called: as the workplace knows them, as the source gave, as said."""
    texts = [told.agent or "", interaction.agent.name if interaction.agent else ""]
    for turn in told.turns:
        if turn.speaker is Speaker.AGENT:
            texts += [turn.name or "", *(found[1] for found in _SELF_NAMED.finditer(turn.text))]
    words = {fold(word) for one in texts for word in re.findall(r"[^\W\d_]{3,}", one)}
    return frozenset(words - _NO_NAMES)


def _escaped(words: str) -> str:
    marked = _MARKS.sub(r"\\\1", words.replace("\r\n", "\n").strip())
    lines = _LINE_STARTS.sub(r"\1\\\2", marked).splitlines()
    return "\\\n> ".join(line.strip() for line in lines if line.strip())
