"""The staff's page of publishers' documents: what is said of them, where they lead, how often they were opened (clause 16a)."""

import io
from datetime import UTC, datetime

import pytest
from pypdf import PdfWriter
from tests import builders
from tests.filled import see
from tests.web.staff import people

from phoenix.audience import rules
from phoenix.audience.counting import write
from phoenix.catalogue import third_party
from phoenix.catalogue.third_party_models import ThirdPartyDocument
from phoenix.gateways import files
from phoenix.kernel import clock
from phoenix.team.models import StaffAct

HERE = "/equipe/documents-tiers"
TERMS = "https://www.microsoft.com/licensing/terms/"


@pytest.fixture(autouse=True)
def monday(app):
    clock.set_to(datetime(2026, 9, 7, 9, tzinfo=UTC))


@pytest.fixture
def product(app):
    return builders.product()


def written(product, /, **changes) -> dict:
    values = {
        "publisher": str(product.publisher_id), "title_fr": "Conditions de produit", "notice_fr": "Par utilisateur.",
        "language": "en", "url": TERMS,
    }  # fmt: skip
    return {**values, **changes}


@pytest.fixture
def row(product) -> ThirdPartyDocument:
    values = {
        "publisher": product.publisher_id, "product": None, "title_fr": "Contrat", "title_en": "", "notice_fr": "", "notice_en": "",
        "language": "fr", "url": TERMS, "sha256": None, "file_name": "", "position": 0,
    }  # fmt: skip
    return third_party.add(values)


def test_one_is_added_and_logged(client, product):
    people.staff(client, "sales")
    page = see(client, f"{HERE}/nouveau").submit("/nouveau", **written(product, product=product.reference))
    assert "Enregistré" in page.text
    made = ThirdPartyDocument.get()
    assert (made.title_fr, made.url, made.product_id) == ("Conditions de produit", TERMS, product.id)
    assert StaffAct.get(StaffAct.act == "third_party_added").after["url"] == TERMS
    assert "Conditions de produit" in see(client, HERE).text


@pytest.mark.parametrize(
    ("field", "wrong", "told"),
    [
        ("title_fr", "", "Indiquez le titre"),
        ("url", "http://www.microsoft.com/", "commence par https"),
        ("url", "", "joignez le PDF"),
        ("product", "NOTHING", "pas de produit de cette référence"),
        ("title_en", "x" * 201, "trop long"),
    ],
)
def test_a_wrong_answer_is_told_and_nothing_is_lost(client, product, field, wrong, told):
    people.staff(client, "sales")
    page = see(client, f"{HERE}/nouveau").submit("/nouveau", **written(product, **{field: wrong}))
    assert page.status == 422 and told in page.text
    assert page.form("/nouveau")["values"]["notice_fr"].strip() == "Par utilisateur."
    assert not ThirdPartyDocument.select().exists()


def a_pdf() -> bytes:
    """One blank page."""
    writer, whole = PdfWriter(), io.BytesIO()
    writer.add_blank_page(200, 200)
    writer.write(whole)
    return whole.getvalue()


def send_file(client, product, content: bytes, name: str):
    page = see(client, f"{HERE}/nouveau")
    values = {**page.form("/nouveau")["values"], **written(product, url=""), "file": (io.BytesIO(content), name)}
    return client.post(f"{HERE}/nouveau", data=values, content_type="multipart/form-data")


def test_a_pdf_is_kept_and_nothing_else(client, product):
    people.staff(client, "sales")
    assert send_file(client, product, b"<html>no pdf</html>", "licence.pdf").status_code == 422
    assert not ThirdPartyDocument.select().exists()
    pdf = a_pdf()
    assert send_file(client, product, pdf, "licence.pdf").status_code == 303
    made = ThirdPartyDocument.get()
    assert files.get(made.sha256) == pdf and made.file_name == "licence.pdf"
    page = see(client, f"{HERE}/{made.id}").submit(f"/{made.id}", title_fr="Licence")
    assert page.status == 200
    assert (ThirdPartyDocument.get().title_fr, ThirdPartyDocument.get().sha256) == ("Licence", made.sha256)


def test_the_second_of_two_is_told_and_keeps_what_was_typed(client, row):
    people.staff(client, "sales")
    page = see(client, f"{HERE}/{row.id}")
    third_party.save(row.id, row.version, {"title_fr": "Plus vite"})
    told = page.submit(f"/{row.id}", title_fr="Trop tard")
    assert told.status == 409 and "Plus vite" in told.text
    assert told.form(f"/{row.id}")["values"]["title_fr"] == "Trop tard"
    assert ThirdPartyDocument.get().title_fr == "Plus vite"
    assert told.submit(f"/{row.id}").status == 200
    assert ThirdPartyDocument.get().title_fr == "Trop tard"


def test_shown_no_more_and_again(client, row):
    people.staff(client, "sales")
    see(client, f"{HERE}/{row.id}").submit("/retirer")
    assert third_party.opened(row.id) is None
    see(client, f"{HERE}/{row.id}").submit("/remettre")
    assert third_party.opened(row.id) is not None


def test_the_counts_are_read_by_day_and_year(client, row):
    today = clock.today("Europe/Paris")
    write({(today, rules.DOWNLOAD, third_party.subject_counted(row.id)): 7})
    people.staff(client, "support")
    assert " 7" in see(client, HERE).text
    page = see(client, f"{HERE}/{row.id}")
    assert "07/09/2026" in page.text and "Ouvertures en un an 7" in page.text


def test_the_support_reads_and_does_not_write(client, row):
    people.staff(client, "support")
    assert not [form for form in see(client, f"{HERE}/{row.id}").forms if "documents-tiers" in form["action"]]
    assert see(client, f"{HERE}/nouveau").status == 403
