"""The modules that come with the product: `modules/ID/module.yaml` with the structure, and a file of words a language.

A file of words nests its keys (`lesson: {names: {title: …, text: …}}`); `teaching.keys` says which there are.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import yaml

from teaching.keys import translated
from teaching.model import LANGUAGES, Module
from teaching.whole_lines import with_whole_lines

_MODULES = Path(__file__).parent / "modules"


def shipped_modules() -> tuple[str, ...]:
    """The ids of the modules that come with the product, with words in all languages."""
    folders = (path.parent for path in _MODULES.glob("*/module.yaml"))
    return tuple(sorted(one.name for one in folders if all(file.is_file() for file in _files(one))))


@lru_cache(maxsize=64)
def shipped_digest(module_id: str) -> str:
    """The SHA-256 (hex) of the files of a module: what tells one text of the product from another, read quickly."""
    digest = sha256()
    for file in _files(_MODULES / module_id):
        digest.update(sha256(file.read_bytes()).digest())
    return digest.hexdigest()


@lru_cache(maxsize=64)
def shipped_module(module_id: str) -> Module:
    """One of the modules that come with the product; translations are as new as their source.

    Its files are wrapped for those who read them; the module is not.
    """
    folder = _MODULES / module_id
    module = Module.model_validate({"id": module_id, **_read(folder / "module.yaml")})
    for language in (module.source, *(one for one in LANGUAGES if one != module.source)):
        module = translated(module, language, dict(_flat(_read(folder / f"{language}.yaml"))))
    return with_whole_lines(module)


def _files(folder: Path) -> tuple[Path, ...]:
    return (folder / "module.yaml", *(folder / f"{language}.yaml" for language in LANGUAGES))


# The same in C where the library was built with it, ten times as quick: a new workplace reads all modules.
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def _read(path: Path) -> Any:
    return yaml.load(path.read_text(encoding="utf-8"), Loader=_LOADER)  # noqa: S506 - both loaders are safe ones


def _flat(words: dict[str, Any], above: str = "") -> Iterator[tuple[str, str]]:
    for key, value in words.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{above}{key}.")
        else:
            yield f"{above}{key}", str(value).strip()
