"""What the command says of a transcript that people should know before they use it."""

from __future__ import annotations

from scoring.explain import not_judged
from transcripts.conversation import Conversation
from transcripts.quality import quality


def remarks(conversation: Conversation) -> list[str]:
    """Lines in English: the recording breaks off, the transcript is too poor to score; none if all is well."""
    said: list[str] = []
    if conversation.missing_seconds is not None:
        known = (
            f" At least {conversation.missing_seconds:.0f} seconds are missing." if conversation.missing_seconds else ""
        )
        said.append(f"the recording is damaged or breaks off; it was read as far as it goes.{known}")
    if not conversation.turns:
        said.append("no speech was found in the recording.")
    if reasons := quality(conversation).reasons:
        told = " ".join(not_judged(reason, "en") for reason in reasons)
        said.append(f"the transcript is too poor to score. {told}")
    return [f"{conversation.id}: {line}" for line in said]
