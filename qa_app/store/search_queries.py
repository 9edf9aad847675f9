"""Full-text search over transcripts. What someone types is taken apart here, so nothing of it can be a syntax error."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import (
    ColumnElement,
    Float,
    FromClause,
    Integer,
    cast,
    column,
    func,
    literal,
    literal_column,
    select,
    table,
)
from sqlalchemy.dialects.postgresql import TSQUERY
from sqlalchemy.orm import Session, joinedload, selectinload

from qa_app.store.interaction_filters import InteractionFilter, Seen, conditions
from qa_app.store.interactions import Interaction
from qa_app.store.transcript_words import words_in

# What was typed: perhaps a minus, then a phrase in quotes (the last may be open) or what stands between spaces.
_TYPED = re.compile(r'(-?)(?:["“”„]([^"“”„]*)["“”„]?|([^\s"“”„]+))')
_MOST_TERMS = 20
# A common word is in nearly every conversation. More than these nobody reads, and fewer are sorted quickly.
MOST_FOUND = 2_000


@dataclass(frozen=True, slots=True)
class Term:
    """Words that stand one after the other; with `prefix` the last one may go on. `unwanted` ones must not be there."""

    words: tuple[str, ...]
    prefix: bool = False
    unwanted: bool = False


def terms_in(typed: str) -> tuple[Term, ...]:
    """What was asked for: words, "exact phrases", beginnings*, -unwanted ones. Signs that mean nothing are left out."""
    terms = []
    for minus, phrase, word in _TYPED.findall(typed):
        words = tuple(words_in(phrase or word))
        if words:
            terms.append(Term(words, prefix=(phrase or word).endswith("*"), unwanted=bool(minus)))
    return tuple(terms[:_MOST_TERMS])


def found(
    session: Session, terms: Sequence[Term], seen: Seen, narrowed: InteractionFilter, newest_first: bool
) -> Sequence[int]:
    """Ids of interactions whose transcripts have all the terms, best or newest first; none without a wanted term.

    Of more than MOST_FOUND those that came in last.
    """
    if all(term.unwanted for term in terms):
        return []
    search = _fts if session.get_bind().dialect.name == "sqlite" else _tsvector
    words, id_of, matches, rank = search(terms)
    latest = (
        select(Interaction.id, Interaction.started_at, rank.label("rank"))
        .join(words, id_of == Interaction.id)
        .where(matches, *conditions(seen, narrowed))
        .order_by(id_of.desc())
        .limit(MOST_FOUND)
        .subquery()
    )
    newest = (latest.c.started_at.is_(None), latest.c.started_at.desc(), latest.c.id.desc())
    return session.scalars(select(latest.c.id).order_by(*(newest if newest_first else (latest.c.rank, *newest)))).all()


def with_transcripts(session: Session, ids: Sequence[int]) -> Sequence[Interaction]:
    """Interactions with their agents and transcripts, in the order of their ids."""
    rows = session.scalars(
        select(Interaction)
        .where(Interaction.id.in_(ids))
        .options(joinedload(Interaction.agent), selectinload(Interaction.transcript))
    )
    by_id = {row.id: row for row in rows}
    return [by_id[key] for key in ids]


_Search = tuple[FromClause, ColumnElement[int], ColumnElement[bool], ColumnElement[float]]
"""The table of words, its column with the interaction's id, what must hold of it, and a rank: the lower the better."""


def _fts(terms: Sequence[Term]) -> _Search:
    words = table("transcript_words", column("rowid", Integer))
    matches = literal_column("transcript_words").op("MATCH", is_comparison=True)(literal(fts_query(terms)))
    return words, words.c.rowid, matches, literal_column("bm25(transcript_words)", Float)


def _tsvector(terms: Sequence[Term]) -> _Search:
    words = table("transcript_words", column("interaction_id", Integer), column("words"))
    query = cast(literal(tsquery(terms)), TSQUERY)
    matches = words.c.words.op("@@", is_comparison=True)(query)
    return words, words.c.interaction_id, matches, -func.ts_rank(words.c.words, query)


def fts_query(terms: Sequence[Term]) -> str:
    """The terms as FTS5 reads them; words of ours hold no quotes."""
    wanted = " AND ".join(_fts_term(term) for term in terms if not term.unwanted)
    unwanted = " OR ".join(_fts_term(term) for term in terms if term.unwanted)
    return f"({wanted}) NOT ({unwanted})" if unwanted else wanted


def _fts_term(term: Term) -> str:
    return f'"{" ".join(term.words)}"{"*" if term.prefix else ""}'


def tsquery(terms: Sequence[Term]) -> str:
    """The terms as PostgreSQL reads a tsquery; words of ours hold no quotes and no backslashes."""
    return " & ".join(f"{'!' if term.unwanted else ''}({_tsquery_term(term)})" for term in terms)


def _tsquery_term(term: Term) -> str:
    return " <-> ".join(f"'{word}'" for word in term.words) + (":*" if term.prefix else "")
