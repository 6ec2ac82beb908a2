"""What we say of publishers' documents is on the translators' desk as all other texts are (clauses 16a, 19b)."""

import pytest
from tests import builders
from tests.desk_world import AICHA, DESK, desk  # noqa: F401
from tests.filled import see
from tests.web.staff.people import staff
from tests.web.test_third_party import document, page

from phoenix.catalogue import third_party
from phoenix.catalogue.third_party_models import ThirdPartyDocument
from phoenix.translating import exchange, listing, product_texts, service
from phoenix.translating.models import DONE, MISSING, STALE, TextChange


@pytest.fixture
def product(app):
    row = builders.product()
    builders.plan(of=row)
    return row


def text(row: ThirdPartyDocument, name: str = "title"):
    return service.find("products", f"d{row.id}-{name}")


def test_an_english_title_that_lacks_waits_for_a_translator_and_is_shown_once_written(client, desk, product):
    row = document(product, title_en="")
    before = listing.counts()["products", MISSING]
    staff(client, "translator")
    shown = see(client, f"{DESK}?domain=products&state=missing")
    assert "Conditions de produit" in shown.text
    see(client, f"{DESK}/products/d{row.id}-title").submit("/texte", english="Product Terms")
    assert text(row).state == DONE and listing.counts()["products", MISSING] == before - 1
    assert "Product Terms" in page(client, product, "en-fr").text
    assert "Conditions de produit" in page(client, product).text


def test_french_that_changed_leaves_its_english_to_be_redone(app, product):
    row = document(product)
    third_party.save(row.id, row.version, {"notice_fr": "Licence par appareil.", "notice_en": "Licence per user."})
    unit = text(row, "notice")
    assert (unit.state, unit.old_french, unit.old_english) == (STALE, ("Licence par utilisateur.",), ("Licence per user.",))
    service.save(unit, ("Licence per device.",), unit.seen, AICHA)
    assert ThirdPartyDocument.get_by_id(row.id).text("notice", "en") == "Licence per device."


def test_whoever_edits_the_document_meanwhile_is_told(app, product):
    row = document(product)
    service.save(text(row), ("Terms of the product",), text(row).seen, AICHA)
    with pytest.raises(third_party.Changed):
        third_party.save(row.id, row.version, {"title_fr": "Autre", "title_en": "Other"})


def test_english_changed_at_the_documents_page_is_in_the_translators_history(app, product):
    row = document(product)
    third_party.save(row.id, row.version, {"title_fr": row.title_fr, "title_en": "Terms of the product"})
    (change,) = TextChange.select().where(TextChange.key == f"d{row.id}-title")
    assert (change.before, change.after) == (["Product Terms"], ["Terms of the product"])


def test_what_is_withdrawn_waits_for_nobody(app, product):
    row = document(product, title_en="")
    third_party.withdraw(row.id, row.version)
    assert listing.counts()["products", MISSING] == sum(unit.state == MISSING for unit in product_texts.everything())
    assert not [unit for unit in product_texts.everything() if unit.key.startswith(f"d{row.id}-")]


def test_it_is_in_the_files_that_go_out(app, desk, product):
    row = document(product)
    assert f"d{row.id}-notice" in exchange.export("products").decode()


def test_its_page_leads_to_where_it_is_shown(client, desk, product):
    staff(client, "translator")
    whole, own = document(product), document(product, product=product.id)
    address = f"{DESK}/products/"
    assert "/en-fr/catalogue?editeur=microsoft" in see(client, f"{address}d{whole.id}-title").response.text
    assert f"/en-fr/catalogue/{product.slug}" in see(client, f"{address}d{own.id}-title").response.text
