"""What the company's own rubrics call their criteria."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache

from qa_app.store.database import Database, Session
from qa_app.store.rubric_queries import bodies_published, newest_published
from rubrics.load import shipped, shipped_rubric
from rubrics.qualities import qualities
from scoring.explain import NO_NAMES, Names


def names_given(database: Database, session: Session) -> Names:
    """The names in all rubrics ever published, of one that was renamed the latest: criterion -> language -> name."""
    newest = newest_published(session)
    return _criteria(database, newest)[1] if newest else NO_NAMES


def criteria_known(database: Database, session: Session) -> Sequence[str]:
    """All criteria that marks can be of, the company's own and those of the product, the heaviest first."""
    weights = dict.fromkeys(qualities(), 0.0)
    for rubric in map(shipped_rubric, shipped()):
        for criterion in rubric.criteria:
            weights[criterion.id] = max(criterion.weight, weights[criterion.id])
    newest = newest_published(session)
    for name, weight in _criteria(database, newest)[0].items() if newest else ():
        weights.setdefault(name, weight)
    return sorted(weights, key=lambda criterion: (-weights[criterion], criterion))


@lru_cache(maxsize=4)
def _criteria(database: Database, newest: tuple[int, datetime]) -> tuple[dict[str, float], Names]:
    """Weights and names by criterion; `newest` tells one state of the rubrics from the next."""
    weights: dict[str, float] = {}
    names: dict[str, dict[str, str]] = {}
    with database.reading() as session:
        for body in bodies_published(session):
            for criterion in body["criteria"]:
                weights[criterion["id"]] = criterion["weight"]
                if criterion["name"]:
                    names[criterion["id"]] = criterion["name"]
    return weights, names
