"""The company's own terms: those in force for a conversation, and those that lists show."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from qa_app.store.people import Team
from qa_app.store.word_lists import OwnTerm, TermState

IN_FORCE = (TermState.ADDED, TermState.ALLOWED)


def terms_in_force(session: Session, language: str, sector: str) -> Sequence[OwnTerm]:
    """The terms that count for conversations in a language: those of a sector, and those for all that it does not
    have itself; in the order in which they came."""
    wanted = select(OwnTerm).where(
        OwnTerm.language == language, OwnTerm.sector.in_({"", sector}), OwnTerm.state.in_(IN_FORCE)
    )
    found = session.scalars(wanted.order_by(OwnTerm.id)).all()
    own = {row.term for row in found if row.sector}
    return [row for row in found if row.sector or row.term not in own]


def own_term(session: Session, language: str, sector: str, term: str) -> OwnTerm | None:
    """The entry of a term in the list of a language and sector, in whatever state it is."""
    return session.scalar(
        select(OwnTerm).where(OwnTerm.language == language, OwnTerm.sector == sector, OwnTerm.term == term)
    )


def own_terms_of(session: Session, language: str, sector: str, *states: TermState) -> Sequence[OwnTerm]:
    """The whole list of a language and sector in some states, by term."""
    return session.scalars(_of(language, sector, *states).order_by(OwnTerm.term, OwnTerm.id)).all()


def own_terms_found(
    session: Session, language: str, sector: str, words: str, page: int, rows: int
) -> Sequence[OwnTerm]:
    """A page of the terms in force of a language and sector whose term or plain words have some words in them; one
    more than `rows` where there are more. The page is counted from 0."""
    wanted = _of(language, sector, *IN_FORCE)
    if words:
        has = OwnTerm.term.icontains(words, autoescape=True) | OwnTerm.plain.icontains(words, autoescape=True)
        wanted = wanted.where(has)
    return session.scalars(wanted.order_by(OwnTerm.term, OwnTerm.id).offset(page * rows).limit(rows + 1)).all()


def _of(language: str, sector: str, *states: TermState) -> Select[tuple[OwnTerm]]:
    return select(OwnTerm).where(OwnTerm.language == language, OwnTerm.sector == sector, OwnTerm.state.in_(states))


def own_terms_counted(session: Session, language: str) -> int:
    """How many terms of a language are in force, of all sectors together."""
    wanted = select(func.count()).where(OwnTerm.language == language, OwnTerm.state.in_(IN_FORCE))
    return session.scalar(wanted) or 0


def sectors_in_use(session: Session) -> frozenset[str]:
    """The sectors that teams work in or terms are kept for."""
    found = session.scalars(select(Team.sector).union(select(OwnTerm.sector)))
    return frozenset(one for one in found if one)
