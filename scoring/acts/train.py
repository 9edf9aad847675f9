"""Train the meaning classifier on the examples of all languages: `python -m scoring.acts.train`.

Prints, per act, precision, recall and F1 over five-fold cross-validation, and writes `scoring/language/meaning.npz`.
"""

from __future__ import annotations

import hashlib
import sys
from dataclasses import dataclass

import numpy as np

from scoring.acts.lexicon import LANGUAGE_DATA
from scoring.acts.meaning import ACTS, TRAINED, Matrix, embed
from transcripts.conversation import SUPPORTED_LANGUAGES

_FOLDS = 5
# Chosen by cross-validation on the examples among 0.3, 1, 3, 10, 30.
_REGULARISATION = 10.0
_SEED = 0


@dataclass(frozen=True, slots=True)
class Example:
    language: str
    speaker: str
    acts: frozenset[str]
    text: str


def read_examples() -> list[Example]:
    """All examples of all languages. Raises ValueError with file and line for one that is not well formed."""
    found = []
    for language in SUPPORTED_LANGUAGES:
        path = LANGUAGE_DATA / language / "examples.tsv"
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            parts = line.split("\t")
            acts = frozenset(parts[1].split("+")) - {"-"} if len(parts) == 3 else frozenset({"?"})
            if len(parts) != 3 or parts[0] not in ACTS or not acts <= set(ACTS[parts[0]]):
                raise ValueError(f"{language}/{path.name}:{number}: expected speaker, acts and sentence")
            found.append(Example(language, parts[0], acts, parts[2]))
    return found


def digest(examples: list[Example]) -> str:
    """What tells whether the stored classifier belongs to these examples."""
    lines = [f"{e.language}\t{e.speaker}\t{'+'.join(sorted(e.acts))}\t{e.text}" for e in examples]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def train_one(vectors: Matrix, present: Matrix) -> tuple[Matrix, float]:
    """Weights and bias of one act, the bias moved so that 0.5 is where cross-validated F1 is highest."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import StratifiedKFold, cross_val_predict

    model = LogisticRegression(C=_REGULARISATION, class_weight="balanced", max_iter=2000)
    folds = StratifiedKFold(_FOLDS, shuffle=True, random_state=_SEED)
    scores = cross_val_predict(model, vectors, present, cv=folds, method="decision_function")
    threshold = best_threshold(scores, present)
    model.fit(vectors, present)
    return model.coef_[0].astype(np.float32), float(model.intercept_[0]) - threshold


def best_threshold(scores: Matrix, present: Matrix) -> float:
    """The score from which on calling an act present gives the highest F1."""
    order = np.argsort(-scores)
    right = np.cumsum(present[order])
    called = np.arange(1, len(order) + 1)
    f1 = 2 * right / (called + present.sum())
    best = int(np.argmax(f1))
    following = scores[order[min(best + 1, len(order) - 1)]]
    return float((scores[order[best]] + following) / 2)


def main() -> None:
    examples = read_examples()
    stored: dict[str, object] = {"digest": np.array(digest(examples))}
    vectors = embed([example.text for example in examples])
    languages = np.array([example.language for example in examples])
    for language in SUPPORTED_LANGUAGES:
        centre = vectors[languages == language].mean(axis=0)
        vectors[languages == language] -= centre
        stored[f"centre_{language}"] = centre
    for speaker, acts in ACTS.items():
        own = np.array([example.speaker == speaker for example in examples])
        trained = []
        for act in acts:
            present = np.array([act in example.acts for example in examples])[own].astype(np.float32)
            trained.append(train_one(vectors[own], present))
            sys.stdout.write(f"{speaker} {act}: {int(present.sum())} examples\n")
        stored[f"weights_{speaker}"] = np.stack([weights for weights, _ in trained])
        stored[f"biases_{speaker}"] = np.array([bias for _, bias in trained], dtype=np.float32)
    np.savez_compressed(TRAINED, **stored)  # type: ignore[arg-type]


if __name__ == "__main__":
    main()
