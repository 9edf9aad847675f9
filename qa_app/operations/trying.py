"""What the worker does about a trial: the work of its kind, with its progress, and what came out or went wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from qa_app.operations.errors import OperationError
from qa_app.operations.jargon_search import find_terms
from qa_app.operations.rubric_trying import tried
from qa_app.operations.term_trials import try_terms
from qa_app.operations.trials import Tell
from qa_app.store.word_lists import Trial, TrialKind
from qa_app.workplace import Workplace

Attempt = Callable[[Workplace, int, Tell], dict[str, Any]]
"""Works out the trial with an id, outside transactions where it takes long; returns its result, which is JSON.

An OperationError it raises becomes the trial's problem.
"""

WORK_OF: dict[TrialKind, Attempt] = {
    TrialKind.TERMS: try_terms,
    TrialKind.JARGON: find_terms,
    TrialKind.RUBRIC: tried,
}


def try_out(workplace: Workplace, trial_id: int, deliver: Callable[[Iterable[int]], None]) -> str | None:
    """Work out a trial and keep its result; None, or the code of what failed for good."""
    with workplace.database.transaction() as session:
        trial = session.get_one(Trial, trial_id)
        if trial.result is not None:
            return None  # the worker before died between keeping it and saying so

    def tell(progress: float) -> None:
        with workplace.database.transaction() as session:
            session.get_one(Trial, trial_id).progress = min(progress, 1.0)

    try:
        result = WORK_OF[trial.kind](workplace, trial_id, tell)
    except OperationError as error:
        return error.code
    with workplace.database.transaction() as session:
        trial = session.get_one(Trial, trial_id)
        trial.result, trial.progress = result, 1.0
    return None
