"""What `qa import` knows of files beforehand: by its options, by a table, by their names."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from qa_app.inputs import Failures

if TYPE_CHECKING:
    from qa_app.operations.metadata import Told
    from qa_app.operations.name_pattern import NamePattern
    from qa_app.operations.sidecar import Sidecar

# What is wrong with an option; {0} is what was given.
_UNUSABLE = {
    "bad_time_zone": "{0} is no time zone; give one as Europe/Berlin or +02:00.",
    "bad_channel": "{0} is no channel; give call, chat, email, social or note.",
    "bad_market": "{0} is no country; give its two letters, as DE.",
    "bad_language": "{0} is no language; give its two letters, as de.",
    "pattern_braces": "a brace is missing in the pattern; write each field as {{agent}}.",
    "pattern_field": "{0} is no field; there are agent, customer, date, time, zone, channel, market, language, any.",
    "pattern_repeats": "the field {0} is in the pattern twice; only any may be.",
    "pattern_empty": "the pattern has no field; write one as {{agent}}.",
    "pattern_long": "the pattern has too many fields.",
}


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of the files beforehand; `zone` is that of times without one."""

    form: Told
    pattern: NamePattern | None
    table: Sidecar | None = None
    zone: str = "UTC"

    def of(self, name: str) -> Told:
        from qa_app.operations.metadata import Told
        from qa_app.operations.sidecar import file_key

        by_name = (self.pattern.told(name, self.zone) if self.pattern else None) or Told()
        in_table = (self.table.told.get(file_key(name)) if self.table else None) or Told()
        return in_table.over(self.form).over(by_name)


def known_from(options: dict[str, str | None], pattern: str | None) -> Known:
    """What the options tell; one that cannot be used ends the command with what would do."""
    from qa_app.operations.errors import OperationError
    from qa_app.operations.metadata import told_from
    from qa_app.operations.name_pattern import name_pattern

    try:
        return Known(told_from(options, "UTC"), name_pattern(pattern) if pattern else None)
    except OperationError as error:
        given = error.fields.get("value") or error.fields.get("field")
        raise click.UsageError(_UNUSABLE[error.code].format(given)) from error


def table_from(name: str | None, zone: str, failures: Failures) -> Sidecar | None:
    """The table with a line for each file; what is wrong with a line is said. Raises InputError for no such table."""
    from qa_app.operations.sidecar import read_sidecar
    from transcripts.readers.read import file_bytes

    if name is None:
        return None
    table = read_sidecar(file_bytes(Path(name)), Path(name).name, zone)
    for problem in table.problems:
        failures.say(problem)
    return table
