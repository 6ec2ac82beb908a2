"""The demo's clock moves day by day, for all processes at once; production refuses it."""

from __future__ import annotations

import subprocess
import sys
import threading
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

import pyotp
import pytest
from huey import MemoryHuey
from tests import builders
from tests.web.accounts import people

from phoenix import worker
from phoenix.accounts import security
from phoenix.accounts import session as sessions
from phoenix.accounts.models import LoginSession
from phoenix.demo_clock import report, rules, service, state
from phoenix.kernel import clock
from phoenix.messages.service import send
from phoenix.outbox import service as outbox
from phoenix.outbox.models import Job


@pytest.fixture
def today(app):
    return service.today()


@pytest.fixture
def folder(app):
    return app.config["SETTINGS"].instance


@pytest.fixture
def production(app):
    """The same shop as a real one."""
    before = app.config["SETTINGS"]
    app.config["SETTINGS"] = replace(before, production=True)
    yield app
    app.config["SETTINGS"] = before


def nothing(_day):
    """A day without events."""


def ahead() -> timedelta:
    return clock.now() - datetime.now(UTC)


def test_each_day_is_lived_through_on_that_day(today):
    lived = []
    service.advance(today + timedelta(days=40), lambda day: lived.append((day, service.today())))
    expected = [today + timedelta(days=count) for count in range(1, 41)]
    assert lived == [(day, day) for day in expected]
    assert timedelta(days=39) < ahead() < timedelta(days=41)


def test_the_clock_then_runs_on_from_there(today):
    service.advance(today + timedelta(days=2), nothing)
    first = clock.now()
    assert timedelta() <= clock.now() - first < timedelta(seconds=5)


def test_it_goes_on_from_where_it_was_moved_to(today):
    service.advance(today + timedelta(days=2), nothing)
    service.advance(today + timedelta(days=5), nothing)
    assert service.today() == today + timedelta(days=5)
    with pytest.raises(rules.NotForward):
        service.advance(today + timedelta(days=5), nothing)


def test_a_day_that_fails_is_told_and_holds_up_no_other(today, caplog):
    lived = []

    def fails(day):
        lived.append(day)
        raise OSError("no Stripe today")

    service.advance(today + timedelta(days=3), fails)
    assert len(lived) == 3 and service.today() == today + timedelta(days=3)
    assert "no Stripe today" in caplog.text


def interrupted(today, target):
    """Ctrl-C on the second day."""

    def on_day(day):
        if day == today + timedelta(days=2):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        service.advance(target, on_day)


def test_what_interrupts_it_leaves_it_at_the_day_reached_and_it_can_go_on(today):
    target = today + timedelta(days=9)
    interrupted(today, target)
    assert service.today() == today + timedelta(days=2)
    standing = service.standing()
    assert standing.interrupted and not standing.moving and standing.state.target == target
    lived = []
    service.advance(target, lived.append)
    assert lived[0] == today + timedelta(days=3) and lived[-1] == target
    assert not service.standing().interrupted


def test_an_interrupted_movement_is_not_taken_up_by_itself(today):
    interrupted(today, today + timedelta(days=9))
    service.move_as_asked(nothing, lambda: False)
    assert service.today() == today + timedelta(days=2)


def test_a_worker_that_ends_leaves_the_rest(today):
    lived = []
    service.advance(today + timedelta(days=9), lived.append, lambda: len(lived) == 3)
    assert service.today() == today + timedelta(days=3)
    assert service.standing().interrupted


def test_it_can_be_stopped_on_the_way(today):
    def on_day(day):
        if day == today + timedelta(days=4):
            assert service.standing().moving
            service.stop()

    service.advance(today + timedelta(days=9), on_day)
    assert service.today() == today + timedelta(days=4)
    assert service.standing().state.target is None


def test_only_one_moves_it(app, today, monkeypatch):
    monkeypatch.setattr(state, "PATIENCE", 0.1)
    refused = []

    def another():
        with app.app_context():
            for attempt in (lambda: service.advance(today + timedelta(days=9), nothing), lambda: service.ask(today + timedelta(days=9))):
                with pytest.raises(rules.AlreadyMoving):
                    attempt()
                refused.append(True)

    def on_day(_day):
        thread = threading.Thread(target=another)
        thread.start()
        thread.join()

    service.advance(today + timedelta(days=1), on_day)
    assert refused == [True, True]


def test_the_worker_moves_it_as_asked(today):
    lived = []
    service.ask(today + timedelta(days=3))
    assert service.standing().asked and service.today() == today
    service.move_as_asked(lived.append, lambda: False)
    assert len(lived) == 3 and not service.standing().asked
    service.move_as_asked(lived.append, lambda: False)
    assert len(lived) == 3


def test_what_is_asked_may_have_passed_by_then(today, folder):
    state.change(folder, target=today, began_at=None)
    service.move_as_asked(nothing, lambda: False)
    assert service.standing().state.target is None


def test_people_stay_signed_in_and_those_who_left_stay_away(client, today):
    person = people.customer()
    people.sign_in(client, person)
    gone = LoginSession.create(person=person, token_hash="x", last_seen_at=clock.now() - sessions.IDLE)
    service.advance(today + timedelta(days=400), nothing)
    assert client.get("/fr-fr/compte").status_code == 200
    assert len(sessions.live_sessions(person.id)) == 1
    assert LoginSession.get_by_id(gone.id).last_seen_at == gone.last_seen_at


def test_work_in_hand_is_not_taken_for_given_up(today):
    Job.delete().execute()
    Job.create(kind="note", key="in hand", payload={}, claimed_at=clock.now(), attempts=1)
    done = []
    service.advance(today + timedelta(days=1), lambda _day: done.append(worker.run_due({"note": done.append})))
    assert done == [0]


def test_another_process_sees_the_same_time_at_once(today, folder):
    code = (
        "import sys; from pathlib import Path; from phoenix.kernel import clock; from phoenix.demo_clock.state import Follower\n"
        "clock.follow(Follower(Path(sys.argv[1])))\n"
        "for _ in sys.stdin: print(clock.now().isoformat(), flush=True)"
    )
    other = subprocess.Popen(
        [sys.executable, "-c", code, str(folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )

    def there() -> datetime:
        other.stdin.write("\n")
        other.stdin.flush()
        return datetime.fromisoformat(other.stdout.readline().strip())

    seen = [abs(there() - clock.now())]
    service.advance(today + timedelta(days=30), lambda _day: seen.append(abs(there() - clock.now())))
    other.communicate()
    assert len(seen) == 31 and max(seen) < timedelta(seconds=1)


def test_what_happened_is_counted(app, today):
    builders.representative(builders.lyon())
    target = today + timedelta(days=5)

    def on_day(day):
        if day == target - timedelta(days=1):
            send("account.reset", "camille@demo.example", "fr", "fr", {}, key=str(day))

    send("account.reset", "camille@demo.example", "fr", "fr", {}, key="before")
    service.advance(target, on_day)
    send("account.reset", "camille@demo.example", "fr", "fr", {}, key="after")
    made = report.happened(service.standing().state)
    assert (made.days, made.mails, made.invoices, made.accepted, made.failed) == (5, 1, 0, 0, 0)


@pytest.mark.parametrize("content", ["", "{", "[]", '{"offset": "x"}', '{"offset": 1e400}', '{"offset": null}'])
def test_a_file_that_makes_no_sense_moves_nothing(folder, content):
    (folder / state.FILE).write_text(content)
    assert state.read(folder) == state.State()
    assert abs(ahead()) < timedelta(seconds=5)


def test_production_follows_nothing(production, folder):
    state.change(folder, offset=timedelta(days=400), target=date(2099, 1, 1))
    service.init_app(production)
    assert abs(ahead()) < timedelta(seconds=5)
    service.move_as_asked(lambda _day: pytest.fail("moved"), lambda: False)


@pytest.mark.parametrize("act", [lambda day: service.advance(day, nothing), service.ask, lambda _day: service.stop()])
def test_production_sets_nothing(production, folder, act):
    with pytest.raises(rules.RealShop):
        act(date(2027, 11, 25))
    assert not (folder / state.FILE).exists()


def test_each_day_calls_what_is_due_each_minute_and_each_day(app, today, monkeypatch):
    called = []
    room = SimpleNamespace(
        HANDLERS={"note": lambda payload: called.append(payload["text"])},
        EVERY_MINUTE=[lambda: called.append("minute")],
        EVERY_DAY=[lambda day: called.append(day)],
    )
    monkeypatch.setattr(worker, "ROOMS", (room,))
    Job.delete().execute()
    Job.create(kind="note", key="one", payload={"text": "owed"})
    service.advance(today + timedelta(days=2), worker.live_through)
    tomorrow, after = today + timedelta(days=1), today + timedelta(days=2)
    assert called == ["owed", "minute", tomorrow, "minute", after]


def test_the_worker_calls_what_is_due_each_day_every_hour(app, monkeypatch):
    called = []
    monkeypatch.setattr(worker, "ROOMS", (SimpleNamespace(HANDLERS={}, EVERY_DAY=[called.append]),))
    monkeypatch.setattr(outbox, "_wake", [])
    Job.delete().execute()
    queue = MemoryHuey(results=False)
    worker.build(app, queue, lambda: False)
    for hour in range(3):
        for task in queue.read_periodic(datetime(2026, 11, 25, hour, 7)):
            queue.execute(task)
    assert called == [None, None, None]


def test_the_woken_worker_moves_the_clock(app, today, monkeypatch):
    monkeypatch.setattr(outbox, "_wake", [])
    Job.delete().execute()
    queue = MemoryHuey(results=False)
    waker = worker.build(app, queue, lambda: False)
    service.ask(today + timedelta(days=2))
    waker.wake()
    queue.execute(queue.dequeue())
    assert service.today() == today + timedelta(days=2)


def test_a_telephones_codes_hold_in_a_moved_shop(app, today):
    person = people.customer()
    secret = security.prepare_totp(person)
    service.advance(today + timedelta(days=100), nothing)
    security.switch_totp_on(person, pyotp.TOTP(secret).now(), sessions.Visit("192.0.2.1", "test"))


@pytest.mark.postgresql
def test_it_moves_on_postgresql(postgresql_app):
    person, before = people.customer(), service.today()
    browser = postgresql_app.test_client()
    people.sign_in(browser, person)
    Job.update(claimed_at=clock.now()).execute()
    service.advance(before + timedelta(days=100), worker.live_through)
    assert service.today() == before + timedelta(days=100)
    assert browser.get("/fr-fr/compte").status_code == 200
    assert report.happened(service.standing().state).days == 100
