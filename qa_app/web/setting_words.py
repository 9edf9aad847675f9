"""What settings are called and mean, how their numbers are written and read, and what the environment sets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from babel.numbers import format_decimal
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from qa_app.config import Config
from qa_app.operations.errors import OperationError
from qa_app.operations.settings import Known

# Name and explanation of each setting.
EXPLAINED: dict[str, tuple[object, object]] = {
    "min_reviews": (
        _l("Fewest reviews for a figure"),
        _l(
            "Under so many marks the figures of teams and agents are not shown or compared: they would tell more of"
            " chance than of anybody's work."
        ),
    ),
    "talk_weeks": (
        _l("Weeks without a talk"),
        _l("After so many weeks without a talk, held or planned, the page of the team names an agent for one."),
    ),
    "lowest_alpha": (
        _l("Lowest agreement of suggestions (α)"),
        _l(
            "Krippendorff's α, from 0 to 1. Where suggestions of a criterion agree less than that with people in a"
            " language, they are not shown there until they agree again."
        ),
    ),
    "review_due_days": (
        _l("Days until a review is due"),
        _l("What forms begin with when conversations are given to reviewers. Each order and each rule may differ."),
    ),
    "training_due_days": (
        _l("Days until training is due"),
        _l("What forms begin with when training is given to people. Each may differ."),
    ),
    "dispute_days": (
        _l("Days to dispute a review"),
        _l("So long after its release an agent may dispute the marks of a review. It counts for all that are out."),
    ),
}


@dataclass(frozen=True, slots=True)
class Given:
    """What a variable of the environment sets; of secrets only whether they are set."""

    name: str
    meaning: str
    value: str


def number(value: float) -> str:
    """A setting's number as the reader writes it."""
    return str(format_decimal(value, "0.###", locale=get_locale()))


def number_read(known: Known, typed: str) -> float:
    """The number that was typed, with a point or a comma. Raises OperationError `setting_number`."""
    text = typed.strip().replace(",", ".")[:20]
    if not text.isascii() or not text.replace(".", "", 1).isdigit() or (known.whole and "." in text):
        raise OperationError("setting_whole" if known.whole else "setting_number")
    return int(text) if known.whole else float(text)


def environment(config: Config) -> Sequence[Given]:
    """What was set where the server was started. Addresses that hold passwords are told by their kind only."""
    missing, kept = _("not set"), _("set")
    return (
        Given("FAIRWORD_URL", _("Address of these pages"), config.url),
        Given("FAIRWORD_TIME_ZONE", _("Time zone of people who chose none"), config.time_zone),
        Given("FAIRWORD_DISPUTE_DAYS", _("Default of the days to dispute a review"), number(config.dispute_days)),
        Given("FAIRWORD_UPLOAD_LIMIT_MB", _("Largest file, in MB"), number(config.upload_limit // 2**20)),
        Given("FAIRWORD_WHISPER_MODEL", _("Model that transcribes recordings"), config.whisper_model or missing),
        Given("FAIRWORD_WATCH", _("Folder that is imported from"), str(config.watch) if config.watch else missing),
        Given("FAIRWORD_MAIL", _("Mail server"), kept if config.mail else missing),
        Given("FAIRWORD_MAIL_FROM", _("Sender of letters"), config.mail_from),
        Given("FAIRWORD_LRS", _("Learning record store"), kept if config.lrs else missing),
        Given("FAIRWORD_DATABASE", _("Database"), _kind(config.database)),
        Given("FAIRWORD_QUEUE", _("Queue of work"), _kind(config.queue)),
        Given("FAIRWORD_MEDIA", _("Store of recordings and files"), _kind(config.media)),
        Given("FAIRWORD_SECRET_KEY", _("Key that signs sessions"), kept),
    )


def _kind(address: str) -> str:
    """The first word of an address, as postgresql; a folder has none."""
    return address.split(":", 1)[0].split("+", 1)[0] if "://" in address else _("a folder")
