"""Train everything on the scenes of all languages: `python -m scoring.training`.

With scikit-learn: logistic regression, then small networks. Each scene's sentences are scored by a first
stage that has not seen it (nor its tellings in the other languages), so that the second stage learns from honest
scores; where an act counts as present is set by F1 over turns, of whole scenes and then of all (what accuses: surer),
with a second stage that has not seen them either. Both learn from copies of the scenes too (`rough.py`, `swapped.py`);
limits and figures are those of the scenes as written. Writes `acts.npz`, `words.npz`, `cuts.npz` and the figures of the
cross-validation, `figures.json`, to `scoring/language/`, and `docs/model-card.md`.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import fields
from pathlib import Path

import numpy as np

from scoring.acts.classifier import STORED, FirstStage, Matrix, Network
from scoring.acts.cuts import Weights
from scoring.acts.embedding import Embedding, embedding
from scoring.acts.lexicon import LANGUAGE_DATA
from scoring.acts.scenes import ACTS, Scene, read_scenes
from scoring.training.card import card
from scoring.training.cuts import honest_cuts, train_cuts
from scoring.training.rough import rough_copies
from scoring.training.rows import digest, read_rows
from scoring.training.stages import honest_scores, joint_tables, train_first, train_joint
from scoring.training.swapped import swapped_copies
from scoring.training.thresholds import thresholds_and_figures
from scoring.training.words import train_words
from transcripts.conversation import SUPPORTED_LANGUAGES, Speaker

FIGURES = LANGUAGE_DATA / "figures.json"
_CARD = Path(__file__).parents[2] / "docs" / "model-card.md"


def train_acts(
    scenes: Sequence[Scene], model: Embedding, cutting: Mapping[tuple[str, int], Weights]
) -> dict[str, object]:
    """Train and store the classifier of acts; the figures of its cross-validation."""
    read = read_rows(scenes, model, cutting)
    read += read_rows(list(rough_copies(scenes)), model, cutting, "rough")
    every = [row for rows in read for row in rows]
    # The first stage reads sentences by themselves: they are what they were, whoever is answered.
    read += read_rows(list(swapped_copies(scenes)), model, cutting, "swapped")
    centres = {
        language: np.vstack([np.asarray(row.turn.vectors) for row in every if row.language == language]).mean(axis=0)
        for language in SUPPORTED_LANGUAGES
    }
    names = {name: i for i, name in enumerate(sorted({n for row in every for f in row.turn.features for n in f}))}
    stored: dict[str, object] = {"digest": np.array(digest()), "names": np.array("\n".join(names))}
    stored |= {f"centre/{language}": centre for language, centre in centres.items()}
    for speaker in ACTS:
        stored |= _stored_first(train_first(every, speaker, centres), speaker)
    scored = honest_scores(read, centres)
    figures: dict[str, object] = {}
    for part, with_meaning in (("full", True), ("plain", False)):
        figures[part] = {}
        for speaker, table in joint_tables(read, scored, centres, names, with_meaning=with_meaning).items():
            thresholds, found = thresholds_and_figures(table, speaker)
            networks = train_joint(table, np.ones(len(table.inputs), dtype=bool))
            stored |= _stored_joint(networks, thresholds, f"{part}/{speaker}")
            figures[part] |= found  # type: ignore[operator]
    np.savez_compressed(STORED, **stored)  # type: ignore[arg-type]
    return figures


def _stored_first(stage: FirstStage, speaker: Speaker) -> dict[str, Matrix]:
    found: dict[str, Matrix] = {
        f"meaning/{speaker}": np.asarray(stage.meaning, dtype=np.float16),
        f"meaning/{speaker}/bias": np.asarray(stage.meaning_bias),
    }
    for language in SUPPORTED_LANGUAGES:
        found[f"vocabulary/{speaker}/{language}"] = np.array("\n".join(stage.vocabulary[language]))
        found[f"words/{speaker}/{language}"] = stage.words[language].astype(np.float16)
        found[f"words/{speaker}/{language}/bias"] = stage.words_bias[language]
    return found


def _stored_joint(networks: Sequence[Network], thresholds: Matrix, name: str) -> dict[str, Matrix]:
    parts = [field.name for field in fields(Network)]
    stored = {
        f"{name}/{part}": np.stack([getattr(network, part) for network in networks]).astype(np.float16)
        for part in parts
    }
    return stored | {f"{name}/thresholds": thresholds.astype(np.float32)}


def main() -> None:
    model = embedding()
    if model is None:
        raise SystemExit("The embedding model is needed to train.")
    scenes = [scene for language in SUPPORTED_LANGUAGES for scene in read_scenes(language)]
    train_cuts(scenes)
    cutting, cut_figures = honest_cuts(scenes)
    figures = {
        "acts": train_acts(scenes, model, cutting),
        "words": train_words(scenes, model),
        "cuts": cut_figures,
    }
    FIGURES.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    _CARD.write_text(card(scenes, figures), encoding="utf-8")
    sys.stdout.write(_CARD.read_text(encoding="utf-8"))


if __name__ == "__main__":
    main()
