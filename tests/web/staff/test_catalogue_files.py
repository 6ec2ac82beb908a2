"""Files at the catalogue desk: taken, brought, compared, applied; a publisher's list made into our prices (clauses 5a, 15a)."""

import io

import pytest
from tests import builders
from tests.filled import Shown, see
from tests.services.test_vendor_price_lists import HEAD, line
from tests.web.staff.people import staff
from tests.web.staff.test_catalogue_desk import soon

from phoenix.cart.models import Cart, CartItem
from phoenix.catalogue.models import CatalogueFile, Plan, Price, Product

FILES = "/equipe/catalogue/fichiers"


@pytest.fixture
def plan(client) -> Plan:
    """A plan at 10 €, and a member of sales at the desk."""
    staff(client, "sales")
    return builders.plan(1_000)


def bring(client, content: str | bytes, sort: str = "ours", name: str = "catalogue.csv") -> Shown:
    values = see(client, FILES).form("/depot")["values"]
    body = content if isinstance(content, bytes) else content.encode()
    data = {**values, "sort": sort, "file": (io.BytesIO(body), name)}
    answer = client.post(f"{FILES}/depot", data=data, content_type="multipart/form-data", follow_redirects=True)
    return Shown(client, answer, answer.request.path)


def prices(plan: Plan, amount: str = "12,50") -> str:
    product = plan.product
    return f"reference;commitment;billing;country;valid_from;amount\n{product.reference};{plan.commitment};{plan.billing};fr;{soon()};{amount}\n"


def test_what_is_taken_away_comes_back_without_a_change(client, plan):
    for name in ("produits", "prix"):
        answer = client.get(f"{FILES}/{name}.csv")
        assert answer.status_code == 200 and "attachment" in answer.headers["Content-Disposition"]
        shown = bring(client, answer.data)
        assert "Rien à changer" in shown.text and not [form for form in shown.forms if "/application" in form["action"]]
    assert client.get(f"{FILES}/autre.csv").status_code == 404


def test_differences_are_shown_then_applied_and_the_site_shows_them(client, plan):
    shown = bring(client, f"reference;summary_fr\n{plan.product.reference};Tout neuf.\n")
    assert "1 changée" in shown.text.replace("\xa0", " ") and "Pour les tests." in shown.text and "Tout neuf." in shown.text
    page = f"/fr-fr/catalogue/{plan.product.slug}"
    assert "Tout neuf." not in see(client, page).text
    assert "1 changement appliqué" in shown.submit("/application").text
    assert "Tout neuf." in see(client, page).text
    assert "appliqué" in see(client, FILES).text


def test_prices_come_with_their_effect(client, plan):
    CartItem.create(cart=Cart.create(key="k", country="fr"), plan=plan, quantity=1, seen_price=1_000, seen_currency="EUR")
    shown = bring(client, prices(plan))
    assert "Aucun abonnement ne se renouvelle à ces prix." in shown.text
    assert "10,00 € → 12,50 €" in shown.text.replace("\xa0", " ") and plan.product.name_fr in shown.text
    shown.submit("/application")
    assert Price.get(Price.valid_from == soon()).set_by == "Aïcha Martin"


def test_wrong_lines_are_told_in_words_and_cannot_be_applied(client, plan):
    shown = bring(client, prices(plan, "gratuit"))
    assert "ligne 2" in shown.text and "n’est pas un montant" in shown.text
    assert not [form for form in shown.forms if "/application" in form["action"]]


def test_what_changed_since_is_shown_again(client, plan):
    shown = bring(client, prices(plan))
    bring(client, prices(plan, "13")).submit("/application")
    again = shown.submit("/application")
    assert again.status == 409 and "a changé entre-temps" in again.text and "13.00" in again.text
    assert again.submit("/application").status == 200
    assert Price.get(Price.valid_from == soon()).amount == 1_250


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "est vide"),
        (b"PK\x03\x04\0\0", "Ce n’est pas un fichier de texte"),
        ("reference;prix_fr\n", "« prix_fr »"),
        ("slug\nx\n", "Cette colonne manque"),
        ('reference;slug\n"MS;x\n', "est abîmé"),
    ],
)
def test_a_file_that_is_none_is_refused_in_words(client, plan, content, said):
    shown = bring(client, content)
    assert shown.status == 422 and said in shown.text.replace("\xa0", " ")
    assert not CatalogueFile.select().exists()


def test_without_a_file_nothing_happens(client, plan):
    shown = see(client, FILES).submit("/depot")
    assert shown.status == 422 and "Choisissez un fichier" in shown.text


def test_a_file_beyond_all_bounds_is_refused_unread(client, plan):
    answer = client.post(f"{FILES}/depot", data={"file": (io.BytesIO(b"x" * 41_000_000), "x.csv")}, content_type="multipart/form-data")
    assert answer.status_code == 413


def test_the_format_is_explained_column_by_column(client, plan):
    shown = see(client, f"{FILES}/format")
    assert "description_fr" in shown.text and "withdrawn_on" in shown.text


def test_a_publishers_list_becomes_our_prices(client, plan):
    """The unmapped reference is brought to a product, prices are proposed with a margin, shown, and set."""
    product = Product.get_by_id(plan.product_id)
    shown = bring(client, "\n".join([HEAD, line(), line(term="P3Y")]), "vendor", "list.csv")
    assert shown.heading == "Liste de prix d’un éditeur"
    shown = shown.submit("/reglages", margin="5", valid_from=str(soon()), countries="fr")
    assert "DEMO:0001" in shown.text and "Références qu’aucune formule ne porte" in shown.text
    wrong = shown.submit("/rapprochement", reference="NADA")
    assert wrong.status == 422 and "Aucun produit n’a cette référence" in wrong.text
    shown = shown.submit("/rapprochement", reference=product.reference.lower())
    assert "23,10" in shown.text and "10,00" in shown.text and "1 ligne sans formule" in shown.text.replace("\xa0", " ")
    shown.submit("/application")
    assert Price.get(Price.valid_from == soon()).amount == 23_10
    assert "23,10" in see(client, f"/fr-fr/catalogue/{product.slug}").text


@pytest.mark.parametrize(("field", "wrong"), [("margin", "beaucoup"), ("margin", "-101"), ("margin", "5,125"), ("valid_from", ""), ("countries", None)])
def test_settings_that_make_no_price_are_told(client, plan, field, wrong):
    shown = bring(client, "\n".join([HEAD, line()]), "vendor")
    again = shown.submit("/reglages", **{"countries": "fr", field: wrong})
    assert again.status == 422 and not CatalogueFile.get().settings


def test_settings_changed_by_another_have_to_be_looked_at_again(client, plan):
    Plan.update(vendor_sku="DEMO:0001").execute()
    shown = bring(client, "\n".join([HEAD, line()]), "vendor").submit("/reglages", margin="0", valid_from=str(soon()), countries="fr")
    shown.submit("/reglages", margin="5", countries="fr")
    assert shown.submit("/application").status == 409
    assert not Price.select().where(Price.valid_from == soon()).exists()
