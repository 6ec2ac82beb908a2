"""The outbox: effects are queued in the transaction and had after it, again after a crash, once."""

from __future__ import annotations

import logging
from datetime import timedelta

from phoenix.database import after_commit, transaction
from phoenix.database_rows import add
from phoenix.kernel import clock
from phoenix.outbox.models import Job

logger = logging.getLogger("phoenix.outbox")
CLAIM_LASTS = timedelta(minutes=5)
MOST_ATTEMPTS = 12

_wake = []


class NotYet(Exception):
    """A handler needs something that is not there yet: come back later, this is no failure."""


def on_new_job(callback) -> None:
    """Have `callback()` called after the commit of each new job: the queue wakes the worker."""
    _wake[:] = [callback]


def enqueue(kind: str, payload: dict, key: str, due_at=None) -> None:
    """Owe one effect of this kind; a key that was used before adds nothing."""
    now = clock.now()
    add(Job, or_ignore=True, kind=kind, key=key, payload=payload, created_at=now, due_at=due_at or now)
    after_commit(_wake_worker)


def _wake_worker() -> None:
    """The work is committed: a queue that does not answer only makes it wait for the next minute."""
    for callback in _wake:
        try:
            callback()
        except Exception:
            logger.exception("the worker could not be woken")


def due_ids(limit: int = 100) -> list[int]:
    """Jobs to do now, the longest waiting first."""
    now = clock.now()
    free = Job.claimed_at.is_null() | (Job.claimed_at < now - CLAIM_LASTS)
    query = (
        Job.select(Job.id)
        .where(Job.done_at.is_null(), Job.due_at <= now, free, Job.attempts < MOST_ATTEMPTS)
        .order_by(Job.due_at, Job.id)
        .limit(limit)
    )
    return [job_id for (job_id,) in query.tuples()]


def seconds_to_next() -> float | None:
    """How long until a postponed job is due, at least one second; None when none is within a minute."""
    now = clock.now()
    soonest = (
        Job.select(Job.due_at)
        .where(Job.done_at.is_null(), Job.claimed_at.is_null(), Job.due_at <= now + timedelta(minutes=1))
        .where(Job.attempts < MOST_ATTEMPTS)
        .order_by(Job.due_at)
        .first()
    )
    return None if soonest is None else max(1.0, (soonest.due_at - now).total_seconds())


def run(job_id: int, handlers: dict) -> bool:
    """Claim and do one job; True when it is done. A failure is kept and tried again, later and later."""
    job = _claim(job_id)
    if job is None:
        return False
    try:
        handlers[job.kind](job.payload)
    except NotYet as reason:
        _postpone(job, str(reason), _patience(job), attempts=job.attempts - 1)
        return False
    except Exception as error:
        logger.exception("job %s (%s) failed, try %s", job.id, job.kind, job.attempts)
        if job.attempts >= MOST_ATTEMPTS:
            logger.error("job %s (%s) is given up: someone must look at it", job.id, job.kind)
        _postpone(job, repr(error)[:2000], timedelta(seconds=5 * 3**job.attempts))
        return False
    # What it was about may be personal: the trace that stays says only that it was done.
    Job.update(done_at=clock.now(), error=None, payload={}).where(Job.id == job.id).execute()
    return True


def _patience(job: Job) -> timedelta:
    """How long to wait for something not there yet: seconds at first, then less and less often."""
    waited = clock.now() - job.created_at
    return timedelta(seconds=2) if waited < timedelta(minutes=1) else timedelta(minutes=1)


def run_due(handlers: dict) -> int:
    """Do everything due, also what doing it makes due; how many jobs were done."""
    done = 0
    while ids := due_ids():
        finished = sum(run(job_id, handlers) for job_id in ids)
        done += finished
        if not finished:
            break
    return done


def carry_over(delta: timedelta) -> None:
    """The demo's clock jumps by `delta`: what is being done is not given up. In the caller's transaction."""
    for job in Job.select().where(Job.done_at.is_null(), Job.claimed_at.is_null(False)):
        Job.update(claimed_at=job.claimed_at + delta).where(Job.id == job.id).execute()


def _claim(job_id: int) -> Job | None:
    """Take a job for ourselves, so that two workers never do it at once."""
    now = clock.now()
    free = Job.claimed_at.is_null() | (Job.claimed_at < now - CLAIM_LASTS)
    with transaction():
        taken = (
            Job.update(claimed_at=now, attempts=Job.attempts + 1)
            .where(Job.id == job_id, Job.done_at.is_null(), Job.due_at <= now, free)
            .execute()
        )
    return Job.get_by_id(job_id) if taken else None


def _postpone(job: Job, reason: str, wait: timedelta, **changes) -> None:
    due_at = clock.now() + min(wait, timedelta(hours=6))
    changes = {"claimed_at": None, "error": reason, "due_at": due_at, **changes}
    Job.update(**changes).where(Job.id == job.id).execute()
