"""What is kept about a person, as plain values for their export. Of others it says who did what, and no more."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from qa_app.reports.words import Reader, rubric_title
from qa_app.store.audit import AuditEvent
from qa_app.store.coaching import GivenReport, Goal, Talk
from qa_app.store.interactions import Comment, Interaction, SuggestedScorecard
from qa_app.store.people import Agent, User
from qa_app.store.reviews import Dispute, Review
from qa_app.store.training import Enrolment
from scoring.adjusted import open_card
from scoring.scorecard import scorecard_from_json, scorecard_to_json
from transcripts.conversation import Conversation, Speaker

Values = dict[str, Any]


def profile(user: User, agent: Agent) -> Values:
    return {
        "name": user.name,
        "email": user.email,
        "language": user.language,
        "time_zone": user.time_zone,
        "roles": sorted(user.role_names),
        "account_since": moment(user.created_at),
        "last_seen": moment(user.last_seen_at),
        "agent": agent.name,
        "agent_key": agent.key,
        "team": agent.team.name if agent.team else None,
    }


def interaction(row: Interaction) -> Values:
    return {
        "id": row.id,
        "name": row.name,
        "file_name": row.file_name,
        "channel": row.channel,
        "language": row.language,
        "market": row.market,
        "started_at": moment(row.started_at),
        "time_zone": row.time_zone,
        "seconds": row.seconds,
        "turns": row.turns,
        "recording_kept": row.media_key is not None,
        "brought_in_at": moment(row.created_at),
        "stage": row.stage.value,
        "suggested_total": row.suggested,
        "not_scored": row.not_scored,
    }


def transcript(conversation: Conversation) -> Conversation:
    """The conversation without the name and the reference of the customer, who is someone else."""
    turns = tuple(turn if turn.speaker is Speaker.AGENT else replace(turn, name=None) for turn in conversation.turns)
    return replace(conversation, customer=None, turns=turns)


def suggestion(row: SuggestedScorecard) -> Values:
    card = scorecard_from_json(row.body, "scorecard")
    return {"made_at": moment(row.created_at), "scorecard": scorecard_to_json(open_card(card))}


def review(row: Review, to: Reader) -> Values:
    version = row.rubric_version
    return {
        "id": row.id,
        "interaction": row.interaction_id,
        "reviewer": row.reviewer.name,
        "rubric": f"{version.rubric} {version.version}",
        "rubric_title": rubric_title(version.rubric, version.version, version.body["title"], to),
        "released_at": moment(row.released_at),
        "acknowledged_at": moment(row.acknowledged_at),
        "blind": row.blind,
        "total_in_force": row.total,
        "total_at_release": row.graded_total,
        "summary": row.summary,
        "marks": [
            {
                "criterion": mark.criterion,
                "how": mark.decision.value,
                "mark": mark.score,
                "level": mark.level,
                "suggested": mark.suggested,
                "after_dispute": mark.decided,
                "reason": mark.reason,
            }
            for mark in sorted(row.marks, key=lambda mark: mark.criterion)
        ],
        "struck_evidence": [
            {"criterion": entry.criterion, "number": entry.number, "reason": entry.reason} for entry in row.struck
        ],
    }


def dispute(row: Dispute) -> Values:
    return {
        "id": row.id,
        "review": row.review_id,
        "criterion": row.criterion,
        "proposed_level": row.proposed_level,
        "reason": row.reason,
        "created_at": moment(row.created_at),
        "state": row.state.value,
        "decided_level": row.decided_level,
        "decided_by": row.decider.name if row.decider else None,
        "decided_at": moment(row.decided_at),
        "answer": row.answer,
    }


def comment(row: Comment) -> Values:
    return {
        "interaction": row.interaction_id,
        "turn": row.turn,
        "author": row.author.name,
        "created_at": moment(row.created_at),
        "text": row.text,
    }


def report(row: GivenReport) -> Values:
    return {
        "id": row.id,
        "made_by": row.maker.name if row.maker else None,
        "first_day": day(row.first_day),
        "last_day": day(row.last_day),
        "created_at": moment(row.created_at),
        "acknowledged_at": moment(row.acknowledged_at),
        "your_comment": row.agent_comment,
        "report": row.body,
    }


def talk(row: Talk) -> Values:
    return {
        "id": row.id,
        "coach": row.coach.name,
        "planned_at": moment(row.planned_at),
        "state": row.state.value,
        "agenda": row.agenda,
        "notes": row.notes,
        "report": row.report_id,
        "created_at": moment(row.created_at),
    }


def goal(row: Goal) -> Values:
    return {
        "talk": row.talk_id,
        "text": row.text,
        "criterion": row.criterion,
        "target": row.target,
        "baseline": row.baseline,
        "baseline_n": row.baseline_n,
        "follow_up": day(row.follow_up),
        "state": row.state.value,
        "agreed_at": moment(row.agreed_at),
        "outcome": row.outcome,
    }


def training(row: Enrolment) -> Values:
    return {
        "id": row.id,
        "module": row.version.body["id"],
        "version": row.version.number,
        "given_by": row.assigner.name,
        "why": row.why,
        "created_at": moment(row.created_at),
        "due_on": day(row.due_on),
        "state": row.state.value,
        "language": row.language,
        "lessons_read": row.lessons_read,
        "started_at": moment(row.started_at),
        "passed_at": moment(row.passed_at),
        "exercises": [
            {
                "exercise": one.exercise,
                "at": moment(one.at),
                "language": one.language,
                "your_answer": one.answer,
                "reached": one.reached,
                "suggestion": one.body,
            }
            for one in row.exercises
        ],
        "quizzes": [
            {"at": moment(one.at), "your_answers": one.answers, "share_right": one.score, "passed": one.passed}
            for one in row.quizzes
        ],
    }


def event(row: AuditEvent) -> Values:
    return {
        "at": moment(row.at),
        "who": row.user.name if row.user else None,
        "roles": sorted(row.user.role_names) if row.user else [],
        "what": row.action,
        "about": f"{row.object_type} {row.object_id}" if row.object_type else None,
        "interaction": row.interaction_id,
        "why": row.why,
    }


def moment(value: datetime | None) -> str | None:
    return value.isoformat() if value else None


def day(value: date | None) -> str | None:
    return value.isoformat() if value else None
