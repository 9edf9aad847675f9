"""What `qa benchmark quality` finds, counts and prints. Systems are functions that give known acts."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from importlib.machinery import ModuleSpec
from itertools import pairwise
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner

from benchmarks.quality import peers as peers_module
from benchmarks.quality import run, table
from benchmarks.quality.acts import ACTS, acts, spans
from benchmarks.quality.context import Prompt, context_swap, exchanged
from benchmarks.quality.corpus import CRITERIA, Labelled, json_lines, labelled
from benchmarks.quality.counselling import counselling
from benchmarks.quality.criteria import Marks, criteria, marks_of, same_scenario
from benchmarks.quality.figures import Part, Row
from benchmarks.quality.measure import DATA_PARTS
from benchmarks.quality.noise import with_typos, without_diacritics, without_punctuation
from benchmarks.quality.peers import peers
from benchmarks.quality.readability import complexity, plain
from benchmarks.quality.register import register
from benchmarks.quality.robustness import robustness
from benchmarks.quality.statistic import (
    auc,
    level,
    macro_f1_of_classes,
    mean_interval,
    pearson,
    rank_correlation,
    signed_rank_p,
    weighted_kappa,
)
from benchmarks.quality.system import Recognise
from benchmarks.quality.tone import emotion, politeness
from qa_app.measuring import benchmark
from rubrics.vocabulary import SPAN_KINDS
from scoring.acts.values import Act, Span, TurnActs
from scoring.marks import Mark
from transcripts.conversation import Conversation
from transcripts.errors import InputError

SHARED = Path(os.environ.get("QA_SHARED", Path(__file__).parents[3] / "shared"))

Said = tuple[str, str, Sequence[str]]
"""Speaker, text and what people labelled."""


def write_gold(folder: Path, name: str, turns: Sequence[Said], **more: Any) -> None:
    """A labelled conversation `scenario.language`; `spans` are by turn, `criteria` the levels."""
    scenario, language = name.rsplit(".", 1)
    marked = more.get("spans", {})
    value = {
        "id": name,
        "scenario": scenario,
        "language": language,
        "channel": "chat",
        "turns": [
            {"speaker": speaker, "text": text, "acts": list(names), "spans": marked.get(index, [])}
            for index, (speaker, text, names) in enumerate(turns)
        ],
        "criteria": more.get("criteria", {}),
    }
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.json").write_text(json.dumps(value), encoding="utf-8")


def write_lines(path: Path, rows: Sequence[Mapping[str, Any]]) -> None:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")


def finding(names_in: Callable[[str], Sequence[str]], stretches: Sequence[Span] = ()) -> Recognise:
    """A system that finds acts by the text of a turn alone, and the same spans in every turn."""

    def turn_acts(text: str) -> TurnActs:
        found = tuple(Act(name, 0.9, 0, len(text), "cue") for name in names_in(text))
        return TurnActs(found, spans=tuple(stretches), difficulty=0.5, words=len(text.split()), sentences=1)

    return lambda conversation: tuple(turn_acts(turn.text) for turn in conversation.turns)


def by_words(words: Mapping[str, str]) -> Recognise:
    """A system that finds an act where a word stands."""
    return finding(lambda text: [act for word, act in words.items() if word in text])


def row(part: Part, **wanted: Any) -> Row:
    """The only row with these values."""
    (found,) = [row for row in part.rows if all(row[key] == value for key, value in wanted.items())]
    return found


# --- reading


def test_labels_are_read_with_their_turns(tmp_path: Path) -> None:
    span = {"start": 4, "end": 8, "kind": "jargon", "text": "node", "explained": False}
    turns = [("agent", "the node", ["vague"]), ("customer", "what?", ["confusion"])]
    write_gold(tmp_path / "deep", "outage.en", turns, spans={0: [span]}, criteria={"jargon": 2})
    (one,) = labelled(tmp_path)
    assert (one.scenario, one.language, one.acts) == ("outage", "en", (frozenset({"vague"}), frozenset({"confusion"})))
    assert one.spans == ((("jargon", 4, 8),), ())
    assert (one.levels["jargon"], one.levels["empathy"]) == (2, None)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("{", "not_json"),
        ('{"id": "a", "language": "en", "channel": "chat"}', "missing_field"),
        ('{"id": "a", "language": "en", "channel": "chat", "turns": []}', "not_labelled"),
    ],
)
def test_what_is_not_labelled_is_refused(tmp_path: Path, content: str, code: str) -> None:
    (tmp_path / "a.json").write_text(content, encoding="utf-8")
    with pytest.raises(InputError) as error:
        labelled(tmp_path)
    assert error.value.code == code


def test_an_empty_folder_and_lines_without_a_field_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError) as empty:
        labelled(tmp_path)
    write_lines(tmp_path / "x.jsonl", [{"text": "a"}, {"words": "b"}])
    with pytest.raises(InputError) as missing:
        json_lines(tmp_path / "x.jsonl", ("text",))
    assert (empty.value.code, missing.value.code, missing.value.line) == ("no_conversation", "missing_field", 2)


# --- statistics, by hand


def test_statistics_agree_with_sums_on_paper() -> None:
    # yes: right 1, wrong 1, missed 1 -> 1/2; no: the same
    assert macro_f1_of_classes(["yes", "yes", "no", "no"], ["yes", "no", "yes", "no"], ("yes", "no")) == 0.5
    # open: right 1 -> 1; closed: missed 1 -> 0
    assert macro_f1_of_classes(["open", "none"], ["open", "closed"], ("open", "closed")) == 0.5
    assert auc([0.9, 0.5, 0.5, 0.1], [True, True, False, False]) == 3.5 / 4
    assert [level(mark) for mark in (0, 0.124, 0.125, 0.625, 1)] == [0, 0, 1, 3, 4]
    # Squares: 2 in four pairs; 52 + 52 in the sixteen that chance would make of them.
    assert weighted_kappa([0, 0, 4, 4], [0, 1, 4, 3]) == pytest.approx(1 - (2 / 4) / (104 / 16))
    assert signed_rank_p([0.0, -1.0, -2.0, -3.0, -4.0, -5.0]) == pytest.approx(2 / 32)


def test_statistics_that_are_not_defined_are_none() -> None:
    assert macro_f1_of_classes(["a"], ["a"], ("a", "b")) is None
    assert auc([0.1, 0.2], [True, True]) is None
    assert weighted_kappa([3, 3], [3, 3]) is None
    assert (pearson([1, 1], [1, 2]), rank_correlation([], []), signed_rank_p([0.0, 0.0])) == (None, None, None)
    assert mean_interval([1.0]) is None


def test_an_interval_holds_the_mean_and_is_the_same_each_time() -> None:
    values = [0.0, 0.2, 0.4, 0.9, 1.0]
    interval = mean_interval(values)
    assert interval is not None
    assert 0 < interval[0] < 0.5 < interval[1] < 1
    assert mean_interval(values) == interval
    assert mean_interval([0.3, 0.3, 0.3]) == pytest.approx((0.3, 0.3))


# --- acts and spans


def test_acts_are_counted_by_name_and_language(tmp_path: Path) -> None:
    write_gold(tmp_path, "a.en", [("agent", "hello", ["greeting"]), ("agent", "sorry", ["apology"])])
    write_gold(tmp_path, "a.de", [("agent", "hello", ["greeting"]), ("agent", "hello sorry", [])])
    part = acts(labelled(tmp_path), by_words({"hello": "greeting", "sorry": "apology"}))
    greeting, apology = row(part, act="greeting"), row(part, act="apology")
    assert greeting["all"] == {"n": 2, "precision": 0.667, "recall": 1.0, "f1": 0.8}
    assert (greeting["en"]["f1"], greeting["de"]["f1"]) == (1.0, 0.667)
    assert (apology["en"]["f1"], apology["de"]["f1"], apology["de"]["precision"]) == (1.0, None, 0.0)
    assert row(part, act="vague")["all"] == {"n": 0, "precision": None, "recall": None, "f1": None}
    # Acts that nobody labelled are in no mean, but what was called wrongly is in the total.
    assert row(part, act="macro")["de"] == {"n": 1, "f1": 0.667}
    assert row(part, act="micro")["de"] == {"n": 1, "precision": 0.333, "recall": 1.0, "f1": 0.5}


def test_a_span_is_right_when_one_of_its_kind_overlaps_it(tmp_path: Path) -> None:
    there = [
        {"start": 0, "end": 5, "kind": "jargon"},
        {"start": 10, "end": 14, "kind": "idiom"},
        {"start": 20, "end": 24, "kind": "jargon"},
    ]
    write_gold(tmp_path, "a.en", [("agent", "x" * 30, []), ("customer", "x" * 30, [])], spans={0: there})
    found = [Span(3, 9, "jargon", "", explained=False), Span(10, 14, "slang", "", explained=True)]
    part = spans(labelled(tmp_path), finding(lambda _: (), found))
    assert row(part, span="jargon")["all"] == {"n": 2, "precision": 1.0, "recall": 0.5, "f1": 0.667}
    assert row(part, span="idiom")["en"]["f1"] == 0.0
    assert row(part, span="micro")["all"] == {"n": 3, "precision": 0.5, "recall": 0.333, "f1": 0.4}
    assert row(part, span="macro")["all"]["f1"] == 0.333


# --- criteria

TALK = [("customer", "The heater broke.", []), ("agent", "I see.", [])]


def empathy_marks(scores: Mapping[str, float | str]) -> Marks:
    """Empathy's mark by the id of a conversation, or the reason why there is none; other criteria get none."""

    def marks(conversation: Conversation) -> dict[str, Mark]:
        empathy = scores[conversation.id]
        judged = isinstance(empathy, float)
        found = Mark("empathy", 1, empathy if judged else None, not_judged=None if judged else str(empathy))
        return {name: Mark(name, 1, None, not_judged="too_short") for name in CRITERIA} | {"empathy": found}

    return marks


def test_marks_are_compared_with_levels_and_reasons_are_told_apart(tmp_path: Path) -> None:
    levels = {"met": 4, "unmet": 1, "calm": 2, "hard": 3, "unasked": None}
    for scenario, wanted in levels.items():
        write_gold(tmp_path, f"{scenario}.en", TALK, criteria={"empathy": wanted, "clarity": 2})
    scores = {"met.en": 1.0, "unmet.en": 0.1, "calm.en": "no_occasion", "hard.en": "people_only", "unasked.en": 0.5}
    part = criteria(labelled(tmp_path), empathy_marks(scores))
    empathy = row(part, criterion="empathy", language="en")
    assert (empathy["n"], empathy["judged"], empathy["only_by_us"]) == (2, 0.5, 1)
    assert (empathy["no_occasion"], empathy["for_a_person"], empathy["other_reason"]) == (1, 1, 0)
    # 4 for 4 and 0 for 1; the lower median of 1 and 4 is 1, which misses by 0 and 3; 0.1 × 4 misses 1 by 0.6.
    assert (empathy["error"], empathy["simple_rule"], empathy["error_unrounded"]) == (0.5, 1.5, 0.3)
    # Squares: 1 in the two pairs; 9 + 0 + 1 + 16 in the four that chance would make of them.
    assert empathy["kappa"] == pytest.approx(1 - (1 / 2) / (26 / 4), abs=1e-3)
    clarity = row(part, criterion="clarity", language="all")
    assert (clarity["n"], clarity["judged"], clarity["kappa"], clarity["other_reason"]) == (0, 0.0, None, 5)


def test_one_scenario_in_two_languages_is_compared_with_itself(tmp_path: Path) -> None:
    scores: dict[str, float | str] = {"heater.de": 1.0, "heater.en": 0.9, "heater.nl": 0.5, "oven.en": 0.2}
    scores["oven.nl"] = "no_occasion"
    for name in scores:
        write_gold(tmp_path, name, TALK)
    empathy = row(same_scenario(labelled(tmp_path), empathy_marks(scores)), criterion="empathy")
    assert (empathy["n"], empathy["mean"], empathy["max"], empathy["one_only"]) == (3, 0.333, 0.5, 1)
    assert (empathy["de/en"], empathy["de/nl"], empathy["en/nl"]) == (0.1, 0.5, 0.4)
    assert empathy["where"] == "heater de/nl"


def test_marks_are_those_of_the_rubric_of_the_channel(tmp_path: Path) -> None:
    upset = ("customer", "I am upset about the broken heater and wrote twice.", [])
    write_gold(tmp_path, "met.en", [upset, ("agent", "I am sorry to hear that it has been cold for a week.", [])])
    (one,) = labelled(tmp_path)
    marks = marks_of(by_words({"upset": "negative_feeling", "sorry to hear": "apology"}))
    deaf = marks_of(by_words({}))
    # .9 certain to be a formula (level 2), else passed over (level 1), between the anchors 0.4 and 3.4; with one moment
    # its weight cancels out.
    assert marks(one.conversation)["empathy"].score == pytest.approx((0.9 * 2 + 0.1 * 1 - 0.4) / 3)
    assert deaf(one.conversation)["empathy"].not_judged == "no_occasion"


# --- rougher text


@pytest.mark.parametrize(
    ("text", "bare"),
    [
        ("Well, don't: it's 10.30!", "Well don't it's 10.30"),
        ("„Gut“ – sagte sie (leise)…", "Gut  sagte sie leise"),
        ("The e-mail costs € 5, 3 % more?", "The e-mail costs € 5 3 % more"),
    ],
)
def test_punctuation_goes_and_spelling_stays(text: str, bare: str) -> None:
    assert without_punctuation(text) == bare


def test_diacritics_go() -> None:
    assert without_diacritics("Mașina și țara, în România, ăsta") == "Masina si tara, in Romania, asta"


def test_typos_are_in_one_of_twenty_words_and_the_same_for_a_seed() -> None:
    text = "parcel " * 4000
    typed = with_typos(text, np.random.default_rng(3))
    wrong = [word for word in typed.split() if word != "parcel"]
    assert typed == with_typos(text, np.random.default_rng(3))
    assert len(wrong) / 4000 == pytest.approx(0.05, abs=0.01)
    # All four kinds: swapped, left out, twice, the key beside; none changes more than one place.
    assert {"aprcel", "parcl", "parcell", "psrcel"} <= set(wrong)
    assert {len(word) for word in wrong} == {5, 6, 7}


def test_what_rough_text_costs_is_beside_the_text_untouched(tmp_path: Path) -> None:
    said = [("agent", "Înainte", ["greeting"]), ("agent", "why?", ["open_question"])]
    for language in ("en", "ro"):
        write_gold(tmp_path, f"a.{language}", said)
    part = robustness(labelled(tmp_path), by_words({"Î": "greeting", "?": "open_question"}))
    assert [row(part, change="lower case", language=code)["difference"] for code in ("all", "en", "ro")] == [-0.5] * 3
    assert row(part, change="no punctuation", language="en")["macro_f1"] == 0.5
    assert [(one["language"], one["difference"]) for one in part.rows if one["change"] == "no diacritics"] == [
        ("ro", -0.5)
    ]
    assert row(part, change="typos in 5 % of words", language="all")["untouched"] == 1.0


# --- context


def heaters(folder: Path, scenarios: Sequence[str]) -> tuple[Labelled, ...]:
    """Conversations in which the agent says again the one word by which the scenarios differ."""
    for name in scenarios:
        turns = [
            ("agent", "Hello.", ["greeting"]),
            ("customer", f"My {name} broke.", []),
            ("agent", f"So it is the {name}.", ["paraphrase"]),
            ("customer", f"Yes, the {name}.", []),
            ("agent", "Wait.", []),
        ]
        write_gold(folder, f"{name}.en", turns)
    return labelled(folder)


def restating(conversation: Conversation) -> tuple[dict[str, float], ...]:
    """Certain of a paraphrase where the last word of the turn stands in the turn before."""
    texts = ["", *(turn.text for turn in conversation.turns)]
    return tuple(
        {"paraphrase": 0.9 if text.rstrip(".").split()[-1] in before else 0.2} for before, text in pairwise(texts)
    )


def test_certainty_falls_when_the_turn_that_was_restated_is_another(tmp_path: Path) -> None:
    part = context_swap(heaters(tmp_path, ["heater", "oven", "fridge"]), restating)
    labelled_with_it = row(part, act="paraphrase", turns="labelled with it", language="en")
    assert (labelled_with_it["n"], labelled_with_it["own"], labelled_with_it["swapped"]) == (3, 0.9, 0.2)
    assert (labelled_with_it["difference"], labelled_with_it["lowered"], labelled_with_it["p"]) == (-0.7, 1.0, 0.25)
    # The greeting answers nobody; "Wait." restates nothing in either case.
    every = row(part, act="paraphrase", turns="all agent turns", language="all")
    assert (every["n"], every["lowered"], every["raised"]) == (6, 0.5, 0.0)
    assert row(part, act="acknowledge_feeling", turns="labelled with it", language="all")["n"] == 0


def test_a_system_that_looks_at_no_context_shows_no_difference(tmp_path: Path) -> None:
    blind = context_swap(heaters(tmp_path, ["heater", "oven"]), lambda one: [{"paraphrase": 0.7}] * len(one.turns))
    found = row(blind, act="paraphrase", turns="labelled with either", language="all")
    assert (found["difference"], found["interval"], found["lowered"], found["p"]) == (0.0, [0.0, 0.0], 0.0, None)


def test_prompts_are_exchanged_between_scenarios_only(tmp_path: Path) -> None:
    gold = heaters(tmp_path, ["heater", "oven", "fridge", "lamp"])
    prompts = [Prompt(one, turn, (turn + 1,)) for one in gold for turn in (1, 3)]
    pairs = exchanged(prompts)
    assert len(pairs) == len(prompts)
    assert all(own.of.scenario != other.of.scenario for own, other in pairs)
    assert {(other.of.scenario, other.turn) for _, other in pairs} == {(one.of.scenario, one.turn) for one in prompts}
    assert exchanged([prompt for prompt in prompts if prompt.of.scenario == "oven"]) == []


# --- public data


def test_counselling_turns_are_compared_yes_or_no(tmp_path: Path) -> None:
    said = [
        ("high", "customer", "I drink.", None, None, None),
        ("high", "agent", "Why is that?", True, "open", False),
        ("high", "agent", "So you drink.", False, None, True),
        ("low", "customer", "I do.", None, None, None),
        ("low", "agent", "Is it much?", True, "closed", False),
        ("low", "agent", "Stop it.", False, None, False),
    ]
    names = ("quality", "speaker", "text", "question", "question_kind", "reflection")
    write_lines(
        tmp_path / "annomi.en.jsonl",
        [{"dialogue": one[0], "turn": at} | dict(zip(names, one, strict=True)) for at, one in enumerate(said)],
    )
    part = counselling(tmp_path, by_words({"Why": "open_question", "So": "paraphrase", "Stop": "dismissive"}))
    # yes: right 1, missed 1 -> 2/3; no: right 2, wrong 1 -> 4/5
    asked = row(part, figure="question, macro-F1")
    assert (asked["n"], asked["ours"], asked["simple_rule"], asked["human_ceiling"]) == (4, 0.733, 1.0, 0.958)
    assert row(part, figure="open or closed, macro-F1")["ours"] == 0.5
    assert row(part, figure="reflection, macro-F1")["ours"] == 1.0


def test_difficulty_is_compared_with_people_and_with_length(tmp_path: Path) -> None:
    texts = {"Gut so.": 1, "Das ist ein kurzer Satz. Ja.": 3, "Das ist nun schon ein etwas längerer Satz.": 2}
    write_lines(tmp_path / "complexity.de.jsonl", [{"text": text, "complexity": mean} for text, mean in texts.items()])
    found = row(complexity(tmp_path, lambda text, _: float(texts.get(text, 3))), language="de")
    assert (found["n"], found["ours"]) == (3, 1.0)
    assert found["simple_rule"] == pytest.approx(np.corrcoef([2, 3, 8], [1, 3, 2])[0, 1], abs=1e-3)


def test_the_plainer_text_is_the_one_found_easier(tmp_path: Path) -> None:
    pairs = [("aa bb cc", "aa"), ("a a a", "bbbb"), ("a b", "aa bb cc"), ("aa", "bb")]
    write_lines(tmp_path / "plain.nl.jsonl", [{"complex": hard, "simple": easy} for hard, easy in pairs])
    found = row(plain(tmp_path, lambda text, _: float(len(text))), language="nl")
    assert (found["n"], found["ours"], found["simple_rule"]) == (4, 0.5, 0.5)


def test_the_form_of_address_undecided_is_wrong(tmp_path: Path) -> None:
    said = [
        ("formal", "Können Sie mir Ihre Nummer geben?"),
        ("informal", "Kannst du mir deine Nummer geben?"),
        ("formal", "Die Nummer steht oben."),
    ]
    rows = [{"register": form, "text": text} for form, text in said]
    write_lines(tmp_path / "register.de.jsonl", rows)
    part = register(tmp_path, "de")
    assert [row(part, form=form)["ours"] for form in ("all", "formal", "informal")] == [0.667, 0.5, 1.0]
    assert row(part, form="formal")["undecided"] == 0.5


def test_courtesy_is_ranked_beside_people(tmp_path: Path) -> None:
    write_lines(tmp_path / "politeness.en.jsonl", [{"text": "x" * n, "score": n / 10} for n in range(1, 9)])
    part = politeness(tmp_path, lambda one: [{"apology": len(one.turns[0].text) / 10, "dismissive": 0.1}])
    courtesy = row(part, act="courtesy")
    assert (courtesy["n"], courtesy["rank_correlation"], courtesy["auc_quarters"]) == (8, 1.0, 1.0)
    assert courtesy["n_quarters"] == 4
    assert row(part, act="greeting")["rank_correlation"] is None


def test_a_negative_feeling_is_anger_fear_or_sadness(tmp_path: Path) -> None:
    said = [("a", ["anger", "joy"], 0.9), ("b", ["joy"], 0.6), ("c", ["fear"], 0.4), ("d", ["disgust"], 0.1)]
    write_lines(tmp_path / "emotion.nl.jsonl", [{"text": text, "labels": labels} for text, labels, _ in said])
    certainty = {text: value for text, _, value in said}
    part = emotion(tmp_path, "nl", lambda one: [{"negative_feeling": certainty[one.turns[0].text]}])
    assert row(part, figure="negative feeling, AUC")["ours"] == 0.75
    f1 = row(part, figure="negative feeling, F1")
    assert (f1["n"], f1["negative"], f1["ours"], f1["simple_rule"]) == (4, 2, 0.5, 0.667)


# --- other libraries


def test_libraries_that_are_not_installed_are_said_to_be_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(peers_module, "find_spec", lambda _: None)
    write_gold(tmp_path, "a.en", [("agent", "sorry, why?", ["apology", "check_understanding"])])
    write_gold(tmp_path, "a.de", [("agent", "sorry", [])])
    part = peers(labelled(tmp_path), by_words({"sorry": "apology", "why": "open_question"}))
    ours = row(part, system="Fairword")
    # Any act that asks is a question, and only English is compared.
    assert (ours["apology"]["f1"], ours["question"]["f1"], ours["turns"]) == (1.0, 1.0, 1)
    assert [row(part, system=name)["state"] for name in ("ConvoKit", "VADER")] == ["not installed"] * 2


def test_vader_is_measured_at_its_usual_threshold_and_at_its_best(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Analyser:
        def polarity_scores(self, text: str) -> dict[str, float]:
            return {"compound": float(text)}

    for name in ("vaderSentiment", "vaderSentiment.vaderSentiment"):
        module = ModuleType(name)
        module.__spec__ = ModuleSpec(name, None)
        vars(module)["SentimentIntensityAnalyzer"] = Analyser
        monkeypatch.setitem(sys.modules, name, module)
    said = {"-0.8": True, "-0.05": False, "0.3": True, "0.4": True, "0.9": False}
    turns = [("customer", text, ["negative_feeling"] if angry else []) for text, angry in said.items()]
    write_gold(tmp_path, "a.en", [*turns, ("agent", "hello", ["greeting"])])
    part = peers(labelled(tmp_path), by_words({}))
    usual, best = row(part, system="VADER"), row(part, system="VADER at 0.4, its best")
    assert usual["negative_feeling"] == {"n": 3, "precision": 0.5, "recall": 0.333, "f1": 0.4}
    assert (best["negative_feeling"]["f1"], best["turns"]) == (0.857, 5)


# --- the command


@pytest.mark.parametrize(("part", "code"), [("nonsense", "unknown_part"), ("acts", "no_folder")])
def test_parts_that_cannot_be_measured_are_refused(tmp_path: Path, part: str, code: str) -> None:
    with pytest.raises(InputError) as error:
        run(None, tmp_path, [part])
    assert error.value.code == code


def test_the_command_prints_a_table_or_json_and_says_what_it_left_out(tmp_path: Path) -> None:
    write_lines(tmp_path / "register.nl.jsonl", [{"register": "formal", "text": "Heeft u uw nummer bij de hand?"}])
    wanted = ["quality", "--data", str(tmp_path), "--part", "register.nl", "--part", "plain.nl"]
    printed = CliRunner().invoke(benchmark, wanted)
    value = json.loads(CliRunner().invoke(benchmark, [*wanted, "--json"]).stdout)
    assert printed.exit_code == 0
    assert "measuring: register.nl" in printed.stderr
    assert "simple rule  human ceiling" in printed.stdout
    assert value["parts"]["register.nl"]["rows"][0]["ours"] == 1.0
    assert value["parts"]["plain.nl"]["rows"] == []
    assert "plain.nl.jsonl" in value["parts"]["plain.nl"]["notes"][0]
    assert table(value) == printed.stdout.rstrip("\n")


def test_the_command_needs_a_folder() -> None:
    assert CliRunner().invoke(benchmark, ["quality"]).exit_code == 2


# --- the real data, where it is there


def test_labels_of_the_real_conversations_are_those_the_product_knows() -> None:
    if not (SHARED / "gold").is_dir():
        pytest.skip("no labelled conversations; name their folder in QA_SHARED")
    gold = labelled(SHARED / "gold")
    assert {act for one in gold for turn in one.acts for act in turn} <= set(ACTS)
    assert {span.kind for one in gold for turn in one.spans for span in turn} <= set(SPAN_KINDS)


def test_length_predicts_complexity_in_the_real_data_as_published() -> None:
    if not (SHARED / "data").is_dir():
        pytest.skip("no public data; name its folder in QA_SHARED")
    assert all((SHARED / "data" / f"{name}.jsonl").is_file() for name in DATA_PARTS)
    found = row(complexity(SHARED / "data", lambda text, _: float(len(text))), language="de")
    assert found["simple_rule"] == pytest.approx(0.70, abs=0.03)
