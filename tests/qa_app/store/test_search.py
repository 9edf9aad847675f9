"""Full-text search: what is found, for whom, and that nothing typed is an error."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from qa_app.store.database import Session
from qa_app.store.interaction_filters import InteractionFilter, Seen
from qa_app.store.interactions import Interaction
from qa_app.store.search_queries import found, terms_in
from qa_app.workplace import Workplace
from tests.qa_app.workplace import NOW, agent, conversation, interaction
from transcripts.conversation import Speaker
from transcripts.files import conversation_to_json

EVERYBODY = Seen(everybody=True)


def talk(session: Session, *said: str, of: str = "Ines", days_ago: int = 1, team: str = "North") -> int:
    turns = [(Speaker.CUSTOMER if place % 2 else Speaker.AGENT, words) for place, words in enumerate(said)]
    return interaction(
        session, agent(session, of, team), conversation("talk", turns), NOW - timedelta(days=days_ago)
    ).id


def search(
    session: Session,
    typed: str,
    seen: Seen = EVERYBODY,
    narrowed: InteractionFilter | None = None,
    newest_first: bool = False,
) -> Sequence[int]:
    return found(session, terms_in(typed), seen, narrowed or InteractionFilter(), newest_first)


def test_words_are_found_without_case_and_diacritics(workplace: Workplace) -> None:
    with workplace.database.transaction() as session:
        ro = talk(session, "Bună ziua, vă rog să așteptați un moment.")
        de = talk(session, "Die Straße heißt Müllerstraße, schönen Tag.")
        assert search(session, "ASTEPTATI buna") == [ro]
        assert search(session, "așteptaţi") == [ro]
        assert search(session, "strasse muller*") == [de]
        assert search(session, "straße") == [de]
        assert search(session, "buna strasse") == []


def test_phrases_beginnings_and_unwanted_words(workplace: Workplace) -> None:
    with workplace.database.transaction() as session:
        one = talk(session, "Your refund is on its way.", "When is the refund here?")
        two = talk(session, "Refunding takes long on bank holidays.")
        assert search(session, '"refund is on"') == [one]
        assert search(session, '"way when"') == [], "a phrase does not go across turns"
        assert search(session, '"is refund"') == []
        assert sorted(search(session, "refund*")) == [one, two]
        assert search(session, "refund* -holidays") == [one]
        assert search(session, 'on -"its way"') == [two]
        assert search(session, '"bank holid*"') == [two]
        assert search(session, "-refund") == [], "only unwanted words ask for nothing"


def test_a_corrected_transcript_is_found_by_its_new_words(workplace: Workplace) -> None:
    with workplace.database.transaction() as session:
        key = talk(session, "The parcel is in Utrecht.")
    with workplace.database.transaction() as session:
        row = session.get_one(Interaction, key)
        assert row.transcript is not None
        mended = conversation("talk", [(Speaker.AGENT, "The parcel is in Maastricht.")])
        row.transcript.current = conversation_to_json(mended)
    with workplace.database.transaction() as session:
        assert search(session, "maastricht") == [key]
        assert search(session, "utrecht") == []


def test_what_is_rolled_back_or_deleted_is_not_found(workplace: Workplace) -> None:
    with workplace.database.transaction() as session:
        key = talk(session, "gone tomorrow")
    with workplace.database.transaction() as session:
        talk(session, "never here")
        session.rollback()
    with workplace.database.transaction() as session:
        assert search(session, "never") == []
        session.delete(session.get_one(Interaction, key).transcript)
        session.flush()
        session.delete(session.get_one(Interaction, key))
    with workplace.database.transaction() as session:
        assert talk(session, "here instead") >= key
        assert search(session, "tomorrow") == []


def test_only_what_one_sees_and_asked_for(workplace: Workplace) -> None:
    with workplace.database.transaction() as session:
        north = talk(session, "a parcel", of="Ines", days_ago=3)
        south = talk(session, "a parcel, another parcel", of="Uwe", team="South", days_ago=5)
        team = session.get_one(Interaction, north).agent
        assert team is not None
        assert team.team_id is not None
        assert search(session, "parcel", newest_first=True) == [north, south]
        assert search(session, "parcel", Seen(False, frozenset({team.team_id}))) == [north]
        assert search(session, "parcel", Seen(False)) == []
        assert search(session, "parcel", Seen(False, agent_id=team.id)) == [north]
        late = InteractionFilter(since=NOW - timedelta(days=4))
        assert search(session, "parcel", narrowed=late) == [north]
        assert search(session, "parcel", narrowed=InteractionFilter(channel="chat")) == []


def test_the_best_comes_first(workplace: Workplace) -> None:
    with workplace.database.transaction() as session:
        talk(session, "a long talk about the weather, the garden, the neighbours and then one invoice at the end of it")
        best = talk(session, "invoice invoice", "the invoice", days_ago=9)
        assert search(session, "invoice")[0] == best


HOSTILE = (
    "",
    " ",
    '"',
    '""',
    '"open phrase',
    "*",
    "-",
    "--",
    "-*",
    '-"',
    "AND",
    "a AND OR NOT",
    "NEAR(a b, 2)",
    "words:a",
    "{words}: a",
    "^a",
    "a + b",
    "(((",
    "a)",
    "'; DROP TABLE interactions; --",
    "' OR 1=1",
    "a:*&!|<->b",
    "\\",
    "'\\''",
    "\x00a\x00",
    "\ue000",
    '"a \ue000 b"',
    "💥 ☎️",
    "\u202eabc",
    "ﬁ ﬀ ½ ²",
    "%s %(a)s {0}",
    "x" * 5_000,
    "a " * 5_000,
    '"' + "a " * 500 + '"',
    "ǅ İ ß ſ",
    "日本語 テスト",
    "\ud800",
)


def test_whatever_is_typed_is_no_error(workplace: Workplace) -> None:
    with workplace.database.transaction() as session:
        key = talk(session, "Nothing of this is here.", "a b, 日本語")
        for typed in HOSTILE:
            assert set(search(session, typed)) <= {key}, typed
        assert search(session, "nothing 日本語") == [key]


def test_hostile_words_in_a_transcript_are_kept_and_found(workplace: Workplace) -> None:
    with workplace.database.transaction() as session:
        keys = [talk(session, f"{typed} Anchor") for typed in HOSTILE if typed != "\ud800"]
        assert sorted(search(session, "anchor")) == keys


def test_a_transcript_without_end_is_kept_as_far_as_it_goes(workplace: Workplace) -> None:
    with workplace.database.transaction() as session:
        key = interaction(session, agent(session, "Ines"), conversation("short")).id
        row = session.get_one(Interaction, key)
        assert row.transcript is not None
        turns = [
            {"speaker": "agent", "text": " ".join(f"w{turn}x{word}" for word in range(500))} for turn in range(400)
        ]
        row.transcript.current = {**row.transcript.original, "turns": turns}
        session.flush()
        assert search(session, "w0x0 w100x7") == [key]
        assert search(session, '"w20x7 w20x8"') == [key]
