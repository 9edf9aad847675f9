"""What sectors are called."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Flask
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

_SECTORS = {
    "bank": _l("Banking"),
    "car_repair": _l("Cars and repairs"),
    "collections": _l("Debt collection"),
    "construction": _l("Building and crafts"),
    "education": _l("Education"),
    "electronics": _l("Electronics"),
    "energy": _l("Energy"),
    "events": _l("Events and tickets"),
    "health": _l("Health care"),
    "hotel": _l("Hotels"),
    "housing": _l("Housing"),
    "insurance": _l("Insurance"),
    "legal": _l("Legal services"),
    "municipality": _l("Local government"),
    "parcel": _l("Parcels and post"),
    "pension": _l("Pensions"),
    "public_transport": _l("Public transport"),
    "software": _l("Software and IT"),
    "tax": _l("Taxes"),
    "telecom": _l("Telephone and internet"),
    "travel": _l("Travel"),
    "water": _l("Water"),
    "webshop": _l("Online shops"),
}


def sector(key: str) -> str:
    """The name of a sector; of none that it is for all of them. A key that is not known stands for itself."""
    return str(_SECTORS.get(key, key)) if key else _("All sectors")


def sector_choices(none: str) -> Sequence[tuple[str, str]]:
    """The options of a list to choose one from; `none` are the words for no sector."""
    return [("", none), *sorted(((key, str(words)) for key, words in _SECTORS.items()), key=lambda pair: pair[1])]


def init(app: Flask) -> None:
    app.jinja_env.filters["sector"] = sector
