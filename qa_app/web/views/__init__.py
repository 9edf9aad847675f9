"""One module of views for each topic. REGISTERED is the list of them."""

from __future__ import annotations

from qa_app.web.views import account, health, home, imports, uploads

REGISTERED = (home.views, account.views, health.views, imports.views, uploads.views)
