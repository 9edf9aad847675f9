"""What may be taken away of a training: the certificate, and the records for other systems."""

from __future__ import annotations

import json
from collections.abc import Sequence

from flask import Blueprint, Response

from qa_app.operations.access import ENROLS, takes, team_ids_seen
from qa_app.operations.errors import NotFoundError
from qa_app.operations.modules import module_of
from qa_app.reports.certificate_pdf import Certificate, render
from qa_app.store.learning_record_queries import records_of, records_of_module
from qa_app.store.people import RoleName
from qa_app.store.training import Enrolment, LearningRecord
from qa_app.web.access import access, me, module_or_404, seen_enrolment_or_404
from qa_app.web.edge import db, saw
from qa_app.web.locale import reader_language
from qa_app.web.reader_time import reader_zone
from teaching.keys import title

views = Blueprint("learning_papers", __name__)


@views.get("/training/<int:enrolment_id>/certificate.pdf")
@access(RoleName.AGENT, *ENROLS)
def certificate(enrolment_id: int) -> Response:
    """The certificate in the reader's language, once the training is passed."""
    enrolment = seen_enrolment_or_404(enrolment_id)
    if enrolment.passed_at is None:
        raise NotFoundError("certificate")
    _noted(enrolment, "certificate")
    language = reader_language()
    module = module_of(enrolment.version)
    document = render(
        Certificate(
            name=enrolment.agent.name,
            title=title(module, language),
            passed_on=enrolment.passed_at.astimezone(reader_zone()).date(),
            lessons=len(module.lessons),
            exercises=len(module.exercises),
            best=enrolment.best,
            number=enrolment.version.number,
            language=language,
        )
    )
    name = f"certificate-{enrolment.id}-{language}.pdf"
    return Response(document, mimetype="application/pdf", headers={"Content-Disposition": f'inline; filename="{name}"'})


@views.get("/training/<int:enrolment_id>/records.json")
@access(RoleName.AGENT, *ENROLS)
def records(enrolment_id: int) -> Response:
    """All that is recorded about a training, as a JSON array of xAPI statements."""
    enrolment = seen_enrolment_or_404(enrolment_id)
    _noted(enrolment, "records")
    return _statements(records_of(db(), enrolment.id), f"records-{enrolment.id}.json")


@views.get("/modules/<int:module_id>/records.json")
@access(*ENROLS)
def module_records(module_id: int) -> Response:
    """The same of everybody who takes a module and to whom the reader may give training."""
    module = module_or_404(module_id)
    saw(me(), "module.records_taken", module)
    return _statements(records_of_module(db(), module.id, team_ids_seen(me())), f"records-of-module-{module.id}.json")


def _noted(enrolment: Enrolment, form: str) -> None:
    if not takes(me(), enrolment):
        saw(me(), "enrolment.viewed", enrolment, form=form)


def _statements(found: Sequence[LearningRecord], name: str) -> Response:
    content = json.dumps([one.body for one in found], ensure_ascii=False, indent=1)
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, mimetype="application/json", headers=headers)
