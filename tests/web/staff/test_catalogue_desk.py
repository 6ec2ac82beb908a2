"""The catalogue desk on its pages: products made, sold, priced; two at once; what the site then shows (clauses 4.1a, 15, 19b)."""

from datetime import timedelta
from urllib.parse import urlencode

import pytest
from tests import builders
from tests.filled import see, send
from tests.web.staff.people import staff

from phoenix.catalogue.models import Family, Plan, Price, Product, Publisher
from phoenix.catalogue.prices import PriceChange, change_prices
from phoenix.kernel import clock
from phoenix.kernel.money import Money
from phoenix.web.models import bump_stamp

HERE = "/equipe/catalogue"


@pytest.fixture
def plan(client) -> Plan:
    """A plan at 10 €, and a member of sales at the desk."""
    staff(client, "sales")
    return builders.plan(1_000)


def of(row: Product | Plan, screen: str = "") -> str:
    where = f"produits/{row.reference}" if isinstance(row, Product) else f"formules/{row.code}"
    return f"{HERE}/{where}{screen}"


def effect(client, plan: Plan, **answers):
    """The form for a price, filled: what it would do."""
    form = see(client, of(plan)).form("/prix")
    assert form["method"] == "get" and set(answers) <= form["names"]
    return see(client, f"{form['action']}?{urlencode({**form['values'], **answers})}")


def now(row):
    return type(row).get_by_id(row.id)


def soon(days: int = 30):
    return clock.today("Europe/Paris") + timedelta(days)


def test_every_product_is_listed_and_found_by_name_reference_and_filters(client, plan):
    other = builders.plan(of=builders.product(kind="service", name_fr="Audit hirondelle", sold_ma=False)).product
    assert plan.product.reference in see(client, HERE).text and other.reference in see(client, HERE).text
    for asked in (f"q={other.reference}", f"q={other.slug}", "kind=service"):
        shown = see(client, f"{HERE}?{asked}").text
        assert other.name_fr in shown and plan.product.name_fr not in shown, asked
    assert other.name_fr not in see(client, f"{HERE}?country=ma").text
    assert other.name_fr not in see(client, f"{HERE}?state=withdrawn").text


def test_a_product_is_found_by_a_word_of_its_name(client, plan):
    see(client, of(plan.product, "/textes")).submit("/textes", name_fr="Audit hirondelle")
    assert "Audit hirondelle" in see(client, f"{HERE}?q=hirond").text


def test_the_list_costs_the_same_for_three_products_as_for_thirty(client, plan, queries_of):
    few = queries_of(lambda: client.get(HERE))
    for _ in range(30):
        builders.plan()
    assert queries_of(lambda: client.get(HERE)) == few


def test_a_product_is_made_priced_and_sold_from_nothing(client, plan):
    shown = see(client, f"{HERE}/produits/nouveau").submit(
        "/nouveau", kind="service", name_fr="Audit de sécurité", reference="SEC-9", slug="audit-de-securite", unit="day", sold_ma=None
    )
    product = Product.get(reference="SEC-9")
    assert shown.heading == "Audit de sécurité" and "Hors vente" in shown.text
    assert client.get("/fr-fr/catalogue/audit-de-securite").status_code == 404
    see(client, of(product, "/formules")).submit("/formules", plan="one_off-once")
    priced = Plan.get(product=product)
    effect(client, priced, country="fr", amount="1 250,50", valid_from=str(soon(0))).submit("/prix")
    see(client, of(product)).submit("/mise-en-vente")
    assert "1 250,50" in see(client, "/fr-fr/catalogue/audit-de-securite").text.replace("\u202f", " ")


def test_what_does_not_fit_is_told_at_the_field_and_nothing_is_lost(client, plan):
    known = plan.product
    shown = see(client, f"{HERE}/produits/nouveau").submit("/nouveau", name_fr="Encore", reference=known.reference, slug="Pas bon")
    assert shown.status == 422
    assert "Un autre l’utilise déjà" not in shown.text and "Écrivez des minuscules" in shown.text
    assert shown.form("/nouveau")["values"]["name_fr"] == "Encore"
    assert "Un autre l’utilise déjà" in shown.submit("/nouveau", slug=known.slug).text


def test_the_effect_of_a_price_is_shown_before_and_the_site_announces_it_after(client, plan):
    """clauses 15a, 15c"""
    page = f"/fr-fr/catalogue/{plan.product.slug}"
    assert "12,50" not in see(client, page).text
    shown = effect(client, plan, country="fr", amount="12,50", valid_from=str(soon()))
    assert shown.status == 200 and "Aucun abonnement ne se renouvelle à ce prix." in shown.text
    assert not Price.select().where(Price.valid_from == soon()).exists()
    saved = shown.submit("/prix")
    assert "annoncé" in saved.text and "Aïcha Martin" in saved.text
    assert "12,50" in see(client, page).text
    assert "12,50" not in see(client, page.replace("fr-fr", "fr-ma")).text


def test_a_price_that_would_do_something_else_by_now_is_shown_again(client, plan):
    shown = effect(client, plan, country="fr", amount="12,50", valid_from=str(soon()))
    change_prices([PriceChange(plan.id, "fr", soon(), Money(1_300, "EUR"))], "Bruno")
    again = shown.submit("/prix")
    assert again.status == 409 and "L’effet a changé entre-temps" in again.text and "13,00" in again.text
    assert again.submit("/prix").status == 200
    assert Price.get(Price.valid_from == soon()).amount == 1_250
    assert "retiré ou remplacé" in see(client, of(plan)).text


def test_an_announced_price_is_withdrawn_after_its_effect_was_seen(client, plan):
    change_prices([PriceChange(plan.id, "fr", soon(), Money(1_300, "EUR"))], "Bruno")
    row = Price.get(Price.valid_from == soon())
    see(client, of(plan, f"/prix/{row.id}/retrait")).submit("/retrait")
    assert not Price.select().where(Price.valid_from == soon()).exists()
    assert client.get(of(plan, f"/prix/{row.id}/retrait")).status_code == 404


def test_a_price_in_force_is_never_edited(client, plan):
    """clause 5b"""
    current = Price.get(Price.plan == plan, Price.country == "fr")
    assert client.get(of(plan, f"/prix/{current.id}/retrait")).status_code == 404
    for day in (soon(-1), current.valid_from):
        wrong = effect(client, plan, country="fr", amount="1", valid_from=str(day))
        assert wrong.status == 422 and "Ce jour est passé" in wrong.text


@pytest.mark.parametrize("amount", ["", "gratuit", "-1", "1,234", "1e3", "99999999999"])
def test_an_amount_that_is_none_is_told_and_kept(client, plan, amount):
    wrong = effect(client, plan, country="fr", amount=amount, valid_from=str(soon()))
    assert wrong.status == 422 and wrong.form("/prix")["values"]["amount"] == amount


def test_french_that_changes_is_what_english_pages_show_until_translated(client, plan):
    """clause 19b"""
    product = plan.product
    see(client, of(product, "/textes")).submit("/textes", summary_fr="Tout neuf.")
    assert "Tout neuf." in see(client, f"/en-fr/catalogue/{product.slug}").text
    assert "resté en arrière" in see(client, of(product)).text
    see(client, of(product, "/textes")).submit("/textes", up_to_date="summary")
    assert "For tests." in see(client, f"/en-fr/catalogue/{product.slug}").text


def test_saved_as_they_are_the_texts_do_not_change(client, plan):
    see(client, of(plan.product, "/textes")).submit("/textes", description_fr="Un.\r\n\r\n- a\r\n- b")
    assert now(plan.product).description_fr == ["Un.", ["a", "b"]]
    assert "Rien n’a changé" in see(client, of(plan.product, "/textes")).submit("/textes").text


def test_two_edit_the_texts_and_the_second_sees_both(client, plan):
    mine = see(client, of(plan.product, "/textes"))
    see(client, of(plan.product, "/textes")).submit("/textes", summary_fr="De Bruno.")
    told = mine.submit("/textes", summary_fr="D’Aïcha.")
    assert told.status == 409 and "De Bruno." in told.text
    assert told.form("/textes")["values"]["summary_fr"].strip() == "D’Aïcha."
    assert now(plan.product).summary_fr == "De Bruno."
    told.submit("/textes")
    assert now(plan.product).summary_fr == "D’Aïcha."


def test_two_edit_the_sale_and_the_second_sees_both(client, plan):
    mine = see(client, of(plan.product, "/vente"))
    see(client, of(plan.product, "/vente")).submit("/vente", min_quantity="5")
    told = mine.submit("/vente", min_quantity="7")
    assert told.status == 409 and now(plan.product).min_quantity == 5
    told.submit("/vente")
    assert now(plan.product).min_quantity == 7


def test_where_it_is_sold_counts_at_once(client, plan):
    see(client, of(plan.product, "/vente")).submit("/vente", sold_ma=None, related="", valid_until=str(soon()))
    assert client.get(f"/fr-ma/catalogue/{plan.product.slug}").status_code == 404
    assert now(plan.product).valid_until == soon()


def test_once_priced_its_address_stays_and_says_so(client, plan):
    wrong = see(client, of(plan.product, "/vente")).submit("/vente", slug="autre", related="rien-de-tel")
    assert wrong.status == 422 and "ne connaît pas" in wrong.text
    assert "cela ne change plus" in wrong.submit("/vente", related="").text


def test_withdrawn_it_is_gone_from_the_site_and_still_at_the_desk(client, plan):
    assert see(client, of(plan.product)).submit("/retrait").status == 200
    assert client.get(f"/fr-fr/catalogue/{plan.product.slug}").status_code == 404
    assert "Hors vente" in see(client, of(plan.product)).text


def test_what_is_sold_without_price_is_told(client, plan):
    builders.plan(commitment="P3Y", of=plan.product, countries=("fr",))
    assert "Vendu sans prix" in see(client, of(plan.product)).text
    assert "Sans prix : Maroc" in see(client, HERE).text.replace("\xa0", " ")
    other = builders.plan().product
    bump_stamp()
    assert "Formules en vente sans prix" in see(client, "/equipe").text
    shown = see(client, f"{HERE}?state=unpriced").text
    assert plan.product.name_fr in shown and other.name_fr not in shown


def test_the_sale_of_a_plan_ends_and_two_at_it_are_told(client, plan):
    mine = see(client, of(plan))
    form = next(form for form in mine.forms if form["action"].endswith(plan.code))
    send(client, form["action"], {**form["values"], "vendor_sku": "CFQ7TTC0LCHC:0002", "withdrawn_on": str(soon(0))})
    assert (now(plan).vendor_sku, now(plan).withdrawn_on) == ("CFQ7TTC0LCHC:0002", soon(0))
    told = send(client, form["action"], {**form["values"], "vendor_sku": "X:1"})
    assert told.status == 409 and "CFQ7TTC0LCHC:0002" in told.text and "X:1" in told.response.text


def test_a_pack_is_filled_on_its_screen(client, plan):
    pack = builders.product(kind="pack")
    answer = client.post(of(pack, "/contenu"), data={**see(client, of(pack, "/contenu")).form("/contenu")["values"], "code": [plan.code, ""], "quantity": ["4", ""]})
    assert answer.status_code == 303
    assert "4 × " in see(client, of(pack)).text.replace("\xa0", " ")
    wrong = see(client, of(pack, "/contenu")).submit("/contenu", code="NADA", quantity="1")
    assert wrong.status == 422 and "ne connaît pas" in wrong.text
    for quantity in ("4,5", "9" * 5_000):
        assert see(client, of(pack, "/contenu")).submit("/contenu", code=plan.code, quantity=quantity).status == 422


def test_families_and_publishers_have_their_screens(client, plan):
    shelves = f"{HERE}/rayons"
    see(client, f"{shelves}/familles/nouvelle").submit("/nouvelle", slug="services", name_fr="Services", name_en="Services")
    assert see(client, f"{shelves}/familles/nouvelle").submit("/nouvelle", slug="services", name_fr="x", name_en="x").status == 422
    mine = see(client, f"{shelves}/familles/services")
    see(client, f"{shelves}/familles/services").submit("/services", name_fr="Nos services")
    assert mine.submit("/services", name_fr="Services à vous").status == 409
    assert Family.get(slug="services").name_fr == "Nos services"
    see(client, f"{shelves}/editeurs/nouveau").submit("/nouveau", slug="eset", name="ESET")
    see(client, f"{shelves}/editeurs/eset").submit("/eset", name="ESET France")
    assert Publisher.get(slug="eset").name == "ESET France"
    assert "Nos services" in see(client, shelves).text


@pytest.mark.parametrize("role", ["support", "accounting"])
def test_who_may_only_read_sees_no_form(client, role):
    plan = builders.plan()
    staff(client, role)
    for where in (HERE, of(plan.product), of(plan), f"{HERE}/rayons"):
        shown = see(client, where)
        assert shown.status == 200
        assert not [form for form in shown.forms if "catalogue" in form["action"] and form["method"] == "post"]
    assert client.get(of(plan, "/prix?country=fr&amount=1&valid_from=2030-01-01")).status_code == 403
