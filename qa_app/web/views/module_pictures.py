"""Pictures of modules, for whoever may see the module."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, Response, url_for

from qa_app.operations.access import ENROLS, sees_pictures
from qa_app.operations.errors import NotFoundError
from qa_app.operations.module_pictures import picture_type
from qa_app.store.enrolment_queries import is_taken
from qa_app.store.people import RoleName
from qa_app.store.training import ModulePicture, TrainingModule
from qa_app.web.access import access, me
from qa_app.web.edge import db, workplace
from teaching.model import Module

views = Blueprint("module_pictures", __name__, url_prefix="/modules/<int:module_id>/pictures")


@views.get("/<name>")
@access(RoleName.AGENT, RoleName.REVIEWER, *ENROLS)
def show(module_id: int, name: str) -> Response:
    """The picture; its name stands for its bytes, so a browser need never ask again."""
    module, picture = db().get(TrainingModule, module_id), db().get(ModulePicture, (module_id, name))
    if module is None or picture is None:
        raise NotFoundError("picture")
    agent = me().agent
    if not sees_pictures(me(), module, agent is not None and is_taken(db(), module_id, agent.id)):
        raise NotFoundError("picture")
    try:
        with workplace().media.open(picture.media_key) as file:
            response = Response(file.read(), content_type=picture_type(name))
    except FileNotFoundError as error:
        raise NotFoundError("picture") from error
    response.headers["Content-Disposition"] = "inline"
    response.headers["Cache-Control"] = "private, max-age=604800, immutable"
    return response


def addresses(module_id: int, document: Module) -> Callable[[str], str]:
    """Where a browser finds the pictures of a version by their names; "" for names that it does not have."""
    known = {picture.name for picture in document.pictures}
    return lambda name: url_for("module_pictures.show", module_id=module_id, name=name) if name in known else ""
