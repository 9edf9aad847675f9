from __future__ import annotations

import pytest

from transcripts.readers.html_text import html_to_text
from transcripts.readers.quotes import without_quotes

OLD = "old words"


@pytest.mark.parametrize(
    "header",
    [
        "On Wed, 4 Mar 2026 at 10:02, Ann <ann@example.org> wrote:",
        "On Wed, 4 Mar 2026 at 10:02, Ann Very Long Name\n<ann.very.long.name@example.org>\nwrote:",
        "Op wo 4 mrt 2026 om 10:02 schreef Ann <ann@example.org>:",
        "Op 4 maart 2026 om 10:02 heeft Ann het volgende geschreven:",
        "Am 04.03.2026 um 10:02 schrieb Ann <ann@example.org>:",
        "Am Mi., 4. März 2026 um 10:02 Uhr schrieb Ann\n<ann@example.org>:",
        "În mie., 4 mar. 2026 la 10:02, Ann <ann@example.org> a scris:",
        "Pe 4 martie 2026, Ann a scris:",
        "-----Original Message-----",
        "-----Oorspronkelijk bericht-----",
        "-------- Ursprüngliche Nachricht --------",
        "-----Mesaj original-----",
        "From: Ann\nSent: Wednesday\nTo: Help\nSubject: Lamp",
        "Van: Ann\nVerzonden: woensdag\nAan: Hulp",
        "Von: Ann\nGesendet: Mittwoch\nAn: Hilfe",
        "De la: Ann\nTrimis: miercuri\nCătre: Ajutor",
        "*From:* Ann\n*Date:* Wednesday",
    ],
)
def test_history_goes(header: str) -> None:
    assert without_quotes(f"New words.\n\n{header}\n\n{OLD}\n{OLD}") == "New words."


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("New.\n\nOn 4 Mar 2026, Ann wrote:\n> old\n> old\n\nAnswer below.", "New.\n\n\nAnswer below."),
        ("> old\nYes.\n> old\nNo.", "Yes.\nNo."),
        ("New.\n-- \nAnn\nShop", "New."),
        ("New.\n\nSent from my iPhone", "New."),
        ("New.\n\nVerstuurd vanaf mijn telefoon\n", "New."),
        ("On reflection I wrote: no.", "On reflection I wrote: no."),
        ("From: the start it was broken.\nIt still is.", "From: the start it was broken.\nIt still is."),
        # A bare forward keeps what it brings.
        ("-----Original Message-----\nFrom: Ann\n\nold", "-----Original Message-----\nFrom: Ann\n\nold"),
        ("--\nAll of it", "--\nAll of it"),
    ],
)
def test_what_stays(text: str, kept: str) -> None:
    assert without_quotes(text) == kept


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>One</p><p>Two</p>", "One\n\nTwo"),
        ("a<br>b<br/>c", "a\nb\nc"),
        ("<td>a</td><td>b</td>", "a b"),
        ("5 &lt; 6 &amp; 7 &euro;&#8364;", "5 < 6 & 7 €€"),
        ("1 < 2 and 3 > 2", "1 < 2 and 3 > 2"),
        ("I <3 you", "I <3 you"),
        ('<a title="a > b" href="x">link</a>', "link"),
        ('<a href="open>text', "text"),
        ("<style>p{}</style><SCRIPT>alert('</p>')</SCRIPT >a<!-- <b>no</b> -->b", "ab"),
        ("<script>never closed", ""),
        ("<blockquote>old<br>older</blockquote>new", "> old\n> older\nnew"),
        ("a\n   b\t c", "a b c"),
        ("&#" + "9" * 5000 + ";", "&#" + "9" * 5000 + ";"),
    ],
    ids=range(13),
)
def test_html(html: str, text: str) -> None:
    assert html_to_text(html) == text
