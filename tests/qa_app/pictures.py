"""A picture of a module, for tests."""

from __future__ import annotations

from io import BytesIO

from PIL import Image

from qa_app.operations.module_pictures import redrawn


def _drawn() -> bytes:
    data = BytesIO()
    Image.new("RGB", (16, 9), "teal").save(data, "PNG")
    return data.getvalue()


NAME, DATA = redrawn(_drawn())
