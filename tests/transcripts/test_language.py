"""Languages are told apart from short, careless lines as people type and recognisers write them."""

from concurrent.futures import ThreadPoolExecutor
from time import perf_counter

import pytest

from transcripts.language import UNDETERMINED, detect

LINES = {
    "en": [
        "hello",
        "ok thanks",
        "uh yeah so um i was calling about my uh bill",
        "WHERE IS MY PARCEL",
        "it's broken again",
        "My order #88213 still has not arrived, can someone look at shop.example.com/orders please?",
    ],
    "nl": [
        "ja dank je",
        "goedemiddag",
        "hij doet het niet meer",
        "hallo waar blijft mijn pakketje",
        "nou ik zit hier al een uur te wachten op die monteur he",
    ],
    "de": [
        "danke",
        "vielen dank",
        "ja hallo",
        "koennen sie mir bitte helfen",
        "also ich hab die rechnung nochmal angeschaut und da stimmt was nicht",
    ],
    "ro": [
        "multumesc frumos",
        "buna ziua am o problema cu factura",
        "Bună ziua, coletul nu a ajuns nici astăzi.",
        "coletul meu nu a ajuns si nu raspunde nimeni la telefon",
        "am inteles",
    ],
    "fr": ["je n'ai toujours pas reçu ma facture", "bonjour, où est mon colis"],
    "es": ["mi pedido no ha llegado todavía", "hola, no puedo pagar mi factura"],
    "pl": ["nie dostałem faktury za ten miesiąc", "chcialbym zlozyc reklamacje"],
    "hu": ["nem jött meg a csomagom", "koszonom szepen a segitseget"],
    "it": ["buongiorno, non ho ricevuto il mio ordine"],
    "tr": ["merhaba siparişim gelmedi"],
    "uk": ["доброго дня, де моє замовлення"],
}


@pytest.mark.parametrize(("expected", "line"), [(code, line) for code, lines in LINES.items() for line in lines])
def test_a_line_is_recognised(expected: str, line: str) -> None:
    language, certainty = detect(line)

    assert language == expected
    assert 0 < certainty <= 1


def test_more_words_make_it_more_certain() -> None:
    short, long = (
        "mijn pakketje",
        "mijn pakketje is gisteren bij de verkeerde buren bezorgd en dat is niet de eerste keer",
    )

    assert detect(short)[1] < detect(long)[1]
    assert detect(long)[1] > 0.95


def test_romanian_is_the_same_with_and_without_diacritics() -> None:
    written = "Aș vrea să știu când îmi veți repara internetul, vă rog."

    assert detect(written)[0] == detect("As vrea sa stiu cand imi veti repara internetul, va rog.")[0] == "ro"


@pytest.mark.parametrize("text", ["", "   \n", "12345 :-) 😀", "https://example.com/a?b=c", "ann@example.com"])
def test_no_words_no_language(text: str) -> None:
    assert detect(text) == (UNDETERMINED, 0.0)


def test_addresses_and_numbers_do_not_count() -> None:
    assert detect("www.my-great-english-webshop.example/customer/orders/return waar blijft mijn geld")[0] == "nl"


@pytest.mark.parametrize("text", ["\ud800 broken \udfff text here", "a" * 5_000_000, "\x00 hello there my friend"])
def test_hostile_text_is_answered_quickly(text: str) -> None:
    detect("warm up")
    began = perf_counter()

    language, certainty = detect(text)

    assert len(language) in (2, 3)
    assert 0 <= certainty <= 1
    assert perf_counter() - began < 1


def test_many_threads_agree() -> None:
    lines = [line for lines in LINES.values() for line in lines] * 10
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(detect, lines))

    assert together == [detect(line) for line in lines]
