"""One of everything for each of two agents in two teams: what the sweeps over all pages walk through.

The texts that people write come from `Texts`, so that a sweep can choose hostile ones.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from wave import open as wave_file

from flask import Flask

from qa_app.operations.agreement_figures import Based, Figures, Measured, Point, figures_to_json
from qa_app.operations.agreement_stops import stop_by_hand
from qa_app.operations.calibration_decisions import About, note_decision
from qa_app.operations.calibrations import close_session
from qa_app.operations.coaching import make_report
from qa_app.operations.commenting import add_comment
from qa_app.operations.disputing import Proposal, dispute
from qa_app.operations.goals import GoalDraft, propose
from qa_app.operations.mark_course import months_until
from qa_app.operations.markets import MarketFields, add_market
from qa_app.operations.module_pictures import keep_picture
from qa_app.operations.modules import draft_of
from qa_app.operations.opening_hours import ClosedDay
from qa_app.operations.proposing import confirm
from qa_app.operations.reviewing import start_review
from qa_app.operations.rubric_changes import added, required_phrase
from qa_app.operations.rubric_editing import keep, publish, start_from, start_from_product
from qa_app.operations.rules import RuleFields, add_rule
from qa_app.operations.suggesting import rubric_of
from qa_app.operations.talks import add_point, plan_talk
from qa_app.operations.term_changes import change_to, fields_of, note_change
from qa_app.operations.training_rules import TrainingRuleFields
from qa_app.operations.training_rules import add_rule as add_training_rule
from qa_app.operations.word_lists import Place
from qa_app.store.calibrations import AgreementRun, LearnedCorrection, RunKind
from qa_app.store.database import Session
from qa_app.store.interactions import Interaction
from qa_app.store.people import Agent, RoleName, User
from qa_app.store.reviews import Assignment
from qa_app.store.training import TrainingModule, TrainingProposal, VersionState
from qa_app.store.word_lists import OwnTerm, TermState, Trial, TrialKind
from qa_app.store.work import Export, FileState, ImportedFile, Job, JobKind, JobState, ReportBatch
from qa_app.workplace import Workplace
from scoring.agreement import agreement
from scoring.scorecard import scorecard_to_json
from teaching.keys import translated
from tests.qa_app import pictures
from tests.qa_app.calibrating import calibration, handed_in
from tests.qa_app.learning import GOOD, passed, taken, whole_module
from tests.qa_app.released_review import released_review
from tests.qa_app.teaching_modules import drafted, published, small_module
from tests.qa_app.workplace import TALK, agent, conversation, interaction, person, scored
from transcripts.conversation import Conversation

YESTERDAY = datetime.now(UTC) - timedelta(days=1)
CRITERION = "empathy"

Texts = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Part:
    """What belongs to one agent, as the arguments of addresses; `draft` are those of a review not yet released."""

    agent: str
    arguments: dict[str, object]
    draft: dict[str, object]


@dataclass(frozen=True, slots=True)
class World:
    """Ines's part and Uwe's. Rita, Tara and Mara reviewed, coach and manage the first, Rolf, Toni and Mo the second."""

    own: Part
    other: Part


def plain(text: str) -> str:
    return text


def build(app: Flask, workplace: Workplace, texts: Texts = plain) -> World:
    """An empty workplace filled. Ada administers."""
    with workplace.database.transaction() as session:
        person(session, app, "Ada", RoleName.ADMINISTRATOR)
        sides = [
            _side(session, app, workplace, names, texts)
            for names in (("Ines", "North", "Rita", "Tara", "Mara"), ("Uwe", "South", "Rolf", "Toni", "Mo"))
        ]
    return World(*sides)


def _side(session: Session, app: Flask, workplace: Workplace, names: tuple[str, ...], texts: Texts) -> Part:
    name, team, *staff = names
    own = person(session, app, name, RoleName.AGENT)
    reviewer, trainer, manager = (
        person(session, app, one, role)
        for one, role in zip(staff, (RoleName.REVIEWER, RoleName.TRAINER, RoleName.MANAGER), strict=True)
    )
    who = agent(session, name, team, own)
    who.name = texts(name)
    assert who.team is not None
    who.team.name = texts(team)
    who.team.managers.append(manager)
    session.flush()
    for user in (own, reviewer, trainer, manager):
        user.name = texts(user.name)
    talks = [_conversation(session, workplace, who, f"{name}-{number}", texts) for number in range(2)]
    numbers = _graded(session, talks[0], reviewer, own, texts)
    numbers |= _coached(session, who, own, trainer, texts)
    numbers |= _worked(session, workplace, who, (reviewer, manager, own), texts)
    numbers |= _batched(session, who, trainer, talks[0])
    numbers |= _calibrated(session, app, (trainer, reviewer), talks[0], texts)
    numbers |= _agreed(session, trainer, {"North": "nl", "South": "ro"}[team], texts)
    numbers |= _taught(session, trainer, texts)
    keep_picture(session, workplace.media, int(str(numbers["module_id"])), pictures.NAME, pictures.DATA)
    numbers = _trained(session, app, workplace, (who, trainer), texts) | numbers
    numbers |= _given(session, who, trainer, int(str(numbers["module_id"])))
    numbers = _listed(session, trainer, talks[0], texts) | numbers
    numbers |= _judged(session, trainer, talks[0], {"North": "social", "South": "email"}[team], texts)
    numbers |= _sold(session, manager, {"North": "GB", "South": "IE"}[team], texts)
    draft = start_review(session, reviewer, talks[1], YESTERDAY)
    session.flush()
    return Part(
        name,
        {
            "interaction_id": talks[0].id,
            "agent_id": who.id,
            "user_id": own.id,
            "team_id": who.team.id,
            "reviewer": reviewer.id,
            "criterion": CRITERION,
            "turn": 1,
            **numbers,
        },
        {"review_id": draft.id, "interaction_id": talks[1].id},
    )


def _sold(session: Session, by: User, country: str, texts: Texts) -> dict[str, object]:
    """A market; all conversations are of the first one's."""
    fields = MarketFields(
        name=texts("Market"),
        time_zone="Europe/London",
        opening_hours={"mon": [["09:00", "12:00"], ["13:00", "17:00"]]},
        closed_days=(ClosedDay(YESTERDAY.date(), texts("Outing")[:80]),),
        formality="follow",
        currency="GBP",
        payment=texts("Cards"),
        notes=texts("They like tea"),
    )
    return {"market_id": add_market(session, by, YESTERDAY, country, "en", fields).id}


def _judged(session: Session, trainer: User, talk: Interaction, product: str, texts: Texts) -> dict[str, object]:
    """A rubric of the company's own for notes, published, with a draft of its next version that was tried."""
    draft = start_from_product(session, trainer, YESTERDAY, product)
    named = dict.fromkeys(("en", "nl", "de", "ro"), texts("Mine"))
    expected = {"phrases": {"en": ["good day"]}, "where": "opening"}
    phrase = required_phrase(draft.body, named, expected) | {"weight": 5}
    body = added({**draft.body, "title": named, "channels": ["note"]}, phrase)
    keep(session, trainer, YESTERDAY, draft, 0, body)
    version = publish(session, trainer, YESTERDAY, draft, 1, texts("The law asks for it"))
    again = start_from(session, trainer, YESTERDAY, version)
    rubric = rubric_of(version)
    cards = {which: scorecard_to_json(scored(conversation())) for which in ("draft", "now")}
    trial = Trial(
        kind=TrialKind.RUBRIC,
        asked_by=trainer.id,
        request={"draft": again.id, "interaction": talk.id, "rubric": rubric.model_dump(mode="json")},
        progress=1.0,
        result={"rubric": rubric.model_dump(mode="json"), **cards},
        created_at=YESTERDAY,
    )
    session.add(trial)
    session.flush()
    return {"version_id": version.id, "draft_id": again.id, "tried_id": trial.id}


def _trained(
    session: Session, app: Flask, workplace: Workplace, people: tuple[Agent, User], texts: Texts
) -> dict[str, object]:
    """A module that the agent has passed."""
    who, trainer = people
    second = person(session, app, f"Second{who.id}", RoleName.TRAINER)
    module = whole_module(f"refunds_whole_{who.id}")
    hostile = {language: {key: texts(words) for key, words in told.items()} for language, told in module.texts.items()}
    made = published(session, trainer, second, module.model_copy(update={"texts": hostile}), YESTERDAY)
    enrolment = taken(session, made, who, trainer, YESTERDAY)
    passed(session, enrolment, workplace.config, texts(GOOD), YESTERDAY)
    return {"module_id": made.id, "enrolment_id": enrolment.id, "quiz_id": enrolment.quizzes[0].id}


def _given(session: Session, who: Agent, trainer: User, module_id: int) -> dict[str, object]:
    """A rule that proposed a module to the agent twice: the first time somebody gave it, the other proposal waits."""
    module = session.get_one(TrainingModule, module_id)
    rule = add_training_rule(session, trainer, YESTERDAY, TrainingRuleFields(CRITERION, 0.6, 5, 8, module, 14))
    figures = {"mean": 0.41, "low": 0.3, "high": 0.52, "n": 9}
    first, second = (TrainingProposal(rule=rule, agent=who, created_at=YESTERDAY, **figures) for _ in range(2))
    session.add(first)
    session.flush()
    enrolment = confirm(session, trainer, YESTERDAY, first, (YESTERDAY + timedelta(days=14)).date())
    session.add(second)
    session.flush()
    return {"training_rule_id": rule.id, "proposal_id": second.id, "given_id": enrolment.id}


def _conversation(session: Session, workplace: Workplace, who: Agent, name: str, texts: Texts) -> Interaction:
    told: Conversation = conversation(name, tuple((speaker, texts(words)) for speaker, words in TALK))
    row = interaction(session, who, told, YESTERDAY - timedelta(days=1))
    row.name = row.file_name = texts(name)
    row.customer = texts("C-1001")[:200]
    sound = BytesIO()
    with wave_file(sound, "wb") as file:
        file.setparams((1, 2, 8000, 0, "NONE", ""))
        file.writeframes(b"\0\0" * 800)
    path = Path(workplace.config.data) / "sound.wav"
    path.write_bytes(sound.getvalue())
    row.media_key = workplace.media.put(path)
    return row


def _graded(session: Session, talk: Interaction, reviewer: User, own: User, texts: Texts) -> dict[str, object]:
    review = released_review(session, talk, reviewer, YESTERDAY)
    review.summary = texts("A calm talk.")
    for mark in review.marks:
        mark.reason = texts("By the book")
    disputed = next(mark for mark in review.marks if mark.criterion == CRITERION)
    objection = dispute(session, own, disputed, Proposal(4, texts("I did name the worry")), YESTERDAY, 14)
    comment = add_comment(session, own, YESTERDAY, talk, texts("Here I was interrupted"), 1)
    return {"review_id": review.id, "dispute_id": objection.id, "comment_id": comment.id}


def _coached(session: Session, who: Agent, own: User, trainer: User, texts: Texts) -> dict[str, object]:
    today = datetime.now(UTC).date()
    report = make_report(session, trainer, YESTERDAY, who, today - timedelta(days=30), today)
    report.agent_comment = texts("Thank you")
    talk = plan_talk(session, trainer, YESTERDAY, who, datetime.now(UTC) + timedelta(days=2), report)
    add_point(session, own, YESTERDAY, talk, texts("My shifts"))
    talk.notes = texts("Notes of both")
    draft = GoalDraft(
        text=texts("I name the worry first"),
        criterion=None,
        target=None,
        measure=texts("Twice a day"),
        support=texts("Ten minutes"),
        relevant=texts("Calmer talks"),
        follow_up=today + timedelta(days=30),
    )
    goal = propose(session, trainer, YESTERDAY, talk, draft)
    point = talk.agenda[-1]["id"]
    return {"report_id": report.id, "talk_id": talk.id, "goal_id": goal.id, "number": point, "state": "done"}


def _batched(session: Session, who: Agent, trainer: User, talk: Interaction) -> dict[str, object]:
    """Reports for the whole team that the trainer asked for, which left the agent out."""
    today = datetime.now(UTC).date()
    batch = ReportBatch(
        asked_by=trainer.id,
        team_id=who.team_id,
        first_day=today - timedelta(days=30),
        last_day=today,
        language="en",
        agents=[who.id],
        done=1,
        left_out=[{"agent": who.id, "why": "nothing_scored"}],
        media_key=talk.media_key,
        created_at=YESTERDAY,
    )
    session.add(batch)
    session.flush()
    job = Job(kind=JobKind.MAKE_REPORTS, subject_id=batch.id, state=JobState.DONE, created_at=YESTERDAY)
    session.add(job)
    return {"batch_id": batch.id}


def _calibrated(
    session: Session, app: Flask, people: tuple[User, User], talk: Interaction, texts: Texts
) -> dict[str, object]:
    """A closed session: the reviewer and somebody else gave 1 and 3 for the same talk, and noted what they decided."""
    trainer, reviewer = people
    other = person(session, app, f"Second to {reviewer.id}".replace(" ", "-"), RoleName.REVIEWER)
    other.name = texts("Second")
    made = calibration(session, trainer, [reviewer, other], [talk.id], YESTERDAY, texts("November"))
    for who, level in ((reviewer, 1), (other, 3)):
        review = handed_in(session, made, who, talk.id, YESTERDAY, {CRITERION: level})
        review.summary = texts("In short")
        for mark in review.marks:
            mark.reason = texts("Because")
    close_session(session, trainer, YESTERDAY, made, early=False)
    note_decision(session, reviewer, YESTERDAY, made, texts("Once is enough"), About(CRITERION, talk.id))
    decision = note_decision(session, reviewer, YESTERDAY, made, texts("We agree"), About())
    return {"calibration_id": made.id, "decision_id": decision.id, "reviewers": [reviewer.id, other.id]}


def _worked(
    session: Session, workplace: Workplace, who: Agent, people: tuple[User, User, User], texts: Texts
) -> dict[str, object]:
    reviewer, manager, own = people
    fields = RuleFields(texts("Two a week"), 2, None, None, who.team_id, 7, False, [reviewer])
    rule = add_rule(session, manager, YESTERDAY, fields)
    waiting = _conversation(session, workplace, who, f"waiting-{who.id}", texts)
    assignment = Assignment(
        interaction=waiting, reviewer=reviewer, why="chosen", due_on=YESTERDAY.date(), created_at=YESTERDAY
    )
    file = ImportedFile(
        token=f"token-{who.id}",
        name=texts("call.wav")[:255],
        size=4,
        told={"agent": texts("Ines"), "customer": texts("C-7")},
        state=FileState.FAILED,
        problem="internal",
        problem_detail={},
        brought_by=reviewer.id,
        created_at=YESTERDAY,
    )
    export = Export(user_id=own.id, language="en", progress=1.0, media_key=waiting.media_key, created_at=YESTERDAY)
    session.add_all((assignment, file, export))
    session.flush()
    return {
        "rule_id": rule.id,
        "assignment_id": assignment.id,
        "file_id": file.id,
        "token": file.token,
        "export_id": export.id,
    }


def _agreed(session: Session, trainer: User, language: str, texts: Texts) -> dict[str, object]:
    """A criterion that was stopped by hand, figures of a check, and a correction that helps and is on."""
    stop = stop_by_hand(session, trainer, YESTERDAY, (CRITERION, language), texts("New goods")[:500], (None, 0.667))
    found = agreement([str(n) for n in range(40)], [n % 5 / 4 for n in range(40)], [n % 4 / 4 for n in range(40)])
    months = months_until(YESTERDAY.date())
    points = tuple(Point(found.alpha, 40, False) for _ in months)
    row = Measured(CRITERION, language, Based(False, found), found, found, points)
    figures = figures_to_json(Figures(0.667, YESTERDAY, months, (row,)))
    run = AgreementRun(kind=RunKind.CHECK, created_at=YESTERDAY, progress=1.0, result=figures, done_at=YESTERDAY)
    trial = {"criterion": CRITERION, "languages": [language], "outcome": "used", "held_back": 30}
    body = {"criterion": CRITERION, "languages": [language], "automatic": [0, 1], "human": [0, 0.5], "interactions": 60}
    correction = LearnedCorrection(
        criterion=CRITERION,
        languages=[language],
        body=body,
        trial=trial,
        learned_at=YESTERDAY,
        on=True,
        switched_by=trainer.id,
        switched_at=YESTERDAY,
    )
    session.add_all((run, correction))
    session.flush()
    return {"stop_id": stop.id, "run_id": run.id, "correction_id": correction.id, "stop_language": language}


def _taught(session: Session, trainer: User, texts: Texts) -> dict[str, object]:
    """A module of which one version is published and the next one is written."""
    document = small_module(f"refunds_{trainer.id}")
    for language, words in document.texts.items():
        document = translated(document, language, {key: texts(text) for key, text in words.items()})
    module = drafted(session, trainer, document, YESTERDAY)
    module.versions[0].state, module.versions[0].published_at = VersionState.PUBLISHED, YESTERDAY
    draft = draft_of(session, trainer, YESTERDAY, module)
    draft.note = texts("The pair is too long")
    return {"module_id": module.id, "part_id": "worry"}


def _listed(session: Session, trainer: User, talk: Interaction, texts: Texts) -> dict[str, object]:
    """A term of the word lists, what a change of it alters, and words that were proposed."""
    fields = {"kind": "jargon", "plain": texts("the movers' desk")[:300]}
    row = OwnTerm(language="en", term=texts(f"green desk {trainer.id}")[:240], state=TermState.ADDED, **fields)
    row.changed_by, row.changed_at = trainer.id, YESTERDAY
    session.add(row)
    session.flush()
    place = Place("en", "")
    change = note_change(session, trainer, YESTERDAY, change_to(place, fields_of(row), None, saved=True))
    marks = [{"criterion": "jargon", "before": 0.5, "after": 1.0}]
    altered = [{"interaction": talk.id, "before": 0.5, "after": 0.6, "marks": marks}]
    change.result = {"looked_at": 2, "with_term": 1, "scored": 1, "altered": altered}
    example = {"conversation": str(talk.id), "turn": 1, "quote": texts("the flumbo")}
    counts = {"agent": 4, "customer": 0, "conversations": 3, "asked_back": 1}
    found = {"term": texts("flumbo"), "kind": "jargon", "examples": [example], **counts}
    search = Trial(kind=TrialKind.JARGON, asked_by=trainer.id, request={"language": "en"}, created_at=YESTERDAY)
    search.result = {"looked_at": 2, "terms": [found]}
    session.add(search)
    session.flush()
    return {"term_id": row.id, "change_id": change.id, "trial_id": search.id}
