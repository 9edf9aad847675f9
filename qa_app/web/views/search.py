"""Full-text search over the transcripts that one may see."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, redirect, render_template, request
from flask_babel import lazy_gettext as _l
from werkzeug import Response

from qa_app.operations.access import GRADES, SEARCHES, TEACHES, conversations_seen, has_role
from qa_app.operations.calibrations import MOST_INTERACTIONS
from qa_app.operations.errors import OperationError
from qa_app.store.interaction_filters import SPOTLIGHTS
from qa_app.store.people import RoleName
from qa_app.store.search_queries import MOST_FOUND, found, terms_in, with_transcripts
from qa_app.web.access import access, me
from qa_app.web.choosing import ChooseForm, choose_form, chosen_ids, give
from qa_app.web.edge import db, saw
from qa_app.web.errors import words_at_form
from qa_app.web.interaction_rows import Row, rows_of
from qa_app.web.narrowing import address, filter_fields, narrowed, one_of
from qa_app.web.paging import page_number, paged
from qa_app.web.snippets import Snippet, snippet
from qa_app.web.views.queue import WHY

views = Blueprint("search", __name__)
_PAGE = 20
# Longer questions are pasted by mistake.
_MOST_TYPED = 500
ORDERS = {"best": _l("Best match first"), "newest": _l("Newest first")}


@dataclass(frozen=True, slots=True)
class Result:
    row: Row
    snippet: Snippet | None


@views.get("/search")
@access(*SEARCHES)
def show() -> str:
    return _page()


@views.post("/search")
@access(*GRADES, RoleName.MANAGER)
def choose() -> Response | tuple[str, int]:
    """Put the ticked results into a queue."""
    try:
        give(ChooseForm(), "chosen")
    except OperationError as error:
        return _page(words_at_form(error)), 422
    return redirect(address("search.show"), 303)


def _page(problem: str = "") -> str:
    typed = request.args.get("q", "")[:_MOST_TYPED]
    terms = terms_in(typed)
    order = one_of("sort", ORDERS) or "best"
    ids = found(db(), terms, conversations_seen(me()), narrowed(), order == "newest")
    first = page_number() * _PAGE
    page = paged(ids[first : first + _PAGE + 1], _PAGE)
    shown = with_transcripts(db(), page.rows)
    for interaction in shown:
        saw(me(), "interaction.found", interaction)
    results = [
        Result(row, snippet(one.transcript.current or one.transcript.original, terms) if one.transcript else None)
        for one, row in zip(shown, rows_of(shown), strict=True)
    ]
    return render_template(
        "search/show.html",
        typed=typed,
        asked=any(not term.unwanted for term in terms),
        results=results,
        total=len(ids),
        most=MOST_FOUND,
        first=first + 1,
        page=page,
        order=order,
        orders=ORDERS,
        spotlights={key: WHY[key] for key in SPOTLIGHTS},
        form=choose_form(),
        all_found=ids[:MOST_INTERACTIONS],
        teaches=has_role(me(), *TEACHES),
        chosen=chosen_ids(),
        problem=problem,
        address=address,
        **filter_fields(),
    )
