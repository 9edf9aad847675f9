# `make demo` runs the main job on the sample data, `make test` runs every check. Both install what they need.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin

# Two processes, each with whole files, as the tests of a file share what is slow to make.
TWO := -n 2 --dist loadfile

.PHONY: demo test test-servers test-browser test-engine check lock train clean

demo: $(VENV)/installed
	$(BIN)/qa demo

test: check
	$(BIN)/pytest $(TWO)

check: $(VENV)/installed
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

# Everything comes from the lock, with hashes; the project itself is only linked in.
$(VENV)/installed: requirements.lock pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed, this is " + sys.version)'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --disable-pip-version-check --progress-bar on --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --disable-pip-version-check --quiet --no-build-isolation --no-deps -e .
	touch $@

# The workplace's tests on PostgreSQL (data and queue) and Redis (queue); needs both servers installed.
WORKPLACE_TESTS := tests/qa_app/web tests/qa_app/operations tests/qa_app/store tests/rules/test_routes.py tests/rules/test_hostile.py
test-servers: $(VENV)/installed
	.ci/with-servers sh -c '\
		QA_TEST_DATABASE=$$QA_TEST_POSTGRESQL QA_TEST_QUEUE=$$QA_TEST_POSTGRESQL $(BIN)/pytest $(TWO) $(WORKPLACE_TESTS) && \
		QA_TEST_DATABASE=$$QA_TEST_POSTGRESQL QA_TEST_QUEUE=$$QA_TEST_REDIS $(BIN)/pytest $(TWO) tests/qa_app/test_kill.py tests/qa_app/test_compose.py tests/qa_app/operations'

# Journeys through the pages, and every page in four languages, light and dark, wide and narrow; needs Chromium.
test-browser: $(VENV)/installed
	$(BIN)/pytest $(TWO) tests/browser

# The second speech engine with PyTorch; another build of PyTorch (ROCm, XPU): make test-engine TORCH=...
TORCH ?= torch==2.13.0
test-engine: $(VENV)/installed
	$(BIN)/python -m pip install --disable-pip-version-check --progress-bar on "$(TORCH)"
	$(BIN)/python -m pip install --disable-pip-version-check --progress-bar on --no-build-isolation -e ".[openai-whisper]"
	OMP_WAIT_POLICY=passive $(BIN)/pytest tests/transcripts/test_openai_whisper.py tests/transcripts/test_ct2_weights.py

# Newest versions that fit together, for every Python from 3.11 on.
lock: $(VENV)/installed
	$(BIN)/python -m pip install --disable-pip-version-check --quiet uv
	$(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
		--no-annotate --extra weights --extra dev -o requirements.lock pyproject.toml

# After a change of the scenes or word lists of any language; a few minutes.
train: $(VENV)/installed
	# One thread: the same bytes on every machine with as many, and quicker where cores are shared.
	OPENBLAS_NUM_THREADS=1 $(BIN)/python -m scoring.training

clean:
	rm -rf $(VENV) demo-output
