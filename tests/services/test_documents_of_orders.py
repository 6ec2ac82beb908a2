"""Which documents an order brings, and what is asked again (clauses 2c, 2e)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from phoenix.catalogue import demo_load
from phoenix.catalogue.models import PackItem, Product
from phoenix.contracts import service as contracts
from phoenix.database import transaction
from phoenix.legal import publishing
from phoenix.legal import service as legal
from phoenix.legal.accepting import asked
from phoenix.orders import service as orders
from phoenix.payments import liability
from tests import payment_world as world

EVERY = ["conditions", "conditions-de-service"]


@pytest.fixture
def lyon(app):
    return world.person(world.organisation("fr"))


def selling(*terms: str, **more):
    plan = world.plan(**more)
    Product.update(specific_terms=list(terms)).where(Product.id == plan.product_id).execute()
    return plan


def codes(versions) -> list[str]:
    return [version.document.code for version in versions]


def accept(versions, by) -> None:
    with transaction():
        legal.record_acceptance(
            versions, person_id=by.id, organisation_id=by.organisation_id, order_id=1, language="fr", address="", user_agent=""
        )


def test_every_order_brings_terms_of_sale_and_of_service(lyon):
    assert codes(orders.documents_of(world.order(lyon, world.plan()))) == EVERY


def test_products_bring_their_specific_terms_each_once(lyon):
    world.order(lyon, selling("conditions-microsoft"))
    world.order(lyon, selling("conditions-microsoft"))
    order = world.order(lyon, selling("conditions-prestations", commitment="one_off", billing="once", kind="service"))
    assert codes(orders.documents_of(order)) == [*EVERY, "conditions-microsoft", "conditions-prestations"]


def test_a_pack_brings_those_of_its_contents(lyon):
    part, pack = selling("conditions-microsoft"), selling(kind="pack")
    PackItem.create(pack=pack.product, plan=part, quantity=1)
    assert codes(orders.documents_of(world.order(lyon, pack))) == [*EVERY, "conditions-microsoft"]


def test_the_partner_agreement_is_for_partners_only(lyon):
    lyon.organisation.partner_since = date(2026, 1, 1)
    lyon.organisation.save()
    assert codes(orders.documents_of(world.order(lyon, world.plan()))) == [*EVERY, "accord-partenaires"]


def test_the_first_time_every_document_has_its_box(lyon):
    versions = legal.documents_for_order("fr")
    assert [each.ticked for each in asked(versions, lyon.organisation_id, "fr")] == [True, True]


def test_afterwards_only_the_terms_of_sale_are_ticked_with_each_order(lyon):
    """clause 4.1b"""
    versions = legal.documents_for_order("fr")
    accept(versions, lyon)
    again = asked(versions, lyon.organisation_id, "fr")
    assert [each.ticked for each in again] == [True, False]
    assert all(each.accepted_at and each.earlier is None for each in again)


def test_another_organisations_acceptance_counts_for_nothing(lyon):
    versions = legal.documents_for_order("fr")
    accept(versions, world.person(world.organisation("fr", "Une autre")))
    assert all(each.ticked and not each.accepted_at for each in asked(versions, lyon.organisation_id, "fr"))


def test_the_demo_catalogue_says_which_terms_go_with_what(app):
    demo_load.load(date(2026, 11, 26))
    known = dict(Product.select(Product.slug, Product.specific_terms).tuples())
    assert known["microsoft-365-business-premium"] == ["conditions-microsoft"]
    assert known["migration-vers-microsoft-365"] == ["conditions-prestations"]
    assert known["pack-poste-de-travail-securise"] == []
    named = {code for terms in known.values() for code in terms}
    assert all(legal.version_in_force(code) for code in named)


@pytest.mark.postgresql
def test_the_same_on_postgresql(postgresql_app):
    lyon = world.person(world.organisation("fr"))
    order = world.order(lyon, selling("conditions-microsoft"))
    versions = orders.documents_of(order)
    assert codes(versions) == [*EVERY, "conditions-microsoft"]
    accept(versions, lyon)
    assert [each.ticked for each in asked(orders.documents_of(order), lyon.organisation_id, "fr")] == [True, False, False]
    assert set(legal.organisations_by_version().values()) == {1}
    on = max(date.today(), versions[0].in_force_on) + timedelta(days=1)
    fresh = publishing.publish_next("conditions", on, versions[0].source.rstrip() + " Encore un mot.\n")
    contracts.tell({"version": fresh.id, "after": 0})
    contracts.tell({"version": fresh.id, "after": 0})
    assert contracts.told_by_version([fresh, versions[0]]) == {fresh.id: 1, versions[0].id: 0}
    assert [version.id for version in legal.published_elsewhere()] == [fresh.id]
    assert contracts.under(versions[1].document).count() == 0
    assert liability.paid_for(order, []) == []
