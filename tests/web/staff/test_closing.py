"""A closure: asked with the password, taken back or confirmed by staff, done once (clauses 3.2a, 3.3a-3.3c)."""

from datetime import date

import pytest
from tests import builders
from tests.filled import see
from tests.web.accounts.people import OTHER_PASSWORD, PASSWORD, customer, sign_in
from tests.web.staff import people
from tests.web.test_account_subscriptions import BOUGHT, at, subscription

from phoenix.accounts.models import LoginSession, Organisation, Person
from phoenix.archive.models import ArchiveEntry
from phoenix.kernel import clock
from phoenix.standing import closing, rules
from phoenix.standing.models import Closure
from phoenix.subscriptions.models import RemainingDue, Subscription
from phoenix.team.models import StaffAct

HERE = "/fr-fr/compte/cloture"


@pytest.fixture
def claire(app) -> Person:
    with at(BOUGHT):
        yield customer()


def ask(client, person: Person):
    sign_in(client, person)
    return see(client, HERE).submit("/compte/cloture", current_password=PASSWORD, reason="Nous arrêtons.")


def staff_client(app, *roles):
    client = app.test_client()
    people.staff(client, *(roles or ("support",)))
    return client


def test_the_ask_needs_the_password_and_loses_nothing(client, claire):
    sign_in(client, claire)
    answer = see(client, HERE).submit("/compte/cloture", current_password=OTHER_PASSWORD, reason="Nous arrêtons.")
    assert answer.status == 422 and answer.form("/compte/cloture")["values"]["reason"] == "Nous arrêtons."
    assert not Closure.select().exists()


def test_the_page_offers_the_copy_first_and_says_what_is_kept(client, claire):
    subscription(claire)
    sign_in(client, claire)
    page = see(client, HERE)
    assert page.text.index("Gardez d’abord une copie") < page.text.index("Votre mot de passe actuel")
    assert "/compte/donnees" in page.response.text
    for words in ("Factures et avoirs", "dix ans après la dernière", "31 janvier 2037", "31 janvier 2032"):
        assert words in page.text, words


def test_asking_is_mailed_once_and_can_be_taken_back(app, client, claire, mails):
    page = ask(client, claire)
    assert "Clôture demandée" in page.text and "Clôture du compte demandée" in see(client, "/fr-fr/compte").text
    closing.ask(claire.organisation, claire)
    assert Closure.select().count() == 1
    page.submit("/compte/cloture/retrait")
    assert "Clôture du compte demandée" not in see(client, "/fr-fr/compte").text
    assert [mail.context["what"] for mail in mails() if mail.kind == "standing.closure_request"] == ["asked", "cancelled"]
    assert Closure.get().state == "cancelled" and Closure.get().open_of is None


def test_staff_confirm_and_everything_follows(app, client, claire, mails):
    subscription(claire)
    ask(client, claire)
    staff = staff_client(app)
    page = see(staff, "/equipe")
    assert "Clôtures à confirmer" in page.text
    page = see(staff, f"/equipe/clotures/{Closure.get().id}")
    assert page.text.count("31/01/2027") == 0 and page.text.count("28/02/2026") == 1 and "31 janvier 2037" in page.text
    done = page.submit("/confirmation")
    assert "Le compte est clos depuis le" in done.text and "31 janvier 2037" in done.text
    organisation = Organisation.get_by_id(claire.organisation_id)
    assert organisation.closed_at and organisation.closure_asked_at is None
    assert not LoginSession.select().where(LoginSession.ended_at.is_null()).exists()
    assert client.get("/fr-fr/compte").status_code == 303
    refused = sign_in(app.test_client(), claire)
    assert refused.status == 422 and "Un compte clos ne s’ouvre plus" in refused.text
    assert RemainingDue.select().count() == 11 and Subscription.get().state == "active"
    kinds = [mail.kind for mail in mails()]
    assert kinds.count("standing.closed") == 1 and kinds.count("subscriptions.closure") == 1
    assert [act.act for act in StaffAct.select()] == ["closure_confirmed"]
    assert {entry.kind for entry in ArchiveEntry.select()} >= {"closure.asked", "closure.done"}


def test_confirming_again_changes_nothing_and_says_so(app, client, claire, mails):
    ask(client, claire)
    staff = staff_client(app)
    page = see(staff, f"/equipe/clotures/{Closure.get().id}")
    page.submit("/confirmation")
    again = page.submit("/confirmation")
    assert "entre-temps" in again.text
    assert [mail.kind for mail in mails()].count("standing.closed") == 1
    assert StaffAct.select().where(StaffAct.act == "closure_confirmed").count() == 1


def test_taken_back_meanwhile_is_not_closed(app, client, claire):
    ask(client, claire)
    staff = staff_client(app)
    page = see(staff, f"/equipe/clotures/{Closure.get().id}")
    closing.cancel(claire.organisation)
    assert "entre-temps" in page.submit("/confirmation").text
    assert Organisation.get_by_id(claire.organisation_id).closed_at is None


def test_cut_off_before_the_commit_nothing_is_half_closed(app, client, claire, monkeypatch):
    subscription(claire)
    ask(client, claire)
    monkeypatch.setattr("phoenix.kernel.events.emit", lambda event: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        closing.confirm(Closure.get())
    assert Closure.get().state == "asked" and not RemainingDue.select().exists()
    assert Organisation.get_by_id(claire.organisation_id).closed_at is None and not StaffAct.select().exists()
    monkeypatch.undo()
    closing.confirm(Closure.get())
    assert RemainingDue.select().count() == 11


def test_a_contact_message_is_entered_as_an_ask(app, client, claire):
    page = see(client, "/fr-fr/contact?subject=closure")
    page.submit("/contact", name="Claire", email=claire.email, body="Fermez notre compte, merci.")
    staff = staff_client(app)
    listed = see(staff, "/equipe/clotures")
    assert "Fermez notre compte" in listed.text and "ne prouve rien" in listed.text
    entered = listed.submit(f"/organisations/{claire.organisation.reference}/cloture")
    assert "formulaire de contact" in entered.text and Closure.get().message_id
    assert "Fermez notre compte" not in see(staff, "/equipe/clotures").text
    assert StaffAct.get().act == "closure_entered"


def test_an_ask_by_post_is_entered_from_the_customers_page(app, claire):
    staff = staff_client(app)
    page = see(staff, f"/equipe/organisations/{claire.organisation.reference}")
    wrong = page.submit("/cloture", reason="trop court"[:4])
    assert wrong.status == 422 and "Choisissez comment" in wrong.text
    assert page.submit("/cloture", channel="post", reason="Lettre du 3 novembre.").status == 200
    assert Closure.get().source == "post"


def test_the_days_are_kept_as_they_were_set(app, claire):
    subscription(claire)
    closure = closing.confirm(closing.ask(claire.organisation, claire))
    with at(date(2030, 1, 1)):
        kept = {each.what: each.until for each in closing.kept_by(Closure.get_by_id(closure.id))}
    assert kept[rules.ORDERS] == date(2032, 1, 31) and kept[rules.CONTACT] == date(2027, 1, 31)


def test_a_stranger_to_support_does_not_close(app, client, claire):
    ask(client, claire)
    for role in ("sales", "accounting", "translator"):
        staff = staff_client(app, role)
        assert staff.get(f"/equipe/clotures/{Closure.get().id}").status_code == 403


def test_side_by_side_the_closing_happens_once(app, claire):
    closure = closing.ask(claire.organisation, claire)
    closing.confirm(closure)
    with pytest.raises(rules.NotOpen):
        closing.confirm(closure)
    with pytest.raises(rules.AlreadyClosed):
        closing.ask(claire.organisation, claire)


@pytest.mark.postgresql
def test_it_closes_on_postgresql(postgresql_app):
    with at(BOUGHT):
        person = customer(builders.casablanca())
        subscription(person)
        closure = closing.confirm(closing.ask(person.organisation, person))
    assert closure.state == "done" and RemainingDue.select().count() == 11
    assert Organisation.get_by_id(person.organisation_id).closed_at <= clock.now()
