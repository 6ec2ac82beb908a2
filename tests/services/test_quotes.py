"""A quote from its request to the order that accepts it: priced, sent, held, refused, expired (clauses 4.1d, 4.1f, 5b)."""

from datetime import date, timedelta

import pytest

from phoenix.database import transaction
from phoenix.kernel import clock
from phoenix.kernel.markets import market_of
from phoenix.legal import service as legal
from phoenix.orders import service as orders
from phoenix.orders.models import CANCELLED, CONFIRMED, PREPARED, Order, OrderLine
from phoenix.orders.rules import ChangedMeanwhile, NotPrepared
from phoenix.quotes import asking, pricing, rules, sending, settling, thread
from phoenix.quotes.asking import Wanted
from phoenix.quotes.models import Quote, QuoteEntry, QuoteVersion
from phoenix.quotes.pricing import Draft, DraftLine
from tests import builders
from tests import partner_world as partners

STAFF = "Sacha Vente"


@pytest.fixture
def camille(app):
    return builders.representative(builders.lyon())


@pytest.fixture
def monthly(app):
    return builders.plan(2_060)


def asked(by, plan, quantity=12, key="asked-once"):
    lines = [Wanted(plan.id, "Produit", quantity), Wanted(None, "Reprise des données", 1)]
    return asking.receive(key, "Avant la fin du mois.", lines, by, market_of("fr", by.organisation.country))


def draft(plan, **changes):
    lines = (
        DraftLine(plan.id, "", 12, percent=1_000),
        DraftLine(None, "Reprise des données", 2, unit="day", agreed=80_000),
    )
    values = {"lines": lines, "valid_until": clock.today("Europe/Paris") + timedelta(days=30), "message": "Bonjour."}
    return Draft(**{**values, **changes})


def sent(by, plan, **changes):
    row = asked(by, plan)
    pricing.save(row.id, row.edition, draft(plan, **changes), STAFF)
    sending.send(row.id, row.edition + 1, STAFF)
    return Quote.get_by_id(row.id)


def confirm(order, by):
    versions = [version.id for version in orders.documents_of(order)]
    with transaction():
        return orders.confirm(order, by, "fr", "192.0.2.7", "Firefox", versions)


def test_a_request_is_taken_in_once(camille, monthly):
    first, second = asked(camille, monthly), asked(camille, monthly)
    assert (first.id, first.number, first.state) == (second.id, f"DF-{clock.today('Europe/Paris').year}-000001", "asked")
    assert [(line.plan_id, line.label, line.quantity) for line in first.asked_lines] == [
        (monthly.id, "Produit", 12),
        (None, "Reprise des données", 1),
    ]


def test_a_discount_is_off_the_price_of_the_catalogue_and_words_have_their_own(camille, monthly):
    row = sent(camille, monthly)
    version = sending.sent_version(row)
    lines = pricing.lines_of(version)
    assert [(line.list_price, line.unit_price, line.net) for line in lines] == [(2_060, 1_854, 22_248), (None, 80_000, 160_000)]
    assert (version.net, version.vat, version.gross) == (182_248, 36_450, 218_698)
    assert (row.state, row.version, version.state) == ("sent", 1, "sent")


def test_accepting_makes_one_order_at_the_prices_of_the_quote(camille, monthly):
    row = sent(camille, monthly)
    order = settling.accept(row.id, 1, camille)
    assert settling.accept(row.id, 1, camille) == order
    assert (order.state, order.gross, order.quote_number, order.held_until) == (PREPARED, 218_698, row.number, row.valid_until)
    first, second = OrderLine.select().where(OrderLine.order == order).order_by(OrderLine.position)
    assert (first.list_price, first.unit_price, first.price_source) == (2_060, 1_854, "quote")
    assert (second.plan, second.list_price, second.unit_price, second.unit) == (None, None, 80_000, "day")
    assert Quote.get_by_id(row.id).state == "sent"
    confirm(order, camille)
    done = Quote.get_by_id(row.id)
    assert (done.state, done.order_id) == ("accepted", order.id)


def test_the_catalogue_moves_and_the_quote_holds(camille, monthly):
    row = sent(camille, monthly)
    order = settling.accept(row.id, 1, camille)
    for price in monthly.prices:
        price.amount = 9_999
        price.save()
    monthly.withdrawn_on = date(2020, 1, 1)
    monthly.save()
    assert orders.check_before_last_click(order) == []
    assert confirm(order, camille).state == CONFIRMED


def test_a_new_address_is_told_before_the_last_click_and_the_price_stays(camille, monthly):
    row = sent(camille, monthly)
    order = settling.accept(row.id, 1, camille)
    camille.organisation.city = "Villeurbanne"
    camille.organisation.save()
    order = orders.order_of(camille.organisation_id, order.number)
    assert [each.kind for each in orders.check_before_last_click(order)] == ["buyer"]
    new = orders.renew(order, order.person, "fr")
    assert (new.gross, new.quote_number) == (218_698, row.number)
    assert confirm(new, order.person).state == CONFIRMED
    assert Quote.get_by_id(row.id).order_id == new.id


def test_the_last_day_counts_and_the_day_after_is_too_late(camille, monthly):
    row = sent(camille, monthly, valid_until=clock.today("Europe/Paris"))
    order = settling.accept(row.id, 1, camille)
    clock.set_to(clock.now() + timedelta(days=1))
    assert [each.kind for each in orders.check_before_last_click(order)] == ["expired"]
    with pytest.raises(ChangedMeanwhile):
        confirm(order, camille)
    with pytest.raises(rules.Outdated):
        settling.accept(row.id, 1, camille)
    settling.expire_all(None)
    assert (Quote.get_by_id(row.id).state, Order.get_by_id(order.id).state) == ("expired", CANCELLED)


def test_a_renewal_is_priced_anew_as_the_next_version(camille, monthly):
    row = sent(camille, monthly, valid_until=clock.today("Europe/Paris"))
    clock.set_to(clock.now() + timedelta(days=1))
    settling.renew(row.id, "Nous sommes prêts.", "renewed-once", "Camille Démo")
    row = Quote.get_by_id(row.id)
    assert row.state == "asked"
    pricing.save(row.id, row.edition, draft(monthly), STAFF)
    version = sending.send(row.id, row.edition + 1, STAFF)
    assert (version.number, settling.accept(row.id, 2, camille).gross) == (2, 218_698)


def test_a_later_version_takes_the_place_of_the_first_which_stays_readable(camille, monthly):
    row = sent(camille, monthly)
    order = settling.accept(row.id, 1, camille)
    pricing.save(row.id, row.edition, draft(monthly, percent=500), STAFF)
    sending.send(row.id, row.edition + 1, STAFF)
    assert Order.get_by_id(order.id).state == CANCELLED
    with pytest.raises(NotPrepared):
        confirm(order, camille)
    with pytest.raises(rules.Changed):
        settling.accept(row.id, 1, camille)
    states = [(each.number, each.state) for each in QuoteVersion.select().order_by(QuoteVersion.number)]
    assert states == [(1, "superseded"), (2, "sent")]
    assert sending.sent_version(Quote.get_by_id(row.id), 1).facts


def test_two_members_price_at_once_and_the_second_is_told(camille, monthly):
    row = asked(camille, monthly)
    pricing.save(row.id, 1, draft(monthly), STAFF)
    with pytest.raises(rules.Changed):
        pricing.save(row.id, 1, draft(monthly, percent=9_000), "Dominique Vente")
    assert QuoteVersion.get().percent is None


def test_a_price_that_moved_since_the_draft_is_not_sent_unseen(camille, monthly):
    row = asked(camille, monthly)
    pricing.save(row.id, 1, draft(monthly), STAFF)
    for price in monthly.prices:
        price.amount = 2_500
        price.save()
    with pytest.raises(rules.PricesMoved):
        sending.send(row.id, 2, STAFF)


def test_a_refusal_keeps_its_reason_and_leaves_nothing_to_confirm(camille, monthly):
    row = sent(camille, monthly)
    order = settling.accept(row.id, 1, camille)
    settling.refuse(row.id, 1, "Trop cher.", "Camille Démo")
    row = Quote.get_by_id(row.id)
    assert (row.state, row.refusal, Order.get_by_id(order.id).state) == ("refused", "Trop cher.", CANCELLED)
    with pytest.raises(rules.NotAllowed):
        settling.accept(row.id, 1, camille)


def test_what_is_withdrawn_cannot_be_accepted(camille, monthly):
    row = sent(camille, monthly)
    settling.withdraw(row.id, row.edition, "Erreur de notre part.", STAFF)
    with pytest.raises(rules.NotAllowed):
        settling.accept(row.id, 1, camille)


def test_what_was_confirmed_cannot_be_withdrawn(camille, monthly):
    row = sent(camille, monthly)
    confirm(settling.accept(row.id, 1, camille), camille)
    with pytest.raises(rules.NotAllowed):
        settling.withdraw(row.id, row.edition, "Trop tard.", STAFF)


def test_questions_wait_for_an_answer_that_has_read_the_last_one(camille, monthly):
    row = sent(camille, monthly)
    thread.ask(row.id, "Et pour 20 ?", "question-1", "Camille Démo")
    seen = QuoteEntry.select().order_by(QuoteEntry.id.desc()).get().id
    thread.ask(row.id, "Et pour 30 ?", "question-2", "Camille Démo")
    with pytest.raises(rules.Changed):
        thread.answer(row.id, seen, "Le même prix.", "answer-1", STAFF)
    thread.answer(row.id, seen + 1, "Le même prix.", "answer-1", STAFF)
    assert Quote.get_by_id(row.id).asked_since is None


def test_the_documents_of_the_day_come_with_the_quote(camille, monthly):
    version = sending.sent_version(sent(camille, monthly))
    assert version.documents == [each.id for each in legal.documents_for_order("fr")]


def test_a_staff_made_order_takes_the_same_way(camille, monthly):
    row = asking.start(camille, STAFF, key="started-once")
    assert asking.start(camille, STAFF, key="started-once").id == row.id
    pricing.save(row.id, row.edition, draft(monthly), STAFF)
    sending.send(row.id, row.edition + 1, STAFF)
    assert confirm(settling.accept(row.id, 1, camille), camille).state == CONFIRMED


def test_a_partner_is_quoted_its_own_price_once_and_a_percentage_is_off_the_catalogue(camille, monthly):
    partners.partner(camille)
    partners.rate(1_000, clock.today("Europe/Paris"))
    plain, granted = DraftLine(monthly.id, "", 1), DraftLine(monthly.id, "", 1, percent=2_000)
    row = sent(camille, monthly, lines=(plain, granted))
    lines = pricing.lines_of(sending.sent_version(row))
    assert [(line.list_price, line.unit_price, line.price_source) for line in lines] == [
        (2_060, 1_854, "partner"),
        (2_060, 1_648, "quote"),
    ]
