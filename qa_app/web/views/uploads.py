"""How a page brings a file in, part by part; a lost connection, a reload or a restart costs nothing that has come."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, jsonify, render_template, request
from wtforms import IntegerField, StringField
from wtforms.validators import InputRequired, Length, Optional

from qa_app.operations.access import IMPORTS
from qa_app.operations.uploads import PART_LIMIT, Offered, add_part, begin_upload, own_upload, received
from qa_app.store.work import FileState, ImportedFile
from qa_app.web.access import access, me
from qa_app.web.arriving import hand_over
from qa_app.web.edge import db, now, release, workplace
from qa_app.web.import_form import ToldForm
from qa_app.web.import_rows import rows_of
from qa_app.web.import_words import state_words

views = Blueprint("uploads", __name__, url_prefix="/import/files")


@views.url_value_preprocessor
def _take_part(endpoint: str | None, values: dict[str, Any] | None) -> None:
    """What is sent is measured before any view, when the page's token is looked for."""
    if endpoint == "uploads.part":
        request.max_content_length = PART_LIMIT


class OfferForm(ToldForm):
    name = StringField(validators=[InputRequired(), Length(max=5_000)])
    size = IntegerField(validators=[Optional()])
    fingerprint = StringField(validators=[Length(max=80)])
    batch = StringField(validators=[Length(max=40)])


@views.post("")
@access(*IMPORTS)
def begin() -> Response | tuple[Response, int]:
    """A file is offered by name, size and what is told of it; its upload begins, or goes on where it broke off."""
    form = OfferForm()
    if not form.validate():
        return jsonify(error="\n".join(form.problems())), 422
    offered = Offered(
        name=form.name.data,
        size=form.size.data or 0,
        fingerprint=form.fingerprint.data or "",
        batch=form.batch.data or None,
        told=form.told_of(form.name.data),
    )
    return _standing(begin_upload(db(), workplace().config, me(), now(), offered))


@views.get("/<token>")
@access(*IMPORTS)
def state(token: str) -> Response:
    """How much of the file has come."""
    return _standing(own_upload(db(), me(), token, hold=False))


@views.put("/<token>")
@access(*IMPORTS)
def part(token: str) -> Response | tuple[Response, int]:
    """The bytes from `offset` on; 409 with what has come where the file does not end there."""
    own_upload(db(), me(), token)
    release()
    data = request.get_data()
    offset = request.args.get("offset", -1, int)
    row = own_upload(db(), me(), token)
    config = workplace().config
    if not add_part(config, row, offset, data):
        return jsonify(received=received(config, row)), 409
    return jsonify(received=row.received, state=state_words(row, None))


@views.post("/<token>/whole")
@access(*IMPORTS)
def whole(token: str) -> Response | tuple[Response, int]:
    """All bytes have come: the file is handed over to be read. Doing so twice does no harm."""
    row = own_upload(db(), me(), token)
    if row.state is FileState.UPLOADING and received(workplace().config, row) != row.size:
        return jsonify(received=received(workplace().config, row)), 409
    return _standing(hand_over(row))


def _standing(row: ImportedFile) -> Response:
    (shown,) = rows_of(db(), [row], me())
    return jsonify(
        id=row.id,
        token=row.token,
        received=received(workplace().config, row),
        part=PART_LIMIT,
        row=render_template("imports/row.html", row=shown),
    )
