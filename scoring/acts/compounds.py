"""How familiar a word is, compounds by their parts: those of German and Dutch stand in no list of words."""

from __future__ import annotations

from scoring.acts.rarity import zipf

# A word as common as one in 250,000 (Zipf 3.6) is not taken apart, nor is one of fewer letters than a compound has.
_COMMON_ENOUGH, _COMPOUND = 3.6, 9
# Parts have four letters and more, are known (Zipf 3.3, one in 500,000) and may be glued together by a letter or two.
_KNOWN_PART, _SHORTEST_PART, _MOST_PARTS = 3.3, 4, 4
_GLUE = {"de": ("", "s", "es", "n", "en"), "nl": ("", "s", "n", "en")}
# A compound is somewhat harder than its rarest part.
_COMPOUND_COST = 0.5


def familiarity(word: str, language: str, parts: int = 1) -> float:
    """How common a word is on the Zipf scale; a compound counts as somewhat rarer than the rarest of its parts."""
    whole = zipf(word, language)
    if whole >= _COMMON_ENOUGH or len(word) < _COMPOUND or parts == _MOST_PARTS or language not in _GLUE:
        return whole
    best = whole
    for cut in range(_SHORTEST_PART, len(word) - _SHORTEST_PART + 1):
        head = _head(word[:cut], language)
        if head >= _KNOWN_PART:
            best = max(best, min(head, familiarity(word[cut:], language, parts + 1)) - _COMPOUND_COST)
    return best


def _head(part: str, language: str) -> float:
    """How common the first part of a compound is, with or without what glues it to the next."""
    stems = [part.removesuffix(glue) for glue in _GLUE[language]]
    return max((zipf(stem, language) for stem in stems if len(stem) >= _SHORTEST_PART), default=0.0)
