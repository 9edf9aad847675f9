"""A term that is explained by the form of its sentence."""

from __future__ import annotations

import pytest

from scoring.acts.definitions import is_defined
from scoring.acts.lexicon import lexicon
from scoring.acts.pieces import read_turn
from scoring.acts.values import Span


def defined(language: str, marked: str) -> bool:
    """`marked` has the term between square brackets."""
    start, end = marked.index("["), marked.index("]") - 1
    text = marked.replace("[", "").replace("]", "")
    words = lexicon(language)
    span = Span(start, end, "jargon", text[start:end], explained=False)
    reading = read_turn(text, words)
    return is_defined(span, reading, words, frozenset(hit.end for hit in reading.hits("namings")))


@pytest.mark.parametrize(
    ("language", "marked"),
    [
        ("en", "You will get the [schedule], the sheet that everybody signs."),
        ("en", "The [schedule] is the sheet that everybody signs."),
        ("en", "That sheet is called a [schedule]"),
        ("nl", "U krijgt een [machtiging], een brief met toestemming."),
        ("nl", "De [machtiging] is een brief met toestemming."),
        ("nl", "Die brief heet een [machtiging]"),
        ("de", "Dafür gibt es die [Kulanz], also unser freiwilliges Entgegenkommen."),
        ("de", "Die [Kulanz] ist ein freiwilliges Entgegenkommen."),
        ("de", "Dieses Entgegenkommen nennt sich [Kulanz]"),
        ("ro", "Primiți un [aviz], o hârtie de la primărie."),
        ("ro", "Un [aviz] este o hârtie de la primărie."),
        ("ro", "Hârtia aceea se numește [aviz]"),
    ],
)
def test_a_term_said_to_be_something_is_explained(language: str, marked: str) -> None:
    assert defined(language, marked)


@pytest.mark.parametrize(
    ("language", "marked"),
    [
        ("en", "We checked the [schedule], so it will be fine."),
        ("en", "The [schedule] is late."),
        ("en", "I called the [schedule] team."),
        ("nl", "Wij hebben de [machtiging], dus dat komt goed."),
        ("nl", "De [machtiging] is te laat."),
        ("nl", "Kijk eens naar het [machtigingsnummer] op de brief."),
        ("de", "Das entscheidet die [Kulanz], da warten wir noch."),
        ("de", "Die [Kulanz] ist abgelehnt."),
        ("ro", "Am trimis un [aviz], iar mâine vine curierul."),
        ("ro", "Acest [aviz] este respins."),
        ("en", "It was the [schedule]"),
        ("en", "You need an [MSO], the MPAN, the CCJ and the LTV."),
        ("de", "Sie brauchen die [Kulanz], eine Vollmacht, unser Formular und Geduld."),
    ],
)
def test_what_only_goes_on_behind_a_term_explains_nothing(language: str, marked: str) -> None:
    assert not defined(language, marked)
