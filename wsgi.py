"""The application for any WSGI server; `qa serve` runs it under waitress."""

from qa_app.config import config_from
from qa_app.logs import write_logs
from qa_app.operations.opening import open_workplace
from qa_app.web.app import create_app

write_logs()
app = create_app(open_workplace(config_from()))
