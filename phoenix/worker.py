"""The worker: does what the outbox owes, and timed work. Only here live the heavy libraries."""

from __future__ import annotations

import logging
import socket
from collections.abc import Callable
from datetime import date

import click
from flask import Flask, current_app
from huey import Huey, crontab

from phoenix.accounts import jobs as accounts
from phoenix.audience import jobs as audience
from phoenix.books import jobs as books
from phoenix.care import jobs as care
from phoenix.consent import jobs as consent
from phoenix.contracts import jobs as contracts
from phoenix.database import release
from phoenix.demo_clock.service import move_as_asked
from phoenix.evidence import jobs as evidence
from phoenix.files import jobs as files
from phoenix.gateways.queue import Waker, open_queue
from phoenix.invoices import jobs as invoices
from phoenix.legal import jobs as legal
from phoenix.messages.delivery import deliver_message
from phoenix.orders import jobs as orders
from phoenix.outbox.service import on_new_job, run_due, seconds_to_next
from phoenix.partners import jobs as partners
from phoenix.payments import jobs as payments
from phoenix.privacy import jobs as privacy
from phoenix.prospecting import jobs as prospecting
from phoenix.quotes import jobs as quotes
from phoenix.subscriptions import jobs as subscriptions
from phoenix.team import jobs as team

logger = logging.getLogger("phoenix.worker")
HANDLERS = {"mail.send": deliver_message}
ROOMS = (
    accounts,
    files,
    audience,
    consent,
    team,
    legal,
    orders,
    quotes,
    invoices,
    payments,
    prospecting,
    subscriptions,
    books,
    partners,  # after those: what renewed before an end did so at the partner's price
    contracts,
    care,
    privacy,
    evidence,
)


def handlers() -> dict:
    """Every kind of outbox job with what does it; rooms name theirs in `jobs.py` as HANDLERS."""
    known = dict(HANDLERS)
    for room in ROOMS:
        known.update(room.HANDLERS)
    return known


def timed() -> list:
    """Functions to call every minute: rooms name theirs in `jobs.py` as EVERY_MINUTE."""
    return [function for room in ROOMS for function in getattr(room, "EVERY_MINUTE", ())]


def daily() -> list:
    """Functions to call for each day, with that day: rooms name theirs in `jobs.py` as EVERY_DAY.

    They do what is due on or before the day, None meaning the present day of each country, and are
    called more than once: every hour, and for each day that the demo's clock goes through.
    """
    return [function for room in ROOMS for function in getattr(room, "EVERY_DAY", ())]


def live_through(day: date) -> None:
    """All that is due on a day, at once: for the demo's clock, which does not wait for it."""
    known = handlers()
    run_due(known)
    for function in timed():
        run_safely(function)
    for function in daily():
        run_safely(function, day)
    run_due(known)


def build(app: Flask, queue: Huey, is_ending: Callable[[], bool]) -> Waker:
    """Give the queue the tasks that do the work, inside the app's context."""
    known, every_minute, every_day = handlers(), timed(), daily()

    def drain():
        with app.app_context():
            move_as_asked(live_through, is_ending)
            run_due(known)
            wait = seconds_to_next()
            release()
        if wait is not None:
            waker.wake_in(wait)

    waker = Waker(queue, drain)
    on_new_job(waker.wake)

    @queue.periodic_task(crontab(minute="*"))
    def each_minute():
        with app.app_context():
            for function in every_minute:
                run_safely(function)
        drain()

    @queue.periodic_task(crontab(minute="7"))
    def each_hour():
        with app.app_context():
            for function in every_day:
                run_safely(function, None)
        drain()

    return waker


def run_safely(function, *given) -> None:
    """Timed work that fails is told, tried again next time, and holds up no other."""
    try:
        function(*given)
    except Exception:
        logger.exception("timed work %s failed", function.__name__)


@click.command("worker")
@click.option("--threads", type=click.IntRange(1, 64), default=2, show_default=True, help="Jobs done at the same time.")
def worker(threads: int):
    """Run queued and timed work until stopped (SIGINT or SIGTERM)."""
    socket.setdefaulttimeout(30)
    app = current_app._get_current_object()
    queue = open_queue(app.config["SETTINGS"])
    consumer = queue.create_consumer(workers=threads, max_delay=0.5, check_worker_health=True)
    waker = build(app, queue, consumer.stop_flag.is_set)
    waker.wake()
    consumer.run()
