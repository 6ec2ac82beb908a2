"""Guessing is slowed, then stopped, and learns nothing of who has an account (clause 14b)."""

from datetime import timedelta

import pytest
from tests.filled import see
from tests.services.test_locks import at_once
from tests.web.accounts.people import CLAIRE, OTHER_PASSWORD, PASSWORD, customer, sign_in
from tests.web.accounts.test_sign_up import fill

from phoenix.accounts import guarding, passwords
from phoenix.accounts.models import Person, SignIn
from phoenix.accounts.session import Visit
from phoenix.accounts.throttling import ACCOUNT, NETWORK, TooMany
from phoenix.database import database
from phoenix.kernel import clock

STRANGER = {"REMOTE_ADDR": "203.0.113.9"}


@pytest.fixture
def claire(app) -> Person:
    """Claire has an account; the clock stands still."""
    clock.set_to(clock.now())
    return customer(
        username="claire", username_key="claire", email="claire@demo.example", email_key="claire@demo.example"
    )


def attempt(client, name: str, password: str, **where):
    page = see(client, "/fr-fr/connexion")
    values = {**page.form("/connexion")["values"], "name": name, "password": password}
    return client.post("/fr-fr/connexion", data=values, environ_base=where)


def test_after_some_failures_one_waits(client, claire):
    for _ in range(ACCOUNT.free):
        assert attempt(client, "claire", OTHER_PASSWORD).status_code == 422
    refused = attempt(client, "claire", PASSWORD)
    assert refused.status_code == 429 and int(refused.headers["Retry-After"]) == 30
    assert "Trop d’essais" in refused.get_data(as_text=True)
    clock.set_to(clock.now() + timedelta(seconds=31))
    assert attempt(client, "claire", PASSWORD).status_code == 303


def test_every_name_of_the_account_counts(client, claire):
    for name in ("claire", "CLAIRE", "claire@demo.example", "Claire@Demo.Example", "claire"):
        attempt(client, name, OTHER_PASSWORD)
    assert attempt(client, "claire@demo.example", PASSWORD).status_code == 429


def test_patient_guessing_is_stopped_for_the_day(client, claire):
    tries = 0
    for _ in range(ACCOUNT.stop_at * 3):
        answer = attempt(client, "claire", OTHER_PASSWORD)
        tries += answer.status_code == 422
        wait = int(answer.headers.get("Retry-After", 1))
        if wait > 3_600 * 2:
            break
        clock.set_to(clock.now() + timedelta(seconds=wait + 1))
    assert tries == ACCOUNT.stop_at and wait > 3_600 * 2


def test_strangers_do_not_lock_the_owner_out(app, client, claire):
    sign_in(client, claire)
    for _ in range(ACCOUNT.free):
        attempt(app.test_client(), "claire", OTHER_PASSWORD, **STRANGER)
    assert attempt(app.test_client(), "claire", OTHER_PASSWORD, **STRANGER).status_code == 429
    assert attempt(app.test_client(), "claire", PASSWORD).status_code == 303


def test_one_address_that_tries_many_names_is_stopped(client, claire):
    for number in range(NETWORK.free):
        attempt(client, f"name{number}", OTHER_PASSWORD)
    assert attempt(client, "claire", PASSWORD).status_code == 429


def test_waiting_is_told_alike_of_names_that_nobody_has(client, claire):
    answers = {}
    for name in ("claire", "nobody"):
        codes = [attempt(client, name, OTHER_PASSWORD).status_code for _ in range(ACCOUNT.free + 1)]
        answers[name] = codes
    assert answers["claire"] == answers["nobody"]


def body(response, *names) -> str:
    text = response.get_data(as_text=True)
    for name in names:
        text = text.replace(name, "NAME")
    return "".join(part for part in text.split() if "csrf" not in part and "value=" not in part)


def test_known_and_unknown_names_get_the_same_page(app, claire):
    known = attempt(app.test_client(), "claire", OTHER_PASSWORD)
    unknown = attempt(app.test_client(), "nobody", OTHER_PASSWORD)
    assert known.status_code == unknown.status_code == 422
    assert body(known, "claire") == body(unknown, "nobody")


def work_of(monkeypatch, do) -> tuple[int, int]:
    """How many argon2 runs and how many statements an action costs."""
    counted = {"argon2": 0, "sql": 0}
    real_verify, real_hash, real_sql = (
        passwords.HASHER.verify,
        passwords.HASHER.hash,
        database.obj.execute_sql,
    )

    class Counting:
        def verify(self, *args):
            counted["argon2"] += 1
            return real_verify(*args)

        def hash(self, *args):
            counted["argon2"] += 1
            return real_hash(*args)

        def check_needs_rehash(self, *args):
            return False

    def sql(*args, **kwargs):
        counted["sql"] += 1
        return real_sql(*args, **kwargs)

    passwords._nobodys_hash()
    monkeypatch.setattr(passwords, "HASHER", Counting())
    monkeypatch.setattr(database.obj, "execute_sql", sql)
    do()
    monkeypatch.undo()
    return counted["argon2"], counted["sql"]


def test_known_and_unknown_names_cost_the_same_work(app, monkeypatch, claire):
    known, unknown = app.test_client(), app.test_client()
    costs = [
        work_of(monkeypatch, lambda: attempt(known, "claire", OTHER_PASSWORD)),
        work_of(monkeypatch, lambda: attempt(unknown, "nobody", OTHER_PASSWORD)),
    ]
    assert costs[0] == costs[1] and costs[0][0] == 1


def test_signing_up_with_a_used_address_looks_and_costs_the_same(app, monkeypatch, claire):
    shown, costs = [], []
    for email in ("claire@demo.example", "nobody@demo.example"):
        client = app.test_client()
        see(client, "/fr-fr/inscription")

        def do(client=client, email=email):
            shown.append(fill(client, CLAIRE, email=email))

        costs.append(work_of(monkeypatch, do))
    used, fresh = shown
    assert (used.status, used.address, used.heading) == (fresh.status, fresh.address, fresh.heading)
    assert used.text.replace("claire@", "nobody@") == fresh.text
    assert costs[0] == costs[1] and costs[0][0] == 1


def test_only_the_owner_of_a_used_address_learns_of_it(client, claire, mails):
    fill(client, CLAIRE, email="CLAIRE@demo.example")
    [mail] = mails()
    assert mail.kind == "account.already_used" and mail.to_address == "claire@demo.example"
    assert Person.select().count() == 1


def test_a_used_username_looks_and_costs_the_same(app, monkeypatch, claire):
    costs = []
    for username in ("claire", "nobody"):
        client = app.test_client()
        see(client, "/fr-fr/inscription")
        costs.append(work_of(monkeypatch, lambda c=client, u=username: fill(c, CLAIRE, username=u)))
    assert costs[0] == costs[1]


def test_asking_for_a_new_password_looks_and_costs_the_same(app, monkeypatch, claire):
    shown, costs = [], []
    for email in ("claire@demo.example", "nobody@demo.example"):
        client = app.test_client()

        def do(client=client, email=email):
            shown.append(see(client, "/fr-fr/mot-de-passe").submit("/mot-de-passe", email=email))

        costs.append(work_of(monkeypatch, do))
    assert shown[0].text == shown[1].text and costs[0] == costs[1]


def test_asking_for_the_link_again_tells_the_mailbox_only(app, claire, mails):
    shown = []
    for email in ("claire@demo.example", "nobody@demo.example"):
        page = see(app.test_client(), "/fr-fr/inscription/courrier")
        shown.append(page.submit("/courrier", email=email))
    assert shown[0].text.replace("claire@", "nobody@") == shown[1].text
    assert [(mail.kind, mail.to_address) for mail in mails()] == [("account.already_used", claire.email)]


def test_a_mailbox_is_not_flooded(client, claire, mails):
    answers = [
        see(client, "/fr-fr/mot-de-passe").submit("/mot-de-passe", email="claire@demo.example")
        for _ in range(5)
    ]
    assert [answer.status for answer in answers] == [200, 200, 200, 429, 429]
    assert len(mails()) == 3


def test_attempts_sent_at_once_are_all_counted(client, claire):
    attempt(client, "claire", OTHER_PASSWORD)
    row = SignIn.get()
    assert not row.succeeded and row.account_key == f"person:{claire.id}"


@pytest.mark.postgresql
def test_guesses_sent_all_at_once_are_counted_all_the_same(postgresql_app):
    guess = [lambda: guarding.begin_attempt(guarding.CODE, "person:1", Visit("192.0.2.1", "")) for _ in range(3 * ACCOUNT.free)]
    refused = at_once(postgresql_app, *guess)
    assert {type(each) for each in refused} == {TooMany}
    assert SignIn.select().count() == ACCOUNT.free
