"""A notice, its receipt, five days that the software counts; fraud at once (clauses 3.2b, 3.2c)."""

from datetime import UTC, datetime, timedelta

import pytest
from tests import builders
from tests.filled import see
from tests.web.accounts.people import customer, sign_in
from tests.web.staff import people
from tests.web.test_account_subscriptions import BOUGHT, at, subscription

from phoenix.accounts.models import Organisation, Person
from phoenix.accounts.service import may_order
from phoenix.archive.models import ArchiveEntry
from phoenix.kernel import clock
from phoenix.standing import noticing, rules
from phoenix.standing.models import Closure, FormalNotice, Suspension
from phoenix.subscriptions.changing import NotAllowed, price_addition
from phoenix.subscriptions.run import bring_up_to_date
from phoenix.team.models import StaffAct

DEMAND = "Article 6.1 : la facture F-1 est impayée. Réglez-la."
SENT = datetime(2026, 11, 20, 9, tzinfo=UTC)
RIPE = datetime(2026, 11, 26, 23, tzinfo=UTC)  # received on the 21st, midnight of the 27th in Paris


@pytest.fixture
def claire(app) -> Person:
    clock.set_to(SENT)
    return customer()


@pytest.fixture
def support(app, claire):
    client = app.test_client()
    people.staff(client, "support")
    return client


def again(client, moment) -> None:
    """The day has moved on: staff sign in anew."""
    clock.set_to(moment)
    people.staff(client, "support")


def write(support, claire, **answers):
    page = see(support, f"/equipe/organisations/{claire.organisation.reference}/mise-en-demeure")
    return page.submit("/mise-en-demeure", **{"demand": DEMAND, "channel": "email", **answers})


def received(claire) -> FormalNotice:
    row = noticing.send(claire.organisation, DEMAND, "email", "", "key")
    clock.set_to(SENT + timedelta(days=1))
    return noticing.record_receipt(row, datetime(2026, 11, 21).date(), "Réponse du client")


def test_a_notice_is_written_sent_and_kept(support, claire, mails):
    page = write(support, claire)
    assert page.heading.startswith("Mise en demeure MD-") and DEMAND in page.text
    [mail] = [each for each in mails() if each.kind == "standing.notice"]
    assert mail.to_address == claire.email and mail.context["demand"] == DEMAND
    entry = ArchiveEntry.get(ArchiveEntry.kind == "notice.sent")
    assert DEMAND in entry.detail and DEMAND not in entry.content
    assert StaffAct.get().act == "notice_sent"


def test_a_notice_says_what_it_wants_and_a_letter_has_a_number(support, claire):
    wrong = write(support, claire, demand="Payez", channel="post")
    assert wrong.status == 422 and "numéro de la lettre" in wrong.text
    assert wrong.form("/mise-en-demeure")["values"]["demand"].strip() == "Payez"
    assert not FormalNotice.select().exists()


def test_sent_twice_is_one_notice(support, claire, mails):
    page = see(support, f"/equipe/organisations/{claire.organisation.reference}/mise-en-demeure")
    for _ in range(2):
        page.submit("/mise-en-demeure", demand=DEMAND, channel="post", post_number="1A 234")
    assert FormalNotice.select().count() == 1
    assert [mail.kind for mail in mails()].count("standing.notice") == 1


def test_a_person_confirms_the_receipt_within_reason(support, claire):
    page = write(support, claire)
    for day in ("2026-11-19", "2026-11-21"):
        wrong = page.submit("/reception", received_on=day, proof="Accusé de réception")
        assert wrong.status == 422 and "ni avant l’envoi, ni à venir" in wrong.text
    assert page.submit("/reception", received_on="hier", proof="x").status == 422
    good = page.submit("/reception", received_on="2026-11-20", proof="Accusé de réception")
    assert "Réception constatée par" in good.text and "26 novembre 2026, 00:00" in good.text
    assert "entre-temps" in page.submit("/reception", received_on="2026-11-20", proof="Autre").text
    assert FormalNotice.get().proof == "Accusé de réception"


@pytest.mark.parametrize("act", ["suspension", "cloture"])
def test_day_five_minus_one_second_is_refused_and_plus_one_second_is_not(support, claire, act):
    row = received(claire)
    address = f"/equipe/mises-en-demeure/{row.reference}"
    again(support, RIPE - timedelta(seconds=1))
    early = see(support, address)
    assert "refuse de suspendre ou de clore avant le 27 novembre 2026, 00:00" in early.text
    assert not [form for form in early.forms if form["action"].endswith(act)]
    answer = _post(support, early, f"{address}/{act}")
    assert "Les cinq jours ne sont pas passés" in answer
    assert not Suspension.select().exists() and not Closure.select().exists()
    clock.set_to(RIPE + timedelta(seconds=1))
    see(support, address).submit(f"/{act}")
    organisation = Organisation.get_by_id(claire.organisation_id)
    assert bool(organisation.suspended_at) == (act == "suspension") and bool(organisation.closed_at) == (act == "cloture")


def _post(client, page, address: str) -> str:
    token = page.form("/deconnexion")["values"]["csrf_token"]
    return client.post(address, data={"csrf_token": token}, follow_redirects=True).text


def test_morocco_counts_its_own_days(app):
    clock.set_to(SENT)
    row = received(customer(builders.casablanca()))
    midnight = rules.ripe_at(row.received_on, "Africa/Casablanca")
    clock.set_to(midnight - timedelta(seconds=1))
    with pytest.raises(rules.NotRipe):
        noticing.suspend_for_breach(row)
    clock.set_to(midnight)
    assert noticing.suspend_for_breach(row).cause == "breach"


def test_without_a_receipt_nothing_may_be_done(claire):
    row = noticing.send(claire.organisation, DEMAND, "post", "1A", "key")
    clock.set_to(SENT + timedelta(days=400))
    for act in (noticing.suspend_for_breach, noticing.close_for_breach):
        with pytest.raises(rules.NotRipe):
            act(row)


def test_a_suspended_customer_orders_nothing_and_reads_everything(app, support, claire, mails):
    row = received(claire)
    again(support, RIPE)
    see(support, f"/equipe/mises-en-demeure/{row.reference}").submit("/suspension")
    client = app.test_client()
    assert "Compte suspendu" in sign_in(client, claire).text
    for page in ("factures", "abonnements", "donnees", "cloture", "paiement", "documents"):
        assert client.get(f"/fr-fr/compte/{page}").status_code == 200, page
    assert not may_order(Person.get_by_id(claire.id))
    assert [mail.context["what"] for mail in mails() if mail.kind == "standing.suspension"] == ["suspended"]


def test_a_suspended_customer_adds_no_seats_but_may_stop(app):
    with at(BOUGHT):
        person = customer()
        row = subscription(person)
        noticing.suspend_for_fraud(person.organisation, "Identité usurpée.")
        with pytest.raises(NotAllowed) as refused:
            price_addition(bring_up_to_date(row.id), 2)
        assert refused.value.why == "suspended"
        client = app.test_client()
        sign_in(client, person)
        page = see(client, f"/fr-fr/compte/abonnements/{row.number}")
        assert "aucune unité ne peut être ajoutée" in page.text and "/renouvellement" in page.response.text


def test_a_remedy_lifts_the_suspension(support, claire, mails):
    row = received(claire)
    again(support, RIPE)
    page = see(support, f"/equipe/mises-en-demeure/{row.reference}").submit("/suspension")
    page.submit("/reparation", reason="Facture réglée le 28.")
    assert Organisation.get_by_id(claire.organisation_id).suspended_at is None
    assert FormalNotice.get().state == "remedied" and Suspension.get().lifted_why == "Facture réglée le 28."
    assert [mail.context["what"] for mail in mails() if mail.kind == "standing.suspension"] == ["suspended", "lifted"]
    with pytest.raises(rules.NotOpen):
        noticing.close_for_breach(row)


def test_remedied_in_time_is_never_suspended(claire):
    row = received(claire)
    noticing.remedy(row, "Réglé avant terme.")
    clock.set_to(RIPE)
    with pytest.raises(rules.NotOpen):
        noticing.suspend_for_breach(row)


def test_another_notice_may_follow_a_remedied_one(claire):
    noticing.remedy(received(claire), "Réglé.")
    second = noticing.send(claire.organisation, DEMAND, "email", "", "other")
    assert second.reference.endswith("-2")


def test_fraud_needs_a_reason_and_no_notice(support, claire):
    page = see(support, f"/equipe/organisations/{claire.organisation.reference}/fraude")
    assert page.submit("/fraude/suspension", reason=" ").status == 422
    assert not Suspension.select().exists()
    answer = page.submit("/fraude/suspension", reason="Carte d’identité falsifiée.")
    assert "Suspendu" in answer.text
    act = StaffAct.get(StaffAct.act == "account_suspended")
    assert act.after["reason"] == "Carte d’identité falsifiée."
    answer.submit("/levee", reason="Erreur de notre part.")
    assert Organisation.get_by_id(claire.organisation_id).suspended_at is None


def test_a_fraudulent_account_is_closed_at_once(app, support, claire, mails):
    client = app.test_client()
    sign_in(client, claire)
    noticing.suspend_for_fraud(claire.organisation, "Identité usurpée.")
    noticing.close_for_fraud(claire.organisation, "Identité usurpée.")
    organisation = Organisation.get_by_id(claire.organisation_id)
    assert organisation.closed_at and organisation.suspended_at is None
    assert client.get("/fr-fr/compte").status_code == 303
    closed = [mail for mail in mails() if mail.kind == "standing.closed"]
    assert closed[0].context["source"] == "fraud" and closed[0].context["cause"] == "Identité usurpée."
    assert Suspension.get().open_of is None
    with pytest.raises(rules.AlreadyClosed):
        noticing.close_for_fraud(organisation, "Encore une fois.")


def test_accounting_writes_notices_and_does_not_suspend(app, claire):
    row = received(claire)
    clock.set_to(RIPE)
    client = app.test_client()
    people.staff(client, "accounting")
    page = see(client, f"/equipe/mises-en-demeure/{row.reference}")
    assert page.status == 200 and not [form for form in page.forms if form["action"].endswith("/suspension")]


def test_what_is_ripe_stands_on_the_start_page(support, claire):
    received(claire)
    again(support, RIPE + timedelta(hours=1))
    text = see(support, "/equipe").text
    assert "Mises en demeure restées sans effet" in text and "26 novembre 2026" in text


@pytest.mark.postgresql
def test_it_works_on_postgresql(postgresql_app):
    clock.set_to(SENT)
    row = received(customer())
    clock.set_to(RIPE - timedelta(seconds=1))
    with pytest.raises(rules.NotRipe):
        noticing.suspend_for_breach(row)
    clock.set_to(RIPE + timedelta(seconds=1))
    noticing.suspend_for_breach(row)
    noticing.lift(Suspension.get(), "Réglé.")
    assert Organisation.get().suspended_at is None and FormalNotice.get().open_of is None
