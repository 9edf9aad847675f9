"""What was recognised in a file, how far it is, and what is wrong with it, in the reader's words."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from babel.units import format_unit
from flask_babel import format_percent, get_locale, ngettext
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from qa_app.operations.arrivals import TABLE
from qa_app.store.import_queries import Became
from qa_app.store.interactions import Interaction, Stage
from qa_app.store.work import FileState, ImportedFile
from qa_app.web.errors import MESSAGES

_FORMATS = {
    TABLE: _l("Table with details of other files"),
    "recording": _l("Recording"),
    "vcon": "vCon",
    "zendesk": "Zendesk",
    "intercom": "Intercom",
    "social": _l("Social media export"),
    "json": "JSON",
    "webvtt": "WebVTT",
    "srt": "SubRip",
    "whatsapp": "WhatsApp",
    "email": _l("E-mail"),
    "csv": "CSV",
    "text": _l("Plain text"),
}
# Codes of `transcripts.errors`: of whole files, and of parts that were left out.
_PROBLEMS = {
    "empty": _l("The file is empty. Check that the export was complete."),
    "not_text": _l("This is neither text nor a recording that can be read."),
    "unknown_format": _l("This kind of file is not recognised. See the list of formats above."),
    "no_conversation": _l("There is no conversation in this file."),
    "file_gone": _l("The file is not there any more. Bring it in again."),
    "recording_beside": _l("A recording that belongs here is not in this file. Bring it in too."),
    "no_recording": _l("There is no recording in this file."),
    "unreadable": _l("The file could not be opened."),
    "too_large": _l("The file, or what is packed in it, is larger than can be read. Split it into smaller ones."),
    "too_nested": _l("Parts are nested too deeply in each other."),
    "not_email": _l("The e-mail cannot be read. Save it again as .eml."),
    "not_audio": _l("There is no sound in this file that can be played. Export it again, as WAV or MP3."),
    "encrypted": _l("This is neither a recording nor text; perhaps it is encrypted. Export it without protection."),
    "missing_field": _l("Something that a conversation needs is missing here."),
    "wrong_field": _l("Something here is not as a conversation needs it."),
    "wrong_version": _l("The file was written by a version that is not known here."),
    "too_many": _l("There is more here than can be read; the rest was left out."),
    "signed_vcon": _l("The vCon is signed. Export the vCon that is inside."),
    "encrypted_vcon": _l("The vCon is encrypted. Decrypt it first."),
    "redacted_vcon": _l("The vCon is redacted: words may be missing from it. Use the full one."),
    "unknown_extension": _l("The vCon needs an extension that is not known here."),
    "unknown_transcript": _l("There is a transcript in a form that is not known."),
    "not_fetched": _l("The content lies at another address and is not fetched from there."),
    "bad_content": _l("The content is damaged."),
    "no_messages": _l("There are no messages to read here."),
    "no_message": _l("This line stands before the first message and was left out."),
    "no_speaker": _l("This line stands before the first speaker and was left out."),
    "bad_time": _l("The time here is not usable."),
    "no_speakers": _l("No line says who speaks. Begin each with Agent: or Customer:, or a name."),
    "no_column": _l("No columns for the speaker and the words were found. Name them speaker and text."),
    "no_file_column": _l("No column names the files. Call one file."),
    "short_row": _l("The row has fewer cells than the header."),
    "empty_text": _l("There is no text here."),
    "open_quote": _l("A quotation mark is never closed."),
    "bad_json": _l("This is not valid JSON."),
    "not_object": _l("This is not a JSON object."),
    "bad_csv": _l("The table cannot be read from here on."),
    "no_file": _l("The line names no file."),
    "repeated_file": _l("There is a line for the same file further up; that one counts."),
    "model_missing": _l("The speech model is not installed. Ask the administrator."),
    "model_damaged": _l("The speech model is damaged. Ask the administrator."),
    "engine_missing": _l("The speech engine is not installed. Ask the administrator."),
    "unknown_language": _l("The speech model does not know this language."),
}
_STATES = {
    FileState.WAITING: _l("Waiting to be read"),
    FileState.READING: _l("Being read"),
    FileState.FAILED: _l("Failed"),
    FileState.DONE: _l("Done"),
}
_STAGES = {
    Stage.WAITING: _l("Waiting"),
    Stage.SCORING: _l("Being scored"),
    Stage.DONE: _l("Done"),
    Stage.FAILED: _l("Failed"),
}


def format_words(recognised: str) -> str:
    return str(_FORMATS.get(recognised, recognised))


def problem_words(code: str, detail: dict[str, Any] | None = None) -> str:
    """What is wrong, and what to do; a code without words of its own is a fault of ours."""
    words = _PROBLEMS.get(code) or MESSAGES.get(code) or MESSAGES["internal"]
    return str(words) % defaultdict(str, detail or {}) if detail else str(words)


def size_words(size: int) -> str:
    """A number of bytes as 640 kB, 12 MB, 1.5 GB."""
    units = (("digital-gigabyte", 2**30), ("digital-megabyte", 2**20), ("digital-kilobyte", 2**10))
    unit, each = next((unit for unit in units if size >= unit[1]), units[-1])
    number = max(1.0, size / each)
    return format_unit(round(number, 1 if number < 10 else None), unit, "short", locale=get_locale())


def state_words(file: ImportedFile, became: Became | None) -> str:
    """How far a file is, in words."""
    if file.state is FileState.UPLOADING:
        return str(_("Uploading, %(share)s", share=format_percent(file.received / file.size)))
    if file.state is not FileState.DONE or became is None:
        return str(_STATES[file.state])
    if became.count == 1:
        return stage_words(became.first[0])
    if became.done + became.failed < became.count:
        return str(_("%(done)s of %(all)s conversations done", done=became.done, all=became.count))
    return str(ngettext("%(num)s conversation done", "%(num)s conversations done", became.done))


def stage_words(interaction: Interaction) -> str:
    if interaction.stage is Stage.TRANSCRIBING:
        return str(_("Transcribing, %(share)s", share=format_percent(interaction.progress)))
    return str(_STAGES[interaction.stage])
