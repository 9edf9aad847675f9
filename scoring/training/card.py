"""The model card: what was learned from what, how well, and where it is weak; written anew with each training."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from scoring.acts.scenes import ACTS, Scene
from transcripts.conversation import SUPPORTED_LANGUAGES

_HEAD = """# Model card: the recogniser of acts and of words a customer may not know

Written by `make train`; do not edit. Shipped as plain arrays: `acts.npz`, `words.npz`, `cuts.npz`.

**What it does.** For each sentence of a service conversation in English, Dutch, German or Romanian it gives a certainty
for every act of `docs/labels.md`, and for each rarer word of an agent whether a customer may not know it. Criteria read
these; people decide. It reads words only. It says nothing of voices, and names no feeling of an agent.

**How.** Per sentence: multilingual-e5-small (not trained here) and logistic regression on it; logistic regression on
stems and pairs; cues, form, place and what the other side said; joined by three small networks (128 units), one set
with embeddings and one without. They learn each scene twice: as written, and without punctuation (half of those in
small letters, in Romanian without diacritics). Words: logistic regression on rarity, form, neighbours, lists, the
customer's answer, and what the word has become in the eighth layer of multilingual-e5-small, read in its sentence.
Speech without punctuation is cut into sentences by a logistic regression on the words around each gap.

**Data.** Scenes written for this project by writers working in each language, each line labelled by its writer and
read by a second reader (English `advice-2` to `advice-4` by their writers twice); they are in
`scoring/language/<xx>/scenes`. No customer's words, and none of the data it is
measured on. Writers and readers were language models guided by `docs/labels.md`, not contact-centre staff.

**Known weaknesses.** The scenes are written, not recorded: real talk is messier. Acts that depend on meaning between
the lines (`dismissive`, `proactive`, `paraphrase` without any formula) are the weakest. `register_slip` in English is
only tone. A term made of everyday words only is found where a list has it.
Text in dialect, and languages mixed inside a sentence, were hardly seen. Certainties are ranks, set to 0.5 where F1 is
highest, and no probabilities.

**Figures.** Cross-validation over scenes (tellings of one scene in several languages go together), F1 over turns.
`whole` are conversations as they come; `all` includes the contrasts, which were written to be hard. A limit is the best
one on `all` among those that come within .025 of the best on `whole`. How it does on conversations that nobody here has
seen is measured with `qa benchmark quality`.
"""


def card(scenes: Sequence[Scene], figures: Mapping[str, Any]) -> str:
    """The card as Markdown; `figures` as `python -m scoring.training` gathers them."""
    parts = [
        _HEAD,
        "## Data\n",
        _table(_data(scenes)),
        "## Acts, with embeddings (F1)\n",
        _table(_acts(figures, "full")),
    ]
    parts += ["## Acts, without embeddings (F1)\n", _table(_acts(figures, "plain"))]
    words = figures["words"]
    marked, many = words["full"]["marked"], words["full"]["words"]
    parts += [
        "## Words\n",
        f"F1 of unknown words found, over all scenes ({marked} marked of {many} rarer words).\n",
        _table(_by_language({"with embeddings": words["full"], "without": words["plain"]})),
        "## Sentences in text without punctuation\n",
        "F1 of the gaps at which one begins, half of the text in small letters.\n",
        _table(_by_language({"gaps": figures["cuts"]})),
    ]
    return "\n".join(parts)


def _data(scenes: Sequence[Scene]) -> list[list[str]]:
    rows = [["language", "scenes", "of them whole", "sentences", "fewest hits of an act", "fewest near misses"]]
    for language in SUPPORTED_LANGUAGES:
        own = [scene for scene in scenes if scene.language == language]
        lines = [line for scene in own for turn in scene.turns for line in turn.lines]
        hits = Counter(act for line in lines for act in line.acts)
        near = Counter(act for line in lines for act in line.near)
        names = [name for acts in ACTS.values() for name in acts]
        few_hits, few_near = min(names, key=hits.__getitem__), min(names, key=near.__getitem__)
        whole = sum(scene.levels is not None for scene in own)
        counts = [str(len(own)), str(whole), str(len(lines))]
        rows.append([language, *counts, f"{hits[few_hits]} ({few_hits})", f"{near[few_near]} ({few_near})"])
    return rows


def _acts(figures: Mapping[str, Any], part: str) -> list[list[str]]:
    rows = [["act", "turns", "whole", "all", "without punctuation", *SUPPORTED_LANGUAGES]]
    columns = ["f1_whole", "f1_all", "f1_rough", *(f"f1_{language}" for language in SUPPORTED_LANGUAGES)]
    found = figures["acts"][part]
    for name, row in found.items():
        rows.append([name, f"{row['turns']:.0f}", *(_figure(row[column]) for column in columns)])
    means = [[row[column] for row in found.values() if row[column] is not None] for column in columns]
    rows.append(["mean", "", *(_figure(sum(values) / len(values)) for values in means)])
    return rows


def _by_language(figures: Mapping[str, Mapping[str, float]]) -> list[list[str]]:
    rows = [["", *SUPPORTED_LANGUAGES]]
    return rows + [[name, *(_figure(row[lang]) for lang in SUPPORTED_LANGUAGES)] for name, row in figures.items()]


def _figure(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}"


def _table(rows: Sequence[Sequence[str]]) -> str:
    lines = [f"| {' | '.join(row)} |" for row in rows]
    return "\n".join([lines[0], "|" + "---|" * len(rows[0]), *lines[1:]]) + "\n"
