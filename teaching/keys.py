"""The texts that a module needs, by key, and how far each language has them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import StrEnum
from hashlib import sha256

from teaching.model import Exercise, Language, Lesson, Module, Question


class Standing(StrEnum):
    """How far one text of one language is. OUTDATED: the source was changed after it was translated."""

    CURRENT = "current"
    MISSING = "missing"
    OUTDATED = "outdated"


def keys(module: Module) -> Iterator[str]:
    """The keys of all texts of a module, in the order in which they are read.

    `title`, `summary`; `lesson.ID.title`, `.text` (Markdown), `.pair.ID.do`, `.dont`, `.why`; `exercise.ID.title`,
    `.situation`, `.message` (the customer's); `question.ID.text`, `.option.ID`, `.match.ID`, `.explanation`.
    """
    yield from ("title", "summary")
    for lesson in module.lessons:
        yield from lesson_keys(lesson)
    for exercise in module.exercises:
        yield from exercise_keys(exercise)
    for question in module.questions:
        yield from question_keys(question)


def lesson_keys(lesson: Lesson) -> Iterator[str]:
    own = f"lesson.{lesson.id}"
    yield from (f"{own}.title", f"{own}.text")
    for pair in lesson.pairs:
        yield from (f"{own}.pair.{pair}.{side}" for side in ("do", "dont", "why"))


def exercise_keys(exercise: Exercise) -> Iterator[str]:
    yield from (f"exercise.{exercise.id}.{part}" for part in ("title", "situation", "message"))


def question_keys(question: Question) -> Iterator[str]:
    own = f"question.{question.id}"
    yield f"{own}.text"
    for option in question.options:
        yield f"{own}.option.{option.id}"
        if question.kind == "match":
            yield f"{own}.match.{option.id}"
    yield f"{own}.explanation"


def digest(text: str) -> str:
    """What tells one source text from another: the first 16 hex digits of its SHA-256."""
    return sha256(text.encode()).hexdigest()[:16]


def text(module: Module, language: str, key: str) -> str:
    """A text in a language, "" where there is none."""
    return module.texts.get(language, {}).get(key, "")  # type: ignore[call-overload, no-any-return]


def standing(module: Module, language: Language, key: str) -> Standing:
    """How far a text is in a language."""
    if not text(module, language, key).strip():
        return Standing.MISSING
    if language == module.source:
        return Standing.CURRENT
    made_from = module.made_from.get(language, {}).get(key)
    return Standing.CURRENT if made_from == digest(text(module, module.source, key)) else Standing.OUTDATED


def earlier_source(module: Module, language: Language, key: str) -> str | None:
    """The source text that an outdated translation was made from; None for others, or where nobody knows it."""
    return module.earlier.get(module.made_from.get(language, {}).get(key, ""))


def remembering(module: Module, replaced: Iterable[str] = ()) -> Module:
    """The module with the source texts that its outdated translations were made from, as far as they are known.

    `replaced` are source texts that have just given way to others.
    """
    known = module.earlier | {digest(one): one for one in replaced}
    needed = {
        made_from
        for language, words in module.made_from.items()
        for key, made_from in words.items()
        if made_from in known and standing(module, language, key) is Standing.OUTDATED
    }
    return module.model_copy(update={"earlier": {one: known[one] for one in sorted(needed)}})


def offered(module: Module) -> tuple[Language, ...]:
    """The languages in which every text is there, outdated or not, the source first."""
    languages: list[Language] = [module.source, *(one for one in module.texts if one != module.source)]
    return tuple(one for one in languages if all(text(module, one, key).strip() for key in keys(module)))


def translated(module: Module, language: Language, words: dict[str, str]) -> Module:
    """The module with texts of a language set; translations are noted as made from the source as it is now.

    An empty text is taken out. Of the source, what others were translated from is remembered.
    """
    replaced = [text(module, language, key) for key in words] if language == module.source else []
    texts = {**module.texts.get(language, {}), **{key: value for key, value in words.items() if value.strip()}}
    texts = {key: value for key, value in texts.items() if key not in words or words[key].strip()}
    made_from = dict(module.made_from.get(language, {}))
    if language != module.source:
        made_from |= {key: digest(text(module, module.source, key)) for key in words}
    made_from = {key: value for key, value in made_from.items() if key in texts}
    changed = {
        "texts": {**module.texts, language: texts},
        "made_from": {**module.made_from, language: made_from},
    }
    return remembering(module.model_copy(update=changed), replaced)


def read_in(module: Module, wanted: str) -> Language:
    """The language in which somebody reads a module: the wanted one where every text is there, else the source."""
    return next((one for one in offered(module) if one == wanted), module.source)


def title(module: Module, wanted: str) -> str:
    """What a module is called in a language, or in its source where it has no name there."""
    return text(module, wanted, "title").strip() or text(module, module.source, "title")
