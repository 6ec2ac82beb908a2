"""Products, plans and packs changed at the desk: checked, logged, nobody's work lost (clauses 4.1a, 15a, 19b)."""

import pytest
from tests import builders

from phoenix.catalogue import editing, plans, rules
from phoenix.catalogue.editing_rules import FRENCH_MISSING, NEVER_ALONE, NOT_FIXED, QUANTITIES, TAKEN, UNKNOWN, Wrong, seen
from phoenix.catalogue.models import Family, Product, Publisher
from phoenix.catalogue.search import find
from phoenix.kernel.clock import today
from phoenix.team.models import StaffAct
from phoenix.translating import product_texts
from phoenix.translating.models import TextChange


def change(product: Product, shown: Product | None = None, up_to_date=(), **values) -> bool:
    return editing.change_product(product, values, seen(editing.product_values(shown or product), values), up_to_date)


def now(row):
    return type(row).get_by_id(row.id)


def refused(function, *args, **values) -> dict:
    with pytest.raises(Wrong) as told:
        function(*args, **values)
    return told.value.reasons


def wanted(**changes) -> dict:
    known = builders.product()
    values = {
        "slug": "audit-de-securite", "reference": "SEC-9", "kind": "service", "unit": "day", "name_fr": "Audit de sécurité",
        "family": known.family_id, "publisher": known.publisher_id,
    }  # fmt: skip
    return {**values, **changes}


def test_a_new_product_is_not_on_sale_and_is_in_the_log(app):
    made = editing.create_product(wanted())
    assert not made.active
    assert StaffAct.get(StaffAct.act == "product_created").after["reference"] == "SEC-9"


def test_slugs_and_references_are_unique(app):
    editing.create_product(wanted())
    assert refused(editing.create_product, wanted()) == {"slug": TAKEN, "reference": TAKEN}


@pytest.mark.parametrize("slug", ["", "Audit", "audit de", "-audit", "é"])
def test_a_slug_that_no_address_can_hold_is_refused(app, slug):
    assert set(refused(editing.create_product, wanted(slug=slug))) == {"slug"}


def test_once_priced_its_address_and_reference_stay(app):
    plan = builders.plan()
    assert refused(change, plan.product, slug="autre", reference="AUTRE-1") == {"slug": NOT_FIXED, "reference": NOT_FIXED}
    free = builders.product()
    assert change(free, slug="autre") and now(free).slug == "autre"


def test_french_that_changes_leaves_its_english_behind(app):
    """clause 19b"""
    product = builders.product()
    change(product, summary_fr="Tout neuf.")
    assert now(product).text("summary", "en") == "Tout neuf." and now(product).stale_en == {"summary": "Pour les tests."}
    assert product_texts.find(f"p{product.id}-summary").state == "stale"


def test_both_changed_together_nothing_is_stale(app):
    product = builders.product()
    change(product, summary_fr="Tout neuf.", summary_en="Brand new.")
    assert now(product).text("summary", "en") == "Brand new." and now(product).stale_en == {}
    noted = TextChange.get()
    assert (noted.key, noted.before, noted.after) == (f"p{product.id}-summary", ["For tests."], ["Brand new."])


def test_english_left_as_it_is_may_be_found_right(app):
    product = builders.product()
    change(product, summary_fr="Pour les essais.")
    change(now(product), up_to_date=["summary_en"], summary_fr="Pour les essais.", summary_en="For tests.")
    assert now(product).text("summary", "en") == "For tests."


def test_english_without_french_is_refused(app):
    assert refused(change, builders.product(), limits_en="Some limits.") == {"limits_en": FRENCH_MISSING}


def test_two_edit_one_product_and_the_second_is_told(app):
    product = builders.product()
    change(product, summary_fr="De Bruno.")
    with pytest.raises(editing.ChangedMeanwhile) as told:
        change(product, shown=product, summary_fr="D’Aïcha.")
    assert told.value.row.summary_fr == "De Bruno." and now(product).summary_fr == "De Bruno."


def test_two_edit_different_screens_of_one_product_in_peace(app):
    product = builders.product()
    change(product, summary_fr="De Bruno.")
    assert change(product, shown=product, min_quantity=5)


def test_the_log_has_what_changed_and_nothing_else(app):
    product = builders.product()
    change(product, min_quantity=5, max_quantity=100_000)
    act = StaffAct.get(StaffAct.act == "product_changed")
    assert (act.subject, act.before, act.after) == (f"product:{product.reference}", {"min_quantity": 1}, {"min_quantity": 5})


def test_saved_as_it_is_nothing_happens(app):
    product = builders.product()
    assert not change(product, min_quantity=1)
    assert not StaffAct.select().exists()


def test_more_at_least_than_at_most_is_refused(app):
    assert refused(change, builders.product(), min_quantity=9, max_quantity=8) == {"max_quantity": QUANTITIES}


def test_it_is_found_by_its_new_words_at_once(app):
    product = builders.plan().product
    change(product, name_fr="Hirondelle")
    assert product.id in find("hirondelle", "fr", "fr").ids


def test_withdrawn_from_sale_it_is_still_there(app):
    product = builders.product()
    editing.sell(product, False)
    assert not now(product).active
    assert StaffAct.get().act == "product_withdrawn"


def test_a_plan_is_added_once_and_only_where_it_may_be(app):
    product = builders.product()
    made = plans.add_plan(product, "P1Y", "once")
    assert made.code == f"{product.reference}-P1Y-ONCE"
    with pytest.raises(plans.PlanExists):
        plans.add_plan(product, "P1Y", "once")
    with pytest.raises(rules.PlanNotAllowed):
        plans.add_plan(product, "P1Y", "year")


def test_two_edit_one_plan_and_the_second_is_told(app):
    plan = builders.plan()
    shown = seen(plans.plan_values(plan), plans.PLAN)
    assert plans.change_plan(plan, {"vendor_sku": "A:1"}, shown)
    with pytest.raises(editing.ChangedMeanwhile):
        plans.change_plan(plan, {"vendor_sku": "B:1"}, shown)
    assert now(plan).vendor_sku == "A:1"


def test_a_pack_says_what_it_contains(app):
    pack, one = builders.product(kind="pack"), builders.plan()
    assert plans.change_contents(pack, {one.code: 3}, plans.contents_seen(pack))
    assert [(item.plan_id, item.quantity) for item in plans.contents(pack)] == [(one.id, 3)]
    with pytest.raises(editing.ChangedMeanwhile):
        plans.change_contents(pack, {}, "something else")


def test_a_pack_contains_no_pack_and_nothing_unknown(app):
    pack = builders.product(kind="pack")
    inner = builders.plan(of=pack)
    assert refused(plans.change_contents, pack, {inner.code: 1}, plans.contents_seen(pack)) == {"contents": NEVER_ALONE}
    assert refused(plans.change_contents, pack, {"NADA": 1}, plans.contents_seen(pack)) == {"contents": UNKNOWN}
    assert refused(plans.change_contents, pack, {builders.plan().code: 0}, plans.contents_seen(pack)) == {"contents": QUANTITIES}


def test_what_is_sold_without_a_price_is_told(app):
    here = today("Europe/Paris")
    missing = builders.plan(countries=("ma",))
    builders.plan()
    assert [plan.id for plan in plans.without_price("fr", here)] == [missing.id]
    assert list(plans.without_price("ma", here)) == []
    editing.sell(missing.product, False)
    assert list(plans.without_price("fr", here)) == []


def test_families_and_publishers_change_with_what_is_found_by_them(app):
    product = builders.plan().product
    family, publisher = Family.get(), Publisher.get()
    editing.save_family(family, {"name_fr": "Colibri"}, seen({"name_fr": family.name_fr}, ["name_fr"]))
    editing.save_publisher(publisher, {"name": "Pinson"}, seen({"name": publisher.name}, ["name"]))
    assert find("colibri", "fr", "fr").ids and product.id in find("pinson", "fr", "fr").ids
    assert refused(editing.save_family, None, {"slug": family.slug, "name_fr": "x", "name_en": "x"}) == {"slug": TAKEN}


@pytest.mark.postgresql
def test_the_same_on_postgresql(postgresql_app):
    product = editing.create_product(wanted())
    change(product, summary_fr="Tout neuf.", valid_until=today("Europe/Paris"))
    plan = plans.add_plan(product, "one_off", "once")
    editing.sell(product, True)
    assert [each.id for each in plans.without_price("fr", today("Europe/Paris"))] == [plan.id]
