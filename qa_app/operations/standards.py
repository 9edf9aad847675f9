"""What conversations are scored by here: the company's own rubrics, else those that come with the product."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import get_args

from qa_app.store.agreement_queries import corrections_in_use, stopped_in
from qa_app.store.calibrations import LearnedCorrection
from qa_app.store.database import Session
from qa_app.store.interactions import Interaction
from qa_app.store.own_term_queries import terms_in_force
from qa_app.store.rubric_queries import published_versions
from qa_app.store.setting_queries import market_of
from qa_app.store.word_lists import OwnTerm as OwnTermRow
from qa_app.store.word_lists import TermState
from rubrics.load import rubric_for_channel
from rubrics.model import Rubric
from scoring.acts.own_terms import OwnTerm
from scoring.acts.values import Norm
from scoring.correction import Correction, corrections_from_json
from transcripts.conversation import Conversation

_NORMS: Mapping[str, Norm] = {norm: norm for norm in get_args(Norm)}


@dataclass(frozen=True, slots=True)
class Standards:
    """All that a suggestion follows from beside the conversation itself.

    `withheld` are the criteria that are not suggested in its language, `corrections` those that are in use there.
    `norm` is the form of address that was set for its market, None where none was.
    """

    rubric: Rubric
    terms: tuple[OwnTerm, ...] = ()
    withheld: frozenset[str] = frozenset()
    corrections: tuple[Correction, ...] = ()
    norm: Norm | None = None


def standards_for(session: Session, channel: str, language: str, sector: str) -> Standards:
    """The standards as they are now for conversations of a channel (call, chat, email, social, note) in a language, of
    agents whose team works in a sector; "" where it names none.
    """
    return Standards(
        current_rubric(session, channel),
        current_terms(session, language, sector),
        frozenset(stop.criterion for stop in stopped_in(session, language)),
        tuple(correction_of(row) for row in corrections_in_use(session) if language in row.languages),
    )


def correction_of(row: LearnedCorrection) -> Correction:
    """The correction in a row that has one."""
    body = {"version": 1, "corrections": [row.body]}
    (found,) = corrections_from_json(body, "learned_corrections")
    return found


def standards_of(session: Session, interaction: Interaction, conversation: Conversation) -> Standards:
    """The standards as they are now for an interaction in which that was said."""
    language = conversation.language
    found = standards_for(session, conversation.channel.value, language, sector_of(interaction))
    return replace(found, norm=norm_in(session, interaction.market, language))


def norm_in(session: Session, country: str | None, language: str) -> Norm | None:
    """The form of address that was set for a market in use; None where there is none."""
    market = market_of(session, country, language) if country else None
    return _NORMS.get(market.formality) if market and market.active else None


def sector_of(interaction: Interaction) -> str:
    """The sector of the team whose agent had a conversation; "" where there is none."""
    team = interaction.agent.team if interaction.agent else None
    return team.sector if team else ""


def current_terms(session: Session, language: str, sector: str) -> tuple[OwnTerm, ...]:
    """The company's own terms in a language for a sector, beside those that come with the product."""
    return effective([entry_of(row) for row in terms_in_force(session, language, sector)])


@dataclass(frozen=True, slots=True)
class Entry:
    """A term as it stands in the list of a sector, "" of all of them."""

    sector: str
    term: OwnTerm


def entry_of(row: OwnTermRow) -> Entry:
    return Entry(row.sector, OwnTerm(row.term, row.kind, row.plain, row.state is TermState.ALLOWED))


def effective(entries: Sequence[Entry]) -> tuple[OwnTerm, ...]:
    """What counts of the entries for all sectors and for one: where both have a term, the one of the sector."""
    own = {entry.term.pattern for entry in entries if entry.sector}
    return tuple(entry.term for entry in entries if entry.sector or entry.term.pattern not in own)


def current_rubric(session: Session, channel: str) -> Rubric:
    """The rubric for a channel: of the company's own the one published last, else the one of the product."""
    for version in published_versions(session):
        if channel in version.body["channels"]:
            return Rubric.model_validate(version.body)
    return rubric_for_channel(channel)
