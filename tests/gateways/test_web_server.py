"""The web server: several processes of one loaded app, none of which is left alone."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager, suppress
from urllib.error import URLError
from urllib.request import urlopen

from tests.bench.server import ROOT, free_port, tree

PATIENCE = 40


@contextmanager
def server(folder, target="tests.bench.bare:app", workers=2):
    """(process, address) of a server that may not have started yet."""
    port = free_port()
    own = {"PHOENIX_TARGET": target, "PORT": str(port), "WEB_WORKERS": str(workers)}
    environment = {**os.environ, **own, "BENCH_DATABASE": str(folder / "bare.db")}
    command = [sys.executable, "-m", "phoenix.server"]
    process = subprocess.Popen(
        command, cwd=ROOT, env=environment, start_new_session=True, stderr=subprocess.PIPE, text=True
    )
    try:
        yield process, f"http://127.0.0.1:{port}/"
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


def until(true):
    deadline = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def answers(address) -> bool:
    try:
        return urlopen(address, timeout=2).status == 200
    except (URLError, OSError):
        return False


def is_there(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_a_stop_ends_every_process_and_frees_the_port(tmp_path):
    with server(tmp_path, workers=3) as (process, address):
        until(lambda: answers(address))
        everyone = tree(process.pid)
        assert len(everyone) == 4
        process.terminate()
        assert process.wait(PATIENCE) == 0
        until(lambda: not any(map(is_there, everyone)))
        assert not answers(address)


def test_a_process_that_dies_is_followed_by_a_new_set(tmp_path):
    with server(tmp_path) as (process, address):
        until(lambda: answers(address))
        _watcher, first, second = tree(process.pid)
        os.kill(second, signal.SIGKILL)
        until(lambda: not is_there(first) and len(tree(process.pid)) == 3 and answers(address))


def test_nothing_outlives_the_process_that_loaded_the_app(tmp_path):
    with server(tmp_path) as (process, address):
        until(lambda: answers(address))
        _watcher, first, second = tree(process.pid)
        os.kill(first, signal.SIGKILL)
        until(lambda: not is_there(second))
        until(lambda: len(tree(process.pid)) == 3 and answers(address))


def test_nothing_outlives_the_watcher(tmp_path):
    with server(tmp_path) as (process, address):
        until(lambda: answers(address))
        everyone = tree(process.pid)
        process.kill()
        process.wait()
        until(lambda: not any(map(is_there, everyone)))


def test_an_app_that_keeps_ending_ends_the_server(tmp_path, monkeypatch):
    (tmp_path / "ending.py").write_text("import os\nprint('begun', flush=True)\nos._exit(7)\n")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    with server(tmp_path, target="ending:app") as (process, _address):
        assert process.wait(PATIENCE) == 1


def test_an_app_that_cannot_be_loaded_ends_the_server_and_says_why(tmp_path):
    with server(tmp_path, target="tests.bench.no_such_module:app") as (process, _address):
        _out, said = process.communicate(timeout=PATIENCE)
        assert process.returncode == 1
        assert "no_such_module" in said
