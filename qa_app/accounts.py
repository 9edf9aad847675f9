"""The command `qa user`: the first account, and a way back in when nobody can get to the page of people."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import IO, TYPE_CHECKING

import click

from qa_app.config import ConfigError, config_from
from transcripts.conversation import SUPPORTED_LANGUAGES

if TYPE_CHECKING:
    from flask import Flask

    from qa_app.store.database import Session
    from qa_app.store.people import User
    from qa_app.workplace import Workplace

# As in `qa_app.store.people.RoleName`, which takes long to load.
ROLES = ("agent", "reviewer", "trainer", "manager", "administrator")


@click.group()
def user() -> None:
    """Accounts of the people who use the pages."""


@user.command()
@click.argument("email")
@click.option("--name", required=True, help="As others read it.")
@click.option("--role", "roles", required=True, multiple=True, type=click.Choice(ROLES), help="One or more.")
@click.option("--language", type=click.Choice(SUPPORTED_LANGUAGES), help="Of pages and letters; else the browser's.")
@click.option("--password-file", type=click.File("r"), metavar="FILE|-", help="Its first line is the password.")
@click.option("--link", is_flag=True, help="Ask for no password; print a link with which it is chosen.")
def create(
    email: str,
    name: str,
    roles: tuple[str, ...],
    language: str | None,
    password_file: IO[str] | None,
    link: bool,
) -> None:
    """Add an account for EMAIL. The password is asked for, unless --password-file or --link is given."""
    from qa_app.operations.people import add_user
    from qa_app.store.people import RoleName

    if link and password_file:
        raise click.UsageError("Give --link or --password-file, not both.")
    with _pages() as (workplace, app):
        from qa_app.web.new_passwords import hashed, problem_with, unusable

        with app.test_request_context(base_url=workplace.config.url):
            email = _address(email)
            password = None if link else _password(password_file)
            problem = None if password is None else problem_with(password, email, name)
            if problem:
                raise click.ClickException(problem)
            with workplace.database.transaction() as session:
                added = add_user(
                    session,
                    None,
                    datetime.now(UTC),
                    email,
                    name,
                    unusable() if password is None else hashed(password),
                    *map(RoleName, roles),
                )
                added.language = language
        click.echo(f"{email} was added as {', '.join(roles)}.", err=True)
        if link:
            _print_link(app, workplace, email)


@user.command(name="list")
def list_users() -> None:
    """Every account: address, name, roles, state."""
    from qa_app.operations.signing_in import is_locked
    from qa_app.store.people_queries import users_found

    with _workplace() as workplace, workplace.database.reading() as session:
        now = datetime.now(UTC)
        for one in users_found(session, "", 0, 100_000):
            state = "closed" if not one.active else "locked" if is_locked(one, now) else "open"
            click.echo("\t".join((one.email, one.name, ",".join(sorted(one.role_names)), state)))


@user.command()
@click.argument("email")
def unlock(email: str) -> None:
    """Take passwords for EMAIL again at once, after too many wrong ones."""
    from qa_app.operations.accounts import unlock as unlock_account

    with _workplace() as workplace, workplace.database.transaction() as session:
        unlock_account(session, None, datetime.now(UTC), _known(session, email))
    click.echo(f"{email} can sign in.", err=True)


@user.command()
@click.argument("email")
def link(email: str) -> None:
    """Print a link with which whoever has EMAIL chooses a new password; it works once, for one day."""
    with _pages() as (workplace, app):
        _print_link(app, workplace, email)


def _print_link(app: Flask, workplace: Workplace, email: str) -> None:
    from qa_app.operations.auditing import audit
    from qa_app.web.mailing import reset_link

    with app.test_request_context(base_url=workplace.config.url), workplace.database.transaction() as session:
        known = _known(session, email)
        audit(session, None, datetime.now(UTC), "user.reset_asked", known)
        click.echo(reset_link(known))


def _known(session: Session, email: str) -> User:
    from qa_app.store.people_queries import user_by_email

    found = user_by_email(session, email.strip().lower())
    if found is None:
        raise click.ClickException(f"There is no account {email}.")
    return found


def _address(email: str) -> str:
    from email_validator import EmailNotValidError, validate_email

    try:
        return validate_email(email, check_deliverability=False, globally_deliverable=False).normalized.lower()
    except EmailNotValidError as error:
        raise click.BadParameter(f"{email!r} is not an e-mail address.", param_hint="EMAIL") from error


def _password(file: IO[str] | None) -> str:
    if file is not None:
        return file.readline().rstrip("\r\n")
    if not sys.stdin.isatty():
        raise click.UsageError("There is nobody to ask for a password; give --password-file - or --link.")
    typed: str = click.prompt("Password", hide_input=True, confirmation_prompt=True, err=True)
    return typed


@contextmanager
def _workplace() -> Iterator[Workplace]:
    """The installation that the environment names; says in one line what is wrong with it or with the request."""
    from qa_app.operations.errors import OperationError
    from qa_app.operations.opening import open_workplace

    try:
        workplace = open_workplace(config_from())
    except ConfigError as error:
        raise click.ClickException(str(error)) from error
    try:
        yield workplace
    except OperationError as error:
        raise click.ClickException(_PROBLEMS[error.code] % error.fields) from error
    finally:
        workplace.database.close()


@contextmanager
def _pages() -> Iterator[tuple[Workplace, Flask]]:
    """The installation with its pages, which know how passwords are kept and how links are written."""
    from qa_app.web.app import create_app

    with _workplace() as workplace:
        yield workplace, create_app(workplace)


_PROBLEMS = {"email_taken": "There is an account %(email)s already."}
