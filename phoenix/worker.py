"""The worker: does what the outbox owes, and timed work. Only here live the heavy libraries."""

from __future__ import annotations

import importlib
import importlib.util
import logging
import socket

import click
from flask import Flask, current_app
from huey import crontab

from phoenix.database import release
from phoenix.gateways.queue import Waker, open_queue
from phoenix.messages.delivery import deliver_message
from phoenix.outbox.service import on_new_job, run_due

logger = logging.getLogger("phoenix.worker")
HANDLERS = {"mail.send": deliver_message}
ROOM_JOBS = (
    "phoenix.accounts.jobs",
    "phoenix.legal.jobs",
    "phoenix.orders.jobs",
    "phoenix.invoices.jobs",
    "phoenix.payments.jobs",
)


def handlers() -> dict:
    """Every kind of outbox job with what does it; rooms add theirs in their `jobs.py`."""
    known = dict(HANDLERS)
    for name in ROOM_JOBS:
        if importlib.util.find_spec(name):
            known.update(importlib.import_module(name).HANDLERS)
    return known


def timed() -> list:
    """Functions to call every minute: rooms name theirs in `jobs.py` as EVERY_MINUTE."""
    found = []
    for name in ROOM_JOBS:
        if importlib.util.find_spec(name):
            found += getattr(importlib.import_module(name), "EVERY_MINUTE", [])
    return found


def build(app: Flask):
    """The queue whose tasks do the work, inside the app's context."""
    known, every_minute = handlers(), timed()

    def drain():
        with app.app_context():
            run_due(known)
            release()

    queue = open_queue(app.config["SETTINGS"])
    waker = Waker(queue, drain)
    on_new_job(waker.wake)

    @queue.periodic_task(crontab(minute="*"))
    def each_minute():
        with app.app_context():
            for function in every_minute:
                run_safely(function)
        drain()

    return queue, waker


def run_safely(function) -> None:
    """Timed work that fails is told, tried again next minute, and holds up no other."""
    try:
        function()
    except Exception:
        logger.exception("timed work %s failed", function.__name__)


@click.command("worker")
@click.option("--threads", default=2, show_default=True, help="Jobs done at the same time.")
def worker(threads: int):
    """Run queued and timed work until stopped (SIGINT or SIGTERM)."""
    socket.setdefaulttimeout(30)
    queue, waker = build(current_app._get_current_object())
    waker.wake()
    queue.create_consumer(workers=threads, max_delay=0.5, check_worker_health=True).run()
