"""Starting a WSGI app under the production server, asking it for pages, and counting its CPU time."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

from phoenix.config import WEB_ENVIRONMENT
from typing import ClassVar

ROOT = Path(__file__).resolve().parents[2]
BROWSER = {"Accept-Encoding": "gzip, deflate, br", "Accept": "text/html", "User-Agent": "bench"}


def free_port() -> int:
    """A port that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def granian(target: str, port: int, workers: int = 1) -> tuple[list[str], dict]:
    """How `make run` serves an app: command and environment."""
    environment = {"PHOENIX_TARGET": target, "PORT": str(port), "WEB_WORKERS": str(workers)}
    environment |= WEB_ENVIRONMENT
    return [sys.executable, "-m", "phoenix.server"], environment


def gunicorn(target: str, port: int, workers: int = 1) -> tuple[list[str], dict]:
    """The other candidate, with the app loaded before it forks too."""
    options = ["--preload", "-b", f"127.0.0.1:{port}", "-w", str(workers), "--log-level", "error"]
    return [sys.executable, "-m", "gunicorn", *options, target], {}


def environment() -> dict[str, str]:
    """Ours, but bytecode is kept, as `make run` keeps it: without, half of a start is compiling."""
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


@contextmanager
def serving(target: str, values: dict, command=granian, workers: int = 1, probe: str = "/"):
    """Serve `target` within the block; gives (port, pid of the process tree's root)."""
    port = free_port()
    line, its_own = command(target, port, workers)
    everything = {**environment(), **values, **its_own}
    log = tempfile.TemporaryFile()  # as a service manager would keep it
    process = subprocess.Popen(line, cwd=ROOT, env=everything, start_new_session=True, stderr=log)
    try:
        _wait(port, probe)
        yield port, process.pid
    finally:
        Visitor.leave()
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(timeout=20)


def _wait(port: int, path: str) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", path)
            connection.getresponse().read()
            return
        except OSError:
            time.sleep(0.01)
    raise SystemExit("the server did not start")


def tree(pid: int) -> list[int]:
    """A process and all below it."""
    found = [pid]
    for task in Path(f"/proc/{pid}/task").iterdir():
        children = (task / "children").read_text().split()
        for child in children:
            found += tree(int(child))
    return found


def cpu_seconds(pid: int) -> float:
    """Processor time that the whole tree has used, in seconds, to the nanosecond of the scheduler."""
    threads = (thread for member in tree(pid) for thread in Path(f"/proc/{member}/task").iterdir())
    return sum(int((thread / "schedstat").read_text().split()[0]) for thread in threads) / 1e9


def pss_megabytes(pid: int) -> float:
    """Proportional memory of the whole tree, in MB."""
    total = 0
    for member in tree(pid):
        rollup = Path(f"/proc/{member}/smaps_rollup").read_text().splitlines()
        total += next(int(line.split()[1]) for line in rollup if line.startswith("Pss:"))
    return total / 1024


class Visitor:
    """One keep-alive connection with the cookies that it was given."""

    here: ClassVar[list] = []

    def __init__(self, port: int):
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        self.here.append(self.connection)
        self.cookies: dict[str, str] = {}

    @classmethod
    def leave(cls) -> None:
        """Close every connection, so that servers can stop at once."""
        while cls.here:
            cls.here.pop().close()

    def ask(self, path: str, method: str = "GET", body: str | None = None, headers: dict | None = None):
        """One request; gives (status, headers, body bytes)."""
        sent = {**BROWSER, **(headers or {})}
        if self.cookies:
            sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        self.connection.request(method, path, body, sent)
        answer = self.connection.getresponse()
        content = answer.read()
        for cookie in answer.headers.get_all("Set-Cookie") or []:
            name, value = cookie.split(";", 1)[0].split("=", 1)
            self.cookies[name] = value
        return answer.status, answer.headers, content


def compared(pid: int, action, other_pid: int, other, times: int = 150, rounds: int = 5) -> tuple[float, float]:
    """Milliseconds of server CPU per call of two actions on two servers, by turns, so that both meet
    the same noise: the medians, after a warm-up."""
    pairs = [
        (cost(pid, action, times, rounds=1), cost(other_pid, other, times, rounds=1)) for _ in range(rounds)
    ]
    return statistics.median(one for one, _ in pairs), statistics.median(two for _, two in pairs)


def cost(pid: int, action, times: int = 300, rounds: int = 3) -> float:
    """Milliseconds of server CPU per call of `action`, the median of some rounds, after a warm-up."""
    for _ in range(20):
        action()
    measured = []
    for _ in range(rounds):
        before = cpu_seconds(pid)
        for _ in range(times):
            action()
        measured.append((cpu_seconds(pid) - before) / times * 1000)
    return sorted(measured)[rounds // 2]
