"""The worker: does what the outbox owes, and timed work. Only here live the heavy libraries."""

from __future__ import annotations

import logging
import socket

import click
from flask import Flask, current_app
from huey import crontab

from phoenix.accounts import jobs as accounts
from phoenix.database import release
from phoenix.gateways.queue import Waker, open_queue
from phoenix.invoices import jobs as invoices
from phoenix.legal import jobs as legal
from phoenix.messages.delivery import deliver_message
from phoenix.orders import jobs as orders
from phoenix.outbox.service import on_new_job, run_due, seconds_to_next
from phoenix.payments import jobs as payments
from phoenix.subscriptions import jobs as subscriptions

logger = logging.getLogger("phoenix.worker")
HANDLERS = {"mail.send": deliver_message}
ROOMS = (accounts, legal, orders, invoices, payments, subscriptions)


def handlers() -> dict:
    """Every kind of outbox job with what does it; rooms name theirs in `jobs.py` as HANDLERS."""
    known = dict(HANDLERS)
    for room in ROOMS:
        known.update(room.HANDLERS)
    return known


def timed() -> list:
    """Functions to call every minute: rooms name theirs in `jobs.py` as EVERY_MINUTE."""
    return [function for room in ROOMS for function in getattr(room, "EVERY_MINUTE", ())]


def build(app: Flask):
    """The queue whose tasks do the work, inside the app's context."""
    known, every_minute = handlers(), timed()

    def drain():
        with app.app_context():
            run_due(known)
            wait = seconds_to_next()
            release()
        if wait is not None:
            waker.wake_in(wait)

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
