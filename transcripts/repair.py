"""A transcript put right by a person: the original and the steps give the repaired conversation.

The original stays what it is; leaving out the last step is to undo it. A repaired conversation is scored as any other.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import islice

from transcripts.conversation import Conversation, Speaker, Turn
from transcripts.errors import InputError
from transcripts.repair_steps import CorrectText, JoinTurns, MoveTurn, SplitTurn, Step, SwapSpeakers, step_name
from transcripts.rewording import reworded

_UNBROKEN = re.compile(r"\S+")
# Steps times length of the conversation; a three-hour call with the most steps a file may have stays below.
_MOST_WORK = 5_000_000_000
_CHARACTERS_A_TURN = 100  # what handling a turn costs besides its text
_HINT = "Steps count turns as the steps before them leave them: a split adds one, a join or an empty text takes one."

Fault = tuple[str, str]


def repaired(original: Conversation, steps: Sequence[Step], name: str) -> Conversation:
    """The conversation after all steps, in order; `name` is where the steps come from, for errors.

    Times are kept (`rewording.reworded`), and in a recording the words of a turn joined by spaces stay its text. Turns
    of one speaker after another stay as they are: what is to be one turn is joined. Once a step has said whose words
    some are, `roles_certainty` is None: a person has looked at it. A moved turn takes the name its new speaker has, if
    that is one only. `agent` and `customer` follow where the names of the turns gave them.
    Raises InputError naming the step (`steps[3]`), with code `no_such_turn`, `no_such_speaker`, `no_such_word` or
    `words_differ`; or `too_many`.
    """
    turns = list(original.turns)
    if len(steps) * sum(len(turn.text) + _CHARACTERS_A_TURN for turn in turns) > _MOST_WORK:
        raise InputError("too_many", name, "there are more steps than can be done on so long a conversation.")
    roles_certainty = original.roles_certainty
    for number, step in enumerate(steps):
        fault = _fault(step, turns)
        if fault:
            code, why = fault
            hint = _HINT if code in ("no_such_turn", "no_such_word") else ""
            raise InputError(code, name, f"steps[{number}] ({step_name(step)}): {why}", hint)
        if _says_who(step, turns):
            roles_certainty = None
        _apply(step, turns)
    return replace(
        original,
        turns=tuple(turns),
        roles_certainty=roles_certainty,
        agent=_party(original.agent, Speaker.AGENT, original.turns, turns),
        customer=_party(original.customer, Speaker.CUSTOMER, original.turns, turns),
    )


def _fault(step: Step, turns: Sequence[Turn]) -> Fault | None:
    """The code and the words for a step that cannot be done."""
    if isinstance(step, SwapSpeakers):
        if step.first is not step.second and any(turn.speaker in (step.first, step.second) for turn in turns):
            return None
        return "no_such_speaker", "there are no turns of two different speakers to swap."
    needed = step.turn + 1 if isinstance(step, JoinTurns) else step.turn
    if needed >= len(turns):
        return "no_such_turn", f"there is no turn {needed}; at this step there are {len(turns)}, counted from 0."
    if isinstance(step, SplitTurn):
        return _split_fault(turns[step.turn], step)
    return None


def _split_fault(turn: Turn, step: SplitTurn) -> Fault | None:
    texts = turn.text.split()
    if not 0 < step.word < len(texts):
        return "no_such_word", f"word {step.word} is not inside turn {step.turn}, which has {len(texts)} words."
    if turn.words and [word.text for word in turn.words] != texts:
        return "words_differ", f"turn {step.turn} has other words with times than in its text; correct its text first."
    return None


def _apply(step: Step, turns: list[Turn]) -> None:
    match step:
        case SwapSpeakers(first, second):
            other = {first: second, second: first}
            turns[:] = [replace(turn, speaker=other.get(turn.speaker, turn.speaker)) for turn in turns]
        case MoveTurn(at, speaker):
            turns[at] = _moved(turns[at], speaker, turns)
        case CorrectText(at, text):
            turns[at : at + 1] = [_corrected(turns[at], text)] if text.strip() else []
        case SplitTurn(at, word, speaker):
            first_half, second_half = _halves(turns[at], word)
            turns[at : at + 1] = [first_half, _moved(second_half, speaker or second_half.speaker, turns)]
        case JoinTurns(at):
            turns[at : at + 2] = [_joined(turns[at], turns[at + 1])]


def _moved(turn: Turn, speaker: Speaker, turns: Sequence[Turn]) -> Turn:
    if speaker is turn.speaker:
        return turn
    names = {other.name for other in turns if other.speaker is speaker}
    return replace(turn, speaker=speaker, name=names.pop() if len(names) == 1 else None)


def _corrected(turn: Turn, text: str) -> Turn:
    if not turn.words:
        return replace(turn, text=text.strip())
    texts = text.split()
    start = turn.words[0].start if turn.start is None else turn.start
    end = turn.words[-1].end if turn.end is None else turn.end
    words = reworded(turn.words, texts, start, end)
    return replace(turn, text=" ".join(texts), start=words[0].start, end=max(word.end for word in words), words=words)


def _halves(turn: Turn, word: int) -> tuple[Turn, Turn]:
    """The turn cut before a word. Without words with times the cut is reckoned by the length of the text."""
    cut = next(islice(_UNBROKEN.finditer(turn.text), word, None)).start()
    first, second = turn.text[:cut].rstrip(), turn.text[cut:]
    if turn.words:
        before, after = turn.words[:word], turn.words[word:]
        return (
            replace(turn, text=first, end=max(said.end for said in before), words=before),
            replace(turn, text=second, start=after[0].start, end=max(said.end for said in after), words=after),
        )
    if turn.start is None or turn.end is None:
        return replace(turn, text=first), replace(turn, text=second)
    between = turn.start + (turn.end - turn.start) * cut / len(turn.text)
    return replace(turn, text=first, end=between), replace(turn, text=second, start=between)


def _joined(first: Turn, second: Turn) -> Turn:
    """Both turns as one of the first speaker; words with times only if they are those of the whole text."""
    parts = [turn for turn in (first, second) if turn.text.strip()]
    spoken = all(turn.words for turn in parts)
    ends = [turn.end for turn in (first, second) if turn.end is not None]
    return replace(
        first,
        text=(" " if spoken else "\n").join(turn.text for turn in parts),
        end=max(ends) if second.end is not None else None,
        words=tuple(word for turn in parts for word in turn.words) if spoken else (),
    )


def _says_who(step: Step, turns: Sequence[Turn]) -> bool:
    if isinstance(step, JoinTurns):
        return turns[step.turn].speaker is not turns[step.turn + 1].speaker
    return isinstance(step, SwapSpeakers | MoveTurn) or (isinstance(step, SplitTurn) and step.speaker is not None)


def _party(person: str | None, speaker: Speaker, before: Sequence[Turn], after: Sequence[Turn]) -> str | None:
    """The name of the agent or the customer, taken anew if it was the one the turns have."""
    return _first_name(speaker, after) if person == _first_name(speaker, before) else person


def _first_name(speaker: Speaker, turns: Sequence[Turn]) -> str | None:
    return next((turn.name for turn in turns if turn.speaker is speaker and turn.name), None)
