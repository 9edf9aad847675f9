"""The company's own terms: those in force for a conversation, and those that lists show."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from qa_app.store.people import Team
from qa_app.store.word_lists import OwnTerm, TermState

IN_FORCE = (TermState.ADDED, TermState.ALLOWED)


def terms_in_force(session: Session, language: str, sector: str) -> Sequence[OwnTerm]:
    """The terms of a language that count for all sectors, and those of one sector; in the order in which they came."""
    wanted = select(OwnTerm).where(
        OwnTerm.language == language, OwnTerm.sector.in_({"", sector}), OwnTerm.state.in_(IN_FORCE)
    )
    return session.scalars(wanted.order_by(OwnTerm.id)).all()


def own_term(session: Session, language: str, sector: str, term: str) -> OwnTerm | None:
    """The entry of a term in the list of a language and sector, in whatever state it is."""
    return session.scalar(
        select(OwnTerm).where(OwnTerm.language == language, OwnTerm.sector == sector, OwnTerm.term == term)
    )


def own_terms_in(session: Session, language: str) -> Sequence[OwnTerm]:
    """All entries of a language, in whatever state, by sector and term."""
    wanted = select(OwnTerm).where(OwnTerm.language == language)
    return session.scalars(wanted.order_by(OwnTerm.sector, OwnTerm.term, OwnTerm.id)).all()


def own_terms_found(
    session: Session, language: str, sector: str, words: str, page: int, rows: int
) -> Sequence[OwnTerm]:
    """A page of the terms in force of a language and sector whose term or plain words have some words in them; one
    more than `rows` where there are more. The page is counted from 0."""
    wanted = select(OwnTerm).where(OwnTerm.language == language, OwnTerm.sector == sector, OwnTerm.state.in_(IN_FORCE))
    if words:
        has = OwnTerm.term.icontains(words, autoescape=True) | OwnTerm.plain.icontains(words, autoescape=True)
        wanted = wanted.where(has)
    return session.scalars(wanted.order_by(OwnTerm.term, OwnTerm.id).offset(page * rows).limit(rows + 1)).all()


def own_terms_counted(session: Session, language: str) -> int:
    """How many terms of a language are in force, of all sectors together."""
    wanted = select(func.count()).where(OwnTerm.language == language, OwnTerm.state.in_(IN_FORCE))
    return session.scalar(wanted) or 0


def allowed_of(session: Session, language: str, sector: str) -> dict[str, int]:
    """The terms of a list that customers know, with the ids of their entries."""
    wanted = select(OwnTerm.term, OwnTerm.id).where(
        OwnTerm.language == language, OwnTerm.sector == sector, OwnTerm.state == TermState.ALLOWED
    )
    return {row.term: row.id for row in session.execute(wanted)}


def sectors_in_use(session: Session) -> frozenset[str]:
    """The sectors that teams work in or terms are kept for."""
    found = session.scalars(select(Team.sector).union(select(OwnTerm.sector)))
    return frozenset(one for one in found if one)
