"""`make run`: database, demo data, the simulated Stripe, worker and web server; one Ctrl-C ends all."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import suppress
from pathlib import Path

from phoenix.application import create_app
from phoenix.config import LOCAL_STRIPE_KEYS, WEB_ENVIRONMENT, Settings
from phoenix.database import database, transaction
from phoenix.kernel import clock
from phoenix.operations import load_demo, upgrade

HOST = "127.0.0.1"
PATIENCE = 30


def main() -> int:
    """Prepare, start everything, wait; the exit status for the shell."""
    port = int(os.environ.get("PORT") or 5000)
    app = create_app({"base_url": os.environ.get("PHOENIX_BASE_URL") or f"http://{HOST}:{port}"})
    settings: Settings = app.config["SETTINGS"]
    if not _is_free(port):
        print(f"Port {port} is taken: choose another with PORT=5001 make run", file=sys.stderr)
        return 1
    _prepare(app, settings)
    database.close()
    environment = _environment(settings, port)
    running = _start(settings, environment)
    try:
        _wait_for(f"http://{HOST}:{port}/healthz", running)
        print(_greeting(settings), flush=True)
        return _watch(running)
    except KeyboardInterrupt:
        return 0
    finally:
        _stop(running)
        (settings.instance / "running.json").unlink(missing_ok=True)


def _prepare(app, settings: Settings) -> None:
    """Schema, contract texts, and demo data when the shop is a demo and empty."""
    with app.app_context():
        upgrade()
        if settings.demo:
            with transaction():
                load_demo()


def _environment(settings: Settings, port: int) -> dict[str, str]:
    """What the three processes share, also written down for commands run beside them."""
    stripe_base = settings.stripe_api_base
    if settings.payments_simulated and "PHOENIX_STRIPE_API_BASE" not in os.environ:
        stripe_base = f"http://{HOST}:{_free_port()}"
    shared = {"PHOENIX_BASE_URL": settings.base_url, "PHOENIX_STRIPE_API_BASE": stripe_base}
    running = {"base_url": settings.base_url, "stripe_api_base": stripe_base}
    (settings.instance / "running.json").write_text(json.dumps(running))
    return {**os.environ, **shared, "PORT": str(port)}


def _start(settings: Settings, environment: dict) -> dict[str, subprocess.Popen]:
    python = [sys.executable, "-m"]
    running = {}
    if settings.payments_simulated:
        running["simulated Stripe"] = _start_stripe(settings, environment)
    web = [*python, "phoenix.server"]
    running["web"] = subprocess.Popen(web, env={**WEB_ENVIRONMENT, **environment}, start_new_session=True)
    worker = [*python, "flask", "--app", "app", "worker"]
    running["worker"] = subprocess.Popen(worker, env=environment, start_new_session=True)
    return running


def _start_stripe(settings: Settings, environment: dict) -> subprocess.Popen:
    """localstripe, its data in instance/, its webhooks sent to the shop."""
    base = environment["PHOENIX_STRIPE_API_BASE"]
    port = base.rsplit(":", 1)[1]
    log = open(settings.instance / "localstripe.log", "ab")
    process = subprocess.Popen(
        [sys.executable, "-m", "phoenix.gateways.localstripe_here", "--port", port],
        env={**environment, "PHOENIX_LOCALSTRIPE_STORE": str(settings.instance / "localstripe.store")},
        stdout=log,
        stderr=log,
        start_new_session=True,
    )
    hook = {
        "url": f"http://{HOST}:{environment['PORT']}/stripe/webhook",
        "secret": LOCAL_STRIPE_KEYS["stripe_webhook_secret"],
    }
    request = urllib.request.Request(
        f"{base}/_config/webhooks/phoenix",
        data=json.dumps(hook).encode(),
        headers={"Content-Type": "application/json"},
    )
    _until(lambda: urllib.request.urlopen(request, timeout=2), {"simulated Stripe": process})
    return process


def _wait_for(url: str, running: dict) -> None:
    _until(lambda: urllib.request.urlopen(url, timeout=2), running)


def _until(action, running: dict) -> None:
    """Try `action` until it works; stop waiting when a process has ended."""
    deadline = time.monotonic() + PATIENCE
    while True:
        for name, process in running.items():
            if process.poll() is not None:
                raise SystemExit(f"{name} ended at its start (status {process.returncode}).")
        try:
            action().close()
            return
        except OSError:
            if time.monotonic() > deadline:
                raise SystemExit("The shop did not answer in time.") from None
            time.sleep(0.05)


def _watch(running: dict[str, subprocess.Popen]) -> int:
    """Wait until a signal comes or one process ends by itself."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    while True:
        for name, process in running.items():
            if process.poll() is not None:
                print(f"{name} ended (status {process.returncode}).", file=sys.stderr)
                return 1
        time.sleep(0.3)


def _stop(running: dict[str, subprocess.Popen]) -> None:
    """End every process and its children."""
    for process in running.values():
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGTERM)
    for process in running.values():
        try:
            process.wait(timeout=8)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return probe.getsockname()[1]


def _greeting(settings: Settings) -> str:
    """Where to go, and how to sign in and pay in the demo."""
    lines = ["", f"  Phoenix Alliance is open at  {settings.base_url}", ""]
    if settings.demo:
        notes = Path(__file__).parent / "demo_greeting.txt"
        lines.append(notes.read_text(encoding="utf-8").format(base_url=settings.base_url))
    lines.append(f"  Started {clock.now():%Y-%m-%d %H:%M} UTC. Ctrl-C ends everything.")
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
