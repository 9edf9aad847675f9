"""Ids made of what people call a thing."""

from __future__ import annotations

import re
import unicodedata


def plain_id(name: str) -> str:
    """A name in small letters without accents, digits and single underscores; "" where none of its signs is one."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "_", plain).strip("_")
