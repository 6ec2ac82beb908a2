"""`flask --app app demo clock` shows the shop's time, and moves it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from phoenix import demo_commands
from phoenix.demo_clock import service, state
from phoenix.outbox.models import Job


@pytest.fixture(autouse=True)
def empty(app):
    """Nothing is owed."""
    Job.delete().execute()


@pytest.fixture
def run(app):
    return lambda *given: app.test_cli_runner().invoke(args=["demo", "clock", *given])


def test_without_a_date_it_tells_the_time(run):
    answer = run()
    assert answer.exit_code == 0
    assert f"It is {service.today()}" in answer.output and "as everywhere" in answer.output


def test_it_moves_to_a_date_and_says_what_happened(run):
    target = service.today() + timedelta(days=10)
    answer = run("--to", target.isoformat())
    assert answer.exit_code == 0, answer.output
    assert service.today() == target
    assert "10 days have passed: 0 invoices" in answer.output
    assert f"It is {target}" in answer.output and "10 days ahead" in answer.output


def test_the_same_command_again_changes_nothing(run):
    target = service.today() + timedelta(days=1)
    run("--to", target.isoformat())
    again = run("--to", target.isoformat())
    assert again.exit_code == 0 and "days have passed" not in again.output
    assert service.today() == target


@pytest.mark.parametrize(
    ("date", "says"),
    [
        ("2020-01-01", "time only moves forward"),
        ("2026-13-01", "does not match"),
        ("25/11/2029", "does not match"),
        ("2999-01-01", "5 years at a time"),
    ],
)
def test_a_date_that_cannot_be_is_refused(run, date, says):
    before = service.today()
    answer = run("--to", date)
    assert answer.exit_code != 0 and says in answer.output
    assert service.today() == before


def test_an_earlier_date_says_how_to_begin_again(run):
    assert "delete the folder instance/" in run("--to", "2020-01-01").output


def test_ctrl_c_says_where_it_stopped_and_the_same_command_goes_on(run, monkeypatch):
    target = service.today() + timedelta(days=5)
    half_way = target - timedelta(days=3)

    def pressed(day):
        if day == half_way:
            raise KeyboardInterrupt

    monkeypatch.setattr(demo_commands, "live_through", pressed)
    answer = run("--to", target.isoformat())
    assert answer.exit_code == 1 and f"Stopped on {half_way}" in answer.output
    monkeypatch.undo()
    assert run("--to", target.isoformat()).exit_code == 0
    assert service.today() == target


def test_while_somebody_else_moves_it_the_command_says_so(app, run, monkeypatch):
    monkeypatch.setattr(state, "PATIENCE", 0.1)
    with state.only_mover(app.config["SETTINGS"].instance):
        answer = run("--to", (service.today() + timedelta(days=5)).isoformat())
    assert answer.exit_code == 1 and "being moved already" in answer.output


@pytest.mark.parametrize("given", [(), ("--to", "2029-11-25")])
def test_production_refuses_it(app, run, given):
    before = app.config["SETTINGS"]
    app.config["SETTINGS"] = replace(before, production=True)
    try:
        answer = run(*given)
    finally:
        app.config["SETTINGS"] = before
    assert answer.exit_code == 1 and "production shop" in answer.output
    assert not (before.instance / state.FILE).exists()
