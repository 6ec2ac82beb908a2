"""The staff's desk of reviews: in time, by the published grounds, nobody edits, two at a time told (clauses 12b, 12c)."""

from datetime import UTC, datetime, timedelta

import pytest
from tests import builders
from tests.filled import see
from tests.review_world import act, buyer, paid, published, write
from tests.web.staff import people

from phoenix.care import review_desk, review_reports
from phoenix.care.review_models import Review, ReviewReport
from phoenix.kernel import clock
from phoenix.kernel.markets import market_of
from phoenix.team.models import StaffAct

HERE = "/equipe/avis"


@pytest.fixture(autouse=True)
def monday(app):
    clock.set_to(datetime(2026, 9, 7, 9, tzinfo=UTC))


@pytest.fixture
def product(app):
    return builders.product()


@pytest.fixture
def waiting(product) -> Review:
    person = buyer()
    paid(person, product)
    return write(person, product)


@pytest.fixture
def shown(product) -> Review:
    person = buyer()
    paid(person, product)
    return published(person, product)


def at(row: Review) -> str:
    return f"{HERE}/{row.reference}"


def reported(row: Review) -> ReviewReport:
    written = {"key": "r", "reason": "false", "body": "Ce client n’existe pas.", "email": "zoe@other.example"}
    return review_reports.report(row.id, written, market_of("fr", "fr"), "192.0.2.9")


def test_what_waits_is_on_the_start_page_and_first_in_the_list(client, waiting, shown):
    people.staff(client, "support")
    today = see(client, "/equipe").text
    assert "Avis à lire" in today and "14 septembre 2026" in today
    listed = see(client, HERE).text
    assert waiting.reference in listed and shown.reference not in listed
    assert shown.reference in see(client, f"{HERE}?state=published").text
    assert waiting.reference in see(client, f"{HERE}?state=all").text


def test_a_review_that_is_late_says_so(client, waiting):
    clock.set_to(clock.now() + timedelta(days=9))
    people.staff(client, "support")
    assert "en retard de 2 jours" in see(client, at(waiting)).text


def test_read_and_published(client, waiting):
    who = people.staff(client, "support")
    page = see(client, at(waiting))
    assert "Installé en une matinée" in page.text and "encore 7 jours" in page.text
    assert "est publié" in page.submit("/publier").text
    row = Review.get()
    assert (row.state, row.decided_by) == ("published", who.id)
    logged = StaffAct.get(StaffAct.act == "review_published")
    assert (logged.subject, logged.before["state"], logged.after["state"]) == (f"review:{row.reference}", "submitted", "published")


def test_refused_on_a_published_ground_with_words_only(client, waiting):
    people.staff(client, "support")
    assert see(client, at(waiting)).submit("/refuser").status == 422
    page = see(client, at(waiting)).submit("/refuser", **{"refuse-ground": "elsewhere", "refuse-body": "Non."})
    assert page.status == 422 and page.form("/refuser")["values"]["refuse-body"].strip() == "Non."
    page = see(client, at(waiting)).submit("/refuser", **{"refuse-ground": "abuse", "refuse-body": "Une injure."})
    assert "est refusé" in page.text and "Une injure." in page.text
    assert Review.get().state == "refused"


def test_no_field_of_the_desk_changes_what_was_written(client, waiting, shown):
    people.staff(client, "support")
    for row in (waiting, shown):
        names = {name for form in see(client, at(row)).forms for name in form["names"]}
        assert not names & {"title", "rating", "experienced_on", "shown_name"}


def test_the_second_of_two_is_told_and_keeps_what_was_typed(client, waiting):
    people.staff(client, "support")
    page = see(client, at(waiting))
    review_desk.publish(act(waiting))
    told = page.submit("/refuser", **{"refuse-ground": "empty", "refuse-body": "Illisible."})
    assert told.status == 409 and "entre-temps" in told.text and "Illisible." in told.text
    assert Review.get().state == "published"


def test_who_refused_does_not_decide_when_it_is_contested(client, app, waiting):
    people.staff(client, "support")
    see(client, at(waiting)).submit("/refuser", **{"refuse-ground": "empty", "refuse-body": "Illisible."})
    page = see(client, at(waiting)).submit("/contestation", **{"contest-body": "Relisez, par courriel."})
    assert "autre personne" in page.text
    assert page.submit("/publier").status == 409
    other = app.test_client()
    people.staff(other, "support")
    assert "est publié" in see(other, at(waiting)).submit("/publier").text


def test_the_reply_is_published_replaced_and_withdrawn(client, shown):
    people.staff(client, "sales")
    see(client, at(shown)).submit("/repondre", **{"reply-body": "Merci beaucoup."})
    page = see(client, at(shown))
    assert page.form("/repondre")["values"]["reply-body"].strip() == "Merci beaucoup."
    page.submit("/repondre", **{"reply-body": "Merci."})
    assert Review.get().reply == "Merci."
    assert "retirée" in see(client, at(shown)).submit("/reponse/retirer").text
    assert Review.get().reply == ""


def test_sales_answer_and_do_not_decide(client, waiting, shown):
    people.staff(client, "sales")
    for row in (waiting, shown):
        actions = {form["action"].rsplit("/", 1)[1] for form in see(client, at(row)).forms}
        assert not actions & {"publier", "refuser", "retirer", "maintenir", "contestation"}


def test_a_report_is_read_and_the_review_kept(client, shown, mails):
    reported(shown)
    people.staff(client, "support")
    assert "Avis signalés à relire" in see(client, "/equipe").text
    assert shown.reference in see(client, f"{HERE}?state=reported").text
    page = see(client, at(shown))
    assert "Ce client n’existe pas." in page.text and "zoe@other.example" in page.text
    assert page.submit("/maintenir").status == 422
    page = see(client, at(shown)).submit("/maintenir", **{"maintain-body": "La commande est payée."})
    assert "maintenu" in page.text
    assert [each.to_address for each in mails() if each.kind == "care.review_report"] == ["zoe@other.example"]
    assert "Avis signalés" not in see(client, "/equipe").text


def test_a_reported_review_is_withdrawn(client, shown):
    reported(shown)
    people.staff(client, "support")
    page = see(client, at(shown)).submit("/retirer", **{"withdraw-ground": "abuse", "withdraw-body": "Une injure."})
    assert "est retiré" in page.text
    assert (Review.get().state, ReviewReport.get().state) == ("withdrawn", "withdrawn")


def test_what_its_author_asked_for_by_mail_is_deleted_and_logged(client, shown):
    people.staff(client, "support")
    assert see(client, at(shown)).submit("/supprimer").status == 422
    page = see(client, at(shown)).submit("/supprimer", **{"delete-body": "Courriel du 7 septembre."})
    assert page.address == HERE and "supprimé" in page.text
    assert not Review.select().exists()
    assert StaffAct.get(StaffAct.act == "review_deleted").after == {"asked": "Courriel du 7 septembre."}
    assert see(client, at(shown)).status == 404


def test_a_reference_that_is_none_is_404(client):
    people.staff(client, "support")
    assert see(client, f"{HERE}/A-999999").status == 404
