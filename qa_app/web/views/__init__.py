"""One module of views for each topic. REGISTERED is the list of them."""

from __future__ import annotations

from qa_app.web.views import account, health, home

REGISTERED = (home.views, account.views, health.views)
