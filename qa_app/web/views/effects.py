"""What a module did: marks before and after, of those who took it and of their colleagues. Groups only, no names."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, Response, render_template

from qa_app.operations.access import ENROLS
from qa_app.operations.effects import CriterionEffect, effects
from qa_app.operations.modules import current_version, module_of
from qa_app.store.training import TrainingModule
from qa_app.web.access import access, module_or_404
from qa_app.web.edge import db
from qa_app.web.effect_view import drawing, finding, header, in_file, lacking, points
from qa_app.web.table_files import table_file
from qa_app.web.views.enrolments import head
from teaching.effect import FEWEST_MARKS, FEWEST_PEOPLE, WINDOW

views = Blueprint("effects", __name__, url_prefix="/modules/<int:module_id>")


@views.get("/effect")
@access(*ENROLS)
def show(module_id: int) -> str:
    module = module_or_404(module_id)
    return render_template(
        "effects/show.html",
        **head(module),
        found=_effects(module),
        drawing=drawing,
        finding=finding,
        lacking=lacking,
        points=points,
        weeks=WINDOW.days // 7,
        fewest_people=FEWEST_PEOPLE,
        fewest_marks=FEWEST_MARKS,
    )


@views.get("/effect.<any(csv, xlsx):form>", endpoint="file")
@access(*ENROLS)
def take_file(module_id: int, form: str) -> Response:
    module = module_or_404(module_id)
    rows = (line for one in _effects(module) for line in in_file(one))
    return table_file(form, f"module-{module.id}-effect", header(), rows)


def _effects(module: TrainingModule) -> Sequence[CriterionEffect]:
    """On each criterion that the version trains which is taken now."""
    current = current_version(module)
    return effects(db(), module.id, module_of(current).criteria) if current else ()
