"""An account erased: nothing leads to the person any more, documents and evidence are untouched (clauses 3.3a, 9.3)."""

import hashlib
from datetime import UTC, date, datetime

import pytest

from phoenix.accounts.models import LoginSession, Organisation, Person, SignIn
from phoenix.accounts.session import Visit
from phoenix.accounts.signing_in import WrongSignIn, check_password
from phoenix.care.models import ContactMessage
from phoenix.database import database
from phoenix.gateways import files
from phoenix.invoices.models import Invoice, Series
from phoenix.kernel import clock
from phoenix.legal.models import Acceptance
from phoenix.messages.models import Message
from phoenix.orders.models import Order
from phoenix.payments.models import PaymentMethod
from phoenix.privacy import due, erasure, obstacles, retention, service
from phoenix.privacy.models import DataRequest, Erasure
from phoenix.privacy.service import Asked
from phoenix.prospecting import opposition, sharing
from phoenix.prospecting.models import PartnerShare
from phoenix.schema import models
from tests.services import privacy_world as world

BOUGHT = datetime(2026, 3, 2, 10, tzinfo=UTC)
VISIT = Visit("192.0.2.7", "Firefox")
# Where the name may stand: evidence that the law keeps for its time, and what was issued.
KEPT_TABLES = {"invoice", "customer_order", "archive_entry", "mandate"}


@pytest.fixture
def camille(app):
    with clock.frozen(BOUGHT):
        yield world.camille()


def documents() -> dict:
    """Each document's number, its bytes' hash as read from the store, and the hash in its row."""
    found = {}
    for row in Invoice.select():
        read = hashlib.sha256(files.get(row.pdf_sha)).hexdigest(), hashlib.sha256(files.get(row.xml_sha)).hexdigest()
        found[row.number] = (row.facts, row.pdf_sha, row.xml_sha, *read)
    for row in Order.select():
        found[row.number] = (row.facts, row.summary_sha, hashlib.sha256(files.get(row.summary_sha)).hexdigest())
    return found


def standing_in(words: tuple[str, ...]) -> set[str]:
    """The tables in which any of these words still stands."""
    found = set()
    for model in models():
        for row in model.select().tuples():
            if any(word.lower() in str(value).lower() for value in row for word in words):
                found.add(model._meta.table_name)
    return found


def one_off(person) -> Invoice:
    """Bought once: no contract runs on."""
    return world.bought(person, "one_off", "once", "service")


def test_numbers_bytes_and_hashes_of_documents_are_unchanged(camille, mails):
    one_off(camille)
    world.traces(camille)
    before, acceptances = documents(), list(Acceptance.select().dicts())
    series = list(Series.select().dicts())
    erasure.erase(camille.organisation, "request:test")
    mails()
    retention.run(date(2026, 3, 3), "test")
    assert documents() == before and len(before) == 2
    assert list(Acceptance.select().dicts()) == acceptances
    assert list(Series.select().dicts()) == series


def test_nothing_else_leads_back_to_the_person(camille, mails):
    one_off(camille)
    world.traces(camille)
    service.ask(camille, Asked("rectification", "k", body="Je m’appelle Camille Vasseur."), VISIT)
    mails()
    names = ("Camille", "Vasseur", "552100554", "Bellecour", "+33472000000")
    assert {"person", "organisation", "message", "contact_message", "profile_change"} <= standing_in(names)
    erasure.erase(camille.organisation, "request:test")
    mails()
    retention.run(date(2026, 3, 3), "test")
    assert standing_in(names) <= KEPT_TABLES
    assert LoginSession.select().count() == SignIn.select().count() == 0


def test_accounting_finds_the_documents_by_the_key(camille):
    invoice = one_off(camille)
    row = erasure.erase(camille.organisation, "request:test")
    husk = Organisation.get(Organisation.reference == row.key)
    assert [each.number for each in Invoice.select().where(Invoice.organisation == husk)] == [invoice.number]
    assert husk.name == row.key and husk.closed_at is not None


def test_nobody_signs_in_any_more(camille):
    erasure.erase(camille.organisation, "request:test")
    for name in ("camille.vasseur", "camille@vasseur.example", Person.get().username):
        with pytest.raises(WrongSignIn):
            check_password(name, "!", VISIT)


def test_the_name_is_free_for_a_new_account(camille):
    erasure.erase(camille.organisation, "request:test")
    assert world.camille_again().username == "camille.vasseur"


def test_erasing_twice_is_erasing_once(camille):
    first = erasure.erase(camille.organisation, "request:test")
    assert erasure.erase(camille.organisation, "closure").key == first.key
    assert Erasure.select().count() == 1


def test_a_letter_of_a_customer_stays_without_its_author_and_another_goes(camille):
    stranger = world.builders.representative(world.builders.lyon(name="Autre"))
    world.traces(stranger)
    one_off(camille)
    world.traces(camille)
    erasure.erase(camille.organisation, "request:test")
    erasure.erase(stranger.organisation, "request:test")
    letter = ContactMessage.get()
    assert ContactMessage.select().count() == 1
    assert (letter.name, letter.body) == ("", "Où est ma facture ?") and "efface.invalid" in letter.email


def test_mails_about_the_account_leave_the_store_and_those_of_contracts_stay(camille):
    world.traces(camille)
    account, contract = (Message.get(Message.kind == kind).raw_sha256 for kind in ("account.new_browser", "invoices.invoice"))
    erasure.erase(camille.organisation, "request:test")
    assert files.get(contract)
    with pytest.raises(files.FileMissing):
        files.get(account)


def test_the_last_word_goes_out_and_then_forgets_its_address(camille, mails):
    erasure.erase(camille.organisation, "request:test")
    (sent,) = [mail for mail in mails() if mail.kind == "privacy.erased"]
    assert sent.to_address == "camille@vasseur.example" and sent.sent_at
    retention.run(date(2026, 3, 3), "test")
    assert not Message.select().where(Message.to_address.contains("vasseur")).exists()


def test_while_a_contract_runs_what_its_invoices_need_stays_apart(camille):
    world.bought(camille, "P1Y")
    world.traces(camille)
    row = erasure.erase(camille.organisation, "closure")
    assert row.finished_at is None and obstacles.of(camille.organisation_id).subscriptions == 1
    kept = Person.get()
    assert kept.email == "camille@vasseur.example" and kept.password_hash == "!"
    assert LoginSession.select().count() == 0


def test_the_rest_follows_by_itself_once_nothing_is_due(camille):
    world.bought(camille, "P1Y")
    erasure.erase(camille.organisation, "closure")
    retention.run(date(2026, 3, 3), "test")
    assert Person.get().email == "camille@vasseur.example"
    database.execute_sql("UPDATE subscription SET state = 'ended', ended_on = '2026-03-04'")
    retention.run(date(2026, 3, 5), "test")
    assert "vasseur" not in Person.get().email and Erasure.get().finished_at is not None


def test_cards_leave_stripe_too(camille, mails, monkeypatch):
    world.mandate(camille)
    left = []
    monkeypatch.setattr("phoenix.payments.means.gateway", lambda: type("Gateway", (), {"detach": lambda _self, name: left.append(name)})())
    erasure.erase(camille.organisation, "request:test")
    mails()
    assert left == [PaymentMethod.get().stripe_id] and PaymentMethod.get().removed_at is not None


def test_a_cut_off_erasure_leaves_all_or_nothing(camille, monkeypatch):
    world.traces(camille)

    def cut(_own):
        raise KeyboardInterrupt

    monkeypatch.setattr(erasure, "_to_husks", cut)
    with pytest.raises(KeyboardInterrupt):
        erasure.erase(camille.organisation, "request:test")
    assert Person.get().email == "camille@vasseur.example" and LoginSession.select().count() == 1
    assert files.get(Message.get(Message.kind == "account.new_browser").raw_sha256)
    monkeypatch.undo()
    assert erasure.erase(camille.organisation, "request:test").finished_at is not None


def test_a_partner_is_told_whom_to_delete_and_then_nothing_is_left(camille):
    PartnerShare.create(person=camille, partner="Voltige", name="Camille Vasseur", email=camille.email, at=BOUGHT)
    assert erasure.erase(camille.organisation, "request:test", tell=False).finished_at is not None
    assert standing_in(("Vasseur",)) - KEPT_TABLES == {"partner_share"}
    assert [row["email"] for row in sharing.withdrawn("Voltige")] == ["camille@vasseur.example"]
    assert standing_in(("Vasseur",)) <= KEPT_TABLES


def test_who_objected_to_offers_stays_on_the_opposition_list(camille):
    service.ask(camille, Asked("objection", "k", uses=("prospecting",)), VISIT)
    erasure.erase(camille.organisation, "request:test")
    assert opposition.is_opposed("email", "Camille@Vasseur.example")
    assert not opposition.is_opposed("email", "another@vasseur.example")


# A request in My Account: seven days, taken back or done.


def asked(camille) -> DataRequest:
    return service.ask(camille, Asked("erasure", "key"), VISIT)


def test_it_waits_seven_days_and_is_done_on_the_seventh(camille):
    row = asked(camille)
    due.run(date(2026, 3, 8))
    assert Person.get().email == "camille@vasseur.example"
    due.run(date(2026, 3, 9))
    assert "vasseur" not in Person.get().email
    assert DataRequest.get_by_id(row.id).state == "done"
    assert due.run(date(2026, 3, 10)) == 0


def test_taken_back_it_is_not_done(camille, mails):
    service.cancel(asked(camille))
    due.run(date(2026, 4, 9))
    assert Person.get().email == "camille@vasseur.example"
    assert {mail.kind for mail in mails()} == {"privacy.received", "privacy.closed"}


def test_what_was_bought_meanwhile_holds_it_back_and_the_person_is_told_once(camille, mails):
    row = asked(camille)
    world.bought(camille, "P1Y")
    for day in (9, 10, 11):
        due.run(date(2026, 3, day))
    assert Person.get().email == "camille@vasseur.example" and DataRequest.get_by_id(row.id).state == "open"
    assert [mail.kind for mail in mails() if mail.kind == "privacy.blocked"] == ["privacy.blocked"]


def test_two_erasures_asked_are_one(camille):
    assert asked(camille).id == service.ask(camille, Asked("erasure", "other"), VISIT).id


def test_the_hash_proves_that_the_address_asked(camille):
    row = asked(camille)
    due.run(date(2026, 3, 9))
    row = DataRequest.get_by_id(row.id)
    assert row.name == "" and "vasseur" not in row.email
    assert row.email_hash == service.hash_of("Camille@Vasseur.example")


@pytest.mark.postgresql
def test_the_same_on_postgresql(postgresql_app):
    with clock.frozen(BOUGHT):
        person = world.camille()
        one_off(person)
        world.traces(person)
        before = documents()
        erasure.erase(person.organisation, "request:test")
        retention.run(date(2026, 3, 3), "test")
        assert documents() == before
        assert standing_in(("Vasseur", "Bellecour")) <= KEPT_TABLES | {"message", "outbox_job"}
