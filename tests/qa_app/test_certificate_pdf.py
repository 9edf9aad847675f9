"""The certificate: one page, in four languages, whatever the name and the title are."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from io import BytesIO

import pytest
from pypdf import PdfReader
from reportlab.lib.units import mm

from qa_app.reports.certificate_pdf import Certificate, render
from qa_app.reports.words import reader
from tests.qa_app.pdf_pages import HOSTILE, pieces, words
from transcripts.conversation import SUPPORTED_LANGUAGES

CERTIFICATE = Certificate("Ines Moreno", "Empathy in words", date(2026, 11, 28), 4, 3, 0.86, 2, "en")


def opened(certificate: Certificate) -> PdfReader:
    return PdfReader(BytesIO(render(certificate)))


@pytest.mark.parametrize("language", SUPPORTED_LANGUAGES)
def test_it_says_who_passed_what_and_when_in_each_language(language: str) -> None:
    document = opened(replace(CERTIFICATE, language=language))
    text = words(document)
    assert "Ines Moreno" in text
    assert "Empathy in words" in text
    assert reader(language).day(date(2026, 11, 28)) in text
    assert document.metadata is not None
    assert "Ines Moreno" in str(document.metadata.title)
    assert document.trailer["/Root"]["/Lang"] == language


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("Ștefania Țîrlea", "Convorbiri dificile"),
        ("W" * 120, "W" * 120),
        ("Ines " * 40, "Gesprächsführung im Beschwerdemanagement " * 6),
        (HOSTILE, HOSTILE),
        ("", ""),
        ("\u202eInes\0", "😀 title"),
    ],
)
def test_every_name_and_title_fits_on_the_one_page(name: str, title: str) -> None:
    document = opened(replace(CERTIFICATE, name=name, title=title))
    [page] = document.pages
    width, height = (float(side) for side in page.mediabox.upper_right)
    assert width > height
    for piece in pieces(document):
        assert 14 * mm < piece.left < piece.right < width - 14 * mm
        assert 14 * mm < piece.baseline < height - 14 * mm


def test_what_a_module_has_not_is_not_named() -> None:
    text = words(opened(replace(CERTIFICATE, lessons=1, exercises=0, best=None)))
    assert "1 lesson · version 2" in text
    assert "quiz" not in text


def test_the_same_certificate_gives_the_same_file() -> None:
    assert render(CERTIFICATE) == render(CERTIFICATE)
