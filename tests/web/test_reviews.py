"""Reviews on the page: written in My Account, shown at the product, reported by anybody (clauses 12a-12e, 14b)."""

import json
import re
from datetime import UTC, datetime, timedelta

import pytest
from tests import builders
from tests.filled import see
from tests.review_world import DAVID, act, buyer, paid, published, refunded
from tests.web.accounts import people

from phoenix.accounts import uses
from phoenix.care import review_desk, review_reading, review_retention
from phoenix.care.review_models import Review, ReviewEntry, ReviewReport
from phoenix.kernel import clock
from phoenix.orders.models import Order

HERE = "/fr-fr/compte/avis"
FORM = {
    "rating": "4", "title": "Simple et rapide", "body": "Installé en une matinée.", "experienced_on": "2026-09-07",
    "shown_as": "organisation",
}  # fmt: skip


@pytest.fixture(autouse=True)
def monday(app):
    clock.set_to(datetime(2026, 9, 7, 9, tzinfo=UTC))


@pytest.fixture
def product(app):
    return builders.product(kind="subscription")


@pytest.fixture
def person(app, client, product):
    """Somebody who bought it and is signed in."""
    who = people.customer()
    paid(who, product)
    people.sign_in(client, who)
    return who


def shop(product) -> str:
    return f"/fr-fr/catalogue/{product.slug}"


def form_of(client, product):
    return see(client, f"{HERE}/nouveau?product={product.slug}")


def shown(product, **changes) -> Review:
    who = buyer()
    paid(who, product)
    return published(who, product, **changes)


def test_a_buyer_writes_and_is_told_by_when_it_is_read(client, person, product):
    assert product.name_fr in see(client, HERE).text
    page = form_of(client, product).submit("/nouveau", **FORM)
    row = Review.get()
    assert page.address == f"{HERE}/{row.reference}"
    assert "14 septembre 2026" in page.text and "En cours de lecture" in page.text
    assert (row.rating, row.shown_name, row.organisation_id) == (4, person.organisation.name, person.organisation_id)
    assert "Donner mon avis" not in see(client, HERE).text


def test_an_order_leads_to_the_reviews_of_what_it_holds(client, person, product):
    """A review of one's purchase is asked for where one looks at it, until it is written (clause 12a)."""
    other = paid(person, builders.product())
    order = Order.get(Order.id != other.id)
    link = f"{HERE}/nouveau?product="
    body = client.get(f"/fr-fr/compte/commandes/{order.number}").get_data(as_text=True)
    assert f"{link}{product.slug}" in body and body.count(link) == 1
    form_of(client, product).submit("/nouveau", **FORM)
    assert link not in client.get(f"/fr-fr/compte/commandes/{order.number}").get_data(as_text=True)
    assert link in client.get(f"/fr-fr/compte/commandes/{other.number}").get_data(as_text=True)


def test_who_did_not_buy_finds_no_form(client, person):
    other = builders.product()
    for slug in (other.slug, "nothing", ""):
        assert see(client, f"{HERE}/nouveau?product={slug}").status == 404


def test_after_a_full_refund_there_is_no_form(client, person):
    given_back = builders.product()
    refunded(paid(person, given_back))
    assert form_of(client, given_back).status == 404


@pytest.mark.parametrize(
    ("field", "wrong", "told"),
    [
        ("rating", "", "Choisissez une note"),
        ("rating", "6", "Une réponse est à corriger"),
        ("title", "", "en une ligne"),
        ("body", "court", "entre 10 et 5 000"),
        ("experienced_on", "2026-09-06", "précède votre achat"),
        ("experienced_on", "2026-09-08", "pas encore venu"),
        ("experienced_on", "hier", "date qui existe"),
        ("shown_as", "full name", "Une réponse est à corriger"),
    ],
)
def test_a_wrong_answer_is_told_and_nothing_is_lost(client, person, product, field, wrong, told):
    page = form_of(client, product).submit("/nouveau", **{**FORM, field: wrong})
    assert page.status == 422 and told in page.text
    kept = "title" if field != "title" else "body"
    assert page.form("/nouveau")["values"][kept].strip() == FORM[kept]
    assert not Review.select().exists()


def test_the_form_leads_to_the_review_that_is_there(client, person, product):
    form_of(client, product).submit("/nouveau", **FORM)
    assert form_of(client, product).address == f"{HERE}/{Review.get().reference}"


def test_a_form_kept_open_meets_the_review_written_meanwhile(client, person, product):
    page = form_of(client, product)
    form_of(client, product).submit("/nouveau", **FORM)
    assert "déjà un avis" in page.submit("/nouveau", **FORM).text
    assert Review.select().count() == 1


def test_deleted_with_confirmation_another_can_be_written(client, person, product):
    form_of(client, product).submit("/nouveau", **FORM)
    here = f"{HERE}/{Review.get().reference}"
    page = see(client, f"{here}/suppression")
    assert Review.select().exists()
    assert "supprimé" in page.submit("/suppression").text
    assert not Review.select().exists()
    assert form_of(client, product).submit("/nouveau", **FORM).status == 200


def test_there_is_no_way_to_edit(app):
    addresses = [rule.rule for rule in app.url_map.iter_rules() if "/compte/avis" in rule.rule and "POST" in rule.methods]
    assert sorted(each.rsplit("/", 1)[1] for each in addresses) == ["contestation", "nouveau", "suppression"]


def test_a_refusal_is_told_with_its_ground_and_can_be_contested_once(client, person, product):
    form_of(client, product).submit("/nouveau", **FORM)
    row = review_desk.refuse(act(Review.get(), "Vous nommez Zoé."), "personal")
    here = f"{HERE}/{row.reference}"
    page = see(client, here)
    assert "données personnelles" in page.text and "Vous nommez Zoé." in page.text
    assert page.submit("/contestation", body="court").status == 422
    assert "Une autre personne" in see(client, here).submit("/contestation", body="Zoé est le nom du produit.").text
    review_desk.refuse(act(Review.get(), "Tout de même.", member=DAVID), "personal")
    assert "définitive" in see(client, here).text


def test_anothers_review_is_not_there(client, person, product):
    row = shown(product)
    for path in ("", "/suppression"):
        assert see(client, f"{HERE}/{row.reference}{path}").status == 404


def test_who_stopped_the_display_is_told_and_writes_nothing(client, person, product):
    uses.restrict(person, [uses.REVIEWS], uses.OBJECTION)
    assert "arrêté" in see(client, HERE).text
    assert form_of(client, product).status == 404


def data_of(page) -> dict:
    return json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', page.response.text, re.S)[1])


def test_without_reviews_the_page_says_so_and_machines_hear_nothing(client, product):
    builders.plan(of=product)
    page = see(client, shop(product))
    assert "Aucun avis pour le moment" in page.text
    assert "aggregateRating" not in data_of(page)


def test_a_published_review_is_on_the_page_at_once(client, app, product):
    builders.plan(of=product)
    visitor = app.test_client()
    for _ in range(2):
        assert "Simple et rapide" not in see(visitor, shop(product)).text
    row = shown(product)
    page = see(visitor, shop(product))
    assert "Simple et rapide" in page.text and "Avis vérifié" in page.text
    assert "expérience du 7 septembre 2026" in page.text and "publié le 7 septembre 2026" in page.text
    assert data_of(page)["aggregateRating"] == {
        "@type": "AggregateRating", "ratingValue": "4.0", "reviewCount": 1, "bestRating": 5, "worstRating": 1,
    }
    review_desk.reply(act(row, "Merci à vous."))
    assert "Merci à vous." in see(visitor, shop(product)).text
    review_desk.withdraw(act(row, "Faux."), "not_bought")
    assert "Simple et rapide" not in see(visitor, shop(product)).text


def test_a_page_that_nothing_changed_asks_the_database_for_no_review(client, product, monkeypatch):
    builders.plan(of=product)
    shown(product)
    asked = []
    tally = review_reading.tally
    monkeypatch.setattr(review_reading, "tally", lambda product_id: asked.append(product_id) or tally(product_id))
    for quantity in (1, 5, 10):
        assert "Simple et rapide" in see(client, f"{shop(product)}?quantity={quantity}").text
    assert asked == [product.id]


def test_no_certification_is_claimed(client, product):
    builders.plan(of=product)
    shown(product)
    text = see(client, shop(product)).text + see(client, f"{shop(product)}/avis").text
    assert not re.search(r"certifié|NF |AFNOR|ISO 20488", text)


def test_three_are_on_the_page_and_all_on_theirs_the_newest_first(client, product):
    builders.plan(of=product)
    for number in range(4):
        shown(product, title=f"Avis numéro {number}", rating=number + 1)
        clock.set_to(clock.now() + timedelta(minutes=1))
    page = see(client, shop(product))
    assert "Avis numéro 3" in page.text and "Avis numéro 0" not in page.text
    assert "2,5 sur 5" in page.text and "1 (25 %)" in page.text.replace("\u00a0", " ")
    everything = see(client, f"{shop(product)}/avis")
    assert re.findall(r"Avis numéro (\d)", re.sub(r"Signaler.*?»", "", everything.text)) == ["3", "2", "1", "0"]


def test_all_reviews_come_page_by_page(client, product):
    for number in range(21):
        shown(product, title=f"Titre {number:02d}")
    assert "Titre 00" in see(client, f"{shop(product)}/avis?page=2").text
    assert see(client, "/fr-fr/catalogue/nothing/avis").status == 404


def test_a_text_of_the_other_language_says_so(client, product):
    builders.plan(of=product)
    shown(product)
    html = client.get(f"/en-fr/catalogue/{product.slug}").text
    assert re.search(r'<h3 class="review-title" lang="fr">Simple et rapide', html)
    assert "Verified review" in html


def test_markup_is_shown_as_it_was_typed(client, product):
    builders.plan(of=product)
    shown(product, title="<b>gras</b>", body="<script>alert(1)</script> et voilà")
    html = client.get(shop(product)).text
    assert "&lt;b&gt;gras" in html and "<script>alert" not in html


REPORT = {"reason": "false", "body": "Cette organisation n’existe pas.", "email": "zoe@other.example"}


def report(client, row, **changes):
    page = see(client, f"/fr-fr/avis/{row.reference}/signaler")
    clock.set_to(clock.now() + timedelta(seconds=20))
    return page.submit("/signaler", **{**REPORT, **changes})


def test_anybody_reports_a_review_and_it_is_read_again(client, product):
    row = shown(product)
    page = report(client, row)
    assert "sept jours" in page.text
    made = ReviewReport.get()
    assert (made.review_id, made.reason, made.email, made.state) == (row.id, "false", "zoe@other.example", "open")
    assert "Simple et rapide" in see(client, f"{shop(product)}/avis").text
    assert ReviewEntry.select().where(ReviewEntry.kind == "reported").exists()


def test_a_customer_reports_under_the_accounts_address(client, person, product):
    row = shown(product)
    page = see(client, f"/fr-fr/avis/{row.reference}/signaler")
    assert page.form("/signaler")["values"]["email"] == person.email
    report(client, row, email="")
    assert (ReviewReport.get().email, ReviewReport.get().organisation_id) == ("", person.organisation_id)


@pytest.mark.parametrize(("field", "wrong"), [("reason", ""), ("body", "court"), ("email", "zoe")])
def test_a_wrong_report_is_told(client, product, field, wrong):
    page = report(client, shown(product), **{field: wrong})
    assert page.status == 422 and not ReviewReport.select().exists()


def test_robots_reach_nobody(client, product):
    row = shown(product)
    assert "sept jours" in report(client, row, website="https://spam.example").text
    assert report(client, row, body="Voir https://a.example https://b.example https://c.example https://d.example").status == 422
    assert not ReviewReport.select().exists()


def test_too_many_reports_from_one_network_wait(client, product):
    row = shown(product)
    for _ in range(5):
        report(client, row)
    assert report(client, row).status == 429
    assert ReviewReport.select().count() == 5


def test_what_is_not_shown_cannot_be_reported(client, product):
    row = shown(product)
    review_desk.withdraw(act(row, "Faux."), "not_bought")
    for reference in (row.reference, "A-999999"):
        assert see(client, f"/fr-fr/avis/{reference}/signaler").status == 404


def test_author_and_reporter_are_told_of_the_decision(client, product, mails):
    row = shown(product)
    report(client, row)
    review_desk.maintain(act(row, "Rattaché à une commande payée."))
    sent = [(each.kind, each.context["kind"]) for each in mails() if each.kind.startswith("care.review_")]
    assert sent == [("care.review_news", "published"), ("care.review_news", "kept"), ("care.review_report", "kept")]
    report(client, row)
    review_desk.withdraw(act(row, "Après vérification."), "not_bought")
    told = [each.context for each in mails() if each.kind == "care.review_report"][-1]
    assert told["kind"] == "withdrawn" and "qui a acheté" in told["ground"]
    assert [each.state for each in ReviewReport.select().order_by(ReviewReport.id)] == ["kept", "withdrawn"]


def test_in_the_sixth_year_it_is_gone_from_the_page_even_before_the_purge(app, product):
    builders.plan(of=product)
    row = shown(product)
    visitor = app.test_client()
    clock.set_to(datetime(2031, 9, 6, 12, tzinfo=UTC))
    assert "Simple et rapide" in see(visitor, shop(product)).text
    clock.set_to(datetime(2031, 9, 7, 12, tzinfo=UTC))
    assert "Simple et rapide" not in see(visitor, shop(product)).text
    ids = [each.id for each in review_retention.expired(row.expires_on)]
    assert ids == [row.id] and review_retention.withdraw_expired(ids, row.expires_on) == 1
