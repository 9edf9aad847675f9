"""A recording -> a conversation."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, nullcontext
from dataclasses import dataclass
from pathlib import Path

from transcripts.agent_side import agent_side
from transcripts.audio import load_channels
from transcripts.conversation import Channel, Conversation, Speaker
from transcripts.crosstalk import without_crosstalk
from transcripts.listen import Ear, Recognition, listen
from transcripts.partial import Finished, finished
from transcripts.recognition import SpeechEngine
from transcripts.signals import Signal
from transcripts.speakers import speakers_by_voice
from transcripts.speech import find_speech
from transcripts.stereo import fuller, same_sound
from transcripts.turns import Utterance, turns, utterances
from transcripts.voices import tell_apart
from transcripts.windows import Span

# Changes when the same recording would give other words than before, so that no half of an older run is gone on with.
_VERSION = 1


@dataclass(frozen=True, slots=True)
class Known:
    """What is known about a recording before it is heard.

    `language` is an ISO 639-1 code, None to detect it. `agent_side` is the channel of the agent, 0 or 1, for a stereo
    recording; without it file metadata or the words decide. `agent` is the agent's name. `vocabulary` are names and
    terms that are likelier than elsewhere; the agent's name counts among them.
    """

    language: str | None = None
    agent_side: int | None = None
    agent: str | None = None
    vocabulary: tuple[str, ...] = ()


def transcribe(
    path: str | Path,
    engine: SpeechEngine,
    known: Known | None = None,
    *,
    partial: Path | None = None,
    progress: Callable[[float], None] | None = None,
) -> Conversation:
    """The conversation in a recording; its id is the file name without suffix.

    A recording in a language that cannot be scored is transcribed too; one without speech gives a conversation without
    turns. `partial` is a file for what is finished, from which an interrupted transcription goes on; whoever saves the
    conversation removes it. `progress` gets the share of the speech heard, 0..1, never less than before.

    Raises InputError, see `load_channels` and `Ear`; OSError if `partial` cannot be written.
    """
    path, known, progress = Path(path), known or Known(), progress or (lambda share: None)
    names = (known.agent,) if known.agent else ()
    ear = Ear(engine, known.language, (*names, *known.vocabulary))
    with ExitStack() as stack:
        channels = stack.enter_context(load_channels(path))
        signals = channels.signals
        if len(signals) == 2 and same_sound(*signals):
            signals = (fuller(*signals),)
        kept = stack.enter_context(_kept(partial, path, ear))
        speech = kept.once("speech", lambda: _speech(signals))
        recognition = listen(signals, speech, ear, kept, progress)
        spoken, speakers, certainty = _attributed(signals, recognition, known.agent_side, channels.tags)
    progress(1.0)
    return Conversation(
        id=path.stem,
        channel=Channel.CALL,
        language=recognition.language,
        turns=turns(spoken, speakers, recognition.language),
        language_certainty=recognition.certainty,
        agent=known.agent,
        source=path.name,
        roles_certainty=certainty,
        missing_seconds=channels.missing_seconds if channels.broken else None,
    )


def _speech(signals: Sequence[Signal]) -> list[list[Span]]:
    speech = [find_speech(signal) for signal in signals]
    return without_crosstalk(signals, speech) if len(signals) == 2 else speech


def _kept(partial: Path | None, recording: Path, ear: Ear) -> AbstractContextManager[Finished]:
    if partial is None:
        return nullcontext(Finished())
    with recording.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return finished(partial, json.dumps([_VERSION, digest, ear.engine.identity, ear.language, ear.vocabulary]))


def _attributed(
    signals: Sequence[Signal], recognition: Recognition, told: int | None, tags: Mapping[str, str]
) -> tuple[Sequence[Utterance], Sequence[Speaker], float | None]:
    """Utterances, whose each is, and how certain the roles are.

    Speech on one channel only makes a recording mono, unless it is known whose channel that is.
    """
    spoken = utterances(recognition.segments)
    side, certainty = agent_side(spoken, recognition.language, told, tags)
    if len({utterance.channel for utterance in spoken}) == 2 or (len(signals) == 2 and certainty is None):
        speakers = [Speaker.AGENT if utterance.channel == side else Speaker.CUSTOMER for utterance in spoken]
        return spoken, speakers, certainty
    if not spoken:
        return (), (), None
    signal = signals[spoken[0].channel]
    voices = tell_apart(signal, [word for utterance in spoken for word in utterance.words])
    return speakers_by_voice(spoken, voices, recognition.language)
