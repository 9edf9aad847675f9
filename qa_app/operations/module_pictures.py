"""Pictures of training modules: looked at, drawn anew so that nothing but the picture is kept, and kept by content."""

from __future__ import annotations

import hashlib
import struct
import tempfile
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageOps, UnidentifiedImageError

from qa_app.media import Media
from qa_app.operations.errors import OperationError
from qa_app.store.database import Session
from qa_app.store.module_queries import kept_keys, one_keeps_pictures
from qa_app.store.training import ModulePicture

LARGEST = 5 * 2**20
MOST_PIXELS = 40_000_000
WIDEST = 1600
TALLEST = 6400
_ENDINGS = {"PNG": "png", "JPEG": "jpg", "WEBP": "webp"}
_TYPES = {"png": "image/png", "jpg": "image/jpeg", "webp": "image/webp"}
# Pillow raises many kinds of errors on files that are broken or meant to break it.
_BROKEN = (
    *(OSError, ValueError, SyntaxError, EOFError, LookupError, TypeError, AttributeError, ArithmeticError),
    *(MemoryError, struct.error),
)
_BOMB = (Image.DecompressionBombError, Image.DecompressionBombWarning)


def redrawn(data: bytes) -> tuple[str, bytes]:
    """The name and the bytes of a picture as it is kept: PNG, JPEG or WebP, at most 1600 pixels wide, no metadata.

    Raises OperationError `picture_too_large`, `picture_too_many_pixels`, `picture_type`, `picture_broken`.
    """
    if len(data) > LARGEST:
        raise OperationError("picture_too_large", limit=LARGEST // 2**20)
    try:
        with Image.open(BytesIO(data), formats=tuple(_ENDINGS)) as opened:
            form = str(opened.format)
            if opened.width * opened.height > MOST_PIXELS:
                raise OperationError("picture_too_many_pixels", most=MOST_PIXELS // 1_000_000)
            kept = _encoded(opened, form)
    except UnidentifiedImageError as error:
        raise OperationError("picture_type") from error
    except _BOMB as error:
        raise OperationError("picture_too_many_pixels", most=MOST_PIXELS // 1_000_000) from error
    except _BROKEN as error:
        raise OperationError("picture_broken") from error
    return f"{hashlib.sha256(kept).hexdigest()}.{_ENDINGS[form]}", kept


def keep_picture(session: Session, media: Media, module_id: int, name: str, data: bytes) -> None:
    """Keep the bytes of a redrawn picture for a module, once."""
    if session.get(ModulePicture, (module_id, name)) is not None:
        return
    one_keeps_pictures(session)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(data)
        key = media.put(path)
    session.add(ModulePicture(module_id=module_id, name=name, media_key=key))
    session.flush()


def forget_pictures(session: Session, media: Media, keys: frozenset[str]) -> None:
    """Remove those of some pictures from the store that no module has.

    To be called when the modules that had them have been committed without them: a file is not rolled back.
    """
    one_keeps_pictures(session)
    for key in keys - kept_keys(session, keys):
        media.remove(key)


def picture_type(name: str) -> str:
    """The media type of a picture by its name."""
    return _TYPES[name.rsplit(".", 1)[1]]


def _encoded(opened: Image.Image, form: str) -> bytes:
    """The picture the right way up, small enough, in its own format; of a moving one the first frame."""
    if form == "JPEG":
        opened.draft("RGB", (2 * WIDEST, 2 * TALLEST))  # decodes at a fraction of the size where that is enough
    upright = ImageOps.exif_transpose(opened)
    seen_through = form != "JPEG" and (upright.has_transparency_data or "A" in upright.getbands())
    picture = upright.convert("RGBA" if seen_through else "RGB")
    picture.thumbnail((WIDEST, TALLEST))
    picture.info = {}
    written = BytesIO()
    if form == "PNG":
        picture.save(written, "PNG", optimize=True)
    else:
        picture.save(written, form, quality=85)
    return written.getvalue()
