"""What people did, in words, for each action key of the audit trail."""

from __future__ import annotations

from flask import Flask
from flask_babel import lazy_gettext as _l

ACTIONS: dict[str, object] = {
    "agent.changed": _l("Agent changed"),
    "agent.merged": _l("Two agents made one"),
    "agent.viewed": _l("Page of an agent opened"),
    "assignment.made": _l("Interaction assigned"),
    "assignment.replaced": _l("Assignment replaced"),
    "audit.downloaded": _l("Audit trail downloaded"),
    "comment.added": _l("Comment written"),
    "comment.deleted": _l("Comment deleted"),
    "dispute.decided": _l("Dispute decided"),
    "dispute.opened": _l("Mark disputed"),
    "dispute.viewed": _l("Dispute looked at"),
    "dispute.withdrawn": _l("Dispute withdrawn"),
    "export.asked": _l("Export asked for"),
    "export.downloaded": _l("Export downloaded"),
    "file.brought": _l("File imported"),
    "file.removed": _l("File removed"),
    "file.upload_begun": _l("Upload begun"),
    "goal.agreed": _l("Goal agreed"),
    "goal.closed": _l("Goal closed"),
    "goal.proposed": _l("Goal proposed"),
    "goal.withdrawn": _l("Goal withdrawn"),
    "interaction.found": _l("Conversation found in a search"),
    "interaction.imported": _l("Conversation imported"),
    "interaction.tried_again": _l("Conversation tried again"),
    "interaction.viewed": _l("Conversation opened"),
    "recording.played": _l("Recording played"),
    "report.acknowledged": _l("Coaching report acknowledged"),
    "report.commented": _l("Coaching report commented on"),
    "report.given": _l("Coaching report given"),
    "report.viewed": _l("Coaching report opened"),
    "review.acknowledged": _l("Review acknowledged"),
    "review.evidence_restored": _l("Evidence taken back in"),
    "review.evidence_struck": _l("Evidence struck out"),
    "review.marked": _l("Mark given"),
    "review.reason_written": _l("Reason of a mark written"),
    "review.released": _l("Review released"),
    "review.started": _l("Review begun"),
    "review.suggestion_renewed": _l("Suggestion of a review renewed"),
    "review.summary_written": _l("Summary of a review written"),
    "review.viewed": _l("Review opened"),
    "rule.added": _l("Rule added"),
    "rule.changed": _l("Rule changed"),
    "rule.drawn": _l("Interactions drawn by a rule"),
    "rule.resumed": _l("Rule taken up again"),
    "rule.stopped": _l("Rule stopped"),
    "talk.cancelled": _l("Talk cancelled"),
    "talk.held": _l("Talk held"),
    "talk.moved": _l("Talk moved"),
    "talk.notes_written": _l("Notes of a talk written"),
    "talk.planned": _l("Talk planned"),
    "talk.point_added": _l("Point added to a talk"),
    "talk.point_removed": _l("Point removed from a talk"),
    "talk.point_ticked": _l("Point of a talk ticked"),
    "talk.viewed": _l("Talk opened"),
    "team.added": _l("Team added"),
    "team.changed": _l("Team changed"),
    "transcript.repair_undone": _l("Repair of a transcript undone"),
    "transcript.repaired": _l("Transcript repaired"),
    "transcript.viewed": _l("Transcript opened"),
    "user.activated": _l("Account opened again"),
    "user.added": _l("Account added"),
    "user.changed": _l("Account changed"),
    "user.deactivated": _l("Account closed"),
    "user.locked": _l("Account locked after wrong tries"),
    "user.password_changed": _l("Password changed"),
    "user.password_reset": _l("Password set by a link"),
    "user.profile_changed": _l("Profile changed"),
    "user.reset_asked": _l("New password asked for"),
    "user.roles_changed": _l("Roles changed"),
    "user.second_factor_removed": _l("Second factor switched off"),
    "user.second_factor_reset": _l("Second factor reset by an administrator"),
    "user.second_factor_set": _l("Second factor switched on"),
    "user.sign_in_failed": _l("Wrong password or code"),
    "user.signed_in": _l("Signed in"),
    "user.unlocked": _l("Account unlocked"),
}


def action_words(action: str) -> str:
    """What an action is called; a key that is not known stands for itself."""
    return str(ACTIONS.get(action, action))


def init(app: Flask) -> None:
    app.jinja_env.filters["action_words"] = action_words
