"""Many released reviews with an automatic mark and a person's on one criterion, for tests and pictures."""

from __future__ import annotations

import os
import random
from collections.abc import Sequence
from datetime import datetime, timedelta

from qa_app.store.database import Session
from qa_app.store.interactions import Interaction, Stage
from qa_app.store.people import Agent, User
from qa_app.store.reviews import Decision, Review, ReviewMark, ReviewState
from qa_app.store.rubric_queries import rubric_version
from rubrics.load import rubric_for_channel
from scoring.scorecard import Scorecard

Marks = Sequence[tuple[float | None, float | None]]
"""Automatic mark and a person's, 0..1."""


def agreeing(many: int) -> Marks:
    """People give what is suggested, or one level beside it."""
    draw = random.Random(1)  # noqa: S311 - repeatable
    marks = [place % 5 / 4 for place in range(many)]
    return [(mark, min(1.0, max(0.0, mark + draw.choice((0, 0, 0, 0.25, -0.25))))) for mark in marks]


def disagreeing(many: int) -> Marks:
    """What people give has nothing to do with what is suggested."""
    draw = random.Random(2)  # noqa: S311 - repeatable
    return [(place % 5 / 4, draw.randrange(5) / 4) for place in range(many)]


def lowered(many: int) -> Marks:
    """People always give half of what is suggested, which a correction can learn."""
    return [(place % 5 / 4, place % 5 / 8) for place in range(many)]


def reviewed(
    session: Session, who: tuple[Agent, User], where: tuple[str, str], marks: Marks, at: datetime, blind: bool = True
) -> list[Review]:
    """Released reviews of an agent by a reviewer (`who`), of a criterion in a language (`where`), an hour apart."""
    agent, reviewer = who
    criterion, language = where
    rubric = rubric_for_channel("call")
    version = rubric_version(session, rubric.id, rubric.version, rubric.model_dump(mode="json"))
    made = []
    for place, (automatic, human) in enumerate(marks):
        talk = Interaction(
            digest=os.urandom(32).hex(),
            name=f"{criterion}-{language}-{place}",
            file_name="call.json",
            channel="call",
            language=language,
            agent_id=agent.id,
            started_at=at,
            created_at=at,
            turns=2,
            stage=Stage.DONE,
            progress=1.0,
        )
        session.add(talk)
        session.flush()
        moment = at + timedelta(hours=place)
        review = Review(
            interaction_id=talk.id,
            reviewer_id=reviewer.id,
            rubric_version_id=version.id,
            state=ReviewState.RELEASED,
            blind=blind,
            started_at=moment,
            changed_at=moment,
            released_at=moment,
        )
        review.marks.append(ReviewMark(criterion=criterion, decision=Decision.OWN, score=human, suggested=automatic))
        session.add(review)
        made.append(review)
    session.flush()
    return made


def marks_in(card: Scorecard) -> dict[str, float | None]:
    """The scores of a scorecard by criterion."""
    return {mark.criterion: mark.score for mark in card.marks}
