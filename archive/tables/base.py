"""What all tables share: one MetaData with named constraints, and times that stay UTC."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class UTCTime(sa.types.TypeDecorator[datetime]):
    """An aware time, stored as naive UTC so that every database sorts it alike."""

    impl = sa.DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> datetime | None:
        """Refuse naive times: a guess at a zone would be wrong data."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time in the store needs its time zone")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Any) -> datetime | None:
        """Return the stored time as aware UTC."""
        return value.replace(tzinfo=UTC) if value is not None else None
