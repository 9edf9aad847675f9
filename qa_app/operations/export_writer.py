"""What stands in the zip of everything about one person: who and what, their conversations, and papers."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, tzinfo
from itertools import groupby
from zipfile import ZipFile

from qa_app.operations import export_values as values
from qa_app.operations.coaching import made_on, report_of
from qa_app.operations.suggesting import conversation_of, scorecard_of
from qa_app.reports.coaching_pdf import render
from qa_app.reports.scorecard_pdf import render_scorecard
from qa_app.reports.words import reader
from qa_app.store import export_queries
from qa_app.store.coaching import GivenReport
from qa_app.store.database import Session
from qa_app.store.interactions import Interaction, SuggestedScorecard
from qa_app.store.people import Agent, User
from scoring.evidence import UnverifiedQuoteError
from transcripts.conversation import Conversation
from transcripts.files import conversation_to_json
from transcripts.webvtt import to_webvtt


class ExportWriter:
    """Writes into the zip. Every name in it is made of ours and of numbers, so that none can be hostile.

    Days on paper are those of the company, in whose `zone` it is.
    """

    def __init__(self, archive: ZipFile, language: str, now: datetime, zone: tzinfo) -> None:
        self._archive = archive
        self._language = language
        self._zone = zone
        self._made_on = now.astimezone(zone).date()
        self._interactions: list[values.Values] = []

    def about_the_person(self, session: Session, user: User, agent: Agent) -> None:
        """All but the conversations."""
        talks = export_queries.talks(session, agent.id)
        reports = export_queries.reports(session, agent.id)
        self._text("README.txt", _readme(self._language))
        self._json("profile.json", values.profile(user, agent))
        released, to = export_queries.released(session, agent.id), reader(self._language)
        self._json("reviews.json", [values.review(row, to) for row in released])
        self._json("disputes.json", list(map(values.dispute, export_queries.disputes(session, agent.id))))
        self._json("comments.json", list(map(values.comment, export_queries.comments(session, agent.id, user.id))))
        self._json("reports.json", list(map(values.report, reports)))
        self._json("talks.json", list(map(values.talk, talks)))
        self._json("goals.json", [values.goal(goal) for talk in talks for goal in talk.goals])
        self._json("training.json", list(map(values.training, export_queries.trainings(session, agent.id))))
        self._list("access.json", map(values.event, export_queries.trail(session, agent.id)))
        for given in reports:
            self._report(given)

    def conversations(self, session: Session, ids: Sequence[int]) -> None:
        """Some conversations: transcript, all that was suggested, and the current suggestion on paper."""
        found = export_queries.suggestions(session, ids)
        by_interaction = {
            key: list(rows)
            for key, rows in groupby(sorted(found, key=lambda row: row.interaction_id), lambda row: row.interaction_id)
        }
        for row in export_queries.conversations(session, ids):
            self._interactions.append(values.interaction(row))
            self._conversation(row, by_interaction.get(row.id, []))

    def finish(self) -> None:
        self._json("interactions.json", self._interactions)

    def _conversation(self, row: Interaction, suggested: Sequence[SuggestedScorecard]) -> None:
        folder = f"interactions/{row.id:08}"
        if suggested:
            self._json(f"{folder}/suggestions.json", list(map(values.suggestion, suggested)))
        if row.transcript is None:
            return
        said = conversation_of(row.transcript)
        without_customer = values.transcript(said)
        self._json(f"{folder}/transcript.json", conversation_to_json(without_customer))
        if any(turn.start is not None for turn in said.turns):
            self._text(f"{folder}/transcript.vtt", to_webvtt(without_customer))
        else:
            self._text(f"{folder}/transcript.txt", _plain(without_customer))
        if suggested:
            self._scorecard(folder, said, suggested[-1])

    def _scorecard(self, folder: str, said: Conversation, suggested: SuggestedScorecard) -> None:
        try:
            document = render_scorecard(said, scorecard_of(suggested), self._language, self._made_on)
        except UnverifiedQuoteError:
            return  # the transcript was put right and is not scored anew yet; the suggestion stands in the JSON
        self._archive.writestr(f"{folder}/scorecard.pdf", document)

    def _report(self, given: GivenReport) -> None:
        report = replace(report_of(given), language=self._language)
        self._archive.writestr(f"reports/{given.id:08}.pdf", render(report, made_on(given, self._zone)))

    def _json(self, name: str, content: object) -> None:
        self._text(name, json.dumps(content, ensure_ascii=False, indent=2, default=str))

    def _list(self, name: str, rows: Iterator[values.Values]) -> None:
        """A list that may be long, written row by row."""
        with self._archive.open(name, "w", force_zip64=True) as file:
            before = b"[\n"
            for row in rows:
                file.write(before + json.dumps(row, ensure_ascii=False, default=str).encode())
                before = b",\n"
            file.write(b"[]\n" if before == b"[\n" else b"\n]\n")

    def _text(self, name: str, text: str) -> None:
        self._archive.writestr(name, text)


def _plain(said: Conversation) -> str:
    return "\n\n".join(f"{turn.speaker.value}: {turn.text}" for turn in said.turns) + "\n"


def _readme(language: str) -> str:
    to = reader(language)
    return "\n\n".join(
        (
            to.gettext("Everything that Fairword keeps about you"),
            to.gettext(
                "The folder interactions has, for each conversation, its transcript, what was suggested automatically, "
                "and the scorecard as PDF. The other files have your profile, the reviews, disputes, comments, "
                "coaching reports, talks, goals, and who looked at what and when (access.json)."
            ),
            to.gettext("The training that you were given, with your answers, is in training.json."),
            to.gettext(
                "Recordings are not part of it, since the customer's voice is in them; you can hear them in Fairword. "
                "Of other people it says only who did what."
            ),
            "",
        )
    )
