"""Whatever can be wrong with a file has words of its own on the pages."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask import Flask

import transcripts
from qa_app.operations import file_reading, processing, sidecar
from qa_app.web.errors import MESSAGES
from qa_app.web.import_words import problem_words

_CODE = re.compile(r'(?:InputError|Problem|\.problem)\(\s*"([a-z_]+)"')
# Of files of steps and glossaries, which are not brought in; and of a path, which a page has none of.
_ELSEWHERE = {"unknown_field", "unknown_step", "no_term", "too_long", "not_found", "missing_field"}


def codes() -> list[str]:
    sources = [
        *Path(transcripts.__path__[0]).rglob("*.py"),
        *(Path(str(part.__file__)) for part in (file_reading, sidecar)),
    ]
    found = {code for source in sources for code in _CODE.findall(source.read_text(encoding="utf-8"))}
    own = set(re.findall(r'return "([a-z_]+)"', Path(str(processing.__file__)).read_text(encoding="utf-8")))
    return sorted((found | own | {"worker_died", "try_again"}) - _ELSEWHERE)


@pytest.mark.parametrize("code", codes())
def test_every_code_has_words(app: Flask, code: str) -> None:
    with app.test_request_context():
        words = problem_words(code, {"what": "x", "hint": "", "line": None})
        assert words not in ("", str(MESSAGES["internal"]))
