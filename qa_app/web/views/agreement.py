"""How far suggestions agree with people: figures, the log of what was stopped, and what was learned from reviews."""

from __future__ import annotations

from flask import Blueprint, Response, render_template, request

from qa_app.operations.access import KNOWS_RUBRICS, TEACHES, has_role
from qa_app.operations.agreement_check import MARGIN
from qa_app.operations.agreement_figures import MONTH_WINDOW, WINDOW, Figures, figures_from_json
from qa_app.operations.agreement_runs import run_state
from qa_app.operations.errors import NotFoundError
from qa_app.operations.learned_corrections import trial_of
from qa_app.operations.settings import in_force
from qa_app.store import agreement_queries
from qa_app.store.agreement_queries import latest_run
from qa_app.store.calibrations import AgreementRun, RunKind
from qa_app.web import agreement_view as view
from qa_app.web.access import access, me
from qa_app.web.calibration_view import figure_words, whisker
from qa_app.web.edge import db, saw, workplace
from qa_app.web.mark_lines import mark_line
from qa_app.web.table_files import FORMS, table_file
from scoring.agreement import FEWEST
from scoring.calibration import FEWEST_TO_LEARN
from transcripts.conversation import SUPPORTED_LANGUAGES

views = Blueprint("agreement", __name__, url_prefix="/agreement")
_LOGGED = 50


@views.get("", endpoint="show")
@access(*KNOWS_RUBRICS)
def show() -> str:
    return page()


def page(problem: str = "", where: tuple[str, str] = ("", ""), typed: str = "") -> str:
    """The page; `typed` is a reason that could not be taken, `problem` why, `where` of what criterion and language."""
    language, figures, limit = _language(), figures_now(), in_force(db(), workplace().config).lowest_alpha
    rows = view.rows_of(figures, agreement_queries.stopped(db()), limit, language)
    stops = [one for one in agreement_queries.stops(db()) if language in ("", one.language)]
    check, learning = latest_run(db(), RunKind.CHECK), latest_run(db(), RunKind.LEARN)
    learned = [
        (row, trial_of(row))
        for row in agreement_queries.corrections(db())
        if language == "" or language in row.languages
    ]
    return render_template(
        "agreement/show.html",
        rows=rows,
        figures=figures,
        checked=latest_run(db(), RunKind.CHECK, done=True),
        limit=limit,
        finding=view.finding(rows),
        stops=stops[:_LOGGED],
        more_stops=len(stops) > _LOGGED,
        check=(check, run_state(db(), check)) if check else None,
        learning=(learning, run_state(db(), learning)) if learning else None,
        learned=sorted(learned, key=lambda one: (not one[0].on, one[0].body is None)),
        language=language,
        languages=SUPPORTED_LANGUAGES,
        teaches=has_role(me(), *TEACHES),
        fewest=FEWEST,
        fewest_to_learn=FEWEST_TO_LEARN,
        days=WINDOW.days,
        month_days=MONTH_WINDOW.days,
        margin=MARGIN,
        whisker=whisker,
        figure=figure_words,
        exact=view.exact,
        course=view.course,
        mark_line=mark_line,
        outcome=view.outcome_words,
        languages_of=view.languages_of,
        problem=problem,
        where=where,
        typed=typed,
    )


def figures_now() -> Figures | None:
    """What the latest check reckoned, None before the first one."""
    run = latest_run(db(), RunKind.CHECK, done=True)
    return figures_from_json(run.result) if run else None


def _language() -> str:
    asked = request.args.get("language", "")
    return asked if asked in SUPPORTED_LANGUAGES else ""


@views.get("/figures/<form>")
@access(*KNOWS_RUBRICS)
def file(form: str) -> Response:
    if form not in FORMS:
        raise NotFoundError("table")
    saw(me(), "agreement.downloaded", None)
    limit = in_force(db(), workplace().config).lowest_alpha
    rows = view.rows_of(figures_now(), agreement_queries.stopped(db()), limit, _language())
    return table_file(form, "agreement", view.header(), view.in_file(rows))


@views.get("/log/<form>")
@access(*KNOWS_RUBRICS)
def log(form: str) -> Response:
    """What was stopped and resumed, all of it."""
    if form not in FORMS:
        raise NotFoundError("table")
    saw(me(), "agreement.downloaded", None)
    return table_file(form, "stopped-suggestions", view.log_header(), view.log_in_file(agreement_queries.stops(db())))


@views.get("/runs/<int:run_id>")
@access(*KNOWS_RUBRICS)
def progress(run_id: int) -> dict[str, object]:
    """`state` is trying, done or failed; `progress` goes from 0 to 1."""
    run = db().get(AgreementRun, run_id)
    if run is None:
        raise NotFoundError("run")
    return {"state": run_state(db(), run), "progress": run.progress}
