"""Two members of the staff confirm a price for one day at the same moment: one is told (clause 15a)."""

import threading

import pytest
from tests import builders
from tests.services.test_repricing import SPRING, change

from phoenix.catalogue.models import Price
from phoenix.database import database
from phoenix.subscriptions import repricing


def confirmed_at_once(plan) -> list[str]:
    """What comes of two who confirm together, each what they saw."""
    changes = [change(plan, 11_00), change(plan, 12_00)]
    marks = [repricing.mark(repricing.effects([each])) for each in changes]
    start, outcomes = threading.Barrier(2), []

    def confirm(place: int) -> None:
        start.wait()
        try:
            repricing.confirm([changes[place]], marks[place], f"editor {place}")
            outcomes.append("done")
        except repricing.ChangedMeanwhile:
            outcomes.append("told")
        finally:
            database.close()

    threads = [threading.Thread(target=confirm, args=(place,)) for place in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return sorted(outcomes)


def test_one_is_told(app):
    assert confirmed_at_once(builders.plan()) == ["done", "told"]
    assert Price.select().where(Price.valid_from == SPRING).count() == 1


@pytest.mark.postgresql
def test_one_is_told_on_postgresql(postgresql_app):
    for _ in range(5):
        assert confirmed_at_once(builders.plan()) == ["done", "told"]
