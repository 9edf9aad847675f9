"""The sectors that teams work in and word lists are for."""

from __future__ import annotations

# Those of the lists that come with the product, under one name in all languages.
SECTORS = (
    "bank",
    "car_repair",
    "collections",
    "construction",
    "education",
    "electronics",
    "energy",
    "events",
    "health",
    "hotel",
    "housing",
    "insurance",
    "legal",
    "municipality",
    "parcel",
    "pension",
    "public_transport",
    "software",
    "tax",
    "telecom",
    "travel",
    "water",
    "webshop",
)
