"""Recordings for the player, in parts as browsers ask for them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from flask import Blueprint, Response, request
from werkzeug.http import parse_if_range_header

from qa_app.media import Media
from qa_app.operations.access import READS
from qa_app.operations.errors import OperationError
from qa_app.operations.playing import content_type, prepare_playing
from qa_app.store.interaction_queries import looked_since
from qa_app.web.access import access, interaction_or_404, me
from qa_app.web.edge import db, now, saw, workplace
from transcripts.errors import InputError

views = Blueprint("media", __name__)

_BLOCK = 2**16
# A browser asks for many parts while someone listens; that is one listening.
_ONE_LISTENING = timedelta(minutes=10)


@views.get("/interactions/<int:interaction_id>/media")
@access(*READS)
def recording(interaction_id: int) -> Response:
    """The recording, or the part of it that a Range header asks for (RFC 9110, 14); several parts get the whole."""
    interaction = interaction_or_404(interaction_id)
    media = workplace().media
    try:
        key = interaction.playable_key or prepare_playing(workplace(), interaction.id)
        size = media.size(key)
    except (FileNotFoundError, InputError) as error:
        raise OperationError("no_recording") from error
    start, end, status = _part(size, key)
    response = Response(status=status, content_type=content_type(media, key))
    response.headers["Accept-Ranges"] = "bytes"
    response.headers["Content-Disposition"] = "inline"
    response.set_etag(key)
    if status == 416:
        response.headers["Content-Range"] = f"bytes */{size}"
        return response
    if status == 206:
        response.headers["Content-Range"] = f"bytes {start}-{end - 1}/{size}"
    response.content_length = end - start
    if request.method != "HEAD":
        response.response = _blocks(media, key, start, end)
    if not looked_since(db(), interaction.id, me().id, "recording.played", now() - _ONE_LISTENING):
        saw(me(), "recording.played", interaction)
    return response


def _part(size: int, key: str) -> tuple[int, int, int]:
    """The first byte, the one behind the last, and the status of the answer."""
    wanted = request.range
    condition = parse_if_range_header(request.headers.get("If-Range"))
    changed = condition.date is not None or condition.etag not in (None, key)
    if wanted is None or wanted.units != "bytes" or len(wanted.ranges) != 1 or changed:
        return 0, size, 200
    part = wanted.range_for_length(size)
    return (*part, 206) if part else (0, 0, 416)


def _blocks(media: Media, key: str, start: int, end: int) -> Iterator[bytes]:
    with media.open(key) as file:
        file.seek(start)
        left = end - start
        while left > 0 and (block := file.read(min(_BLOCK, left))):
            left -= len(block)
            yield block
