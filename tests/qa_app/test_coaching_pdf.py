"""The printed report, read back with pypdf: its words, its document, its margins, and hostile input."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfReader
from reportlab.lib.pagesizes import A4

from qa_app.reports.coaching_pdf import render
from scoring.coaching_report import CoachingReport, TermUse
from tests.qa_app.coaching_reports import AGENTS, TALK, empty_report, full_report, reviewed_report
from tests.qa_app.pdf_pages import HOSTILE, assert_within_margins, fonts, words

LANGUAGES = ("en", "nl", "de", "ro")
MADE_ON = date(2025, 12, 3)
LONG_WORD = "Rechnungsabschlag" * 12


def read(report: CoachingReport) -> PdfReader:
    return PdfReader(BytesIO(render(report, MADE_ON)))


def with_text(text: str, language: str = "de") -> CoachingReport:
    """A report that has `text` wherever a text from outside can stand."""
    report = full_report(language)
    told = replace(
        report.focus[0].moments[0],
        prompt=text,
        quote=text,
        conversation=text,
        channel=text,
        started_at=text,
        language=text,
    )
    return replace(
        report,
        agent=text,
        first=text,
        strengths=tuple(replace(strength, moments=(told,)) for strength in report.strengths),
        focus=tuple(replace(point, moments=(told, told), tries=(text, text)) for point in report.focus),
        terms=tuple(TermUse(text, text, text, 3, text, text) for _ in range(20)),
        rubrics=(text, text),
        engine=text,
        goal=text,
        follow_up=text,
    )


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", ["1–30 Nov 2025", "12 conversations", "Why it matters", "Empathy", "page 2 of 2", "no clear change"]),
        ("nl", ["1–30 nov 2025", "12 gesprekken", "Waarom het telt", "Empathie", "pagina 2 van 2", "3 december 2025"]),
        (
            "de",
            ["1.–30. Nov. 2025", "12 Gespräche", "Warum es zählt", "Aktives Zuhören", "Seite 2 von 2", "keine klare"],
        ),
        (
            "ro",
            ["1–30 nov. 2025", "12 conversații", "De ce contează", "Ascultare activă", "pagina 2 din 2", "în scădere"],
        ),
    ],
)
def test_each_language_in_its_own_words(language: str, expected: list[str]) -> None:
    text = words(read(full_report(language)))
    customer, agent = TALK[language]["shown.acknowledge_feeling"]
    for sentence in (AGENTS[language], customer, agent, *expected):
        assert sentence in text


def test_order_is_strengths_then_focus_then_figures_then_agreement() -> None:
    text = words(read(full_report("en")))
    headings = [
        "What went well",
        "What to work on",
        "Words that customers may not know",
        "Suggested marks",
        "Goal and follow-up",
        "How this report was made",
        "To sign means",
    ]
    places = [text.index(heading) for heading in headings]
    assert places == sorted(places)


def test_focus_tells_moment_then_why_then_another_way_in_the_customers_language() -> None:
    report = full_report("en", other="nl")
    text = words(read(report))
    point = report.focus[0]
    places = [text.index(part) for part in (point.moments[1].prompt, "Why it matters", point.tries[1])]
    assert places == sorted(places)
    assert f"{point.tries[1]} (Dutch)" in text
    assert f"{point.tries[0]} (" not in text


def test_meaning_is_also_said_in_words() -> None:
    text = words(read(full_report("en")))
    for word in ("Shown · call", "Missed · call", "Worked against it · call"):
        assert word in text


def test_marks_show_interval_n_and_what_was_not_judged() -> None:
    text = words(read(full_report("en")))
    assert "Empathy 58 48–68 9 up" in text
    assert "Transparency and honesty 50 – 2 too few to tell" in text
    assert "people judge it: Accuracy and knowledge" in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_full_report_fits_two_pages(language: str) -> None:
    assert len(read(full_report(language)).pages) == 2


def test_many_long_moments_are_cut_to_the_best_ones() -> None:
    report = full_report("de", other="ro")
    many = replace(report, strengths=report.strengths * 4, focus=report.focus * 3, terms=report.terms * 9)
    reader = read(many)
    assert len(reader.pages) <= 3
    assert "und 22 weitere" in words(reader)


@pytest.mark.parametrize("language", LANGUAGES)
def test_document_says_title_language_and_author(language: str) -> None:
    reader = read(full_report(language))
    root: Any = reader.trailer["/Root"]
    assert reader.metadata is not None
    assert AGENTS[language] in (reader.metadata.title or "")
    assert "2025" in (reader.metadata.subject or "")
    assert reader.metadata.author == "Fairword"
    assert str(reader.metadata["/CreationDate"]) == "D:20251203"
    assert root["/Lang"] == language
    assert root["/ViewerPreferences"]["/DisplayDocTitle"] == True  # noqa: E712, pypdf's own boolean


@pytest.mark.parametrize("report", [full_report("ro"), empty_report("ro")], ids=["full", "empty"])
def test_all_fonts_are_embedded(report: CoachingReport) -> None:
    for name, font in fonts(read(report)).items():
        assert "+NotoSans" in name
        assert "/FontFile2" in font["/FontDescriptor"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_are_a4_and_nothing_stands_in_the_margins(language: str) -> None:
    reader = read(full_report(language))
    assert all((page.mediabox.width, page.mediabox.height) == pytest.approx(A4, abs=0.01) for page in reader.pages)
    assert_within_margins(reader)


@pytest.mark.parametrize("text", [LONG_WORD, "W" * 5000, HOSTILE * 30, "m i" * 3000], ids=["word", "W", "markup", "mi"])
def test_long_texts_stay_within_the_margins(text: str) -> None:
    assert_within_margins(read(with_text(text)))


def test_a_long_word_is_wrapped_and_whole() -> None:
    text = "".join(page.extract_text().replace("\n", "") for page in read(with_text(LONG_WORD)).pages)
    assert f"“{LONG_WORD}”" in text


def test_a_quote_of_5000_characters_is_shortened_at_a_word() -> None:
    report = full_report("de")
    told = replace(report.strengths[0].moments[0], quote="Tarif " * 850)
    text = words(read(replace(report, strengths=(replace(report.strengths[0], moments=(told,)),))))
    assert "„Tarif Tarif" in text
    assert "Tarif Tarif…“" in text
    assert 40 < text.count("Tarif") < 60


def test_markup_is_text() -> None:
    text = words(read(with_text(HOSTILE)))
    assert f"“{HOSTILE}”" in text
    assert f"Für {HOSTILE[:20]}" in text


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        ("Danke 😡👍🏽 sehr", "Danke � sehr"),
        ("שלום Kathrin مرحبا", "� Kathrin �"),
        ("a\x00b\x1b[31mc\u202ed\u200be", "ab[31mcde"),
        ("s\u0326i t\u0326ara\u0306", "și țară"),
        ("lone \ud800 half", "lone half"),
        ("tab\tline\r\nnext\u2028page\u00a0end", "tab line next page end"),
        ("„Ĳs“, ‚so‘ – 5 × 3 € … Ș Ț ẞ", "„Ĳs“, ‚so‘ – 5 × 3 € … Ș Ț ẞ"),
    ],
)
def test_characters_of_a_quote(written: str, printed: str) -> None:
    report = full_report("de")
    told = replace(report.strengths[0].moments[0], prompt=written)
    text = words(read(replace(report, strengths=(replace(report.strengths[0], moments=(told,)),))))
    assert f"„{printed}“" in text


@pytest.mark.parametrize(
    ("language", "advice"),
    [
        ("en", "Add conversations of this agent"),
        ("nl", "Voeg gesprekken van deze medewerker toe"),
        ("de", "Fügen Sie Gespräche dieser Person hinzu"),
        ("ro", "Adăugați conversații ale acestui agent"),
    ],
)
def test_an_empty_report_says_what_to_do(language: str, advice: str) -> None:
    reader = read(empty_report(language))
    assert len(reader.pages) == 1
    assert advice in words(reader)


def test_empty_sections_say_what_to_do() -> None:
    report = full_report("en")
    nothing = replace(report.total, n=0, mean=None, low=None, high=None, series=())
    text = words(read(replace(report, strengths=(), focus=(), terms=(), total=nothing, criteria=())))
    assert "Choose one together with your coach" in text
    assert "write it down as your goal" in text
    assert "Longer or more conversations will give marks" in text
    assert "Words that customers may not know" not in text


def test_goal_and_follow_up_are_printed_when_agreed() -> None:
    agreed = replace(full_report("nl"), goal="Elk gesprek samenvatten", follow_up="2026-01-09")
    text = words(read(agreed))
    assert "Elk gesprek samenvatten" in text
    assert "9 januari 2026" in text
    assert "Elk gesprek samenvatten" not in words(read(full_report("nl")))


def test_a_criterion_of_an_own_rubric_is_named_by_its_id() -> None:
    report = full_report("en")
    own = replace(report.focus[0], criterion="returns_policy", reason="missed.return_label")
    text = words(read(replace(report, focus=(own,))))
    assert "Return label" in text
    assert "Returns policy" in text


def test_unscored_conversations_are_counted_with_their_reason() -> None:
    assert "2 × Es wurde zu wenig gesagt, um es zu beurteilen." in words(read(full_report("de")))


def test_the_same_report_gives_the_same_bytes() -> None:
    first = render(full_report("ro"), MADE_ON)
    assert render(full_report("ro"), MADE_ON) == first
    assert render(full_report("ro"), date(2025, 12, 4)) != first


def test_a_language_without_a_catalog() -> None:
    with pytest.raises(ValueError, match="no catalog"):
        render(replace(full_report("en"), language="fr"), MADE_ON)


def test_it_says_whose_marks_it_shows() -> None:
    suggested = words(read(full_report("en")))
    assert "Suggested marks" in suggested
    assert "A person reviewed" not in suggested
    some = words(read(reviewed_report("en")))
    assert "A person reviewed 5 of these conversations" in some
    assert "from people's reviews" in some
    every = words(read(replace(reviewed_report("en"), reviewed=12)))
    assert "A person reviewed every one of these conversations" in every


def test_marks_that_people_gave_stand_beside_suggested_ones_and_apart() -> None:
    text = words(read(reviewed_report("en")))
    assert "Marks that people gave Automatic suggestions" in text
    assert "Empathy 75 57–93 5 58 48–68 9 up" in text
    assert "Accuracy and knowledge 75 57–93 5 –" in text
    assert "hollow ones suggestions" in text


def test_a_criterion_that_only_people_or_only_the_machine_judged_keeps_its_row() -> None:
    report = reviewed_report("en")
    text = words(read(replace(report, by_people=report.by_people[:1])))
    assert "All criteria together 75 57–93 5 64 57–72 12" in text
    assert "Empathy – 58 48–68 9 up" in text


@pytest.mark.parametrize("language", ["en", "nl", "de", "ro"])
def test_both_kinds_of_marks_fit_two_pages(language: str) -> None:
    assert len(read(reviewed_report(language)).pages) == 2
