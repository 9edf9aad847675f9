"""The effect of a module in words, figures and a drawing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import ngettext

from qa_app.operations.effects import CriterionEffect
from qa_app.web.mark_lines import Dot
from qa_app.web.wording import criterion, to
from scoring.goal import Mean
from teaching.effect import FEWEST_MARKS, Effect, Said, Side

WIDTH, HEIGHT = 420, 210
_TOP, _BOTTOM = 12.0, 54.0
_PLACES = (90.0, 170.0, 290.0, 370.0)


@dataclass(frozen=True, slots=True)
class Drawing:
    """Both groups in a drawing of WIDTH x HEIGHT: two dots each, before and after; `marks` are heights with marks."""

    taken: tuple[Dot, Dot]
    others: tuple[Dot, Dot]
    marks: tuple[tuple[float, int], ...]


def drawing(found: Effect) -> Drawing | None:
    """None while one of the means may not be shown."""
    dots = [
        _dot(x, mean)
        for x, mean in zip(_PLACES, (*_means(found.taken), *_means(found.others)), strict=True)
        if mean.mean is not None
    ]
    if len(dots) < len(_PLACES):
        return None
    marks = tuple((_height(mark / 100), mark) for mark in (0, 25, 50, 75, 100))
    return Drawing((dots[0], dots[1]), (dots[2], dots[3]), marks)


def finding(found: Effect) -> str:
    """What the marks say, in a sentence."""
    told = {
        "points": points(found.difference),
        "low": points(found.low),
        "high": points(found.high),
        "share": to().share(0.95),
    }
    if found.said is Said.MORE:
        return str(
            _(
                "Against their colleagues, the marks of those who took it changed by %(points)s, for the better; with a"
                " certainty of %(share)s the true figure lies between %(low)s and %(high)s.",
                **told,
            )
        )
    if found.said is Said.LESS:
        return str(
            _(
                "Against their colleagues, the marks of those who took it changed by %(points)s, for the worse; with a"
                " certainty of %(share)s the true figure lies between %(low)s and %(high)s.",
                **told,
            )
        )
    if found.said is Said.NOT_CLEAR:
        return str(
            _(
                "No clear effect. Against their colleagues, the marks of those who took it changed by %(points)s; with"
                " a certainty of %(share)s the true figure lies between %(low)s and %(high)s, so there may be none.",
                **told,
            )
        )
    if found.said is Said.NO_SPREAD:
        return str(_("Too few to say: all changes are the same, so nothing tells how sure the difference is."))
    return str(_("Too few to say."))


def lacking(side: Side, taken: bool) -> str:
    """What is missing on one side, "" for nothing."""
    if not side.missing:
        return ""
    words = {"people": side.people, "marks": FEWEST_MARKS}
    if taken:
        return str(
            ngettext(
                "Of those who took it, %(num)s more is needed with %(marks)s marks before and %(marks)s after; there"
                " are %(people)s now.",
                "Of those who took it, %(num)s more are needed with %(marks)s marks before and %(marks)s after; there"
                " are %(people)s now.",
                side.missing,
                **words,
            )
        )
    return str(
        ngettext(
            "Of their colleagues, %(num)s more is needed with %(marks)s marks before and %(marks)s after; there are"
            " %(people)s now.",
            "Of their colleagues, %(num)s more are needed with %(marks)s marks before and %(marks)s after; there are"
            " %(people)s now.",
            side.missing,
            **words,
        )
    )


def points(value: float | None) -> str:
    """A difference of marks with its sign, on the scale 0 to 100."""
    if value is None:
        return "–"
    whole = round(100 * value)
    sign = "+" if whole > 0 else "−" if whole < 0 else "±"
    return f"{sign}{to().number(abs(whole))}"


def header() -> tuple[str, ...]:
    """The columns of the file."""
    share = to().share(0.95)
    edges = (_("%(share)s from", share=share), _("%(share)s to", share=share))
    return (
        _("Criterion"),
        _("Marks"),
        _("Who"),
        _("People"),
        "n",
        _("Before"),
        *edges,
        _("After"),
        *edges,
        _("Own change"),
        _("Difference to colleagues"),
        *edges,
    )


def in_file(found: CriterionEffect) -> Iterator[tuple[object, ...]]:
    """The lines of the file: for each kind of marks those who took it, then their colleagues."""
    for kind, one in ((_("people"), found.human), (_("automatic"), found.automatic)):
        name = criterion(found.criterion)
        difference = (_points(one.difference), _points(one.low), _points(one.high))
        yield (name, kind, _("took it"), *_side(one.taken), *difference)
        yield (name, kind, _("colleagues"), *_side(one.others), None, None, None)


def _side(side: Side) -> tuple[object, ...]:
    means = (_points(value) for mean in _means(side) for value in (mean.mean, mean.low, mean.high))
    return (side.people, side.marks, *means, _points(side.change))


def _means(side: Side) -> tuple[Mean, Mean]:
    return side.before, side.after


def _points(value: float | None) -> float | None:
    return None if value is None else round(100 * value, 1)


def _dot(x: float, mean: Mean) -> Dot:
    ends = (None if value is None else _height(value) for value in (mean.high, mean.low))
    return Dot(x, _height(mean.mean or 0.0), *ends)


def _height(score: float) -> float:
    return round(HEIGHT - _BOTTOM - score * (HEIGHT - _TOP - _BOTTOM), 1)
