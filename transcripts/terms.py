"""Which words are names and terms, and which of the words heard stand for them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import combinations

from transcripts.conversation import SUPPORTED_LANGUAGES
from transcripts.rewording import bare
from transcripts.text import fold, stem

# Van Heuven et al. (2014): words below 3 on the Zipf scale are rare; 5 is a hundred in a million words, which any
# recogniser knows (OK, TV).
_RARE = 3.0
_COMMON = 5.0
# A capital inside a sentence marks a name, but for these; German writes every noun with one.
_LANGUAGES_OF_CAPITALS = ("en", "nl", "ro")
_I_IN_ENGLISH = frozenset(("i'm", "i'd", "i'll", "i've"))
_ADDRESSING = frozenset(("mr", "mrs", "ms", "miss", "sir", "madam", "uw", "dhr", "mevr", "dumneavoastra", "dvs", "dna"))
_NO_NAMES = _I_IN_ENGLISH | _ADDRESSING
_MOST_CHARACTERS = 50
# Longer numbers are those of a person or a case (telephone, account, order); products are called 5G or X200.
_MOST_DIGITS = 4


def is_term(word: str, language: str, *, opens: bool) -> bool:
    """Whether a word may be, or belong to, a name or a term; `opens` says that it begins a sentence."""
    text = bare(word)
    within = any(char.isupper() for char in text[1:])
    if not _sayable(text) or any(char.isdigit() for char in text):
        # X200 and 5G, but not 2nd or 15h.
        return _sayable(text) and (within or text[0].isupper())
    letters = sum(char.isalpha() for char in text)
    if letters < 2 or fold(text) in _NO_NAMES:
        return False
    if text[0].isupper() and not opens and language in _LANGUAGES_OF_CAPITALS:
        return True
    # Two letters that no word list has are a sound or a slip.
    return _zipf(text, language) < (_COMMON if within else _RARE) and (within or letters > 2)


def is_beside_number(words: Sequence[str], at: int) -> bool:
    """Whether a word has a number of four digits or more next to it, as the letters of a postcode or an account do."""
    neighbours = (*words[max(at - 1, 0) : at], *words[at + 1 : at + 2])
    return any(sum(map(str.isdigit, word)) >= _MOST_DIGITS for word in neighbours)


def terms(words: Sequence[str], marked: Sequence[bool]) -> Iterator[str]:
    """The marked words, side by side as one unless a punctuation mark stands between them."""
    run: list[str] = []
    for word, is_marked in zip([*words, ""], [*marked, False], strict=True):
        if is_marked:
            run.append(word)
        if run and (not is_marked or not word[-1].isalnum()):
            term = bare(" ".join(run))
            if len(term) <= _MOST_CHARACTERS:
                yield term
            run = []


def closest(heard: Sequence[str], term: str) -> str:
    """Of the words that were replaced those most like the term, in small letters; nothing if they are unfit."""
    if any(len(word) > _MOST_CHARACTERS for word in heard):
        return ""
    phrases = [bare(" ".join(heard[begin:end])) for begin, end in combinations(range(len(heard) + 1), 2)]
    matcher = SequenceMatcher(None, "", fold(term).replace(" ", ""), autojunk=False)

    def likeness(phrase: str) -> tuple[float, int]:
        matcher.set_seq1(fold(phrase).replace(" ", ""))
        return matcher.ratio(), -len(phrase)

    best = max(phrases, key=likeness, default="").casefold()
    return best if _sayable(best) and any(char.isalnum() for char in best) else ""


def is_grammar(heard: str, term: str, language: str) -> bool:
    """Whether only another form of the same word was meant, or capitals that no rare word needs."""
    if heard == term.casefold():
        return all(_zipf(word, language) >= _RARE for word in term.split())
    return fold(heard) != fold(term) and stem(heard, language) == stem(term, language)


def _sayable(text: str) -> bool:
    """Whether a text can stand in a glossary: no address, number of a person, or character that cannot be printed."""
    digits = sum(char.isdigit() for char in text)
    return len(text) <= _MOST_CHARACTERS and digits <= _MOST_DIGITS and "@" not in text and text.isprintable()


@lru_cache(maxsize=10_000)
def _zipf(word: str, language: str) -> float:
    """How common a word is; in a language without a word list none is rare."""
    from wordfreq import zipf_frequency

    return float(zipf_frequency(word, language)) if language in SUPPORTED_LANGUAGES else _RARE
