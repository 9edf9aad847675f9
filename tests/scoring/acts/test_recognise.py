"""recognise(): plain sentences that leave no doubt, and near misses, in four languages, with everything switched on."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from functools import lru_cache

import pytest

from rubrics.vocabulary import AGENT_ACTS, CUSTOMER_ACTS
from scoring.acts.embedding import embedding
from scoring.acts.recognise import recognise
from scoring.acts.values import TurnActs
from transcripts.conversation import Channel, Conversation, Speaker, Turn

# What is said around the turn in question: a greeting, a problem, and something at the end.
AROUND = {
    "en": (
        ("agent", "Good morning, Brightwater Energy, this is Mira. How can I help you?"),
        ("customer", "My name is Anna Kowalski. My washing machine leaks since Tuesday and nobody came."),
        ("customer", "All right."),
    ),
    "nl": (
        ("agent", "Goedemorgen, Helder Energie, u spreekt met Mira. Waarmee kan ik u helpen?"),
        ("customer", "Mijn naam is Anna Jansen. Mijn wasmachine lekt sinds dinsdag en er is niemand gekomen."),
        ("customer", "Goed."),
    ),
    "de": (
        ("agent", "Guten Morgen, Hellwasser Energie, mein Name ist Mira. Wie kann ich Ihnen helfen?"),
        ("customer", "Mein Name ist Anna Becker. Meine Waschmaschine tropft seit Dienstag und es kam niemand."),
        ("customer", "In Ordnung."),
    ),
    "ro": (
        ("agent", "Bună dimineața, Apa Clară, sunt Mira. Cu ce vă pot ajuta?"),
        ("customer", "Numele meu este Anna Popescu. Mașina de spălat curge de marți și nu a venit nimeni."),
        ("customer", "Bine."),
    ),
}
EXPECTED = [
    ("en", "agent", "I'm so sorry that you have had to wait since Tuesday.", "apology"),
    ("en", "agent", "I can hear how frustrating this is for you.", "acknowledge_feeling"),
    ("en", "agent", "I'm sorry if you feel that way.", "non_apology"),
    ("en", "agent", "So your washing machine has been leaking since Tuesday and nobody came?", "paraphrase"),
    ("en", "agent", "What happened when you switched it on?", "open_question"),
    ("en", "agent", "Do you have your customer number at hand?", "closed_question"),
    ("en", "agent", "Does that make sense so far?", "check_understanding"),
    ("en", "agent", "First turn off the tap, then pull the plug, and finally open the lid.", "steps"),
    ("en", "agent", "The engineer will come tomorrow between nine and eleven.", "expectation"),
    ("en", "agent", "Thank you, Ms Kowalski.", "personalisation"),
    ("en", "customer", "I am really furious about this.", "negative_feeling"),
    ("en", "customer", "I don't understand what you mean.", "confusion"),
    ("en", "customer", "Great, that solved it, thank you so much for your help!", "satisfied"),
    ("nl", "agent", "Het spijt me heel erg dat u zo lang hebt moeten wachten.", "apology"),
    ("nl", "agent", "Ik begrijp hoe frustrerend dit voor u is.", "acknowledge_feeling"),
    ("nl", "agent", "Dus uw wasmachine lekt sinds dinsdag en er is niemand gekomen?", "paraphrase"),
    ("nl", "agent", "Wat gebeurde er toen u hem aanzette?", "open_question"),
    ("nl", "agent", "Heeft u uw klantnummer bij de hand?", "closed_question"),
    ("nl", "agent", "Draai eerst de kraan dicht, trek dan de stekker eruit en open tot slot het deksel.", "steps"),
    ("nl", "agent", "De monteur komt morgen tussen negen en elf uur bij u langs.", "expectation"),
    ("nl", "agent", "Dank u wel, mevrouw Jansen.", "personalisation"),
    ("nl", "customer", "Ik ben hier echt woedend over.", "negative_feeling"),
    ("nl", "customer", "Ik begrijp niet wat u bedoelt.", "confusion"),
    ("nl", "customer", "Top, het is opgelost, heel erg bedankt voor uw hulp!", "satisfied"),
    ("de", "agent", "Es tut mir sehr leid, dass Sie so lange warten mussten.", "apology"),
    ("de", "agent", "Ich verstehe gut, wie ärgerlich das für Sie ist.", "acknowledge_feeling"),
    ("de", "agent", "Ihre Waschmaschine tropft also seit Dienstag und es kam niemand?", "paraphrase"),
    ("de", "agent", "Was ist passiert, als Sie sie eingeschaltet haben?", "open_question"),
    ("de", "agent", "Haben Sie Ihre Kundennummer zur Hand?", "closed_question"),
    (
        "de",
        "agent",
        "Drehen Sie zuerst den Hahn zu, ziehen Sie dann den Stecker und öffnen Sie zum Schluss den Deckel.",
        "steps",
    ),
    ("de", "agent", "Der Techniker kommt morgen zwischen neun und elf Uhr zu Ihnen.", "expectation"),
    ("de", "agent", "Vielen Dank, Frau Becker.", "personalisation"),
    ("de", "customer", "Ich bin wirklich wütend darüber.", "negative_feeling"),
    ("de", "customer", "Ich verstehe nicht, was Sie meinen.", "confusion"),
    ("de", "customer", "Super, jetzt geht es wieder, vielen Dank für Ihre Hilfe!", "satisfied"),
    ("ro", "agent", "Îmi pare foarte rău că a trebuit să așteptați atât.", "apology"),
    ("ro", "agent", "Înțeleg cât de frustrant este pentru dumneavoastră.", "acknowledge_feeling"),
    ("ro", "agent", "Deci mașina de spălat curge de marți și nu a venit nimeni?", "paraphrase"),
    ("ro", "agent", "Ce s-a întâmplat când ați pornit-o?", "open_question"),
    ("ro", "agent", "Aveți numărul de client la îndemână?", "closed_question"),
    (
        "ro",
        "agent",
        "Mai întâi închideți robinetul, apoi scoateți ștecherul, iar la final deschideți capacul.",
        "steps",
    ),
    ("ro", "agent", "Tehnicianul vine mâine între nouă și unsprezece.", "expectation"),
    ("ro", "agent", "Vă mulțumesc, doamna Popescu.", "personalisation"),
    ("ro", "customer", "Sunt foarte furioasă din cauza asta.", "negative_feeling"),
    ("ro", "customer", "Nu înțeleg ce vreți să spuneți.", "confusion"),
    ("ro", "customer", "Super, acum merge, vă mulțumesc mult pentru ajutor!", "satisfied"),
]
NEAR_MISSES = [
    ("en", "agent", "Sorry, the line broke up, could you repeat that?", "apology"),
    ("en", "agent", "I'm sorry if you feel that way.", "apology"),
    ("en", "agent", "I understand, but those are the rules and I can't do anything.", "acknowledge_feeling"),
    ("en", "agent", "Somebody will look at it at some point.", "expectation"),
    ("en", "agent", "I see your details on my screen now.", "open_question"),
    ("en", "agent", "Dear customer, I have opened your file.", "personalisation"),
    ("en", "customer", "My number is four seven one one.", "negative_feeling"),
    ("nl", "agent", "Sorry, de lijn viel weg, kunt u dat herhalen?", "apology"),
    ("nl", "agent", "Ik begrijp het, maar dit zijn de regels en ik kan niets doen.", "acknowledge_feeling"),
    ("nl", "agent", "Er wordt ooit wel een keer naar gekeken.", "expectation"),
    ("nl", "agent", "Ik zie uw gegevens nu op mijn scherm.", "open_question"),
    ("nl", "customer", "Mijn nummer is vier zeven een een.", "negative_feeling"),
    ("de", "agent", "Entschuldigung, die Verbindung war weg, können Sie das wiederholen?", "apology"),
    ("de", "agent", "Ich verstehe, aber so sind die Regeln, ich kann da nichts machen.", "acknowledge_feeling"),
    ("de", "agent", "Das wird sich irgendwann jemand ansehen.", "expectation"),
    ("de", "agent", "Ich sehe Ihre Daten jetzt auf meinem Bildschirm.", "open_question"),
    ("de", "customer", "Meine Nummer ist vier sieben eins eins.", "negative_feeling"),
    ("ro", "agent", "Scuze, s-a întrerupt linia, puteți repeta?", "apology"),
    ("ro", "agent", "Înțeleg, dar acestea sunt regulile și nu pot face nimic.", "acknowledge_feeling"),
    ("ro", "agent", "Cineva o să se uite la un moment dat.", "expectation"),
    ("ro", "agent", "Văd acum datele dumneavoastră pe ecran.", "open_question"),
    ("ro", "customer", "Numărul meu este patru șapte unu unu.", "negative_feeling"),
]
# Nothing to recognise: each must simply come through.
STRANGE = ("", " \n\t ", "😀😀😀", "👍", "...", "?!", "\u200b\u200e", "(((((", "1 2 3", "ﷺ" * 40, "a\x00b")


def conversation(language: str, *turns: tuple[str, str], channel: str = "call") -> Conversation:
    return Conversation(
        "talk", Channel(channel), language, tuple(Turn(Speaker(speaker), text) for speaker, text in turns)
    )


@pytest.fixture
def runaway_ends() -> Iterator[None]:
    """Ends a test that would never finish, so that the others still run; the machine's other work does not count."""

    def stop(*_: object) -> None:
        pytest.fail("not finished after a minute of processor time")

    signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, 60)
    yield
    signal.setitimer(signal.ITIMER_PROF, 0)


@lru_cache(maxsize=1)
def recognised() -> dict[tuple[str, str, str], TurnActs]:
    """Every turn of the tables in its context, recognised once."""
    found = {}
    for language, speaker, text, _ in EXPECTED + NEAR_MISSES:
        hello, problem, rest = AROUND[language]
        talk = conversation(
            language, hello, problem, ("agent", "…"), (speaker, text), rest, ("agent", "…"), rest, ("agent", "…")
        )
        found[language, speaker, text] = recognise(talk, embedding())[3]
    return found


@pytest.mark.parametrize(("language", "speaker", "text", "act"), EXPECTED)
def test_what_leaves_no_doubt_is_recognised(language: str, speaker: str, text: str, act: str) -> None:
    assert act in [found.name for found in recognised()[language, speaker, text].acts]


@pytest.mark.parametrize(("language", "speaker", "text", "act"), NEAR_MISSES)
def test_near_misses_are_left_alone(language: str, speaker: str, text: str, act: str) -> None:
    assert act not in [found.name for found in recognised()[language, speaker, text].acts]


@pytest.mark.parametrize("language", AROUND)
def test_a_greeting_opens_and_a_closing_ends(language: str) -> None:
    hello, problem, rest = AROUND[language]
    goodbye = {
        "en": "Thank you for calling and have a nice day.",
        "nl": "Bedankt voor het bellen en nog een fijne dag.",
        "de": "Vielen Dank für Ihren Anruf und einen schönen Tag noch.",
        "ro": "Vă mulțumesc pentru apel și vă doresc o zi frumoasă.",
    }[language]
    acts = recognise(conversation(language, hello, problem, ("agent", "…"), rest, ("agent", goodbye)), embedding())
    assert acts[0].has("greeting")
    assert acts[0].has("open_question")
    assert acts[1].has("problem_statement")
    assert acts[4].has("closing")
    assert not acts[4].has("greeting")


@pytest.mark.parametrize(
    ("language", "usual", "slip"),
    [
        ("nl", "Heeft u uw klantnummer bij de hand?", "Kijk jij even op je scherm?"),
        ("de", "Haben Sie Ihre Kundennummer zur Hand?", "Schau mal auf deinen Bildschirm."),
        ("ro", "Îmi puteți spune numărul dumneavoastră?", "Uită-te tu pe ecranul tău."),
    ],
)
def test_the_turn_that_leaves_the_form_of_address_is_the_slip(language: str, usual: str, slip: str) -> None:
    talk = conversation(
        language, ("agent", usual), ("customer", "Ok."), ("agent", usual), ("customer", "Ok."), ("agent", slip)
    )
    assert [turn.has("register_slip") for turn in recognise(talk, embedding())] == [False, False, False, False, True]


def test_agents_and_customers_have_their_own_acts_and_everything_stands_where_it_says() -> None:
    assert any(turn.acts for turn in recognised().values())
    for (language, speaker, text), turn in recognised().items():
        names = {act.name for act in turn.acts}
        assert names <= set(AGENT_ACTS if speaker == "agent" else CUSTOMER_ACTS), (language, text)
        for act in turn.acts:
            assert 0 <= act.start < act.end <= len(text)
            assert 0.5 <= act.certainty <= 1
        for span in turn.spans:
            assert text[span.start : span.end] == span.text != ""
        assert all(0 <= start < end <= len(text) for start, end in turn.hard_sentences)


@pytest.mark.parametrize("speaker", ["bot", "other"])
def test_bots_and_bystanders_have_no_acts_and_no_spans(speaker: str) -> None:
    words = "Good morning! I'm so sorry about your XQZT. First open the lid, then press reset. How can I help you?"
    hello, problem, _ = AROUND["en"]
    acts = recognise(conversation("en", hello, problem, (speaker, words)), embedding())
    assert (acts[2].acts, acts[2].spans) == ((), ())


def test_customers_have_no_spans() -> None:
    talk = conversation("en", ("customer", "My XQZT is back to square one."), ("agent", "I see."))
    acts = recognise(talk, embedding())
    assert acts[0].spans == ()


@pytest.mark.parametrize("language", ["fr", "und", "", "EN", "../en"])
def test_other_languages_are_refused(language: str) -> None:
    with pytest.raises(ValueError, match="unsupported language"):
        recognise(conversation(language, ("agent", "Bonjour"), ("customer", "Allô")), embedding())


@pytest.mark.parametrize("language", AROUND)
@pytest.mark.parametrize("speaker", ["agent", "customer", "bot"])
def test_turns_without_words_come_through(language: str, speaker: str) -> None:
    acts = recognise(conversation(language, *((speaker, text) for text in STRANGE)), embedding())
    assert len(acts) == len(STRANGE)
    assert all(
        0 <= act.start <= act.end <= len(text) for turn, text in zip(acts, STRANGE, strict=True) for act in turn.acts
    )


def test_a_conversation_without_turns_has_no_acts() -> None:
    assert recognise(conversation("en"), embedding()) == ()


@pytest.mark.parametrize(
    "text",
    [
        "word " * 18_000,
        "w" * 90_000,
        "no " * 30_000,
        "(" * 90_000,
        "1. " * 30_000,
        "can you " * 11_250,
        "!" * 90_000,
        "a" + " " * 90_000 + "b",
        "\n" * 90_000 + "x",
        "the XKQ and ZVB is ok " * 4_000,
        "a chargeback that means a chargeback " * 2_400,
    ],
    ids=[
        *("words", "one word", "one answer", "brackets", "numbers", "questions", "signs", "spaces", "lines"),
        *("abbreviations", "terms"),
    ],
)
@pytest.mark.usefixtures("runaway_ends")
def test_one_turn_of_ninety_thousand_characters_finishes(text: str) -> None:
    acts = recognise(conversation("en", ("customer", text), ("agent", text)), None)
    assert [turn.words for turn in acts] == [acts[0].words] * 2


def test_a_very_long_turn_finishes_with_meaning_too() -> None:
    text = "We will look at it again and let you know. " * 2_100
    assert (
        recognise(conversation("en", ("customer", "It does not work."), ("agent", text)), embedding())[1].sentences
        > 2_000
    )
