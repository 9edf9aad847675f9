"""Files that people bring in, and the interactions found in them: the same file twice gives the same interactions."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from qa_app.operations.auditing import audit
from qa_app.operations.errors import OperationError
from qa_app.operations.file_names import display_name
from qa_app.operations.jobs import ask_for
from qa_app.operations.metadata import Told, shown, start
from qa_app.operations.people import agent_named
from qa_app.store.database import Session
from qa_app.store.intake_queries import add_or_find, interaction_by_digest
from qa_app.store.interactions import Interaction, Stage, Transcript
from qa_app.store.people import User
from qa_app.store.work import FileInteraction, FileState, ImportedFile, JobKind
from transcripts.conversation import Conversation, Speaker
from transcripts.files import conversation_to_json


@dataclass(frozen=True, slots=True)
class WholeFile:
    """A file that lies in `qa_app.media` under its key; `size` in bytes."""

    name: str
    media_key: str
    size: int


@dataclass(frozen=True, slots=True)
class Found:
    """One conversation in a file: read already, or a recording that is still to be heard, or both.

    Of what is told of a file and what stands in it, the former counts where the conversation is `alone` in it; of one
    among several the file knows more.
    """

    digest: str
    name: str
    conversation: Conversation | None = None
    media_key: str | None = None
    alone: bool = True


def digest_of(content: str, place: int = 0) -> str:
    """What an interaction is known again by: the hash of the content it lies in and its place there."""
    return hashlib.sha256(f"{content}:{place}".encode()).hexdigest()


def bring_file(session: Session, actor: User | None, now: datetime, whole: WholeFile, told: Told) -> ImportedFile:
    """Take in a file that is there as a whole, and ask for it to be read."""
    file = ImportedFile(
        token=uuid4().hex,
        name=display_name(whole.name),
        size=whole.size,
        told=told.to_json(),
        brought_by=actor.id if actor else None,
        created_at=now,
    )
    session.add(file)
    session.flush()
    file_arrived(session, actor, now, file, whole.media_key)
    return file


def file_arrived(session: Session, actor: User | None, now: datetime, file: ImportedFile, media_key: str) -> None:
    """A file whose bytes have all come lies in the store now: ask for it to be read."""
    file.media_key, file.received = media_key, file.size
    file.state, file.problem, file.problem_detail = FileState.WAITING, None, None
    ask_for(session, JobKind.READ_FILE, file.id, now)
    audit(session, actor, now, "file.brought", file)


def try_again(session: Session, actor: User | None, now: datetime, interaction: Interaction) -> None:
    """Ask once more for the work on an interaction that failed. Raises OperationError `not_failed`."""
    if interaction.stage is not Stage.FAILED:
        raise OperationError("not_failed")
    _begin_again(session, interaction, now)
    audit(session, actor, now, "interaction.tried_again", interaction)


def add_conversation(
    session: Session, now: datetime, file: ImportedFile, found: Found, default_zone: str
) -> tuple[Interaction, bool]:
    """The interaction of a conversation found in a file, and whether it is new; asks for the work on a new one.

    One that is known already gets what it lacks, and is worked on again if it had failed.
    """
    told = Told.from_json(file.told)
    known, new = _known_or_new(session, now, file, found)
    _fill_gaps(session, known, _facts(found, told, default_zone))
    if new:
        ask_for(session, JobKind.PROCESS, known.id, now)
        audit(session, file.bringer, now, "interaction.imported", known, file=file.id)
    elif known.stage is Stage.FAILED:
        _begin_again(session, known, now)
    if session.get(FileInteraction, (file.id, known.id)) is None:
        session.add(FileInteraction(file_id=file.id, interaction_id=known.id, new=new))
    session.flush()
    return known, new


def _known_or_new(session: Session, now: datetime, file: ImportedFile, found: Found) -> tuple[Interaction, bool]:
    def find() -> Interaction | None:
        return interaction_by_digest(session, found.digest)

    known = find()
    return (known, False) if known else add_or_find(session, _interaction(now, file, found), find)


def _interaction(now: datetime, file: ImportedFile, found: Found) -> Interaction:
    conversation = found.conversation
    channel = Told.from_json(file.told).channel or "call"
    row = Interaction(
        digest=found.digest,
        name=shown(found.name)[:200] or "conversation",
        file_name=file.name,
        channel=conversation.channel.value if conversation else channel,
        language=conversation.language if conversation else None,
        media_key=found.media_key,
        imported_by=file.brought_by,
        created_at=now,
    )
    if conversation:
        heard(row, conversation)
    return row


def heard(interaction: Interaction, conversation: Conversation) -> None:
    """What was said in an interaction is known now; kept as its original transcript."""
    interaction.transcript = Transcript(original=conversation_to_json(conversation))
    interaction.language = conversation.language[:8]
    interaction.turns = len(conversation.turns)
    interaction.speakers = len({(turn.speaker, turn.name) for turn in conversation.turns})
    ends = [turn.end for turn in conversation.turns if turn.end is not None]
    interaction.seconds = interaction.seconds or max(ends, default=0.0) or None


def _facts(found: Found, told: Told, default_zone: str) -> Told:
    conversation = found.conversation
    if conversation is None:
        return told
    started, zone = _started(conversation, told, default_zone)
    said = Told(
        agent=conversation.agent or _only_agent(conversation),
        customer=conversation.customer,
        started_at=started,
        time_zone=zone,
        market=(conversation.market or "")[:8] or None,
    )
    return told.over(said) if found.alone else said.over(told)


def _started(conversation: Conversation, told: Told, default_zone: str) -> tuple[datetime | None, str | None]:
    if not conversation.started_at:
        return None, None
    try:
        return start(conversation.started_at, told.time_zone, default_zone)
    except OperationError:
        return None, None


def _only_agent(conversation: Conversation) -> str | None:
    names = {turn.name for turn in conversation.turns if turn.speaker is Speaker.AGENT and turn.name}
    return names.pop() if len(names) == 1 else None


def _fill_gaps(session: Session, interaction: Interaction, facts: Told) -> None:
    if interaction.agent_id is None and facts.agent and shown(facts.agent):
        interaction.agent = agent_named(session, shown(facts.agent))
    if interaction.started_at is None and facts.started_at:
        interaction.started_at, interaction.time_zone = facts.started_at, facts.time_zone
    interaction.customer = interaction.customer or (shown(facts.customer or "")[:200] or None)
    interaction.market = interaction.market or facts.market
    interaction.language = interaction.language or facts.language


def _begin_again(session: Session, interaction: Interaction, now: datetime) -> None:
    interaction.stage, interaction.progress = Stage.WAITING, 0.0
    interaction.problem, interaction.problem_detail = None, None
    ask_for(session, JobKind.PROCESS, interaction.id, now)
