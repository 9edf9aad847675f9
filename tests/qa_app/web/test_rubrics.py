"""Rubrics by their owners, from the first draft to the marks that follow from it."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pypdf import PdfReader
from sqlalchemy import select

from qa_app.operations import export_values
from qa_app.operations.coaching import make_report
from qa_app.operations.disputing import Proposal, dispute
from qa_app.operations.processing import score_interaction
from qa_app.operations.standards import current_rubric
from qa_app.operations.suggesting import rubric_of, save_suggestion
from qa_app.operations.talks import plan_talk
from qa_app.operations.trying import try_out
from qa_app.reports.words import reader as language_of
from qa_app.store.audit import AuditEvent
from qa_app.store.interactions import Interaction, RubricVersion, SuggestedScorecard
from qa_app.store.people import Agent, User
from qa_app.store.rubric_drafts import RubricDraft
from qa_app.workplace import Workplace
from rubrics.load import parse_rubric, rubric_for_channel, shipped_rubric
from rubrics.model import Rubric
from scoring.engine import score
from tests.qa_app import workplace as building
from tests.qa_app.pdf_pages import words as pdf_words
from tests.qa_app.released_review import released_review
from tests.qa_app.workplace import NOW, conversation, sign_in
from transcripts.conversation import Channel

PHRASE = {
    "phrases-en": "This call is (recorded|taped).\nwe record [all] calls",
    "phrases-de": "Gespräch wird aufgezeichnet",
    "name-en": "Recording notice",
    "name-nl": "Melding van opname",
    "name-de": "Hinweis auf die Aufzeichnung",
    "name-ro": "Anunț privind înregistrarea",
    "where": "opening",
    "weight": "10",
    "critical": "compliance",
}
MISSED = {
    "en": "The required words “This call is recorded” were not said in the opening.",
    "nl": "De vereiste woorden ‘This call is recorded’ ontbraken in de opening.",
    "de": "Die vorgeschriebenen Worte „This call is recorded“ fehlten am Anfang.",
    "ro": "Cuvintele obligatorii „This call is recorded” nu au fost spuse la început.",
}
DRAFT = "/rubrics/drafts/1"


def words(page: str) -> str:
    """What a page says."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())


def fields(page: str) -> dict[str, list[str]]:
    """What a browser would send of the form in a page, without its buttons."""
    found: dict[str, list[str]] = {}
    for tag in re.findall(r"<input [^>]+>", page):
        name, value = re.search(r' name="([^"]+)"', tag), re.search(r' value="([^"]*)"', tag)
        if name and ('type="checkbox"' not in tag or " checked" in tag):
            found.setdefault(name[1], []).append(unescape(value[1]) if value else "on")
    for name, text in re.findall(r'<textarea [^>]*name="([^"]+)"[^>]*>(.*?)</textarea>', page, re.DOTALL):
        found.setdefault(name, []).append(unescape(text))
    for name, options in re.findall(r'<select [^>]*name="([^"]+)"[^>]*>(.*?)</select>', page, re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', options)
        found.setdefault(name, []).append(chosen[1] if chosen else "")
    return found


def begun(app: Flask, product: str = "call") -> FlaskClient:
    tara = sign_in(app, "Tara")
    assert tara.post("/rubrics/start", data={"product": product}).location == DRAFT
    return tara


def send(client: FlaskClient, path: str, do: str = "save", **typed: object) -> str:
    """Fill something in and press a button; the words of the page that follows."""
    form: dict[str, object] = fields(client.get(path).text) | {"do": do} | typed
    answer = client.post(path, data=form, follow_redirects=True)
    assert answer.status_code == 200, words(answer.text)
    return words(answer.text)


def draft(workplace: Workplace) -> RubricDraft:
    with workplace.database.reading() as session:
        return session.scalars(select(RubricDraft)).one()


def published(client: FlaskClient, note: str = "The law asks for it.") -> str:
    return send(client, f"{DRAFT}/publish", note=note)


def speaks(workplace: Workplace, language: str) -> None:
    with workplace.database.transaction() as session:
        for user in session.scalars(select(User)):
            user.language = language


def test_a_draft_begins_as_the_rubric_of_the_product(app: Flask, workplace: Workplace) -> None:
    tara = begun(app)
    made, product = Rubric.model_validate(draft(workplace).body), shipped_rubric("call")
    assert (made.id, made.version) == ("own_call", 1)
    assert made.criteria == product.criteria
    assert tara.post("/rubrics/start", data={"product": "call"}).location == DRAFT, "there is one already"
    assert "Nothing has changed." in words(tara.get(f"{DRAFT}/publish").text)


@pytest.mark.parametrize("criterion", ["empathy", "clarity", "courtesy", "accuracy", "timeliness"])
def test_a_form_sent_as_it_came_changes_nothing(app: Flask, workplace: Workplace, criterion: str) -> None:
    tara = begun(app)
    before = Rubric.model_validate(draft(workplace).body)
    send(tara, f"{DRAFT}/criteria/{criterion}")
    send(tara, DRAFT)
    assert Rubric.model_validate(draft(workplace).body) == before


WRITTEN = """
id: own_call
version: 1
title: {en: Calls, nl: Telefoon, de: Anrufe, ro: Apeluri}
channels: [call, note]
criteria:
  - id: recording_notice
    kind: presence
    weight: 10
    critical: compliance
    name:
      en: Recording notice
      nl: Melding van opname
      de: Hinweis auf die Aufzeichnung
      ro: Anunț privind înregistrarea
    expects:
      - name: required_1
        where: opening
        phrases: {en: ["This call is (recorded|taped).", "we record [all] calls"], de: [Gespräch wird aufgezeichnet]}
  - id: empathy
    kind: occasion
    weight: 30
    occasions: [negative_feeling, confusion]
    within: 3
    points: {acknowledge_feeling: 4, apology: 2.5}
    missed: 0.5
    contrary: {dismissive: 0}
    good: 3.5
    bad: 0.5
    levels:
      en: [a, b, c, d, e]
      nl: [a, b, c, d, e]
      de: [a, b, c, d, e]
      ro: [a, b, c, d, e]
  - id: hurry
    kind: density
    weight: 5
    name: {en: Hurry, nl: Hurry, de: Hurry, ro: Hurry}
    counts: {slow_reply: 1, steps: -0.5}
    per: reply
    good: 0
    bad: 2
    reply_within: 6
"""


def test_what_is_built_by_form_equals_what_is_written_as_yaml(app: Flask, workplace: Workplace) -> None:
    tara = begun(app)
    names = [criterion.id for criterion in shipped_rubric("call").criteria]
    for name in names:
        if name != "empathy":
            send(tara, DRAFT, f"remove:{name}")
    titles = {"title-en": "Calls", "title-nl": "Telefoon", "title-de": "Anrufe", "title-ro": "Apeluri"}
    send(tara, DRAFT, **titles, channels=["call", "note"])
    send(tara, f"{DRAFT}/phrase", **PHRASE)
    send(tara, DRAFT, "up:recording_notice")
    levels = {f"level-{code}-{level}": "abcde"[level] for code in ("en", "nl", "de", "ro") for level in range(5)}
    points = {name: "" for name in fields(tara.get(f"{DRAFT}/criteria/empathy").text) if name.startswith("points-")}
    answers = points | {"points-acknowledge_feeling": "4", "points-apology": "2,5", "contrary-non_apology": ""}
    rest = {"weight": "30", "within": "3", "missed": "0.5", "good": "3.5", "bad": "0.5"}
    send(tara, f"{DRAFT}/criteria/empathy", occasions=["negative_feeling", "confusion"], **answers, **levels, **rest)
    send(tara, DRAFT, "add", kind="density", called="Hurry")
    counts = {"counts-vague": "", "counts-slow_reply": "1", "counts-steps": "-0,5"}
    send(tara, f"{DRAFT}/criteria/hurry", **counts, per="reply", good="0", bad="2", reply_within="6")
    assert Rubric.model_validate(draft(workplace).body) == parse_rubric(WRITTEN, "written")
    text = fields(tara.get(f"{DRAFT}/text").text)["text"][0]
    assert parse_rubric(text, "shown") == parse_rubric(WRITTEN, "written")


def test_a_required_phrase_is_tried_published_and_scored(app: Flask, workplace: Workplace) -> None:
    tara = begun(app)
    assert "Added: Recording notice" in send(tara, f"{DRAFT}/phrase", **PHRASE)

    shown = tara.post(f"{DRAFT}/try", data={"interaction": "1"}).location
    assert "This is being worked out" in words(tara.get(shown).text)
    assert try_out(workplace, 1, lambda _: None) is None
    page = words(tara.get(shown).text)
    assert "Recording notice new not in it suggested 0" in page
    assert MISSED["en"] in page

    assert "added, with this share of the whole – 9.1" in words(tara.get(f"{DRAFT}/publish").text)
    assert "Published." in published(tara)
    talk = conversation("fresh")
    with workplace.database.transaction() as session:
        rubric = current_rubric(session, "call")
        assert (rubric.id, rubric.version) == ("own_call", 1)
        row = building.interaction(session, session.scalars(select(Agent).where(Agent.name == "Ines")).one(), talk)
        save_suggestion(session, row, score(talk, rubric, None), rubric, NOW)
        number = row.id
    rita = sign_in(app, "Rita")
    for language, told in MISSED.items():
        speaks(workplace, language)
        page = words(rita.get(f"/interactions/{number}").text)
        assert told in page
        assert PHRASE[f"name-{language}"] in page
    grading = rita.post(f"/reviews/start/{number}", follow_redirects=True)
    assert "Anunț privind înregistrarea" in words(grading.text)


def test_its_name_stands_wherever_criteria_are_listed(app: Flask, workplace: Workplace) -> None:
    tara = begun(app)
    send(tara, f"{DRAFT}/phrase", **PHRASE)
    published(tara)
    with workplace.database.transaction() as session:
        rubric = current_rubric(session, "call")
        ines = session.scalars(select(Agent).where(Agent.name == "Ines")).one()
        row = building.interaction(session, ines, conversation("fresh"))
        save_suggestion(session, row, score(conversation("fresh"), rubric, None), rubric, NOW)
        coach, reviewer, own = (
            session.scalars(select(User).where(User.name == name)).one() for name in ("Tara", "Rita", "Ines")
        )
        review = released_review(session, row, reviewer, NOW)
        mark = next(mark for mark in review.marks if mark.criterion == "recording_notice")
        opened = dispute(session, own, mark, Proposal(4, "I did say it"), NOW, 14)
        report = make_report(session, coach, NOW, ines, NOW.date() - timedelta(days=30), NOW.date())
        talk = plan_talk(session, coach, NOW, ines, NOW + timedelta(days=2), report)
        numbers = {"report_id": report.id, "talk_id": talk.id, "review_id": review.id, "dispute_id": opened.id}
    speaks(workplace, "de")
    name = "Hinweis auf die Aufzeichnung"
    pages = [
        (tara, "queue.spotlight", {}),
        (tara, "agents.show", {"agent_id": 1}),
        (tara, "reports.show", numbers),
        (tara, "talks.show", numbers),
        (tara, "goals.new", numbers),
        (sign_in(app, "Mara"), "disputes.list", {}),
        (sign_in(app, "Ines"), "disputes.show", numbers),
        (sign_in(app, "Ines"), "reviews_read.show", numbers),
        (sign_in(app, "Ines"), "agents.home", {}),
    ]
    for client, endpoint, known in pages:
        rule = next(rule for rule in app.url_map.iter_rules() if rule.endpoint == endpoint)
        with app.test_request_context():
            path = app.url_for(endpoint, **{key: known[key] for key in rule.arguments})  # type: ignore[arg-type]
        assert name in words(client.get(path, follow_redirects=True).text), endpoint
    paper = BytesIO(tara.get(f"/reports/{numbers['report_id']}.pdf?language=de").data)
    assert name in " ".join(page.extract_text() for page in PdfReader(paper).pages)


def test_past_reviews_and_suggestions_keep_their_rubric(app: Flask, workplace: Workplace) -> None:
    rita = sign_in(app, "Rita")
    before = rita.post("/reviews/start/1", follow_redirects=True)
    assert before.status_code == 200
    tara = begun(app)
    send(tara, f"{DRAFT}/phrase", **PHRASE)
    published(tara)
    with workplace.database.reading() as session:
        (old,) = session.scalars(select(SuggestedScorecard).where(SuggestedScorecard.interaction_id == 1)).all()
        assert old.rubric_version.rubric == "call"
    assert "Recording notice" not in rita.get("/interactions/1").text
    assert "Recording notice" not in rita.post("/reviews/start/1", follow_redirects=True).text


def test_retired_the_one_before_counts_again(app: Flask, workplace: Workplace) -> None:
    tara = begun(app)
    send(tara, f"{DRAFT}/criteria/empathy", weight="40")
    published(tara, "More weight for empathy")
    with workplace.database.reading() as session:
        first = session.scalars(select(RubricVersion).where(RubricVersion.rubric == "own_call")).one()
    again = tara.post("/rubrics/start", data={"version": str(first.id)}).location
    send(tara, f"{again}/criteria/empathy", weight="10")
    send(tara, f"{again}/publish", note="Too much")
    with workplace.database.reading() as session:
        assert current_rubric(session, "call").version == 2
        second = session.scalars(select(RubricVersion).where(RubricVersion.version == 2)).one()
    page = words(tara.get(f"/rubrics/compare?old={first.id}&new={second.id}").text)
    assert "Empathy Share of the whole 33.3% 11.1%" in page
    tara.post(f"/rubrics/versions/{second.id}/retire")
    with workplace.database.reading() as session:
        assert current_rubric(session, "call").version == 1
    tara.post(f"/rubrics/versions/{first.id}/retire")
    with workplace.database.reading() as session:
        assert current_rubric(session, "call") == rubric_for_channel("call")
        done = session.scalars(select(AuditEvent.action).where(AuditEvent.action.like("rubric.%"))).all()
    assert done.count("rubric.published") == done.count("rubric.retired") == 2
    assert tara.post(f"/rubrics/versions/{first.id}/retire").status_code == 422


def test_two_who_write_at_once_lose_nothing(app: Flask, workplace: Workplace) -> None:
    tara = begun(app)
    stale = fields(tara.get(f"{DRAFT}/criteria/empathy").text)
    whole = fields(tara.get(DRAFT).text)
    send(tara, f"{DRAFT}/criteria/clarity", weight="7")
    answer = tara.post(f"{DRAFT}/criteria/empathy", data=stale | {"weight": "33", "do": "save"})
    assert answer.status_code == 422
    assert "Tara changed this draft meanwhile." in words(answer.text)
    assert fields(answer.text)["weight"] == ["33"]
    tara.post(f"{DRAFT}/criteria/empathy", data=fields(answer.text) | {"do": "save"})
    weights = {criterion["id"]: criterion["weight"] for criterion in draft(workplace).body["criteria"]}
    assert (weights["clarity"], weights["empathy"]) == (7, 33)
    assert tara.post(DRAFT, data=whole | {"do": "save"}).status_code == 422
    old = {"edition": "0", "note": "Now"}
    assert tara.post(f"{DRAFT}/publish", data=old).status_code == 422


def test_faults_stand_at_their_fields_also_while_one_types(app: Flask, workplace: Workplace) -> None:
    tara = begun(app)
    page = send(tara, f"{DRAFT}/criteria/empathy", weight="much", **{"points-apology": "9"}, good="0")
    assert "Write a number here." in page
    assert "Write a number of at most 4 here." in page
    assert "2 things to mend" in words(tara.get(DRAFT).text)
    assert "It cannot be published yet." in words(tara.get(f"{DRAFT}/publish").text)
    edition = draft(workplace).edition
    assert tara.post(f"{DRAFT}/publish", data={"edition": edition, "note": "x"}).status_code == 422
    typed = fields(tara.get(f"{DRAFT}/criteria/empathy").text) | {"weight": "3", "points-apology": "2"}
    told = tara.post(f"{DRAFT}/check?criterion=empathy", data=typed).json
    assert told is not None
    assert told["faults"] == [{"control": "good", "words": "The good anchor has to be above the bad one."}]
    assert draft(workplace).edition == edition, "checking keeps nothing"
    whole = tara.post(f"{DRAFT}/check", data={"channels": "call", "weight-empathy": "60", "weight-clarity": "-1"}).json
    assert whole is not None
    assert {fault["control"] for fault in whole["faults"]} == {"weight-clarity"}
    assert whole["shares"]["empathy"].startswith("4")


def test_a_draft_with_faults_says_which_keep_it_from_being_tried_and_where_to_mend_them(app: Flask) -> None:
    tara = begun(app)
    assert "It cannot be tried yet." not in words(tara.get(f"{DRAFT}/try").text)
    send(tara, f"{DRAFT}/criteria/empathy", **{"points-apology": "9"})
    send(tara, DRAFT, channels=[])
    asked = tara.get(f"{DRAFT}/try").text
    sent = tara.post(f"{DRAFT}/try", data={"interaction": "1"})
    assert sent.status_code == 422
    for page in (asked, sent.text):
        told = words(page)
        assert "It cannot be tried yet. Mend these first:" in told
        assert "Write a number of at most 4 here." in told
        assert 'name="interaction"' not in page
        links = re.findall(rf'<a href="({DRAFT}[^"]*#[^"]+)"', page)
        assert links == [f"{DRAFT}#channels", f"{DRAFT}/criteria/empathy#points-apology"]
        for link in links:
            path, _, control = link.partition("#")
            assert f'id="{control}"' in tara.get(path).text
    send(tara, f"{DRAFT}/criteria/empathy", **{"points-apology": "2"})
    send(tara, DRAFT, channels=["call"])
    assert tara.post(f"{DRAFT}/try", data={"interaction": "1"}).status_code == 303


def test_of_each_version_it_is_said_whose_it_is(app: Flask, workplace: Workplace) -> None:
    rita = sign_in(app, "Rita")
    review = rita.post("/reviews/start/1").location
    tara = begun(app)
    against = words(tara.get(f"{DRAFT}/publish").text)
    number = shipped_rubric("call").version
    theirs, ours = f"Telephone call, the product's version {number}", "Telephone call, your company's version 1"
    assert f"Against {theirs}, with which this draft began." in against
    published(tara)
    listed = words(tara.get("/rubrics").text)
    assert theirs in listed
    assert ours in listed
    with workplace.database.reading() as session:
        kept = {row.rubric: row.id for row in session.scalars(select(RubricVersion))}
    assert ours in words(tara.get(f"/rubrics/versions/{kept['own_call']}").text)
    compared = words(tara.get(f"/rubrics/compare?old={kept['call']}&new={kept['own_call']}").text)
    assert theirs in compared
    assert ours in compared
    assert theirs in words(rita.get(review).text), "what was begun before keeps its rubric"
    assert theirs in words(tara.get("/interactions/1").text)


@pytest.mark.parametrize(
    ("phrase", "told"),
    [
        ("(a|b", "A bracket in “(a|b” has no partner"),
        ("...", "“...” has no words"),
        ("(a|b|c|d|e|f|g|h) (a|b|c|d|e|f|g|h) (a|b|c|d|e|f|g|h)", "too many alternatives"),
        ("a " * 201, "This is too long: at most 400 characters"),
        ("[a] [a] [a] [a] [a] [a] [a]" + " b" * 40, "too many alternatives"),
        ("", "Write a phrase in at least one language"),
    ],
)
def test_a_phrase_that_cannot_be_used_keeps_what_was_typed(app: Flask, phrase: str, told: str) -> None:
    tara = begun(app)
    typed = PHRASE | {"edition": "0", "phrases-en": phrase, "phrases-de": ""}
    answer = tara.post(f"{DRAFT}/phrase", data=typed)
    assert answer.status_code == 422
    assert told in words(answer.text)
    assert fields(answer.text)["name-de"] == ["Hinweis auf die Aufzeichnung"]


def test_what_is_too_large_to_be_kept_is_not_searched_for_faults(app: Flask) -> None:
    """A phrase may unfold into thousands of words: a form full of them would hold a process for minutes."""
    tara = begun(app)
    many = "\n".join(["(a|b"] + ["[a] [a] [a] [a] [a] [a] [a]" + " b" * 40] * 2000)
    large = tara.post(f"{DRAFT}/phrase", data=PHRASE | {"edition": "0", "phrases-en": many})
    assert large.status_code == 422
    assert "This is too long for a rubric." in words(large.text)
    assert "has no partner" not in words(large.text)


def test_a_text_with_faults_is_kept_with_line_and_field(app: Flask, workplace: Workplace) -> None:
    tara = begun(app)
    before = draft(workplace).body
    broken = WRITTEN.replace("weight: 30", "weight: a lot").replace("per: reply", "per: sneeze")
    answer = tara.post(f"{DRAFT}/text", data={"edition": "0", "text": broken})
    assert answer.status_code == 422
    page = words(answer.text)
    assert "Line 22, criteria[1].weight: Write a number here." in page
    assert "criteria[2].per: Choose one of those that are offered." in page
    assert "a lot" in fields(answer.text)["text"][0]
    assert draft(workplace).body == before
    file = (BytesIO(WRITTEN.replace("own_call", "chat").encode()), "mine.yaml")
    assert tara.post(f"{DRAFT}/text", data={"edition": "0", "text": "", "file": file}).status_code == 303
    assert draft(workplace).body["id"] == "own_call", "the product's rubrics cannot be written over"


def test_nobody_waits_while_a_text_is_read(app: Flask, workplace: Workplace, monkeypatch: pytest.MonkeyPatch) -> None:
    """A long text takes seconds; whoever changed the draft meanwhile is not written over."""
    tara = begun(app)

    def slow(text: str, name: str) -> Rubric:
        with workplace.database.transaction() as session:
            session.get_one(RubricDraft, 1).edition += 1
        return parse_rubric(text, name)

    monkeypatch.setattr("qa_app.web.views.rubric_drafts.parse_rubric", slow)
    before = draft(workplace).body
    answer = tara.post(f"{DRAFT}/text", data={"edition": "0", "text": WRITTEN})
    assert answer.status_code == 422
    assert draft(workplace).body == before


BOMB = "a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: [*b,*b,*b,*b,*b,*b,*b,*b]"


@pytest.mark.parametrize(
    "text",
    [
        BOMB,
        "[" * 5000,
        "!!python/object/apply:os.system ['echo']",
        WRITTEN.replace("Recording notice", '"\\0"'),
        WRITTEN.replace("Recording notice", '"\\ud800"'),
        "x" * 300_000,
        "",
        "- a",
        WRITTEN.replace("weight: 30", "weight: .inf"),
        WRITTEN.replace("weight: 30", "weight: 1e400"),
    ],
)
def test_hostile_texts_are_refused(app: Flask, workplace: Workplace, text: str) -> None:
    tara = begun(app)
    before = draft(workplace).body
    assert tara.post(f"{DRAFT}/text", data={"edition": "0", "text": text}).status_code == 422
    assert draft(workplace).body == before
    assert tara.get(DRAFT).status_code == 200


def test_hostile_names_and_phrases_are_shown_as_they_are(app: Flask) -> None:
    tara = begun(app)
    evil = "<script>alert(1)</script>{{ 7*7 }}"
    send(tara, f"{DRAFT}/phrase", **PHRASE | {"name-en": evil, "phrases-en": "=HYPERLINK <b>now</b>"})
    page = tara.get(DRAFT).text
    assert "<script>alert" not in page
    assert evil in unescape(page)
    assert "<b>now" not in tara.get(f"{DRAFT}/criteria/script_alert_1_script_7_7").text
    published(tara, evil)
    page = sign_in(app, "Mara").get("/rubrics").text
    assert "<script>alert" not in page
    assert evil in unescape(page)


def test_who_reads_and_who_writes(app: Flask) -> None:
    begun(app)
    rita, mara, ines = (sign_in(app, name) for name in ("Rita", "Mara", "Ines"))
    for reader in (rita, mara):
        assert "Names every feeling" in reader.get("/rubrics/product/call").text
        assert reader.get(DRAFT).status_code == 403
        assert reader.post("/rubrics/start", data={"product": "chat"}).status_code == 403
        assert "Begin a draft" not in reader.get("/rubrics").text
    assert ines.get("/rubrics").status_code == 403


def test_a_note_is_needed_and_a_discarded_draft_leaves_what_was_published(app: Flask, workplace: Workplace) -> None:
    tara = begun(app)
    answer = tara.post(f"{DRAFT}/publish", data={"edition": "0", "note": "  "})
    assert answer.status_code == 422
    assert "Write what changed and why" in words(answer.text)
    assert tara.post(f"{DRAFT}/discard").status_code == 303
    assert tara.get(DRAFT).status_code == 404
    with workplace.database.reading() as session:
        assert session.scalars(select(RubricVersion).where(RubricVersion.published_at.is_not(None))).all() == []


def test_the_latest_conversations_of_the_channel_are_offered_to_be_tried_on(app: Flask, workplace: Workplace) -> None:
    with workplace.database.transaction() as session:
        building.interaction(session, None, conversation(channel=Channel.EMAIL))
    offered = re.search(r'<datalist id="latest">(.*?)</datalist>', begun(app).get(f"{DRAFT}/try").text, re.DOTALL)
    assert offered
    assert re.findall(r'<option value="(\d+)">', offered[1]) == ["2", "1"]
    assert "Uwe" in offered[1]


def test_only_what_one_may_see_is_tried(app: Flask, workplace: Workplace) -> None:
    tara = begun(app)
    for number in ("99", "x", "-1", "9" * 30, "²"):
        answer = tara.post(f"{DRAFT}/try", data={"interaction": number})
        assert answer.status_code == 422
    latest = tara.post(f"{DRAFT}/try", data={"interaction": ""})
    assert latest.status_code == 303
    with workplace.database.reading() as session:
        assert session.get(Interaction, 2) is not None
        (version,) = session.scalars(select(RubricVersion)).all()
        assert rubric_of(version).id == "call"


def test_papers_and_exports_say_by_whose_rubric(app: Flask, workplace: Workplace) -> None:
    tara = begun(app)
    send(tara, DRAFT, **{"title-en": "Our calls", "title-nl": "Onze gesprekken"})
    published(tara)
    score_interaction(workplace, 1, lambda _: None)
    with workplace.database.transaction() as session:
        rita = session.scalars(select(User).where(User.name == "Rita")).one()
        row = released_review(session, session.get_one(Interaction, 1), rita)
        review = export_values.review(row, language_of("en"))
    days = {"span": "own", "first_day": "2026-10-01", "last_day": "2026-11-30"}
    report = tara.post("/agents/1/report", data=days).location
    assert "Basis: Our calls, your company's version 1; scoring" in words(tara.get(report).text)
    paper = pdf_words(PdfReader(BytesIO(tara.get(f"{report}.pdf?language=nl").data)))
    assert "Onze gesprekken, " in paper
    assert "own_call" not in paper
    assert (review["rubric"], review["rubric_title"]) == ("own_call 1", "Our calls, your company's version 1")


@pytest.mark.parametrize("number", ["0", "-1", "abc", "99999999999", "9" * 30])
def test_what_no_row_can_be_called_is_not_found(app: Flask, number: str) -> None:
    tara = sign_in(app, "Tara")
    assert tara.get(f"/rubrics/compare?old={number}").status_code == 404
    assert tara.post("/rubrics/start", data={"version": number}).status_code == 404
