"""Sessions that somebody ended by signing out"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "ended_sessions",
        sa.Column("key", sa.String(40), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_ended_sessions"),
    )
    op.create_index("ix_ended_sessions_at", "ended_sessions", ["at"])


def downgrade() -> None:
    op.drop_table("ended_sessions")
