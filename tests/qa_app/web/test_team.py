"""The manager's page: two scores that are never mixed, each with n and interval; nothing of other people's teams."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from openpyxl import load_workbook
from sqlalchemy import delete, select

from qa_app.operations.goals import GoalDraft, agree, propose
from qa_app.operations.talks import plan_talk
from qa_app.store.coaching import GivenReport
from qa_app.store.database import Session
from qa_app.store.interactions import Interaction, SuggestedMark
from qa_app.store.people import Agent, RoleName, Team, User
from qa_app.store.reviews import Assignment, ReviewMark, ReviewState
from qa_app.store.training import Enrolment, ModuleVersion, TrainingModule
from qa_app.workplace import Workplace
from tests.qa_app.marks import marked, reviewed
from tests.qa_app.workplace import agent, person, sign_in

HERE = datetime.now(UTC)
LAST_WEEK = HERE - timedelta(days=HERE.weekday() + 4)
PAGES = ("", "/agents", "/agents?marks=suggested", "/coverage", "/coaching")
BREAKDOWNS = ("criterion", "channel", "language", "market", "week")
FILES = ("figures", "agents", "coverage")
SPREAD = (0.4, 0.5, 0.6, 0.7, 0.8)
"""Mean 0.6; variance 0.025, t(4) 2.776: 0.6 ± 2.776 * sqrt(0.025 / 5) is 40 to 80."""


@dataclass
class People:
    session: Session
    agents: dict[str, Agent]
    users: dict[str, User]

    def graded(self, name: str, scores: tuple[float, ...], at: datetime = LAST_WEEK, **kinds: str) -> None:
        """A conversation for each score, reviewed with it as total and as empathy, suggested 0.5."""
        for score in scores:
            talk = marked(self.session, self.agents[name], at, 0.5, {"empathy": 0.5}, **kinds)
            reviewed(self.session, talk, self.users["Rita"], score, {"empathy": score})


@contextmanager
def world(workplace: Workplace) -> Iterator[People]:
    with workplace.database.transaction() as session:
        agents = {one.name: one for one in session.scalars(select(Agent))}
        users = {one.name: one for one in session.scalars(select(User))}
        yield People(session, agents, users)


@pytest.fixture(autouse=True)
def _without_marks(app: Flask, workplace: Workplace) -> None:
    """The two conversations that are there already have no part in what is reckoned by hand."""
    with workplace.database.transaction() as session:
        for talk in session.scalars(select(Interaction)):
            talk.suggested = None
        session.execute(delete(SuggestedMark))


def page(app: Flask, path: str = "", who: str = "Mara") -> str:
    answer = sign_in(app, who).get(f"/team{path}")
    assert answer.status_code == 200, answer.text
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.text))


def rows(app: Flask, path: str, who: str = "Mara") -> list[list[str]]:
    answer = sign_in(app, who).get(f"/team{path}")
    assert answer.status_code == 200
    return list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))


def test_both_scores_stand_apart_with_n_and_interval(app: Flask, workplace: Workplace) -> None:
    with world(workplace) as here:
        here.graded("Ines", SPREAD)
        marked(here.session, here.agents["Otto"], LAST_WEEK, 0.5)
    text = page(app)
    assert "IQS 60 95%: 40–80 · n 5" in text
    # Six times 0.5, all equal: Wilson's interval.
    assert "AQS 50 95%: 19–81 · n 6" in text
    assert "Empathy 60 40–80 5 50 17–83 5" in text


def test_under_five_marks_nothing_is_said(app: Flask, workplace: Workplace) -> None:
    with world(workplace) as here:
        here.graded("Ines", SPREAD[:4])
    text = page(app)
    assert "Too few to say: n 4, at least 5 are needed." in text
    assert "Empathy – too few to say too few to say 4" in text
    assert "55" not in rows(app, "/figures.csv")[1]


def test_only_released_reviews_count_with_their_marks_in_force(app: Flask, workplace: Workplace) -> None:
    with world(workplace) as here:
        here.graded("Ines", SPREAD)
        talk = marked(here.session, here.agents["Ines"], LAST_WEEK, 0.5)
        reviewed(here.session, talk, here.users["Rolf"], 0.0, {"empathy": 0.0}, ReviewState.CALIBRATION)
        reviewed(here.session, talk, here.users["Rita"], 0.0, {"empathy": 0.0}, ReviewState.DRAFT)
        lowest = here.session.scalars(select(ReviewMark).where(ReviewMark.score == SPREAD[0])).one()
        lowest.decided = 0.9
    text = page(app)
    assert "IQS 60 95%: 40–80 · n 5" in text
    assert "Empathy 70 50–90 5" in text


@pytest.mark.parametrize("by", BREAKDOWNS[1:4])
def test_scores_in_parts(app: Flask, workplace: Workplace, by: str) -> None:
    with world(workplace) as here:
        here.graded("Ines", SPREAD, channel="chat", language="nl", market="NL")
        here.graded("Otto", (0.9,) * 3, channel="email", language="de", market="DE")
    found = {"channel": ("chat", "e-mail"), "language": ("Dutch", "German"), "market": ("NL", "DE")}[by]
    text = page(app, f"?by={by}")
    assert f"{found[0]} 60 40–80 5 50 17–83 5" in text
    assert f"{found[1]} – too few to say too few to say 3" in text


def test_a_conversation_belongs_to_the_week_in_which_it_took_place(app: Flask, workplace: Workplace) -> None:
    with world(workplace) as here:
        here.graded("Ines", SPREAD, LAST_WEEK - timedelta(weeks=2))
    weeks = [row for row in rows(app, "/figures.csv") if row[0] == "Week"]
    assert [row[5] for row in weeks] == ["0", "0", "0", "0", "5", "0", "0", "0"]
    assert "IQS 60 95%" not in page(app, f"?weeks=own&from={LAST_WEEK.date()}&to={HERE.date()}")


def test_the_title_of_the_line_says_what_was_found(app: Flask, workplace: Workplace) -> None:
    with world(workplace) as here:
        here.graded("Ines", (0.5, 0.52, 0.54, 0.56, 0.58), LAST_WEEK - timedelta(weeks=5))
        here.graded("Ines", (0.6, 0.62, 0.64, 0.66, 0.68))
    text = page(app)
    assert "IQS has risen from 54 to 64 over 8 weeks (n 10)" in text
    assert "AQS shows no clear change over 8 weeks (n 10)" in text
    assert "too few marks to speak of a change" in page(app, "?weeks=4")


@pytest.mark.parametrize(
    "path", [*PAGES, *(f"/{name}.csv?weeks=13" for name in FILES), *(f"?by={by}" for by in BREAKDOWNS)]
)
def test_a_manager_sees_nothing_of_other_teams(app: Flask, workplace: Workplace, path: str) -> None:
    with world(workplace) as here:
        here.graded("Ines", SPREAD)
        here.graded("Uwe", (0.97,) * 9, channel="social", language="ro", market="RO")
    answer = sign_in(app, "Mara").get(f"/team{path}")
    assert answer.status_code == 200
    for secret in ("Uwe", "South", "97", "Romanian", "social", ">RO<", "RO,"):
        assert secret not in re.sub(r"<(head|header).*?</\1>", "", answer.data.decode(), flags=re.DOTALL)
    assert "Uwe" in page(app, "/agents", "Tara")


def test_a_foreign_team_or_agent_does_not_exist(app: Flask, workplace: Workplace) -> None:
    with world(workplace) as here:
        south = here.session.scalars(select(Team).where(Team.name == "South")).one().id
        uwe = here.agents["Uwe"].id
    mara = sign_in(app, "Mara")
    paths = (*PAGES, "/figures.csv", "/agents.xlsx", "/coverage.csv", "/waiting/talks")
    for path in (*(f"{path}{'&' if '?' in path else '?'}team={south}" for path in paths), f"/agents/{uwe}"):
        assert mara.get(f"/team{path}").status_code == 404, path
    assert sign_in(app, "Tara").get(f"/team?team={south}").status_code == 200


def test_a_manager_who_reviews_everybody_still_sees_the_figures_of_own_teams_only(
    app: Flask, workplace: Workplace
) -> None:
    with world(workplace) as here:
        here.graded("Uwe", SPREAD)
        both = person(here.session, app, "Moni", RoleName.MANAGER, RoleName.REVIEWER)
        both.managed_teams.append(here.session.scalars(select(Team).where(Team.name == "North")).one())
        uwe = here.agents["Uwe"].id
    assert "Uwe" not in page(app, "/agents", "Moni")
    assert sign_in(app, "Moni").get(f"/team/agents/{uwe}").status_code == 404


@pytest.mark.parametrize("who", ["Ines", "Rita", "Ada"])
def test_the_pages_are_for_those_who_manage(app: Flask, who: str) -> None:
    client = sign_in(app, who)
    for path in (*PAGES, "/figures.csv", "/agents.csv", "/coverage.csv", "/waiting/talks", "/agents/1"):
        assert client.get(f"/team{path}").status_code == 403


def test_a_manager_without_a_team_is_told_what_the_page_is_for(app: Flask, workplace: Workplace) -> None:
    with world(workplace) as here:
        here.graded("Ines", SPREAD)
        person(here.session, app, "Nemo", RoleName.MANAGER)
    assert "You manage none yet" in page(app, "", "Nemo")
    assert len(rows(app, "/agents.csv", "Nemo")) == 1


def test_cells_of_the_heat_map_say_on_which_side_of_the_team_they_lie(app: Flask, workplace: Workplace) -> None:
    with world(workplace) as here:
        here.graded("Ines", (0.8, 0.81, 0.82, 0.83, 0.84))
        here.graded("Otto", (0.4, 0.41, 0.42, 0.43, 0.44))
        here.graded("Otto", SPREAD[:1], channel="chat")
        here.session.flush()
    text = page(app, "/agents")
    assert re.search(r"Ines 82 ▲ n 5 80–84 above the top row", text)
    assert re.search(r"Otto 42 ▼ n 6 40–43 below the top row", text)
    suggested = page(app, "/agents?marks=suggested")
    assert "▲ n" not in suggested
    assert re.search(r"Otto 50 n 6", suggested)


def test_a_cell_with_too_few_marks_says_so_and_leads_to_them(app: Flask, workplace: Workplace) -> None:
    with world(workplace) as here:
        here.graded("Ines", SPREAD)
        here.graded("Otto", (0.31, 0.32))
        otto = here.agents["Otto"].id
    html = sign_in(app, "Mara").get("/team/agents?weeks=13").text
    assert "Too few to say: n 2, at least 5 are needed." in html
    assert f"/team/agents/{otto}?weeks=13&amp;criterion=empathy" in html
    behind = page(app, f"/agents/{otto}?weeks=13&criterion=empathy")
    assert "31" in behind
    assert "32" in behind
    assert "50" in page(app, f"/agents/{otto}?marks=suggested")


def test_agents_stand_by_name(app: Flask, workplace: Workplace) -> None:
    with world(workplace) as here:
        here.graded("Otto", (0.9,) * 5)
        here.graded("Ines", (0.2,) * 5)
    assert [row[0] for row in rows(app, "/agents.csv") if row[2] == "Empathy"] == ["Ines", "Otto"]


def test_downloads_run_nothing(app: Flask, workplace: Workplace) -> None:
    with world(workplace) as here:
        bad = agent(here.session, "Bad", "North")
        bad.name = "=HYPERLINK(1)"
        here.agents["Bad"] = bad
        here.graded("Bad", SPREAD)
    assert {row[0] for row in rows(app, "/agents.csv")[1:]} >= {"'=HYPERLINK(1)"}
    sheet = load_workbook(io.BytesIO(sign_in(app, "Mara").get("/team/agents.xlsx").data)).active
    found = {cell.value: cell.data_type for cell in sheet["A"]}
    assert found["=HYPERLINK(1)"] == "s"
    numbers = [row for row in sheet.iter_rows(values_only=True) if row[2] == "Empathy" and row[0].startswith("=")]
    assert numbers == [("=HYPERLINK(1)", "North", "Empathy", 60, 40.4, 79.6, 5)]


def test_what_someone_is_to_grade_blind_is_left_out_for_them(app: Flask, workplace: Workplace) -> None:
    with world(workplace) as here:
        both = person(here.session, app, "Timo", RoleName.TRAINER, RoleName.REVIEWER)
        here.graded("Ines", SPREAD)
        talk = marked(here.session, here.agents["Ines"], LAST_WEEK, 0.99, {"empathy": 0.99})
        here.session.add(
            Assignment(interaction=talk, reviewer=both, why="drawn", blind=True, due_on=HERE.date(), created_at=HERE)
        )
        ines = here.agents["Ines"].id
    assert "n 5" in page(app, "", "Timo")
    assert "n 6" not in page(app, "", "Timo")
    assert "99" not in page(app, f"/agents/{ines}?marks=suggested", "Timo")
    assert "n 6" in page(app, "", "Tara")


def test_coverage_says_who_had_no_review(app: Flask, workplace: Workplace) -> None:
    with world(workplace) as here:
        here.graded("Ines", SPREAD[:3])
        marked(here.session, here.agents["Ines"], LAST_WEEK, 0.5)
        talk = marked(here.session, here.agents["Otto"], LAST_WEEK, 0.5)
        here.session.add(
            Assignment(interaction=talk, reviewer=here.users["Rita"], why="drawn", due_on=HERE.date(), created_at=HERE)
        )
    text = page(app, "/coverage")
    assert "Of 5 conversations that could be scored, 3 were reviewed by a person (60%)." in text
    assert "The rules drew 1; 0 of them are graded." in text
    assert "Without any review in this period Otto" in text
    assert "Ines 4 3 75%" in text
    assert [row[3:] for row in rows(app, "/coverage.csv")] == [["Scored", "Reviewed"], ["4", "3"], ["1", "0"]]


def test_who_lies_under_the_team_is_worth_a_talk_and_the_figures_say_why(app: Flask, workplace: Workplace) -> None:
    with world(workplace) as here:
        here.graded("Ines", (0.8, 0.81, 0.82, 0.83, 0.84))
        here.graded("Otto", (0.4, 0.41, 0.42, 0.43, 0.44))
        otto = here.agents["Otto"].id
    html = sign_in(app, "Mara").get("/team/coaching").text
    assert f"/talks/new?agent={otto}" in html
    text = page(app, "/coaching")
    assert "Empathy : 42 (40–44, n 5); the mean of the team is 62." in text
    assert text.count("the mean of the team") == 1


def test_nothing_stands_out(app: Flask, workplace: Workplace) -> None:
    with world(workplace) as here:
        here.graded("Ines", SPREAD)
        here.graded("Otto", SPREAD)
    assert "Nothing stands out" in page(app, "/coaching")


def test_falling_totals_are_worth_a_talk(app: Flask, workplace: Workplace) -> None:
    with world(workplace) as here:
        here.graded("Ines", (0.8, 0.81, 0.82, 0.83, 0.84), LAST_WEEK - timedelta(weeks=5))
        here.graded("Ines", (0.6, 0.61, 0.62, 0.63, 0.64))
    assert "from 82 (n 5) in the earlier half of these weeks to 62 (n 5) in the later." in page(app, "/coaching")


def test_a_goal_that_was_not_reached_is_worth_a_talk_for_those_who_may_read_it(
    app: Flask, workplace: Workplace
) -> None:
    with world(workplace) as here:
        person(here.session, app, "Tom", RoleName.TRAINER)
        ago = HERE - timedelta(weeks=4)
        talk = plan_talk(here.session, here.users["Tara"], ago, here.agents["Ines"], ago, None)
        wanted = GoalDraft("Name the worry", "empathy", 0.9, "", "Time", "Calm", HERE.date() - timedelta(days=2))
        goal = propose(here.session, here.users["Tara"], ago, talk, wanted)
        agree(here.session, here.users["Ines"], ago, goal)
        here.graded("Ines", (0.5, 0.52, 0.54, 0.56, 0.58), HERE - timedelta(weeks=2))
    for who in ("Tara", "Mara"):
        assert "Empathy was to reach 90 and is at 54 (50–58, n 5)." in page(app, "/coaching", who)
    assert "was to reach" not in page(app, "/coaching", "Tom")


def test_whoever_was_spoken_with_lately_is_not_named_for_it(app: Flask, workplace: Workplace) -> None:
    with world(workplace) as here:
        here.graded("Ines", SPREAD)
        here.graded("Otto", SPREAD)
        plan_talk(here.session, here.users["Tara"], HERE, here.agents["Ines"], HERE - timedelta(weeks=3), None)
        plan_talk(here.session, here.users["Tara"], HERE, here.agents["Otto"], HERE - timedelta(weeks=9), None)
    text = page(app, "/coaching")
    assert "1 agent, nothing else stands out Otto" in text


def test_what_waits_is_counted_and_listed(app: Flask, workplace: Workplace) -> None:
    with world(workplace) as here:
        for name in ("Ines", "Uwe"):
            talk = marked(here.session, here.agents[name], LAST_WEEK, 0.5)
            late = Assignment(
                interaction=talk,
                reviewer=here.users["Rolf"],
                why="drawn",
                due_on=HERE.date() - timedelta(days=3),
                created_at=LAST_WEEK,
            )
            here.session.add(late)
    assert "Conversations to be reviewed 1 ▲ 1 overdue" in page(app)
    text = page(app, "/waiting/reviews")
    assert "Rolf" in text
    assert "Ines" in text
    assert "Uwe" not in text


def test_talks_reports_and_training_that_wait_are_listed(app: Flask, workplace: Workplace) -> None:
    with world(workplace) as here:
        for name in ("Ines", "Uwe"):
            who = here.agents[name]
            plan_talk(here.session, here.users["Tara"], HERE, who, HERE - timedelta(days=1), None)
            day = HERE.date() - timedelta(days=3)
            given = GivenReport(agent=who, first_day=day, last_day=day, created_at=LAST_WEEK, body={})
            title = f"Calm words for {name}"
            module = TrainingModule(key=f"calm-{who.id}", created_at=HERE)
            version = ModuleVersion(
                module=module, number=1, changed_at=HERE, body={"source": "nl", "texts": {"nl": {"title": title}}}
            )
            training = Enrolment(
                module=module,
                version=version,
                agent=who,
                assigner=here.users["Tara"],
                why="chosen",
                created_at=LAST_WEEK,
                due_on=day,
                registration=f"registration-{who.id}",
            )
            here.session.add_all((given, training))
    text = page(app)
    for words in ("Planned talks 1 ▲ 1 overdue", "reports not acknowledged 1 the oldest of", "finished 1 ▲ 1 overdue"):
        assert words in text
    assert "Calm words for Ines" in page(app, "/waiting/training")
    for kind in ("talks", "reports", "training"):
        assert "Ines" in page(app, f"/waiting/{kind}")
        assert "Uwe" not in page(app, f"/waiting/{kind}")


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ("from=2026-03-01", "Give the first and the last day"),
        ("from=2026-03-02&to=2026-03-01", "The last day lies before the first"),
        ("from=2020-03-02&to=2026-03-01", "a year at most"),
    ],
)
def test_dates_that_cannot_be_taken_say_why(app: Flask, asked: str, words: str) -> None:
    assert words in page(app, f"?weeks=own&{asked}")


def test_looking_at_figures_leaves_a_trace(app: Flask) -> None:
    page(app, "/agents")
    assert "Figures of teams opened" in sign_in(app, "Ada").get("/audit").text
