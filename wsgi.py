"""The application for any WSGI server; `qa serve` runs it under waitress."""

from datetime import UTC, datetime

from qa_app.config import config_from
from qa_app.logs import write_logs
from qa_app.operations.shipping import ship_modules
from qa_app.web.app import create_app
from qa_app.workplace import open_workplace

write_logs()
workplace = open_workplace(config_from())
with workplace.database.transaction() as session:
    ship_modules(session, datetime.now(UTC))
app = create_app(workplace)
