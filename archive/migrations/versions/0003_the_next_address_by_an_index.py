"""The next address by an index."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go from the shape before to this one."""
    op.create_index(
        "ix_frontier_next",
        "frontier",
        ["source", "priority", "attempts", "due", "url"],
        sqlite_where=sa.text("state = 'queued'"),
        postgresql_where=sa.text("state = 'queued'"),
    )


def downgrade() -> None:
    """Go back to the shape before."""
    op.drop_index("ix_frontier_next", "frontier")
