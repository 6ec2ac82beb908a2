"""A production start that lacks a secret is refused in one clear line, whoever starts it (interface.md)."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from phoenix.config import ROOT
from phoenix.worker import worker


def started(tmp_path, *arguments: str) -> subprocess.CompletedProcess:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PHOENIX_")}
    environment = {**kept, "PHOENIX_MODE": "production", "PHOENIX_INSTANCE": str(tmp_path), "PORT": "0"}
    command = [sys.executable, "-m", *arguments]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=60)


@pytest.mark.parametrize("arguments", [("flask", "--app", "app", "db", "upgrade"), ("phoenix.server",)])
def test_what_is_missing_is_said_and_nothing_else(tmp_path, arguments):
    done = started(tmp_path, *arguments)
    assert done.returncode == 1
    (said,) = done.stderr.strip().splitlines()
    assert said.startswith("The shop does not start.") and "PHOENIX_SECRET_KEY" in said and "PHOENIX_MAIL_SERVER" in said
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("threads", ["0", "-1", "many"])
def test_a_worker_without_hands_is_refused(app, threads):
    result = app.test_cli_runner().invoke(worker, ["--threads", threads])
    assert result.exit_code == 2 and "--threads" in result.output
