"""The words of transcripts, to be searched"""

from __future__ import annotations

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE TABLE transcript_words (interaction_id integer PRIMARY KEY"
            " REFERENCES interactions (id) ON DELETE CASCADE, words tsvector NOT NULL)"
        )
        op.execute("CREATE INDEX ix_transcript_words_words ON transcript_words USING gin (words)")
        return
    op.execute("CREATE VIRTUAL TABLE transcript_words USING fts5(words, tokenize = 'unicode61 remove_diacritics 2')")
    # A virtual table has no foreign keys.
    op.execute(
        "CREATE TRIGGER interactions_forget_words AFTER DELETE ON interactions"
        " BEGIN DELETE FROM transcript_words WHERE rowid = old.id; END"
    )


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TRIGGER interactions_forget_words")
    op.execute("DROP TABLE transcript_words")
