"""The company's own word lists: terms added, changed, taken out, or known to customers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from qa_app.operations.auditing import audit
from qa_app.operations.errors import OperationError
from qa_app.operations.sectors import SECTORS
from qa_app.store.database import Session
from qa_app.store.own_term_queries import IN_FORCE, own_term, own_terms_counted
from qa_app.store.people import User
from qa_app.store.word_lists import OwnTerm, TermState
from rubrics.vocabulary import SPAN_KINDS
from scoring.acts import own_terms as library
from scoring.acts.lexicon import word_list
from transcripts.conversation import SUPPORTED_LANGUAGES
from transcripts.phrases import PatternError, spelled
from transcripts.text import tokens

# So that scoring stays quick; the lists of the product have about 5,500 each.
MOST_TERMS = 2_000
LONGEST_TERM, LONGEST_PLAIN = 240, 300
# What customers cannot guess has to be said otherwise; short forms and slang may simply be left out.
_WITH_PLAIN = ("jargon", "idiom")


@dataclass(frozen=True, slots=True)
class Place:
    """The list that a term stands in: a language, and a sector or "" for all."""

    language: str
    sector: str


@dataclass(frozen=True, slots=True)
class TermFields:
    """What people set of a term; see `OwnTerm`."""

    term: str
    kind: str
    plain: str = ""
    allowed: bool = False


def checked(place: Place, fields: TermFields) -> TermFields:
    """The fields as they are kept, with single spaces and without signs that cannot be seen.

    Raises OperationError `no_such_list`, `term_missing`, `term_long`, `term_kind`, `term_plain_missing`,
    `term_plain_long`, or the code of a PatternError.
    """
    if place.language not in SUPPORTED_LANGUAGES or place.sector not in ("", *SECTORS):
        raise OperationError("no_such_list")
    found = TermFields(_tidy(fields.term), fields.kind, _tidy(fields.plain), fields.allowed)
    if not found.term:
        raise OperationError("term_missing")
    if len(found.term) > LONGEST_TERM:
        raise OperationError("term_long", most=LONGEST_TERM)
    if found.kind not in SPAN_KINDS:
        raise OperationError("term_kind")
    if len(found.plain) > LONGEST_PLAIN:
        raise OperationError("term_plain_long", most=LONGEST_PLAIN)
    if found.kind in _WITH_PLAIN and not found.plain and not found.allowed:
        raise OperationError("term_plain_missing")
    try:
        spelled(found.term, place.language)
    except PatternError as error:
        raise OperationError(error.code) from error
    return found


def _tidy(text: str) -> str:
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())


def add_term(session: Session, actor: User, now: datetime, place: Place, fields: TermFields) -> OwnTerm:
    """A new entry; one that was proposed in vain before is taken up again.

    Raises OperationError as `checked` does, `term_exists` and `too_many_terms`.
    """
    fields = checked(place, fields)
    if own_terms_counted(session, place.language) >= MOST_TERMS:
        raise OperationError("too_many_terms", most=MOST_TERMS)
    row = own_term(session, place.language, place.sector, fields.term)
    if row is not None and row.state in IN_FORCE:
        raise OperationError("term_exists", term=fields.term)
    row = row or OwnTerm(language=place.language, sector=place.sector)
    _write(session, actor, now, row, fields)
    audit(session, actor, now, "term.allowed" if fields.allowed else "term.added", row, **_noted(row))
    return row


def change_term(session: Session, actor: User, now: datetime, row: OwnTerm, fields: TermFields) -> None:
    """Change an entry within its list. Raises OperationError as `checked` does, and `term_exists`."""
    fields = checked(Place(row.language, row.sector), fields)
    same = own_term(session, row.language, row.sector, fields.term)
    if same is not None and same.id != row.id:
        if same.state in IN_FORCE:
            raise OperationError("term_exists", term=fields.term)
        session.delete(same)
        session.flush()
    _write(session, actor, now, row, fields)
    audit(session, actor, now, "term.changed", row, **_noted(row))


def remove_term(session: Session, actor: User, now: datetime, row: OwnTerm) -> None:
    """Take an entry out of its list: the lists of the product say again what counts."""
    audit(session, actor, now, "term.removed", row, **_noted(row))
    session.delete(row)
    session.flush()


def dismiss_term(session: Session, actor: User, now: datetime, place: Place, term: str, kind: str) -> None:
    """Note that a word is no term, so that it is not proposed again. Raises OperationError as `checked` does."""
    fields = checked(place, TermFields(term, kind, allowed=True))
    row = own_term(session, place.language, place.sector, fields.term)
    if row is None:
        row = OwnTerm(language=place.language, sector=place.sector)
        _write(session, actor, now, row, fields, TermState.DISMISSED)
        audit(session, actor, now, "term.dismissed", row, **_noted(row))


def found_in(place: Place, fields: TermFields, sentence: str) -> Sequence[tuple[str, bool]]:
    """A sentence in pieces, each with whether the term is found there. Raises OperationError as `checked` does."""
    fields = checked(place, fields)
    words = library.OwnTerms((library.OwnTerm(fields.term, fields.kind),), place.language)
    pieces, at = [], 0
    for start, end in words.places(tokens(sentence, place.language)):
        if start >= at:
            pieces += [(sentence[at:start], False), (sentence[start:end], True)]
            at = end
    return [piece for piece in (*pieces, (sentence[at:], False)) if piece[0]]


def listed_by_the_product(place: Place, pattern: str) -> TermFields:
    """An entry of the product's own list as one that customers know; raises OperationError `no_such_term`."""
    for listed, term in word_list(place.language):
        if listed == pattern:
            return TermFields(pattern, term.kind, term.plain[:LONGEST_PLAIN], allowed=True)
    raise OperationError("no_such_term")


def _write(
    session: Session, actor: User, now: datetime, row: OwnTerm, fields: TermFields, state: TermState | None = None
) -> None:
    row.term, row.kind, row.plain = fields.term, fields.kind, fields.plain
    row.state = state or (TermState.ALLOWED if fields.allowed else TermState.ADDED)
    row.changed_by, row.changed_at = actor.id, now
    session.add(row)
    session.flush()


def _noted(row: OwnTerm) -> dict[str, Any]:
    return {"language": row.language, "sector": row.sector, "kind": row.kind}
