"""Config: everything that may be set, from the environment, checked once at start."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote, urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

# What http may lead to: this machine.
_HERE = ("localhost", "127.0.0.1", "::1")


class ConfigError(Exception):
    """A setting that cannot be used; the message names it and says what would do."""


@dataclass(frozen=True, slots=True)
class RecordStore:
    """A learning record store (xAPI): where it is, and by which key and secret it knows this installation."""

    address: str
    key: str
    secret: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Config:
    """How this installation runs.

    `data` is the folder for everything that is kept; the other places default to parts of it. `database` is an
    SQLAlchemy URL, `queue` an URL (sqlite, postgresql, redis), `media` a folder or an fsspec URL. `url` is where people
    reach the pages: with https, cookies are for https only. `time_zone` counts where a person chose none.
    `dispute_days` is how long an agent may dispute a released review. `mail` is an smtp URL, "" writes letters to
    the folder `data/mail` instead of sending them. `upload_limit` is the most bytes one file may have. `lrs` takes the
    records of training, None where they are only kept here.
    """

    data: Path
    database: str
    queue: str
    media: str
    url: str
    secret_key: str
    mail: str = ""
    mail_from: str = "fairword@localhost"
    time_zone: str = "Europe/Amsterdam"
    dispute_days: int = 14
    upload_limit: int = 2 * 2**30
    watch: Path | None = None
    whisper_model: str | None = None
    lrs: RecordStore | None = None
    testing: bool = False

    @property
    def https(self) -> bool:
        return self.url.startswith("https://")


def config_from(environment: Mapping[str, str] = os.environ) -> Config:
    """The configuration in the environment (FAIRWORD_...).

    Makes the data folder, for its owner only, and its secret key when they are missing. Raises ConfigError, which names
    the setting.
    """
    data = Path(environment.get("FAIRWORD_DATA", "fairword-data")).resolve()
    try:
        data.mkdir(mode=0o700, parents=True, exist_ok=True)
        secret = environment.get("FAIRWORD_SECRET_KEY") or _kept_secret(data / "secret-key")
    except OSError as error:
        raise ConfigError(f"FAIRWORD_DATA: {data} cannot be used: {error.strerror}") from error
    if len(secret) < 32:
        raise ConfigError("FAIRWORD_SECRET_KEY: give at least 32 characters, as random as can be.")
    watch = environment.get("FAIRWORD_WATCH")
    return Config(
        data=data,
        database=environment.get("FAIRWORD_DATABASE", f"sqlite:///{data / 'fairword.db'}"),
        queue=environment.get("FAIRWORD_QUEUE", f"sqlite:///{data / 'queue.db'}"),
        media=environment.get("FAIRWORD_MEDIA", str(data / "media")),
        url=environment.get("FAIRWORD_URL", "http://localhost:8080").rstrip("/"),
        secret_key=secret,
        mail=environment.get("FAIRWORD_MAIL", ""),
        mail_from=environment.get("FAIRWORD_MAIL_FROM", "fairword@localhost"),
        time_zone=_zone(environment.get("FAIRWORD_TIME_ZONE", "Europe/Amsterdam")),
        dispute_days=_number(environment, "FAIRWORD_DISPUTE_DAYS", 14, 1),
        upload_limit=_number(environment, "FAIRWORD_UPLOAD_LIMIT_MB", 2048, 1) * 2**20,
        watch=Path(watch).resolve() if watch else None,
        whisper_model=environment.get("FAIRWORD_WHISPER_MODEL") or None,
        lrs=_record_store(environment.get("FAIRWORD_LRS", "")),
    )


def _kept_secret(path: Path) -> str:
    """The key that signs sessions, made once and readable by the owner only."""
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(48))
    except FileExistsError:
        pass
    return path.read_text(encoding="ascii").strip()


def _record_store(url: str) -> RecordStore | None:
    """The store at https://key:secret@host/path. What is wrong is said without the URL, which holds a secret."""
    if not url:
        return None
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        host, port = None, None
    if not host or not parts.username or not parts.password or parts.query or parts.fragment:
        raise ConfigError("FAIRWORD_LRS: give it as https://key:secret@host/path, special characters as %XX.")
    if parts.scheme != "https" and not (parts.scheme == "http" and host in _HERE):
        raise ConfigError("FAIRWORD_LRS: only https keeps the key and the records secret on their way.")
    name = f"[{host}]" if ":" in host else host
    address = f"{parts.scheme}://{name}{f':{port}' if port else ''}{parts.path.rstrip('/')}"
    return RecordStore(address, unquote(parts.username), unquote(parts.password))


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise ConfigError(f"FAIRWORD_TIME_ZONE: {name!r} is no time zone; give one as Europe/Amsterdam.") from error
    return name


def _number(environment: Mapping[str, str], name: str, default: int, least: int) -> int:
    try:
        value = int(environment.get(name, default))
    except ValueError as error:
        raise ConfigError(f"{name}: give a whole number.") from error
    if value < least:
        raise ConfigError(f"{name}: give {least} or more.")
    return value
