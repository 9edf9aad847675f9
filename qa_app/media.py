"""Recordings and other files by the hash of their content, in a local folder or in object storage (fsspec)."""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO
from uuid import uuid4

from fsspec.core import url_to_fs
from fsspec.implementations.local import LocalFileSystem

_BLOCK = 2**20


class Media:
    """A store of files. A key is the SHA-256 of the content in hex, so the same file twice is kept once."""

    def __init__(self, where: str) -> None:
        self._files, self._root = url_to_fs(where)
        self._local = isinstance(self._files, LocalFileSystem)
        if self._local:
            # Recordings are for nobody else on this machine.
            Path(self._root).mkdir(mode=0o700, parents=True, exist_ok=True)

    def put(self, path: Path) -> str:
        """Keep a copy of the file and return its key. Raises OSError; then nothing is kept."""
        with path.open("rb") as file:
            key = hashlib.file_digest(file, "sha256").hexdigest()
        if not self._files.exists(self._place(key)):
            part = f"{self._place(key)}.{uuid4().hex}.part"
            self._files.makedirs(part.rsplit("/", 1)[0], exist_ok=True)
            try:
                self._files.put_file(str(path), part)
                self._files.mv(part, self._place(key))
            except BaseException:
                if self._files.exists(part):
                    self._files.rm_file(part)
                raise
        return key

    @contextmanager
    def local_file(self, key: str) -> Iterator[Path]:
        """The file as one on this machine, to read only; a copy where the store is elsewhere.

        Raises FileNotFoundError.
        """
        if self._local:
            place = Path(self._place(key))
            if not place.is_file():
                raise FileNotFoundError(key)
            yield place
            return
        with tempfile.TemporaryDirectory() as folder:
            copy = Path(folder) / key
            with self._files.open(self._place(key), "rb") as source, copy.open("wb") as target:
                shutil.copyfileobj(source, target, _BLOCK)
            yield copy

    def open(self, key: str) -> IO[bytes]:
        """The content, seekable. Raises FileNotFoundError."""
        opened: IO[bytes] = self._files.open(self._place(key), "rb")
        return opened

    def size(self, key: str) -> int:
        """The number of bytes. Raises FileNotFoundError."""
        return int(self._files.size(self._place(key)))

    def remove(self, key: str) -> None:
        """Forget a file; one that is not there is no error."""
        if self._files.exists(self._place(key)):
            self._files.rm_file(self._place(key))

    def _place(self, key: str) -> str:
        if len(key) != 64 or not set(key) <= set("0123456789abcdef"):
            raise FileNotFoundError(key)
        return f"{self._root}/{key[:2]}/{key}"
