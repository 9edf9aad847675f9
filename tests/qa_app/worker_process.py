"""A worker in a process of its own: `python -m tests.qa_app.worker_process FOLDER LEASE_SECONDS`."""

from __future__ import annotations

import sys
from datetime import timedelta
from pathlib import Path

from qa_app.operations.opening import open_workplace
from qa_app.worker import Queue
from tests.qa_app.workplace import config_in

if __name__ == "__main__":
    Queue(open_workplace(config_in(Path(sys.argv[1]))), timedelta(seconds=float(sys.argv[2]))).work_forever()
