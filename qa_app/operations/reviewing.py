"""A review from its beginning to its release: the draft, what it lacks, the time it took, and who may see what."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from qa_app.operations.access import grades, is_self
from qa_app.operations.auditing import audit
from qa_app.operations.disputing import total_in_force
from qa_app.operations.errors import NotAllowedError, OperationError
from qa_app.operations.grading import LONGEST_TEXT, card_of, changeable, hidden, is_graded, mark_of
from qa_app.operations.standards import current_rubric
from qa_app.operations.suggesting import rubric_of
from qa_app.store.blind_queries import is_blind
from qa_app.store.database import Session
from qa_app.store.interaction_queries import current_suggestion
from qa_app.store.interactions import Interaction, Stage
from qa_app.store.people import User
from qa_app.store.review_queries import keep_first, open_assignment, open_assignments_of, review_of
from qa_app.store.reviews import AssignmentState, Decision, Review, ReviewMark, ReviewState
from qa_app.store.rubric_queries import rubric_version
from rubrics.model import Criterion
from scoring.adjusted import WITHHELD
from scoring.marks import Mark
from scoring.scorecard import Scorecard

# A page reports the time spent about every minute; more than this at once was a computer that slept.
_MOST_SECONDS_AT_ONCE = 600
UNSURE = "unsure"


def start_review(session: Session, actor: User, interaction: Interaction, now: datetime) -> Review:
    """The person's review of an interaction, begun now if it was not; there is one for each interaction and reviewer.

    What is open in their queue for it says whether it is blind. Raises NotAllowedError (`own_conversation` for one's
    own), OperationError `not_ready` while there is no transcript and no suggestion.
    """
    if is_self(actor, interaction.agent):
        raise NotAllowedError("own_conversation")
    if not grades(actor, interaction):
        raise NotAllowedError
    known = review_of(session, interaction.id, actor.id)
    if known:
        return known
    if interaction.transcript is None or interaction.stage is not Stage.DONE:
        raise OperationError("not_ready")
    assignment = open_assignment(session, interaction.id, actor.id)
    card = current_suggestion(session, interaction.id)
    rubric = current_rubric(session, interaction.channel)
    version = (
        card.rubric_version
        if card
        else rubric_version(session, rubric.id, rubric.version, rubric.model_dump(mode="json"))
    )
    review = keep_first(
        session,
        Review(
            interaction_id=interaction.id,
            reviewer_id=actor.id,
            assignment_id=assignment.id if assignment else None,
            scorecard_id=card.id if card else None,
            rubric_version_id=version.id,
            blind=is_blind(session, interaction.id, actor.id),
            started_at=now,
            changed_at=now,
        ),
    )
    audit(session, actor, now, "review.started", review, blind=review.blind)
    return review


def seen_card(review: Review) -> Scorecard | None:
    """The suggestion as its reviewer may see it now: in a blind draft only of what is graded, and no total."""
    card = card_of(review)
    if card is None or not (review.blind and review.state is ReviewState.DRAFT):
        return card
    unseen = hidden(review, [mark.criterion for mark in card.marks])
    seen = tuple(mark for mark in card.marks if mark.criterion not in unseen)
    return replace(card, total=None, marks=seen, sentiment=None, not_scored=None, poor=())


def write_summary(session: Session, actor: User, review: Review, text: str, now: datetime) -> None:
    """What the reviewer says about the whole; raises as `changeable`."""
    changeable(actor, review)
    text = text.strip()[:LONGEST_TEXT]
    if text != review.summary:
        review.summary, review.changed_at = text, now
        audit(session, actor, now, "review.summary_written", review)


def spend_time(actor: User, review: Review, seconds: float, now: datetime) -> None:
    """Add the seconds that the page of a draft was in view: never more than have passed since it was begun.

    Of what was released the time stays as it is, since pages report once more on leaving.
    """
    if review.reviewer_id != actor.id:
        raise NotAllowedError
    if review.state is ReviewState.DRAFT and seconds > 0:
        passed = (now - review.started_at).total_seconds()
        review.seconds = int(min(review.seconds + min(seconds, _MOST_SECONDS_AT_ONCE), passed))


@dataclass(frozen=True, slots=True)
class Lack:
    """What a draft still needs: `what` is `mark`, `reason`, or `evidence_reason` for the evidence with a `number`."""

    criterion: str
    what: str
    number: int | None = None


def lacks(review: Review) -> tuple[Lack, ...]:
    """What has to be done before a review can be released, in the order of the rubric.

    Every criterion with a weight needs a mark, unless it is in view that there was nothing to judge. A mark that
    differs from the suggestion needs a reason, and so does each evidence that was struck; one given blind needs none.
    """
    card = card_of(review)
    suggested = {mark.criterion: mark for mark in card.marks} if card else {}
    found: list[Lack] = []
    for criterion in rubric_of(review.rubric_version).criteria:
        mark = mark_of(review, criterion.id)
        against = [row for row in review.struck if row.criterion == criterion.id]
        if not is_graded(mark):
            if _must_grade(review, criterion, suggested.get(criterion.id)):
                found.append(Lack(criterion.id, "mark"))
        elif mark and _differs(review, mark) and not mark.reason and not (mark.level is None and against):
            found.append(Lack(criterion.id, "reason"))
        found += [
            Lack(criterion.id, "evidence_reason", row.number)
            for row in sorted(against, key=lambda row: row.number)
            if not row.reason
        ]
    return tuple(found)


def _must_grade(review: Review, criterion: Criterion, suggested: Mark | None) -> bool:
    if not criterion.weight:
        return False
    left_to_people = suggested is None or suggested.score is not None or suggested.not_judged in (UNSURE, WITHHELD)
    return review.blind or left_to_people


def _differs(review: Review, mark: ReviewMark) -> bool:
    if mark.decision is Decision.NOT_APPLICABLE:
        return mark.suggested is not None and not review.blind
    return mark.decision in (Decision.OVERRULED, Decision.NOTHING_LEFT)


def submit(session: Session, actor: User, review: Review, now: datetime) -> None:
    """Release a review: its agent sees it at once, and it changes no more but through disputes.

    One in a calibration session is handed in instead, and its agent never sees it. Criteria that nobody had to grade
    become not applicable. Raises as `changeable`, and OperationError `review_lacks` with how `many` things `lacks`
    still names.
    """
    session.flush()
    session.refresh(review, with_for_update=True)
    changeable(actor, review)
    lacking = lacks(review)
    if lacking:
        raise OperationError("review_lacks", many=len(lacking))
    card = card_of(review)
    suggested = {mark.criterion: mark for mark in card.marks} if card else {}
    for criterion in rubric_of(review.rubric_version).criteria:
        mark = mark_of(review, criterion.id)
        if mark is None:
            mark = ReviewMark(criterion=criterion.id, decision=Decision.NOT_APPLICABLE)
            if beside := suggested.get(criterion.id):
                mark.suggested, mark.automatic = beside.score, beside.automatic
            review.marks.append(mark)
        if mark.decision is Decision.UNDECIDED:
            mark.decision = Decision.NOT_APPLICABLE
    review.total = review.graded_total = total_in_force(review)
    review.changed_at = now
    if review.calibration_id is not None:
        review.state = ReviewState.CALIBRATION
        session.flush()
        audit(session, actor, now, "review.handed_in", review, seconds=review.seconds)
        return
    review.state, review.released_at = ReviewState.RELEASED, now
    for assignment in open_assignments_of(session, review.interaction_id, actor.id):
        assignment.state = AssignmentState.DONE
    session.flush()
    audit(session, actor, now, "review.released", review, seconds=review.seconds, blind=review.blind)
