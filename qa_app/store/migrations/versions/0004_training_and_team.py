"""Training modules, word lists, calibration, rubrics by their owners, markets, settings and reports for teams"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "markets",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("time_zone", sa.String(length=64), nullable=False),
        sa.Column("opening_hours", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("closed_days", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("formality", sa.String(length=10), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("payment", sa.Text(), nullable=False),
        sa.Column("notes", sa.Text(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_markets")),
        sa.UniqueConstraint("country", "language", name=op.f("uq_markets_country_language")),
    )
    op.create_table(
        "calibration_sessions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("benchmark_id", sa.Integer(), nullable=True),
        sa.Column("rubric_version_id", sa.Integer(), nullable=False),
        sa.Column("draw", sa.JSON(none_as_null=True), nullable=True),
        sa.ForeignKeyConstraint(["benchmark_id"], ["users.id"], name=op.f("fk_calibration_sessions_benchmark_id")),
        sa.ForeignKeyConstraint(["created_by"], ["users.id"], name=op.f("fk_calibration_sessions_created_by")),
        sa.ForeignKeyConstraint(
            ["rubric_version_id"], ["rubric_versions.id"], name=op.f("fk_calibration_sessions_rubric_version_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calibration_sessions")),
    )
    op.create_table(
        "learned_corrections",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("criterion", sa.String(length=40), nullable=False),
        sa.Column("languages", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("body", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("trial", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("learned_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("on", sa.Boolean(), nullable=False),
        sa.Column("switched_by", sa.Integer(), nullable=True),
        sa.Column("switched_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["switched_by"], ["users.id"], name=op.f("fk_learned_corrections_switched_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_learned_corrections")),
    )
    with op.batch_alter_table("learned_corrections", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_learned_corrections_criterion"), ["criterion"], unique=False)

    op.create_table(
        "own_terms",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("sector", sa.String(length=40), nullable=False),
        sa.Column("term", sa.String(length=240), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("plain", sa.Text(), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("changed_by", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["changed_by"], ["users.id"], name=op.f("fk_own_terms_changed_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_own_terms")),
        sa.UniqueConstraint("language", "sector", "term", name=op.f("uq_own_terms_language_sector_term")),
    )
    op.create_table(
        "report_batches",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("asked_by", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=True),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("agents", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("left_out", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("media_key", sa.String(length=80), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["asked_by"], ["users.id"], name=op.f("fk_report_batches_asked_by")),
        sa.ForeignKeyConstraint(["team_id"], ["teams.id"], name=op.f("fk_report_batches_team_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_batches")),
    )
    with op.batch_alter_table("report_batches", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_report_batches_asked_by"), ["asked_by"], unique=False)

    with op.batch_alter_table("given_reports", schema=None) as batch_op:
        batch_op.add_column(sa.Column("batch_id", sa.Integer(), nullable=True))
        batch_op.create_index("ix_given_reports_batch_id_agent_id", ["batch_id", "agent_id"], unique=False)
        batch_op.create_foreign_key(batch_op.f("fk_given_reports_batch_id"), "report_batches", ["batch_id"], ["id"])

    op.create_table(
        "settings",
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("value", sa.JSON(), nullable=False),
        sa.Column("changed_by", sa.Integer(), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["changed_by"], ["users.id"], name=op.f("fk_settings_changed_by")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_settings")),
    )
    op.create_table(
        "agreement_runs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("asked_by", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("progress", sa.Double(), nullable=False),
        sa.Column("result", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["asked_by"], ["users.id"], name=op.f("fk_agreement_runs_asked_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agreement_runs")),
    )
    with op.batch_alter_table("agreement_runs", schema=None) as batch_op:
        batch_op.create_index("ix_agreement_runs_kind_created", ["kind", "created_at"], unique=False)

    op.create_table(
        "stopped_suggestions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("criterion", sa.String(length=40), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("stopped_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("stopped_by", sa.Integer(), nullable=True),
        sa.Column("alpha", sa.Double(), nullable=True),
        sa.Column("low", sa.Double(), nullable=True),
        sa.Column("high", sa.Double(), nullable=True),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("blind", sa.Boolean(), nullable=False),
        sa.Column("limit", sa.Double(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("resumed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("resumed_by", sa.Integer(), nullable=True),
        sa.Column("resumed_alpha", sa.Double(), nullable=True),
        sa.Column("resumed_n", sa.Integer(), nullable=True),
        sa.Column("resumed_reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["resumed_by"], ["users.id"], name=op.f("fk_stopped_suggestions_resumed_by")),
        sa.ForeignKeyConstraint(["stopped_by"], ["users.id"], name=op.f("fk_stopped_suggestions_stopped_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stopped_suggestions")),
    )
    with op.batch_alter_table("stopped_suggestions", schema=None) as batch_op:
        batch_op.create_index("ix_stopped_suggestions_criterion_language", ["criterion", "language"], unique=False)
        batch_op.create_index(
            "uq_stopped_suggestions_not_resumed",
            ["criterion", "language"],
            unique=True,
            sqlite_where=sa.text("resumed_at IS NULL"),
            postgresql_where=sa.text("resumed_at IS NULL"),
        )

    op.create_table(
        "training_modules",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=True),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("shipped", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(["created_by"], ["users.id"], name=op.f("fk_training_modules_created_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training_modules")),
        sa.UniqueConstraint("key", name=op.f("uq_training_modules_key")),
    )
    op.create_table(
        "trials",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("asked_by", sa.Integer(), nullable=False),
        sa.Column("request", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("progress", sa.Double(), nullable=False),
        sa.Column("result", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("problem", sa.String(length=60), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["asked_by"], ["users.id"], name=op.f("fk_trials_asked_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trials")),
    )
    with op.batch_alter_table("trials", schema=None) as batch_op:
        batch_op.create_index("ix_trials_kind_created", ["kind", "created_at"], unique=False)

    op.create_table(
        "calibration_reviewers",
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["calibration_sessions.id"],
            name=op.f("fk_calibration_reviewers_session_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_calibration_reviewers_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("session_id", "user_id", name=op.f("pk_calibration_reviewers")),
    )
    with op.batch_alter_table("calibration_reviewers", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_calibration_reviewers_user_id"), ["user_id"], unique=False)

    op.create_table(
        "module_pictures",
        sa.Column("module_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("media_key", sa.String(length=80), nullable=False),
        sa.ForeignKeyConstraint(
            ["module_id"], ["training_modules.id"], name=op.f("fk_module_pictures_module_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("module_id", "name", name=op.f("pk_module_pictures")),
    )
    op.create_table(
        "module_versions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("module_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("body", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("authors", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("submitted_by", sa.Integer(), nullable=True),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["decided_by"], ["users.id"], name=op.f("fk_module_versions_decided_by")),
        sa.ForeignKeyConstraint(
            ["module_id"], ["training_modules.id"], name=op.f("fk_module_versions_module_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["submitted_by"], ["users.id"], name=op.f("fk_module_versions_submitted_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_module_versions")),
        sa.UniqueConstraint("module_id", "number", name=op.f("uq_module_versions_module_id_number")),
    )
    op.create_table(
        "removed_parts",
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("edition", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("part", sa.String(length=40), nullable=False),
        sa.Column("item", sa.String(length=40), nullable=False),
        sa.Column("body", sa.JSON(none_as_null=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["version_id"], ["module_versions.id"], name=op.f("fk_removed_parts_version_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("version_id", "edition", name=op.f("pk_removed_parts")),
    )
    op.create_table(
        "rubric_drafts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("rubric", sa.String(length=40), nullable=False),
        sa.Column("based_on_id", sa.Integer(), nullable=True),
        sa.Column("body", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("changed_by", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["based_on_id"], ["rubric_versions.id"], name=op.f("fk_rubric_drafts_based_on_id")),
        sa.ForeignKeyConstraint(["changed_by"], ["users.id"], name=op.f("fk_rubric_drafts_changed_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rubric_drafts")),
        sa.UniqueConstraint("rubric", name=op.f("uq_rubric_drafts_rubric")),
    )
    op.create_table(
        "training_rules",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("criterion", sa.String(length=40), nullable=False),
        sa.Column("below", sa.Double(), nullable=False),
        sa.Column("fewest", sa.Integer(), nullable=False),
        sa.Column("weeks", sa.Integer(), nullable=False),
        sa.Column("module_id", sa.Integer(), nullable=False),
        sa.Column("due_days", sa.Integer(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=False),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["created_by"], ["users.id"], name=op.f("fk_training_rules_created_by")),
        sa.ForeignKeyConstraint(["module_id"], ["training_modules.id"], name=op.f("fk_training_rules_module_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training_rules")),
    )
    op.create_table(
        "calibration_decisions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("criterion", sa.String(length=40), nullable=True),
        sa.Column("interaction_id", sa.Integer(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["users.id"], name=op.f("fk_calibration_decisions_author_id")),
        sa.ForeignKeyConstraint(
            ["interaction_id"],
            ["interactions.id"],
            name=op.f("fk_calibration_decisions_interaction_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["calibration_sessions.id"],
            name=op.f("fk_calibration_decisions_session_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calibration_decisions")),
    )
    with op.batch_alter_table("calibration_decisions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_calibration_decisions_session_id"), ["session_id"], unique=False)

    op.create_table(
        "calibration_interactions",
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("interaction_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["interaction_id"],
            ["interactions.id"],
            name=op.f("fk_calibration_interactions_interaction_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["calibration_sessions.id"],
            name=op.f("fk_calibration_interactions_session_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("session_id", "interaction_id", name=op.f("pk_calibration_interactions")),
    )
    with op.batch_alter_table("calibration_interactions", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_calibration_interactions_interaction_id"), ["interaction_id"], unique=False
        )

    op.create_table(
        "training_proposals",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("rule_id", sa.Integer(), nullable=False),
        sa.Column("agent_id", sa.Integer(), nullable=False),
        sa.Column("mean", sa.Double(), nullable=False),
        sa.Column("low", sa.Double(), nullable=False),
        sa.Column("high", sa.Double(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["agent_id"], ["agents.id"], name=op.f("fk_training_proposals_agent_id")),
        sa.ForeignKeyConstraint(["decided_by"], ["users.id"], name=op.f("fk_training_proposals_decided_by")),
        sa.ForeignKeyConstraint(
            ["rule_id"], ["training_rules.id"], name=op.f("fk_training_proposals_rule_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training_proposals")),
    )
    with op.batch_alter_table("training_proposals", schema=None) as batch_op:
        batch_op.create_index("ix_training_proposals_agent_state", ["agent_id", "state"], unique=False)

    op.create_table(
        "enrolments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("module_id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("agent_id", sa.Integer(), nullable=False),
        sa.Column("assigned_by", sa.Integer(), nullable=False),
        sa.Column("why", sa.String(length=40), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=True),
        sa.Column("lessons_read", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("best", sa.Double(), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("passed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("registration", sa.String(length=36), nullable=False),
        sa.ForeignKeyConstraint(["agent_id"], ["agents.id"], name=op.f("fk_enrolments_agent_id")),
        sa.ForeignKeyConstraint(["assigned_by"], ["users.id"], name=op.f("fk_enrolments_assigned_by")),
        sa.ForeignKeyConstraint(["module_id"], ["training_modules.id"], name=op.f("fk_enrolments_module_id")),
        sa.ForeignKeyConstraint(["proposal_id"], ["training_proposals.id"], name=op.f("fk_enrolments_proposal_id")),
        sa.ForeignKeyConstraint(["version_id"], ["module_versions.id"], name=op.f("fk_enrolments_version_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enrolments")),
        sa.UniqueConstraint("registration", name=op.f("uq_enrolments_registration")),
    )
    with op.batch_alter_table("enrolments", schema=None) as batch_op:
        batch_op.create_index("ix_enrolments_agent_state", ["agent_id", "state"], unique=False)
        batch_op.create_index("ix_enrolments_module_state", ["module_id", "state"], unique=False)

    op.create_table(
        "exercise_attempts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("enrolment_id", sa.Integer(), nullable=False),
        sa.Column("exercise", sa.String(length=40), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("body", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("reached", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["enrolment_id"], ["enrolments.id"], name=op.f("fk_exercise_attempts_enrolment_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exercise_attempts")),
    )
    with op.batch_alter_table("exercise_attempts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_exercise_attempts_enrolment_id"), ["enrolment_id"], unique=False)

    op.create_table(
        "learning_records",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("enrolment_id", sa.Integer(), nullable=False),
        sa.Column("body", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("problem", sa.String(length=60), nullable=True),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["enrolment_id"], ["enrolments.id"], name=op.f("fk_learning_records_enrolment_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_learning_records")),
    )
    with op.batch_alter_table("learning_records", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_learning_records_enrolment_id"), ["enrolment_id"], unique=False)
        batch_op.create_index("ix_learning_records_sent", ["sent_at", "at"], unique=False)

    op.create_table(
        "quiz_attempts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("enrolment_id", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("answers", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("score", sa.Double(), nullable=False),
        sa.Column("passed", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["enrolment_id"], ["enrolments.id"], name=op.f("fk_quiz_attempts_enrolment_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quiz_attempts")),
    )
    with op.batch_alter_table("quiz_attempts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_quiz_attempts_enrolment_id"), ["enrolment_id"], unique=False)

    with op.batch_alter_table("review_marks", schema=None) as batch_op:
        batch_op.add_column(sa.Column("automatic", sa.Double(), nullable=True))

    with op.batch_alter_table("reviews", schema=None) as batch_op:
        batch_op.add_column(sa.Column("calibration_id", sa.Integer(), nullable=True))
        batch_op.drop_constraint(batch_op.f("uq_reviews_interaction_id_reviewer_id"), type_="unique")
        batch_op.create_unique_constraint(
            batch_op.f("uq_reviews_calibration_id_interaction_id_reviewer_id"),
            ["calibration_id", "interaction_id", "reviewer_id"],
        )
        batch_op.create_index(
            "uq_reviews_interaction_reviewer",
            ["interaction_id", "reviewer_id"],
            unique=True,
            sqlite_where=sa.text("calibration_id IS NULL"),
            postgresql_where=sa.text("calibration_id IS NULL"),
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_reviews_calibration_id"),
            "calibration_sessions",
            ["calibration_id"],
            ["id"],
            ondelete="CASCADE",
        )

    with op.batch_alter_table("rubric_versions", schema=None) as batch_op:
        batch_op.add_column(sa.Column("note", sa.Text(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("published_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("published_by", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.create_foreign_key(batch_op.f("fk_rubric_versions_published_by"), "users", ["published_by"], ["id"])

    # SQLite keeps the marks of an interaction beside each other then, and finds them in one step.
    sqlite = op.get_bind().dialect.name == "sqlite"
    with op.batch_alter_table(
        "suggested_marks",
        schema=None,
        recreate="always" if sqlite else "never",
        table_kwargs={"sqlite_with_rowid": False},
    ) as batch_op:
        batch_op.add_column(sa.Column("automatic", sa.Double(), nullable=True))

    with op.batch_alter_table("teams", schema=None) as batch_op:
        batch_op.add_column(sa.Column("sector", sa.String(length=40), nullable=False, server_default=""))


def downgrade() -> None:
    with op.batch_alter_table("teams", schema=None) as batch_op:
        batch_op.drop_column("sector")

    with op.batch_alter_table("suggested_marks", schema=None) as batch_op:
        batch_op.drop_column("automatic")

    with op.batch_alter_table("rubric_versions", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_rubric_versions_published_by"), type_="foreignkey")
        batch_op.drop_column("retired_at")
        batch_op.drop_column("published_by")
        batch_op.drop_column("published_at")
        batch_op.drop_column("note")

    # Before there were calibration sessions a reviewer had one review of an interaction.
    for table in ("review_marks", "struck_evidence"):
        op.execute(
            f"DELETE FROM {table} WHERE review_id IN (SELECT id FROM reviews WHERE calibration_id IS NOT NULL)"  # noqa: S608
        )
    op.execute("DELETE FROM reviews WHERE calibration_id IS NOT NULL")
    with op.batch_alter_table("reviews", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_reviews_calibration_id"), type_="foreignkey")
        batch_op.drop_index(
            "uq_reviews_interaction_reviewer",
            sqlite_where=sa.text("calibration_id IS NULL"),
            postgresql_where=sa.text("calibration_id IS NULL"),
        )
        batch_op.drop_constraint(batch_op.f("uq_reviews_calibration_id_interaction_id_reviewer_id"), type_="unique")
        batch_op.create_unique_constraint(
            batch_op.f("uq_reviews_interaction_id_reviewer_id"), ["interaction_id", "reviewer_id"]
        )
        batch_op.drop_column("calibration_id")

    with op.batch_alter_table("review_marks", schema=None) as batch_op:
        batch_op.drop_column("automatic")

    with op.batch_alter_table("quiz_attempts", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_quiz_attempts_enrolment_id"))

    op.drop_table("quiz_attempts")
    with op.batch_alter_table("learning_records", schema=None) as batch_op:
        batch_op.drop_index("ix_learning_records_sent")
        batch_op.drop_index(batch_op.f("ix_learning_records_enrolment_id"))

    op.drop_table("learning_records")
    with op.batch_alter_table("exercise_attempts", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_exercise_attempts_enrolment_id"))

    op.drop_table("exercise_attempts")
    with op.batch_alter_table("enrolments", schema=None) as batch_op:
        batch_op.drop_index("ix_enrolments_module_state")
        batch_op.drop_index("ix_enrolments_agent_state")

    op.drop_table("enrolments")
    with op.batch_alter_table("training_proposals", schema=None) as batch_op:
        batch_op.drop_index("ix_training_proposals_agent_state")

    op.drop_table("training_proposals")
    with op.batch_alter_table("calibration_interactions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_calibration_interactions_interaction_id"))

    op.drop_table("calibration_interactions")
    with op.batch_alter_table("calibration_decisions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_calibration_decisions_session_id"))

    op.drop_table("calibration_decisions")
    op.drop_table("training_rules")
    op.drop_table("rubric_drafts")
    op.drop_table("removed_parts")
    op.drop_table("module_versions")
    op.drop_table("module_pictures")
    with op.batch_alter_table("calibration_reviewers", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_calibration_reviewers_user_id"))

    op.drop_table("calibration_reviewers")
    with op.batch_alter_table("trials", schema=None) as batch_op:
        batch_op.drop_index("ix_trials_kind_created")

    op.drop_table("trials")
    op.drop_table("training_modules")
    with op.batch_alter_table("stopped_suggestions", schema=None) as batch_op:
        batch_op.drop_index("uq_stopped_suggestions_not_resumed")
        batch_op.drop_index("ix_stopped_suggestions_criterion_language")

    op.drop_table("stopped_suggestions")
    with op.batch_alter_table("agreement_runs", schema=None) as batch_op:
        batch_op.drop_index("ix_agreement_runs_kind_created")

    op.drop_table("agreement_runs")
    op.drop_table("settings")
    with op.batch_alter_table("given_reports", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_given_reports_batch_id"), type_="foreignkey")
        batch_op.drop_index("ix_given_reports_batch_id_agent_id")
        batch_op.drop_column("batch_id")

    with op.batch_alter_table("report_batches", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_report_batches_asked_by"))

    op.drop_table("report_batches")
    op.drop_table("own_terms")
    with op.batch_alter_table("learned_corrections", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_learned_corrections_criterion"))

    op.drop_table("learned_corrections")
    op.drop_table("calibration_sessions")
    op.drop_table("markets")
