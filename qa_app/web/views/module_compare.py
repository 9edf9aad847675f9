"""What changed between two versions of a module, or between the company's version and the product's."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from flask_babel import gettext as _

from qa_app.operations.access import ENROLS, TEACHES, has_role, sees_version
from qa_app.operations.errors import NotFoundError
from qa_app.operations.modules import current_version, module_of
from qa_app.operations.shipping import offered_by_product
from qa_app.store.training import ModuleVersion, TrainingModule
from qa_app.web.access import access, me, module_or_404
from qa_app.web.locale import reader_language
from qa_app.web.module_changes import PARTS, changed_parts
from qa_app.web.module_view import STATES
from teaching.keys import title
from teaching.model import Module

views = Blueprint("module_compare", __name__, url_prefix="/modules/<int:module_id>/compare")
PRODUCT = "product"


@views.get("")
@access(*ENROLS)
def show(module_id: int) -> str:
    module = module_or_404(module_id)
    known = [version for version in module.versions if sees_version(me(), version)]
    new = request.args.get("to") or str(known[-1].number)
    old = request.args.get("from") or _before(known, new)
    before, after = _document(module, known, old), _document(module, known, new)
    return render_template(
        "modules/compare.html",
        module=module,
        title=title(after, reader_language()),
        choices=_choices(module, known),
        old=old,
        new=new,
        parts=changed_parts(before, after, reader_language()),
        part_names=PARTS,
    )


def _before(known: list[ModuleVersion], new: str) -> str:
    """What a version is compared with unless told: the one before it; the product's text with what is published."""
    if new == PRODUCT:
        current = current_version(known[-1].module)
        return str((current or known[-1]).number)
    numbers = [str(version.number) for version in known]
    return numbers[max(0, numbers.index(new) - 1)] if new in numbers else new


def _document(module: TrainingModule, known: list[ModuleVersion], name: str) -> Module:
    """What is called so: a version by its number, or the product's text. Raises NotFoundError."""
    if name == PRODUCT and has_role(me(), *TEACHES):
        found = offered_by_product(module)
    else:
        found = next((module_of(version) for version in known if str(version.number) == name), None)
    if found is None:
        raise NotFoundError("version")
    return found


def _choices(module: TrainingModule, known: list[ModuleVersion]) -> dict[str, str]:
    """What can be compared, by its name in the address."""
    found = {
        str(version.number): _("Version %(number)s (%(state)s)", number=version.number, state=STATES[version.state])
        for version in reversed(known)
    }
    if has_role(me(), *TEACHES) and offered_by_product(module) is not None:
        found[PRODUCT] = _("The product's version")
    return found
