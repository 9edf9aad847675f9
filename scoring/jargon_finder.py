"""find_jargon(counts): the words of an archive that agents use and customers do not, or ask back about.

Keyness is the log-likelihood ratio of Dunning (1993) on a 2×2 table, as NLTK reckons it: 6.63 is p = 0.01 with one
degree of freedom. Agents' words are set against customers' words, and against general language (`wordfreq`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import log10

from scoring.acts.lexicon import TERM, lexicon
from scoring.acts.rarity import zipf
from scoring.jargon_counts import ArchiveCounts, Example, Found, LanguageCounts, Stems
from scoring.jargon_words import UNCOMMON, hide
from transcripts.conversation import Speaker
from transcripts.text import fold, stem, tokens

# What fewer conversations or agents say is a matter of a case or a person, and may tell who it was.
_FEWEST_CONVERSATIONS = 3
_FEWEST_AGENTS = 2
_SIGNIFICANT = 6.63
# Commoner than one word in 160,000 (Zipf 3.8), a word is everyday language. From all forms with its stem together
# 0.7 is taken off, because a stem can join words that mean different things ("provisioning", "provisions").
_EVERYDAY = 3.8
_STEM_JOINS = 0.7
_COMMONEST_WORDS = 30_000
_ASKED_REPEATEDLY = 2
# Words come together eight times as often as by chance (pointwise mutual information, Church and Hanks 1990).
_FEWEST_BITS = 3.0
_MOST = 0.5
_A_BILLION = 10**9
_LONGEST_ACRONYM = 6


@dataclass(frozen=True, slots=True)
class JargonTerm:
    """A term proposed for the word lists.

    `term` is its most frequent form; `kind` is jargon or acronym. `agent` and `customer` are how often each says it,
    `conversations` and `agents` how many of them have it in an agent's turn. `keyness` is the log-likelihood ratio
    against customers, `keyness_general` against general language, where `general_frequency` is the term's (Zipf scale,
    0 unknown). `asked_back` counts turns whose answer shows that the customer did not understand it. `reason` is
    `asked_back`, `agents_only` or `agents_rather`; `known` says that the word lists have it. `examples` are up to
    three quotes in which what may point to a person is replaced by a sign.
    """

    term: str
    language: str
    kind: str
    agent: int
    customer: int
    conversations: int
    agents: int
    keyness: float
    keyness_general: float
    asked_back: int
    general_frequency: float
    reason: str
    known: bool
    examples: tuple[Example, ...]


@dataclass(frozen=True, slots=True)
class _Ranked:
    stems: Stems
    rank: float
    term: JargonTerm


def find_jargon(counts: ArchiveCounts, *, with_known: bool = False) -> tuple[JargonTerm, ...]:
    """The terms of an archive, those first that set agents most apart from customers and are most asked back about.

    The rank is the sum of two log-likelihood ratios: agents against customers, and turns with the term that were not
    understood against all turns. A term is said in three conversations and by two agents at least (one, where the
    archive names no more). Inflected forms are one term; a phrase hides the words that mostly stand in it. Terms of the
    word lists are left out unless `with_known`. Numbers, addresses, names and words of a single conversation never
    appear, neither as terms nor in examples; the id of a conversation is given as it is.
    """
    ranked = [one for language in counts.languages.items() for one in _of_language(*language)]
    ranked.sort(key=lambda one: (-one.rank, one.term.language, one.term.term))
    return tuple(one.term for one in ranked if with_known or not one.term.known)


def _of_language(language: str, counts: LanguageCounts) -> list[_Ranked]:
    fewest_agents = min(_FEWEST_AGENTS, len(counts.agents))
    spread = {
        stems: found
        for stems, found in counts.found.items()
        if found.conversations >= _FEWEST_CONVERSATIONS
        and found.agents.bit_count() >= fewest_agents
        and 2 * found.formulas <= counts.said[Speaker.AGENT][stems]
        and all(counts.named[one] <= counts.said[Speaker.AGENT][(one,)] for one in stems)
    }
    general = _general_frequencies(language, {one for stems in spread for one in stems})
    found = [
        _ranked(stems, of, language, counts)
        for stems, of in spread.items()
        if _is_unusual(stems, of, language, general) and (len(stems) == 1 or _belong_together(stems, counts))
    ]
    return _without_parts([one for one in found if one is not None])


def _general_frequencies(language: str, stems: Collection[str]) -> Mapping[str, float]:
    """How frequent all forms of a stem are together, Zipf scale, from the commonest words of a language."""
    from wordfreq import top_n_list, word_frequency

    beginnings = {one[:2] for one in stems}
    totals: dict[str, float] = {}
    for word in top_n_list(language, _COMMONEST_WORDS):
        if fold(word)[:2] in beginnings:
            of = stem(word, language)
            if of in stems:
                totals[of] = totals.get(of, 0.0) + word_frequency(word, language)
    return {one: log10(total * _A_BILLION) for one, total in totals.items()}


def _is_unusual(stems: Stems, found: Found, language: str, general: Mapping[str, float]) -> bool:
    """Whether a word of it is rare in general language; customers who ask again and again make up for that."""
    if found.repeated >= _ASKED_REPEATEDLY:
        return True
    commonest = dict.fromkeys(stems, 0.0)
    for form in found.forms:
        for word in tokens(form, language):
            everyones = word.folded in lexicon(language).everyone_knows
            frequency = _EVERYDAY if everyones else zipf(form[word.start : word.end].lower(), language)
            commonest[word.stem] = max(commonest[word.stem], frequency, general.get(word.stem, 0.0) - _STEM_JOINS)
    return min(commonest.values()) < _EVERYDAY


def _belong_together(stems: Stems, counts: LanguageCounts) -> bool:
    """Whether the words of a phrase come together much oftener than by chance, wherever it is cut in two."""
    from nltk.metrics import BigramAssocMeasures

    said, words = counts.said[Speaker.AGENT], counts.words[Speaker.AGENT]
    for cut in range(1, len(stems)):
        before, after = said[stems[:cut]], said[stems[cut:]]
        if before and after:
            table = (said[stems], (before, after), words)
            if BigramAssocMeasures.pmi(*table) < _FEWEST_BITS or _over(*table) < _SIGNIFICANT:
                return False
    return True


def _over(together: int, margins: tuple[int, int], total: int) -> float:
    """The log-likelihood ratio of a 2×2 table given by its first cell, margins and total; 0 if that cell is no larger
    than chance would make it."""
    from nltk.metrics import BigramAssocMeasures

    if not total or together * total <= margins[0] * margins[1]:
        return 0.0
    return float(BigramAssocMeasures.likelihood_ratio(together, margins, total))


def _ranked(stems: Stems, found: Found, language: str, counts: LanguageCounts) -> _Ranked | None:
    """The term with its figures; None if neither customers' words nor general language nor questions set it apart."""
    agent, customer = counts.said[Speaker.AGENT][stems], counts.said[Speaker.CUSTOMER][stems]
    words = counts.words[Speaker.AGENT]
    form = min(found.forms, key=lambda form: (-found.forms[form], form))
    frequency = zipf(form.lower(), language)
    keyness = _over(agent, (agent + customer, words), words + counts.words[Speaker.CUSTOMER])
    in_general = _over(agent, (agent + round(10**frequency), words), words + _A_BILLION)
    asked = _over(found.asked_back, (found.turns, counts.confused), counts.turns)
    is_asked = found.repeated >= _ASKED_REPEATEDLY or (found.repeated > 0 and asked >= _SIGNIFICANT)
    if in_general < _SIGNIFICANT or (keyness < _SIGNIFICANT and not is_asked):
        return None
    term = JargonTerm(
        term=form,
        language=language,
        kind="acronym" if form.isupper() and form.isalpha() and len(form) <= _LONGEST_ACRONYM else "jargon",
        agent=agent,
        customer=customer,
        conversations=found.conversations,
        agents=found.agents.bit_count(),
        keyness=round(keyness, 2),
        keyness_general=round(in_general, 2),
        asked_back=found.asked_back,
        general_frequency=frequency,
        reason="asked_back" if is_asked else "agents_rather" if customer else "agents_only",
        known=_is_known(form, language),
        examples=tuple(_shown(example, language, counts) for example in found.examples),
    )
    return _Ranked(stems, keyness + asked, term)


def _is_known(form: str, language: str) -> bool:
    """Whether terms of the word lists cover every rare word of it."""
    words = tokens(form, language)
    hits = [hit for hit in lexicon(language).phrases.find(words) if hit.label.startswith(TERM)]
    rare = [word for word in words if zipf(form[word.start : word.end].lower(), language) < UNCOMMON] or words
    return all(any(hit.start <= word.start and word.end <= hit.end for hit in hits) for word in rare)


def _shown(example: Example, language: str, counts: LanguageCounts) -> Example:
    """The example without the words that only one conversation has."""
    once = [(word.start, word.end) for word in tokens(example.quote, language) if counts.met[(word.stem,)] < 2]
    return replace(example, quote=hide(example.quote, once))


def _without_parts(found: Sequence[_Ranked]) -> list[_Ranked]:
    """A phrase that explains most of the times its parts were said stands for them; another phrase adds nothing."""
    kept: dict[Stems, _Ranked] = {one.stems: one for one in found}
    for one in sorted(found, key=lambda one: (-len(one.stems), one.stems)):
        if one.stems not in kept:
            continue
        parts = [part for part in _parts(one.stems) if part in kept]
        if all(one.term.agent > _MOST * kept[part].term.agent for part in parts):
            for part in parts:
                del kept[part]
        else:
            kept.pop(one.stems, None)
    return list(kept.values())


def _parts(stems: Stems) -> Iterator[Stems]:
    for length in range(1, len(stems)):
        for first in range(len(stems) - length + 1):
            yield stems[first : first + length]
