"""Publishers' documents: named, limited, opened by one link that counts nobody (clause 16a)."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from tests import builders
from tests.filled import see

from phoenix.audience import rules
from phoenix.audience.counting import figures
from phoenix.audience.models import DailyFigure
from phoenix.catalogue import third_party
from phoenix.catalogue.models import Publisher
from phoenix.catalogue.third_party_models import ThirdPartyDocument
from phoenix.gateways import files
from phoenix.kernel import clock

FIREFOX = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"}
TERMS = "https://www.microsoft.com/licensing/terms/"


@pytest.fixture(autouse=True)
def monday(app):
    clock.set_to(datetime(2026, 9, 7, 9, tzinfo=UTC))
    figures.counts.clear()


@pytest.fixture
def product(app):
    row = builders.product()
    builders.plan(of=row)
    return row


def document(product, /, **changes) -> ThirdPartyDocument:
    values = {
        "publisher": product.publisher_id, "product": None, "title_fr": "Conditions de produit", "title_en": "Product Terms",
        "notice_fr": "Licence par utilisateur.", "notice_en": "Licence per user.", "language": "en", "url": TERMS, "sha256": None,
        "file_name": "", "position": 0,
    }  # fmt: skip
    return third_party.add({**values, **changes})


def page(client, product, market="fr-fr"):
    return see(client, f"/{market}/catalogue/{product.slug}")


def link(row) -> str:
    return f"/fr-fr/telecharger/{row.id}"


def counted(row) -> int:
    figures.flush()
    return third_party.counted([row.id], clock.today("Europe/Paris"), clock.today("Europe/Paris")).get(row.id, 0)


def test_it_stands_beside_the_offer_with_its_publisher_and_limits(client, product):
    row = document(product)
    shown = page(client, product)
    assert all(each in shown.text for each in ("Conditions de produit", "Microsoft, en anglais, www.microsoft.com", "Licence par utilisateur."))
    assert f'href="{link(row)}" rel="nofollow"' in shown.response.text
    assert "intermédiaire et n’en est pas l’éditeur" in shown.text
    assert "Product Terms" in page(client, product, "en-fr").text


def test_a_document_of_one_product_is_not_beside_another(client, product):
    other = builders.product()
    builders.plan(of=other)
    document(product, product=product.id)
    assert "Conditions de produit" in page(client, product).text
    assert "Conditions de produit" not in page(client, other).text


def test_another_publishers_is_not_shown(client, product):
    document(product, publisher=Publisher.create(slug="other", name="Autre"))
    assert "Conditions de produit" not in page(client, product).text


def test_kept_pages_show_a_change_at_once(client, product):
    row = document(product)
    assert "Conditions de produit" in page(client, product).text
    row = third_party.save(row.id, row.version, {"title_fr": "Droits d’utilisation", "title_en": "Product Terms"})
    assert "Droits d’utilisation" in page(client, product).text
    assert "Droits d’utilisation" in page(client, product, "en-fr").text  # until the English follows (clause 19b)
    third_party.withdraw(row.id, row.version)
    assert "Droits d’utilisation" not in page(client, product).text


def test_english_that_still_fits_is_said_to(product):
    row = document(product)
    row = third_party.save(row.id, row.version, {"title_fr": "Droits", "title_en": "Product Terms"}, english_fits=True)
    assert row.text("title", "en") == "Product Terms"
    row = third_party.save(row.id, row.version, {"title_fr": "Autre", "title_en": "Other"})
    assert row.text("title", "en") == "Other"


def test_the_link_leads_to_the_stored_address_and_counts_one(client, product):
    row = document(product)
    answer = client.get(link(row), headers=FIREFOX)
    assert (answer.status_code, answer.headers["Location"]) == (303, TERMS)
    assert answer.headers["Cache-Control"] == "no-store"
    client.get(link(row), headers=FIREFOX)
    assert counted(row) == 2
    assert "Set-Cookie" not in answer.headers


def test_what_is_kept_of_it_is_a_number_of_the_day(client, product):
    row = document(product)
    client.get(link(row), headers=FIREFOX, environ_overrides={"REMOTE_ADDR": "192.0.2.77"})
    figures.flush()
    (kept,) = DailyFigure.select().where(DailyFigure.measure == rules.DOWNLOAD)
    assert (kept.subject, kept.count) == (f"document {row.id}", 1)
    assert set(DailyFigure._meta.fields) == {"id", "day", "measure", "subject", "count"}


@pytest.mark.parametrize(
    "headers", [{"User-Agent": "Googlebot/2.1"}, {"User-Agent": "curl/8.5"}, {"User-Agent": ""}, {**FIREFOX, "Sec-Purpose": "prefetch"}]
)
def test_programs_and_what_is_fetched_beforehand_do_not_count(client, product, headers):
    row = document(product)
    assert client.get(link(row), headers=headers).status_code == 303
    assert counted(row) == 0


def test_neither_does_a_look_at_the_head_or_a_browser_of_ours(client, product):
    row = document(product)
    client.head(link(row), headers=FIREFOX)
    client.set_cookie(rules.STAFF_COOKIE, "1")
    client.get(link(row), headers=FIREFOX)
    assert counted(row) == 0


def test_days_are_counted_apart(client, product):
    row = document(product)
    client.get(link(row), headers=FIREFOX)
    clock.set_to(clock.now() + timedelta(days=1))
    client.get(link(row), headers=FIREFOX)
    figures.flush()
    today = clock.today("Europe/Paris")
    assert third_party.counted_by_day(row.id, today - timedelta(days=5), today) == [(today, 1), (today - timedelta(days=1), 1)]


def test_a_file_of_ours_is_handed_out_and_never_shown_inline(client, product):
    row = document(product, url="", sha256=files.put(b"%PDF-1.7 of the publisher"), file_name="licence.pdf")
    answer = client.get(link(row), headers=FIREFOX)
    assert answer.data == b"%PDF-1.7 of the publisher"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert counted(row) == 1
    assert "Microsoft, en anglais, PDF" in page(client, product).text


@pytest.mark.parametrize(
    "url",
    [
        "http://www.microsoft.com/", "javascript:alert(1)", "//evil.example/x", "https://microsoft.com@evil.example/", "https://localhost/x",
        "https://evil.example:8443/", "https:///x", "https://evil.example/\r\nSet-Cookie: a=b", "https://evil.example\\@microsoft.com/",
        "ftp://files.example/", "https://é.example/", "https://" + "a" * 600 + ".example/",
    ],
)  # fmt: skip
def test_nobody_is_ever_sent_elsewhere(client, product, url):
    with pytest.raises(third_party.WrongAddress):
        document(product, url=url)
    row = document(product)
    ThirdPartyDocument.update(url=url[:255]).where(ThirdPartyDocument.id == row.id).execute()
    assert client.get(link(row), headers=FIREFOX).status_code == 404


def test_no_part_of_the_address_says_where_to_go(client, product):
    row = document(product)
    answer = client.get(f"{link(row)}?url=https://evil.example/&next=https://evil.example/", headers=FIREFOX)
    assert answer.headers["Location"] == TERMS


def test_what_was_withdrawn_or_never_there_is_404(client, product):
    row = document(product)
    third_party.withdraw(row.id, row.version)
    assert client.get(link(row)).status_code == 404
    assert client.get("/fr-fr/telecharger/999").status_code == 404
    third_party.restore(row.id, row.version + 1)
    assert client.get(link(row)).status_code == 303


def test_crawlers_are_kept_out(client):
    assert re.search(r"Disallow: /\*/telecharger", client.get("/robots.txt").text)


@pytest.mark.postgresql
def test_the_same_on_postgresql(postgresql_app):
    clock.set_to(datetime(2026, 9, 7, 9, tzinfo=UTC))
    product = builders.product()
    builders.plan(of=product)
    row, client = document(product), postgresql_app.test_client()
    assert client.get(link(row), headers=FIREFOX).status_code == 303
    assert counted(row) == 1
    row = third_party.save(row.id, row.version, {"title_fr": "Droits", "title_en": "Product Terms"})
    assert "Droits" in page(client, product).text
