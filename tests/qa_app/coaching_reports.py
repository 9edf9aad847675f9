"""Invented coaching reports as values, full and realistic, in the four languages."""

from __future__ import annotations

from dataclasses import replace

from scoring.coaching_report import CoachingReport, CriterionSummary, Focus, Moment, Strength, TermUse, Trend
from scoring.explain import tries

AGENTS = {"en": "Priya Whitcombe", "nl": "Ineke ter Meulen", "de": "Jürgen Öztürk-Weiß", "ro": "Ștefania Țărnă"}

# For each language: the customer's words and the agent's, or only the customer's where the answer was missed.
TALK = {
    "en": {
        "shown.acknowledge_feeling": (
            "I've been without heating since Sunday and my mother is eighty-four, I don't know what to do any more.",
            (
                "Three days without heating with your mother in the house, that must be really worrying. "
                "Let me see who can come today."
            ),
        ),
        "shown.expectation": (
            "And when will I hear from you?",
            "The engineer rings you tomorrow before ten, and I check at noon that he did.",
        ),
        "shown.paraphrase": (
            "The new meter shows something else than the app, and the bill is different again.",
            "So there are three numbers and none of them match. Have I got that right?",
        ),
        "missed.negative_feeling": ("I'm honestly at my wits' end with this bill, I pay on time every month.", ""),
        "contrary.vague": ("So when does the technician come?", "Somebody will get back to you at some point."),
        "missed.before_closing": ("All right then, I'll wait.", ""),
    },
    "nl": {
        "shown.acknowledge_feeling": (
            "Ik zit sinds zondag zonder verwarming en mijn moeder is vierentachtig, ik weet het ook niet meer.",
            (
                "Drie dagen zonder verwarming met uw moeder in huis, dat is ook heel zorgelijk. "
                "Ik kijk wie er vandaag nog kan komen."
            ),
        ),
        "shown.expectation": (
            "En wanneer hoor ik dan iets?",
            "De monteur belt u morgen voor tien uur, en om twaalf uur ga ik na of dat gelukt is.",
        ),
        "shown.paraphrase": (
            "De nieuwe meter zegt iets anders dan de app, en op de rekening staat weer wat anders.",
            "Dus u hebt drie getallen en ze kloppen geen van drieën. Begrijp ik dat goed?",
        ),
        "missed.negative_feeling": ("Ik word hier eerlijk gezegd moedeloos van, ik betaal elke maand op tijd.", ""),
        "contrary.vague": ("Wanneer komt die monteur dan?", "Daar hoort u te zijner tijd nog wel iets over."),
        "missed.before_closing": ("Nou goed, dan wacht ik wel af.", ""),
    },
    "de": {
        "shown.acknowledge_feeling": (
            "Ich sitze seit Sonntag ohne Heizung da und meine Mutter ist vierundachtzig, ich weiß nicht mehr weiter.",
            (
                "Drei Tage ohne Heizung, und das mit Ihrer Mutter im Haus: Das macht natürlich Sorgen. "
                "Ich schaue, wer heute noch kommen kann."
            ),
        ),
        "shown.expectation": (
            "Und wann höre ich von Ihnen?",
            "Der Techniker ruft Sie morgen vor zehn Uhr an, und ich prüfe mittags, ob das geklappt hat.",
        ),
        "shown.paraphrase": (
            "Der neue Zähler zeigt etwas anderes als die App, und auf der Rechnung steht wieder was anderes.",
            "Sie haben also drei Zahlen, und keine passt zur anderen. Habe ich das richtig verstanden?",
        ),
        "missed.negative_feeling": ("Ehrlich gesagt verzweifle ich langsam, ich zahle doch jeden Monat pünktlich.", ""),
        "contrary.vague": ("Wann kommt der Techniker denn nun?", "Da wird sich dann zu gegebener Zeit jemand melden."),
        "missed.before_closing": ("Na gut, dann warte ich eben.", ""),
    },
    "ro": {
        "shown.acknowledge_feeling": (
            "Stau fără căldură de duminică și mama are optzeci și patru de ani, nu mai știu ce să fac.",
            (
                "Trei zile fără căldură, cu mama dumneavoastră în casă, înțeleg ce griji vă faceți. "
                "Văd imediat cine poate veni astăzi."
            ),
        ),
        "shown.expectation": (
            "Și când primesc un răspuns?",
            "Tehnicianul vă sună mâine înainte de ora zece, iar la prânz verific dacă v-a găsit.",
        ),
        "shown.paraphrase": (
            "Contorul nou arată altceva decât aplicația, iar pe factură scrie iar altceva.",
            "Deci aveți trei cifre și niciuna nu se potrivește. Am înțeles bine?",
        ),
        "missed.negative_feeling": ("Sincer, m-am săturat, eu plătesc în fiecare lună la timp.", ""),
        "contrary.vague": ("Și când vine tehnicianul?", "O să vă contacteze cineva la un moment dat."),
        "missed.before_closing": ("Bine, atunci aștept.", ""),
    },
}

TERMS = {
    "en": (
        ("prorated", "jargon", "only for the days you used it"),
        ("SLA", "acronym", ""),
        ("ballpark", "idiom", "rough"),
    ),
    "nl": (
        ("voorschotnota", "jargon", "rekening vooraf"),
        ("ODA", "acronym", ""),
        ("in de wacht", "idiom", "even wachten"),
    ),
    "de": (
        ("Abschlag", "jargon", "monatliche Teilzahlung"),
        ("EVU", "acronym", ""),
        ("auf dem Schirm", "idiom", "bekannt"),
    ),
    "ro": (("regularizare", "jargon", "diferența de plată"), ("POD", "acronym", ""), ("pe țeavă", "slang", "în lucru")),
}


def moment(reason: str, language: str, number: int = 1) -> Moment:
    """A moment in the words of TALK; odd ones are calls, even ones chats without a place in a recording."""
    prompt, quote = TALK[language][reason]
    call = number % 2 == 1
    return Moment(
        conversation=f"2025-11-{number:02}-{language}",
        channel="call" if call else "chat",
        language=language,
        started_at=f"2025-11-{number:02}T14:02:00+01:00",
        turn=4 * number,
        at=41.5 * number if call else None,
        reason=reason,
        quote=quote,
        prompt=prompt,
    )


def summary(criterion: str, mean: float, n: int, trend: Trend = Trend.NO_CLEAR_CHANGE) -> CriterionSummary:
    spread = 0.9 / n
    series = tuple((f"2025-11-{day:02}", (mean + 0.08 * ((day * 7) % 5 - 2)) % 1) for day in range(1, n + 1))
    low, high = (max(0, mean - spread), min(1, mean + spread)) if n >= 3 else (None, None)
    return CriterionSummary(criterion, n, mean, low, high, trend, series)


def focus(reason: str, criterion: str, language: str, others: tuple[str, ...]) -> Focus:
    """A focus point with one moment in `language` and one in each of `others`."""
    moments = tuple(moment(reason, spoken, number) for number, spoken in enumerate((language, *others), start=3))
    wordings = tuple(tries(reason, told.language)[0] for told in moments)
    return Focus(criterion, reason, len(moments) + 1, 5, len(moments), moments, wordings)


def full_report(language: str, other: str = "nl") -> CoachingReport:
    """A month of an agent who also serves customers in another language."""
    strengths = tuple(
        Strength(criterion, name, times, 4, (moment(f"shown.{name}", language, times),))
        for criterion, name, times in (
            ("empathy", "acknowledge_feeling", 5),
            ("clarity", "expectation", 8),
            ("active_listening", "paraphrase", 3),
        )
    )
    return CoachingReport(
        agent=AGENTS[language],
        language=language,
        first="2025-11-01",
        last="2025-11-30",
        conversations=12,
        unscored=(("unsupported_language", 1), ("too_short", 2)),
        total=summary("total", 0.64, 12),
        criteria=(
            summary("empathy", 0.58, 9, Trend.UP),
            summary("active_listening", 0.71, 11),
            summary("clarity", 0.66, 12, Trend.DOWN),
            summary("jargon", 0.42, 12),
            summary("personalisation", 0.8, 12),
            summary("professionalism", 0.93, 12),
            summary("transparency", 0.5, 2, Trend.TOO_FEW),
            summary("proactivity", 0.33, 7),
            summary("courtesy", 0.88, 12),
            CriterionSummary("accuracy", 0, None, None, None, Trend.TOO_FEW),
        ),
        strengths=strengths,
        focus=(
            focus("missed.negative_feeling", "empathy", language, (other,)),
            focus("contrary.vague", "clarity", language, ()),
            focus("missed.before_closing", "active_listening", language, ()),
        ),
        terms=tuple(
            TermUse(text, kind, plain, 3 - rank, language, f"2025-11-0{rank + 1}-{language}")
            for rank, (text, kind, plain) in enumerate(TERMS[language])
        ),
        rubrics=("call 1", "chat 1"),
        engine="fairword 0.1.0",
    )


def reviewed_report(language: str) -> CoachingReport:
    """The full report where people reviewed five of the conversations."""
    report = full_report(language)
    given = tuple(summary(one.criterion, 0.75, 5) for one in (report.total, *report.criteria))
    return replace(report, reviewed=5, by_people=given)


def empty_report(language: str) -> CoachingReport:
    """An agent of whom nothing was scored."""
    nothing = CriterionSummary("total", 0, None, None, None, Trend.TOO_FEW)
    return CoachingReport(AGENTS[language], language, None, None, 0, (), nothing, (), (), (), (), (), "fairword 0.1.0")
