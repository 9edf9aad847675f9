"""The modules that come with the product, in the workplace: there from the start, and kept up to date.

A newer text of the product becomes the next published version, unless the company has made its own since or is writing
on one; then it is offered, to be compared and taken over.
"""

from __future__ import annotations

from datetime import datetime

from qa_app.operations.auditing import audit
from qa_app.operations.errors import OperationError
from qa_app.operations.modules import current_version, module_of, next_draft, open_version
from qa_app.store.database import Session
from qa_app.store.module_queries import module_known, one_brings, shipped_known
from qa_app.store.people import User
from qa_app.store.training import ModuleVersion, TrainingModule, VersionState
from teaching.model import Module
from teaching.shipped import shipped_digest, shipped_module, shipped_modules
from teaching.whole_lines import with_whole_lines


def ship_modules(session: Session, now: datetime) -> None:
    """Bring the product's modules up to date; a few milliseconds when nothing changed."""
    if not _newer(session):
        return
    one_brings(session)
    # Another process may have brought some while this one waited.
    for key in _newer(session):
        _ship(session, now, key)


def offered_by_product(module: TrainingModule) -> Module | None:
    """The product's text of a module, where it differs from what is published here; None where it does not."""
    if module.key not in shipped_modules():
        return None
    text = shipped_module(module.key)
    current = current_version(module)
    if current is None:
        return text
    published = module_of(current)
    # How the lines of a file were wrapped is no difference.
    return None if text in (published, with_whole_lines(published)) else text


def is_news(module: TrainingModule) -> bool:
    """Whether the product's text is one that nobody here has decided about yet."""
    return module.key in shipped_modules() and module.shipped != shipped_digest(module.key)


def take_over(session: Session, actor: User, now: datetime, module: TrainingModule) -> ModuleVersion:
    """The product's text as a draft, to be changed or published as it is.

    Raises OperationError `module_open`, and `module_not_offered` where there is none or it is published here.
    """
    _offered(module)
    version = next_draft(session, actor, now, module, shipped_module(module.key))
    module.shipped = shipped_digest(module.key)
    audit(session, actor, now, "module.taken_over", module, version=version.number)
    return version


def keep_own(session: Session, actor: User, now: datetime, module: TrainingModule) -> None:
    """The company stays with its own text; it is told again when the product's changes. Raises `module_not_offered`."""
    _offered(module)
    module.shipped = shipped_digest(module.key)
    audit(session, actor, now, "module.kept", module)


def _offered(module: TrainingModule) -> None:
    if offered_by_product(module) is None:
        raise OperationError("module_not_offered")


def _newer(session: Session) -> list[str]:
    known = shipped_known(session)
    return [key for key in shipped_modules() if known.get(key) != shipped_digest(key)]


def _ship(session: Session, now: datetime, key: str) -> None:
    module = module_known(session, key)
    if module is None:
        module = TrainingModule(key=key, created_at=now)
        session.add(module)
        session.flush()
    elif _is_own(module):
        return
    module.shipped = shipped_digest(key)
    if offered_by_product(module) is not None:
        _publish(session, now, module, shipped_module(key))


def _is_own(module: TrainingModule) -> bool:
    """Whether the company publishes its own text of a module, or is writing one. The product's own has no author."""
    current = current_version(module)
    return open_version(module) is not None or current is None or current.decided_by is not None


def _publish(session: Session, now: datetime, module: TrainingModule, text: Module) -> None:
    current = current_version(module)
    version = ModuleVersion(
        number=current.number + 1 if current else 1,
        state=VersionState.PUBLISHED,
        body=text.model_dump(mode="json"),
        authors=[],
        changed_at=now,
        published_at=now,
    )
    module.versions.append(version)
    session.flush()
    audit(session, None, now, "module.shipped", module, key=module.key, version=version.number)
