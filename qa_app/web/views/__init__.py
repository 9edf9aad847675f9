"""One module of views for each topic. REGISTERED is the list of them."""

from __future__ import annotations

from qa_app.web.views import (
    account,
    agents,
    audit,
    disputes,
    exports,
    goals,
    health,
    home,
    imports,
    interactions,
    media,
    queue,
    people,
    repair,
    reports,
    reviews_read,
    rules,
    search,
    talks,
    teams,
    uploads,
)

REGISTERED = (
    home.views,
    account.views,
    health.views,
    imports.views,
    uploads.views,
    interactions.views,
    media.views,
    repair.views,
    agents.views,
    reviews_read.views,
    disputes.views,
    exports.views,
    reports.views,
    talks.views,
    goals.views,
    people.views,
    teams.views,
    audit.views,
)
