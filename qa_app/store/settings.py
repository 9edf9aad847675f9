"""What an administrator sets on the pages, and the markets that the company serves."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from qa_app.store.schema import Table


class Setting(Table):
    """A setting that was changed from its default; `qa_app.operations.settings` knows all of them."""

    __tablename__ = "settings"

    key: Mapped[str] = mapped_column(String(40), primary_key=True)
    value: Mapped[Any] = mapped_column(JSON)
    changed_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    changed_at: Mapped[datetime]


class Market(Table):
    """A market: a country (ISO 3166, two letters) and a language.

    `opening_hours` maps mon … sun to [["09:00", "17:30"], …]; `closed_days` are [{"day": "2026-12-27", "name": …}]
    beside the country's public holidays. `formality` is the form of address customers expect: formal, informal, or
    `follow` where it follows the customer's.
    """

    __tablename__ = "markets"
    __table_args__ = (UniqueConstraint("country", "language"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    country: Mapped[str] = mapped_column(String(2))
    language: Mapped[str] = mapped_column(String(2))
    name: Mapped[str] = mapped_column(String(120))
    time_zone: Mapped[str] = mapped_column(String(64))
    opening_hours: Mapped[dict[str, Any]] = mapped_column(default=dict)
    closed_days: Mapped[list[Any]] = mapped_column(default=list)
    formality: Mapped[str] = mapped_column(String(10))
    currency: Mapped[str] = mapped_column(String(3))
    payment: Mapped[str] = mapped_column(Text, default="")
    notes: Mapped[str] = mapped_column(Text, default="")
    active: Mapped[bool] = mapped_column(default=True)
