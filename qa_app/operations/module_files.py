"""Modules as files: one written out for another installation, one brought from there as a draft."""

from __future__ import annotations

from datetime import datetime

from qa_app.media import Media
from qa_app.operations.auditing import audit
from qa_app.operations.errors import OperationError
from qa_app.operations.module_pictures import keep_picture
from qa_app.operations.modules import first_draft, module_of, next_draft
from qa_app.store.database import Session
from qa_app.store.module_queries import media_keys, module_known, one_brings
from qa_app.store.people import User
from qa_app.store.training import ModuleVersion
from teaching.files import LARGEST_FILE, ModuleFile, module_file


def packed(session: Session, media: Media, version: ModuleVersion) -> bytes:
    """A version as the bytes of a file.

    Raises OperationError `module_pictures_gone`, and `module_file_large` for one that nobody could read again.
    """
    module = module_of(version)
    known = media_keys(session, version.module_id)
    try:
        pictures = {picture.name: _content(media, known[picture.name]) for picture in module.pictures}
    except (KeyError, FileNotFoundError) as error:
        raise OperationError("module_pictures_gone") from error
    data = module_file(module, pictures)
    if len(data) > LARGEST_FILE:
        raise OperationError("module_file_large", most=LARGEST_FILE // 2**20)
    return data


def bring_module(session: Session, media: Media, actor: User, now: datetime, file: ModuleFile) -> ModuleVersion:
    """What was read from a file, as the first draft of a new module or as the next one of the module with its key.

    A second person publishes it. Raises NotAllowedError, and OperationError `module_open` where there is a draft
    already, which is never written over.
    """
    one_brings(session)
    module = module_known(session, file.module.id)
    if module is None:
        module = first_draft(session, actor, now, file.module)
        version = module.versions[0]
    else:
        version = next_draft(session, actor, now, module, file.module)
    for name, content in file.pictures.items():
        keep_picture(session, media, module.id, name, content)
    audit(session, actor, now, "module.imported", module, key=module.key, version=version.number)
    return version


def _content(media: Media, key: str) -> bytes:
    with media.open(key) as file:
        return file.read()
