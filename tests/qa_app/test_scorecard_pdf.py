"""The printed scorecard, read back with pypdf: a real one, its document, hostile input, and nothing unverified."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import lru_cache
from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfReader
from reportlab.lib.pagesizes import A4

from qa_app.reports.scorecard_pdf import render_scorecard
from rubrics.load import parse_rubric, rubric_for_channel
from scoring.acts.embedding import embedding
from scoring.engine import score
from scoring.evidence import Evidence, Quote, UnverifiedQuoteError, Verdict
from scoring.marks import Mark
from scoring.scorecard import Scorecard
from tests.qa_app.pdf_pages import HOSTILE, assert_within_margins, fonts, words
from transcripts.conversation import Channel, Conversation, Speaker, Turn
from transcripts.holds import Hold
from transcripts.overlaps import Begun
from transcripts.timing import Timing, timing

LANGUAGES = ("en", "nl", "de", "ro")
MADE_ON = date(2026, 3, 4)

TALK = (
    (Speaker.AGENT, "Goedemorgen, Waterbedrijf Zilverbeek, u spreekt met Ruud. Waarmee kan ik u helpen?"),
    (Speaker.CUSTOMER, "Ik heb drie keer dezelfde aanmaning gehad en ik ben het nu echt helemaal zat."),
    (Speaker.AGENT, "Drie aanmaningen voor iets wat al betaald is, ik snap heel goed dat u daar boos over bent."),
    (Speaker.CUSTOMER, "En wanneer is dit dan opgelost?"),
    (Speaker.AGENT, "Dat wordt te zijner tijd door de backoffice opgepakt."),
    (Speaker.CUSTOMER, "Daar heb ik niks aan, ik word hier zo moedeloos van."),
    (Speaker.AGENT, "Wat is uw klantnummer?"),
)


def conversation(*said: str, channel: Channel = Channel.CALL) -> Conversation:
    """TALK with other words where given, fifteen seconds a turn."""
    turns = tuple(
        Turn(speaker, said[index] if index < len(said) else text, 15.0 * index, 15.0 * index + 14)
        for index, (speaker, text) in enumerate(TALK)
    )
    return Conversation("zb-0417", channel, "nl", turns, agent="Ruud Šafářová", started_at="2026-03-02T09:15:00+01:00")


@lru_cache(maxsize=1)
def scored() -> Scorecard:
    return score(conversation(), rubric_for_channel("call"), embedding())


def shown(scorecard: Scorecard, talk: Conversation | None = None, language: str = "en") -> PdfReader:
    return PdfReader(BytesIO(render_scorecard(talk or conversation(), scorecard, language, MADE_ON)))


def taken_up() -> Evidence:
    """The feeling taken up in TALK, as it was found, but for points that are not whole: 0.9 × 4 + 0.1 × 1."""
    empathy = next(mark for mark in scored().marks if mark.criterion == "empathy")
    return replace(next(found for found in empathy.evidence if found.verdict is Verdict.SHOWN), points=3.7, weight=0.9)


def a_mark(**fields: Any) -> Mark:
    return Mark(
        **{"criterion": "empathy", "weight": 2.5, "score": 0.5, "n": 2, "arithmetic": "(4 + 0) / (4 × 2)", **fields}
    )


def with_marks(*marks: Mark) -> Scorecard:
    return replace(scored(), marks=marks)


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", ["Scorecard", "call · Dutch · 2 Mar 2026, 09:15", "Arithmetic", "Empathy", "a person decides"]),
        (
            "nl",
            ["Scorekaart", "telefoon · Nederlands · 2 mrt 2026, 09:15", "Berekening", "Empathie", "een mens beslist"],
        ),
        (
            "de",
            ["Bewertungsbogen", "Anruf · Niederländisch · 2. März 2026, 09:15", "Rechnung", "ein Mensch entscheidet"],
        ),
        ("ro", ["Fișă de evaluare", "apel · neerlandeză · 2 mar. 2026, 09:15", "Calcul", "Empatie", "un om decide"]),
    ],
)
def test_a_real_scorecard_in_each_readers_language(language: str, expected: list[str]) -> None:
    text = words(shown(scored(), language=language))
    for part in ("zb-0417", "Ruud Šafářová", *expected):
        assert part in text


def test_every_quote_and_every_sum_of_a_real_scorecard_is_printed() -> None:
    card = scored()
    text = words(shown(card))
    quotes = [words for mark in card.marks for found in mark.evidence for words in (found.quote, found.prompt) if words]
    assert len(quotes) > 5
    for said in quotes:
        assert f"‘{said.text}’" in text or f"“{said.text.removesuffix('.')}”" in text
    sums = [mark.arithmetic for mark in card.marks if mark.arithmetic]
    assert len(sums) > 5
    for written in sums:
        assert written in text


def test_the_total_is_a_suggestion_that_can_be_reckoned() -> None:
    text = words(shown(replace(with_marks(a_mark(), a_mark(criterion="clarity", weight=1, score=1.0)), total=0.6429)))
    assert "suggested 64" in text
    assert "(2.5 × 50 + 1 × 100) / 3.5" in text


@pytest.mark.parametrize(
    ("fields", "row"),
    [
        ({}, "Empathy 50 2.5 2 moments (4 + 0) / (4 × 2)"),
        (
            {"score": 0.5312, "arithmetic": "(0.6 × 4 + 1 × 1) / (4 × (0.6 + 1))"},
            "Empathy 53 2.5 2 moments (0.6 × 4 + 1 × 1) / (4 × (0.6 + 1))",
        ),
        ({"n": 1, "per": "agent_turn"}, "2.5 1 turn of the agent"),
        ({"n": 2.34, "per": "100_words"}, "2.5 2.34 × 100 words"),
        ({"n": 3, "per": "own_base"}, "2.5 3 own_base"),
        (
            {"score": None, "not_judged": "no_occasion"},
            "Empathy – 2.5 There was no occasion for it in this conversation.",
        ),
        (
            {"automatic": 0.63, "knots": ((0.0, 0.0), (1.0, 0.8))},
            "(4 + 0) / (4 × 2) Reckoned 63, corrected to 50 as people here mark.",
        ),
        (
            {"score": None, "not_judged": "withheld", "automatic": 0.63},
            "Empathy – 2.5 Not suggested at present in this language",
        ),
        ({"criterion": "return_label"}, "Return label 50"),
        ({"critical": "customer"}, "Empathy critical for customers 50"),
        (
            {"critical": "compliance", "failed": True},
            "Empathy critical for compliance: below its limit, a person should look at it 50",
        ),
    ],
)
def test_a_row_of_the_marks(fields: dict[str, Any], row: str) -> None:
    assert row in words(shown(with_marks(a_mark(**fields))))


def test_evidence_tells_reason_place_customers_words_and_agents_words_in_this_order() -> None:
    met = taken_up()
    text = words(shown(with_marks(a_mark(evidence=(met,)))))
    assert met.quote is not None
    assert met.prompt is not None
    told = (
        "The customer said “Ik heb drie keer dezelfde aanmaning gehad en ik ben het nu…”, and you took up the feeling "
        "in it: “Drie aanmaningen voor iets wat al betaald is, ik snap heel…” "
        f"Shown · turn 3 · at 0:30 · counts 0.9 × 3.7 · recognised by a set phrase Customer ‘{met.prompt.text}’ "
        f"You ‘{met.quote.text}’"
    )
    assert told in text


def test_missed_contrary_and_plainer_words() -> None:
    start = TALK[4][1].index("backoffice")
    term = Quote(4, start, start + 10, "backoffice")
    found = (
        Evidence("jargon", Verdict.CONTRARY, "jargon", 4, 1, quote=term, plain="de afdeling administratie"),
        Evidence("jargon", Verdict.MISSED, "before_closing", 6, 0),
        Evidence("jargon", Verdict.CONTRARY, "confusion", 3, 1, quote=Quote(3, 0, 2, "En")),
    )
    text = words(shown(with_marks(a_mark(evidence=found))))
    assert (
        "The customer may not know the term “backoffice”. "
        "Worked against it · turn 5 · at 1:00 · counts 1 Another way de afdeling administratie" in text
    )
    assert "summing up or checking. Missed · turn 7 · at 1:30 · counts 0 Another way Ik vat het even samen:" in text
    assert "Customer ‘En’" in text


def test_another_way_fits_what_the_customer_said_and_is_not_said_twice() -> None:
    talk = conversation()
    worried = Evidence("empathy", Verdict.MISSED, "negative_feeling", 6, 1, situation="worry")
    text = words(shown(with_marks(a_mark(evidence=(worried, worried))), talk, "nl"))
    assert text.count("Niet weten hoe dit afloopt is zorgelijk.") == 1
    assert text.count("Ik begrijp dat u zich hier zorgen over maakt.") == 1


def test_another_way_keeps_the_form_of_address_of_the_conversation() -> None:
    talk = conversation("Hoi, met Ruud, wat kan ik voor jou doen?", "Hoi.", "Heb jij jouw nummer bij de hand?", "Ja.")
    informal = replace(talk, turns=talk.turns[:4])
    mark = a_mark(evidence=(Evidence("courtesy", Verdict.MISSED, "closing", 2, 0),))
    for held, you in ((informal, "je"), (conversation(), "u")):
        card = replace(score(held, rubric_for_channel("call"), None), marks=(mark,))
        assert f"Another way Dank {you} wel voor het bellen" in words(shown(card, held))


def test_the_address_that_a_company_wants_goes_before_that_of_the_conversation_and_is_told() -> None:
    talk = conversation("Hoi, met Ruud, wat kan ik voor jou doen?", "Hoi.", "Heb jij jouw nummer bij de hand?", "Ja.")
    familiar = replace(talk, turns=talk.turns[:4])
    card = score(familiar, rubric_for_channel("call"), None, norm="formal")
    text = words(shown(card, familiar))
    assert "In this market customers are addressed formally; the form of address was judged by that." in text
    assert "here that was not kept: “jou”." in text
    assert "In this market" not in words(shown(score(familiar, rubric_for_channel("call"), None), familiar))


def test_a_moment_without_a_time_is_named_by_its_turn() -> None:
    talk = conversation()
    timeless = replace(talk, turns=tuple(replace(turn, start=None, end=None) for turn in talk.turns))
    text = words(shown(with_marks(a_mark(evidence=(taken_up(),))), timeless))
    assert "Shown · turn 3 · counts 0.9 × 3.7 · recognised" in text
    assert "at 0:30" not in text


@pytest.mark.parametrize(
    ("channel", "language", "reason"),
    [("chat", "nl", "not made for this channel"), ("call", "fr", "a language that is not supported")],
)
def test_a_conversation_that_was_not_scored_says_why_and_what_to_do(channel: str, language: str, reason: str) -> None:
    talk = replace(conversation(channel=Channel(channel)), language=language)
    reader = shown(score(talk, rubric_for_channel("call"), None), talk)
    assert len(reader.pages) == 1
    text = words(reader)
    assert reason in text
    assert "a person can still review it" in text
    assert "suggested 0" not in text


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", "too poor to score. Too many words of the recording were not understood with certainty. One of the two"),
        ("nl", "te slecht om te scoren. Te veel woorden van de opname zijn niet met zekerheid verstaan. Een van beide"),
        ("de", "zu schlecht für eine Bewertung. Zu viele Wörter der Aufnahme wurden nicht sicher erkannt. Eine der"),
        ("ro", "prea slabă pentru a fi evaluată. Prea multe cuvinte din înregistrare nu au fost recunoscute"),
    ],
)
def test_a_transcript_that_is_too_poor_says_every_reason(language: str, expected: str) -> None:
    card = replace(with_marks(), total=None, not_scored="unsure_words", poor=("unsure_words", "few_words"))
    assert expected in words(shown(card, language=language))


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        (
            "en",
            (
                "Share of the talk Agent 60%, Customer 40% Silence 30 s in all, the longest 20 s "
                "Both speak at once agent began 3 of 4 overlaps Waits of 5 s or more 2 waits, 1 announced "
                "Answers half within 0.8 s, nine of ten within 1:05 min"
            ),
        ),
        (
            "nl",
            (
                "Spreektijd Medewerker 60%, Klant 40% Stilte 30 s in totaal, de langste 20 s "
                "Momenten waarop beiden spraken 4, waarvan 3 begonnen door de medewerker "
                "Wachttijden van 5 s of langer 2, waarvan 1 aangekondigd "
                "Antwoorden de helft binnen 0,8 s, negen van de tien binnen 1:05 min"
            ),
        ),
        (
            "de",
            (
                "Redeanteil Mitarbeiterin/Mitarbeiter 60 %, Kundin/Kunde 40 % Stille 30 s insgesamt, am längsten 20 s "
                "Momente, in denen beide sprachen 4, davon 3 von Mitarbeiterseite begonnen "
                "Wartezeiten ab 5 s 2, davon 1 angekündigt "
                "Antworten die Hälfte binnen 0,8 s, neun von zehn binnen 1:05 min"
            ),
        ),
        (
            "ro",
            (
                "Timp de vorbire Agent 60 %, Client 40 % Tăcere 30 s în total, cea mai lungă 20 s "
                "Suprapuneri în vorbire 4, din care începute de agent: 3 "
                "Așteptări de cel puțin 5 s 2, din care anunțate: 1 "
                "Răspunsuri jumătate în cel mult 0,8 s, nouă din zece în cel mult 1:05 min"
            ),
        ),
    ],
)
def test_the_times_in_each_readers_language(language: str, expected: str) -> None:
    times = Timing(
        seconds=120.0,
        talk_share={Speaker.AGENT: 0.6, Speaker.CUSTOMER: 0.4},
        total_silence=30.0,
        longest_silence=20.0,
        overlap_seconds=4.0,
        overlaps=4,
        gaps=(),
        median_gap=0.8,
        p90_gap=65.0,
        overlaps_begun={Speaker.AGENT: Begun(3, 3.5), Speaker.CUSTOMER: Begun(1, 0.5)},
        holds=(Hold(1, 10.0, 20.0, announced=True), Hold(3, 40.0, 10.0, announced=False)),
    )
    assert expected in words(shown(replace(scored(), timing=times), language=language))


def test_nobody_overlapped_or_waited() -> None:
    text = words(shown(scored()))
    assert "Both speak at once none Waits of 5 s or more none" in text


def test_times_that_are_not_known_are_not_printed() -> None:
    timeless = timing(Conversation("x", Channel.CHAT, "nl", (Turn(Speaker.AGENT, "Dag."),)))
    for card in (replace(scored(), timing=timeless), replace(scored(), timing=None)):
        assert "Timing" not in words(shown(card))


def test_people_only_scorecards_have_no_total() -> None:
    own = parse_rubric(
        "{id: own, version: 3, title: {en: O, nl: E, de: E, ro: P}, channels: [call],"
        " criteria: [{id: accuracy, kind: presence, weight: 1, people_only: true}]}",
        "own.yaml",
    )
    text = words(shown(score(conversation(), own, None)))
    assert "Accuracy and knowledge – 1 People judge this one; there is no automatic suggestion." in text
    assert "All criteria together –" in text
    assert "Basis: O, your company's version 3; scoring" in text


@pytest.mark.parametrize(
    "evidence",
    [
        Evidence("empathy", Verdict.SHOWN, "apology", 2, 2, quote=Quote(2, 0, 5, "Sorry")),
        Evidence("empathy", Verdict.MISSED, "negative_feeling", 2, 1, prompt=Quote(99, 0, 5, "Sorry")),
    ],
    ids=["other words", "no such turn"],
)
def test_words_that_nobody_said_are_never_printed(evidence: Evidence) -> None:
    with pytest.raises(UnverifiedQuoteError):
        render_scorecard(conversation(), with_marks(a_mark(evidence=(evidence,))), "en", MADE_ON)


@pytest.mark.parametrize("language", LANGUAGES)
def test_document_says_title_and_language_and_keeps_its_margins(language: str) -> None:
    reader = shown(scored(), language=language)
    root: Any = reader.trailer["/Root"]
    assert reader.metadata is not None
    assert (reader.metadata.title or "").endswith("– zb-0417")
    assert "Ruud Šafářová" in (reader.metadata.subject or "")
    assert reader.metadata.author == "Fairword"
    assert str(reader.metadata["/CreationDate"]) == "D:20260304"
    assert root["/Lang"] == language
    assert all((page.mediabox.width, page.mediabox.height) == pytest.approx(A4, abs=0.01) for page in reader.pages)
    assert_within_margins(reader)


def test_all_fonts_are_embedded() -> None:
    for name, font in fonts(shown(scored(), language="ro")).items():
        assert "+NotoSans" in name
        assert "/FontFile2" in font["/FontDescriptor"]


def with_text(text: str) -> tuple[Conversation, Scorecard]:
    """A conversation and its scorecard that have `text` wherever a text from outside can stand."""
    talk = replace(conversation(*[text] * 7), id=text, agent=text, started_at=text, language=text)
    said = Quote(2, 0, len(text), text)
    found = Evidence(text, Verdict.CONTRARY, text, 2, 1, quote=said, prompt=replace(said, turn=1), plain=text)
    judged = a_mark(criterion=text, per=text, arithmetic=text, critical=text, failed=True, evidence=(found,) * 3)
    card = replace(
        with_marks(judged, a_mark(criterion=text, score=None, not_judged=text)),
        id=text,
        rubric=text,
        engine=text,
        agent=text,
        channel=text,
        language=text,
        started_at=text,
    )
    return talk, card


@pytest.mark.parametrize(
    "text", ["Eigentumsvorbehalt" * 20, "W" * 5000, HOSTILE * 30, "m i" * 3000], ids=["word", "W", "markup", "mi"]
)
def test_long_texts_stay_within_the_margins(text: str) -> None:
    talk, card = with_text(text)
    assert_within_margins(shown(card, talk))


def test_markup_is_text() -> None:
    talk, card = with_text(HOSTILE)
    text = words(shown(card, talk))
    assert f"You “{HOSTILE}”" in text
    assert f"Another way {HOSTILE}" in text


@pytest.mark.parametrize(
    ("written", "printed"), [("Dank 😡👍🏽 u", "Dank � u"), ("a\x00b\x1b[31mc\u202ed", "ab[31mcd")]
)
def test_characters_of_a_quote(written: str, printed: str) -> None:
    talk, card = with_text(written)
    assert f"You “{printed}”" in words(shown(card, talk))


def test_a_very_long_conversation_shows_the_first_moments_and_says_how_many_more() -> None:
    found = tuple(Evidence("empathy", Verdict.MISSED, "negative_feeling", 2, 1) for _ in range(3000))
    reader = shown(with_marks(a_mark(n=3000, arithmetic=f"({' + '.join(['1'] * 3000)}) / (4 × 3000)", evidence=found)))
    assert "and 2,960 more" in words(reader)
    assert len(reader.pages) <= 4


def test_more_criteria_than_a_page_holds() -> None:
    reader = shown(with_marks(*(a_mark(criterion=f"criterion_{number}") for number in range(200))))
    assert "Criterion 199" in words(reader)
    assert_within_margins(reader)


def test_the_same_scorecard_gives_the_same_bytes() -> None:
    first = render_scorecard(conversation(), scored(), "ro", MADE_ON)
    assert render_scorecard(conversation(), scored(), "ro", MADE_ON) == first
    assert render_scorecard(conversation(), scored(), "ro", date(2026, 3, 5)) != first


def test_a_language_without_a_catalog() -> None:
    with pytest.raises(ValueError, match="no catalog"):
        render_scorecard(conversation(), scored(), "fr", MADE_ON)
