"""With Redis: the queue wakes the worker, and rate limits are shared between processes."""

from __future__ import annotations

from dataclasses import replace

import pytest
from limits import RateLimitItemPerMinute
from werkzeug.test import Client

from phoenix.gateways.queue import Waker, open_queue
from phoenix.web.ratelimit import PagesPerVisitor

pytestmark = pytest.mark.redis


@pytest.fixture
def settings(app, outside):
    """The shop's settings with Redis, as in production: loopback counts too."""
    return replace(app.config["SETTINGS"], redis_url=outside["redis"].address, production=True)


def test_the_web_process_wakes_the_worker_through_redis(settings):
    done = []
    web, worker = Waker(open_queue(settings)), Waker(open_queue(settings), lambda: done.append(True))
    worker.queue.flush()
    web.wake()
    worker.queue.execute(worker.queue.dequeue())
    assert done == [True]


def test_two_processes_share_one_count(settings):
    marked = []

    def inner(environ, start_response):
        marked.append("phoenix.limited" in environ)
        start_response("200 OK", [])
        return [b""]

    items = (RateLimitItemPerMinute(3),)
    both = [Client(PagesPerVisitor(inner, settings, items)) for _ in range(2)]
    both[0].application.limiter.storage.reset()
    for number in range(5):
        both[number % 2].get("/", environ_overrides={"REMOTE_ADDR": "198.51.100.7"})
    assert marked == [False, False, False, True, True]
