"""For whoever watches the machine: is it up, is it ready, how much is there to do."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify
from prometheus_client import CollectorRegistry, Gauge, generate_latest

from qa_app.store.job_queries import jobs_by_state
from qa_app.web.access import public
from qa_app.web.edge import db

views = Blueprint("health", __name__)


@views.get("/health")
@public
def health() -> Response:
    """Answers when the pages and the database do."""
    jobs_by_state(db())
    return jsonify(status="ok")


@views.get("/metrics")
@public
def metrics() -> Response:
    """Counts of work, for Prometheus; no names and no words of anybody."""
    registry = CollectorRegistry()
    jobs = Gauge("fairword_jobs", "Pieces of work by kind and state", ("kind", "state"), registry=registry)
    for kind, state, count in jobs_by_state(db()):
        jobs.labels(kind, state).set(count)
    return Response(generate_latest(registry), content_type="text/plain; version=0.0.4")
