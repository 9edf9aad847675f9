"""How long a coaching report takes as PDF: `python -m benchmarks.pdf_speed`.

Prints the median of 20 runs in milliseconds, also as a ratio to an empty one-page ReportLab document, which
makes the figure comparable between machines.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from io import BytesIO
from statistics import median
from time import perf_counter

from reportlab.platypus import SimpleDocTemplate, Spacer

from qa_app.reports.coaching_pdf import render
from scoring.coaching_report import CoachingReport, CriterionSummary, Focus, Moment, Strength, TermUse, Trend
from scoring.explain import tries, wording

_RUNS = 20
_REASONS = ("missed.negative_feeling", "contrary.vague", "missed.before_closing")


def empty_page() -> bytes:
    """What ReportLab needs at least."""
    target = BytesIO()
    SimpleDocTemplate(target).build([Spacer(1, 1)])
    return target.getvalue()


def full_report(language: str) -> CoachingReport:
    """A report with everything a month brings: marks on all criteria, three strengths, three focus points, terms."""
    said = "A sentence of about the length that people say before they stop to take a breath again."
    moment = Moment("conversation-1", "call", language, "2025-11-03T14:02:00+01:00", 7, 127.0, "", said, said)
    series = tuple((f"2025-11-{day:02}", day / 30) for day in range(1, 13))
    criteria = tuple(
        CriterionSummary(criterion, 12, 0.6, 0.5, 0.7, Trend.UP, series)
        for criterion in wording(language).sentences["criteria"]
    )
    return CoachingReport(
        agent="Agent",
        language=language,
        first="2025-11-01",
        last="2025-11-30",
        conversations=12,
        unscored=(),
        total=criteria[-1],
        criteria=criteria[:-1],
        strengths=tuple(Strength("empathy", name, 4, 3, (moment,)) for name in ("apology", "paraphrase", "summary")),
        focus=tuple(
            Focus("clarity", reason, 3, 5, 2, (moment, moment), tries(reason, language)[:1]) for reason in _REASONS
        ),
        terms=tuple(TermUse(f"term {number}", "jargon", "plain", 2, language, "conversation-1") for number in range(5)),
        rubrics=("call 1",),
        engine="benchmark",
    )


def milliseconds(work: Callable[[], bytes]) -> float:
    """Median of 20 runs, after one that loads what is loaded once."""
    work()
    times = []
    for _ in range(_RUNS):
        start = perf_counter()
        work()
        times.append(1000 * (perf_counter() - start))
    return median(times)


def main() -> None:
    least = milliseconds(empty_page)
    print(f"empty page {least:8.2f} ms")
    for language in ("en", "nl", "de", "ro"):
        taken = milliseconds(partial(render, full_report(language), date(2025, 12, 3)))
        print(f"report {language}  {taken:8.2f} ms  {taken / least:6.1f} times an empty page")


if __name__ == "__main__":
    main()
