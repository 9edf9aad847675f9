"""Letters by e-mail: over SMTP, or into a folder where an installation has no mail server."""

from __future__ import annotations

import logging
import smtplib
import ssl
from collections.abc import Sequence
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from pathlib import Path
from threading import Thread
from urllib.parse import unquote, urlsplit
from uuid import uuid4

from qa_app.config import Config

_log = logging.getLogger(__name__)
_PATIENCE_SECONDS = 20
_AT_ONCE = 50


def letter(config: Config, to: str, subject: str, text: str, html: str) -> EmailMessage:
    """A letter in plain text and HTML. Raises ValueError for an address or a subject that no header can hold."""
    message = EmailMessage()
    message["From"] = config.mail_from
    message["To"] = to
    message["Subject"] = subject
    message["Date"] = formatdate()
    message["Message-ID"] = make_msgid(domain=config.mail_from.rsplit("@", 1)[-1].rstrip(">"))
    message.set_content(text)
    message.add_alternative(html, subtype="html")
    return message


def send(config: Config, *messages: EmailMessage) -> None:
    """Send letters without keeping the caller waiting, or write them to `data/mail` where no server is set."""
    if config.mail:
        Thread(target=_deliver, args=(config.mail, messages), daemon=True).start()
        return
    folder = mail_folder(config)
    folder.mkdir(mode=0o700, exist_ok=True)
    for message in messages:
        (folder / f"{uuid4().hex}.eml").write_bytes(bytes(message))


def mail_folder(config: Config) -> Path:
    """Where letters lie that were not sent."""
    return config.data / "mail"


def _deliver(url: str, messages: Sequence[EmailMessage]) -> None:
    """Some letters at a time over a connection, since servers take only so many; one that is refused stops no other."""
    for first in range(0, len(messages), _AT_ONCE):
        some = list(messages[first : first + _AT_ONCE])
        try:
            with _server(url) as server:
                while some:
                    _hand_over(server, some.pop(0))
        except (OSError, smtplib.SMTPException):
            for message in some:
                _log.exception("letter_not_sent", extra={"letter": message["Message-ID"]})


def _hand_over(server: smtplib.SMTP, message: EmailMessage) -> None:
    try:
        server.send_message(message)
    except (OSError, smtplib.SMTPException):
        _log.exception("letter_not_sent", extra={"letter": message["Message-ID"]})


def _server(url: str) -> smtplib.SMTP:
    """A connection to smtp://user:password@host:port (encrypted where the server can) or smtps://..."""
    where = urlsplit(url)
    host = where.hostname or "localhost"
    if where.scheme == "smtps":
        server: smtplib.SMTP = smtplib.SMTP_SSL(
            host, where.port or 465, timeout=_PATIENCE_SECONDS, context=ssl.create_default_context()
        )
    else:
        server = smtplib.SMTP(host, where.port or 587, timeout=_PATIENCE_SECONDS)
        server.ehlo()
        if server.has_extn("starttls"):
            server.starttls(context=ssl.create_default_context())
    if where.username:
        server.login(unquote(where.username), unquote(where.password or ""))
    return server
