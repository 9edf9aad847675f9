"""What scoring in a language needs, loaded once a process: word lists, classifiers and the meaning of sentences."""

from __future__ import annotations

import logging
import threading
import time
from contextlib import AbstractContextManager

from qa_app.store.database import Database
from qa_app.store.enrolment_queries import languages_begun
from rubrics.load import rubric_for_channel
from scoring.acts.embedding import Embedding, embedding
from teaching.exercise import dialogue, fault, feedback, rubric_for
from teaching.keys import text
from teaching.model import LANGUAGES, Language
from teaching.shipped import shipped_module

_log = logging.getLogger(__name__)
_loading = threading.Lock()
_loaded: set[Language] = set()
_SAMPLE = "empathy"
# Less than it takes to read the lesson before an exercise.
_PAUSE_SECONDS = 20


def loaded(language: Language) -> Embedding | None:
    """What the embedding is, when all is there: the first call for a language takes seconds, and others wait for it.

    Raises InputError `model_damaged` as `scoring.acts.embedding.embedding`.
    """
    with _loading:
        if language not in _loaded:
            start = time.perf_counter()
            _score_sample(language)
            _loaded.add(language)
            _log.info("scorer_loaded", extra={"language": language, "seconds": round(time.perf_counter() - start, 1)})
    return embedding()


def load_for_trainees(database: Database, turn: AbstractContextManager[object]) -> None:
    """Load, beside the pages, what those need who are at a module, before they come to its exercises.

    Ends when all languages are loaded. Of processes that share `turn` one loads at a time, and the others answer
    quickly meanwhile.
    """
    while not _loaded.issuperset(LANGUAGES):
        try:
            with database.reading() as session:
                begun = languages_begun(session)
            for language in LANGUAGES:
                if language in begun:
                    with turn:
                        loaded(language)
        except Exception:
            # Who needs it meets the same fault, and is told.
            _log.exception("scorer_not_loaded")
        time.sleep(_PAUSE_SECONDS)


def _score_sample(language: Language) -> None:
    """Score an exercise of a module of the product: whatever an answer needs is loaded by it."""
    module = shipped_module(_SAMPLE)
    exercise = module.exercises[0]
    message = text(module, language, f"exercise.{exercise.id}.message")
    fault(message, "", language)
    told = dialogue(exercise.channel, language, message, message)
    feedback(exercise, told, rubric_for(exercise, rubric_for_channel(exercise.channel)), embedding())
