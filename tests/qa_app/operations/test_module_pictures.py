"""Pictures of modules are drawn anew: what is kept is the picture, and nothing else that the file held."""

from __future__ import annotations

import hashlib
import struct
import zlib
from io import BytesIO

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from qa_app.operations.errors import OperationError
from qa_app.operations.module_pictures import LARGEST, redrawn
from teaching.model import Picture


def picture(form: str, size: tuple[int, int] = (40, 30), mode: str = "RGB", **kept: object) -> bytes:
    data = BytesIO()
    Image.new(mode, size, 90 if mode in ("L", "P") else None).save(data, form, **kept)
    return data.getvalue()


def opened(data: bytes) -> Image.Image:
    return Image.open(BytesIO(data))


@pytest.mark.parametrize(("form", "ending"), [("PNG", "png"), ("JPEG", "jpg"), ("WEBP", "webp")])
def test_the_three_kinds_are_kept_under_the_digest_of_their_new_bytes(form: str, ending: str) -> None:
    name, data = redrawn(picture(form))
    assert name == f"{hashlib.sha256(data).hexdigest()}.{ending}"
    assert Picture(name=name)
    assert opened(data).format == form
    assert redrawn(picture(form)) == (name, data), "the same picture is the same file"


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "P", "L", "LA", "1", "CMYK"])
def test_every_kind_of_colours_is_taken(mode: str) -> None:
    form = "JPEG" if mode == "CMYK" else "PNG"
    found = opened(redrawn(picture(form, mode=mode))[1])
    assert found.mode == ("RGBA" if mode in ("RGBA", "LA") else "RGB")


def test_nothing_but_the_picture_is_kept() -> None:
    exif = Image.Exif()
    exif[0x010E] = "SECRET place"
    exif[0x8825] = {1: "N", 2: (52.0, 22.0, 0.0)}
    info = PngInfo()
    info.add_text("Author", "SECRET")
    for data in (
        picture("JPEG", exif=exif, comment=b"SECRET", icc_profile=b"SECRET" * 30),
        picture("PNG", pnginfo=info, exif=exif) + b"SECRET<script>",
        picture("WEBP", exif=exif, xmp=b"SECRET"),
    ):
        assert b"SECRET" in data
        kept = redrawn(data)[1]
        assert b"SECRET" not in kept
        assert not opened(kept).getexif()


def test_large_ones_become_1600_wide_and_upright() -> None:
    assert opened(redrawn(picture("PNG", (3200, 1000)))[1]).size == (1600, 500)
    exif = Image.Exif()
    exif[0x0112] = 6
    assert opened(redrawn(picture("JPEG", (40, 30), exif=exif))[1]).size == (30, 40)


def bomb(width: int, height: int) -> bytes:
    """A small PNG that says that it is huge."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = zlib.compress(b"\0" * 1_000_000, 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"\0" * (LARGEST + 1), "picture_too_large"),
        (bomb(50_000, 50_000), "picture_too_many_pixels"),
        (bomb(10_000, 10_000), "picture_too_many_pixels"),
        (bomb(7_000, 7_000), "picture_too_many_pixels"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "picture_type"),
        (picture("GIF", mode="P"), "picture_type"),
        (picture("BMP"), "picture_type"),
        (picture("TIFF"), "picture_type"),
        (b"%PDF-1.4", "picture_type"),
        (b"", "picture_type"),
        (picture("PNG", (400, 300))[:120], "picture_broken"),
        (picture("JPEG", (400, 300))[:500], "picture_broken"),
        (b"\x89PNG\r\n\x1a\n" + b"x" * 50, "picture_broken"),
    ],
)
def test_others_are_refused(data: bytes, code: str) -> None:
    with pytest.raises(OperationError) as error:
        redrawn(data)
    assert error.value.code == code


def test_a_photo_whose_notes_are_broken_is_refused_with_words() -> None:
    """Cameras and editors write such: here a number is said to be a byte string."""
    notes = Image.Exif()
    notes[0x0112], notes[0x0128] = 6, 2
    drawn = BytesIO()
    Image.new("RGB", (40, 30), "teal").save(drawn, "JPEG", exif=notes)
    broken = bytearray(drawn.getvalue())
    broken[broken.index(b"Exif") + 31] = 1
    with pytest.raises(OperationError, match="picture_broken"):
        redrawn(bytes(broken))
