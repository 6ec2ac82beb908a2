"""Reviews are data of who wrote them: handed out, gone with the account, gone after their time (clauses 3.3a, 9.3, 12d)."""

import io
import json
import zipfile
from datetime import UTC, date, datetime

import pytest
from tests import builders
from tests.review_world import act, buyer, paid, published, write

from phoenix.archive.models import ArchiveEntry
from phoenix.archive.verifying import verify
from phoenix.care import review_desk, review_reading, review_reports
from phoenix.care.review_models import Review, ReviewEntry, ReviewInvitation, ReviewReport
from phoenix.kernel import clock
from phoenix.kernel.markets import market_of
from phoenix.privacy import erasure, export, held, retention

MONDAY = datetime(2026, 9, 7, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def monday(app):
    clock.set_to(MONDAY)


@pytest.fixture
def product(app):
    return builders.product()


@pytest.fixture
def camille(product):
    person = buyer(email="camille@vasseur.example", email_key="camille@vasseur.example")
    order = paid(person, product)
    published(person, product, title="Le mien")
    ReviewInvitation.create(organisation=person.organisation, product=product, order=order, person=person, due_on=date(2026, 9, 7))
    return person


@pytest.fixture
def zoe(product, camille):
    person = buyer()
    paid(person, product)
    row = published(person, product, title="Celui de Zoé")
    written = {"key": "r", "reason": "false", "body": "Faux.", "email": camille.email}
    review_reports.report(row.id, written, market_of("fr", "fr"), "192.0.2.9", camille)
    return person


def test_the_copy_holds_ones_own_and_nobody_elses(camille, zoe):
    content = b"".join(export.stream(held.whose(camille.organisation)))
    data = json.loads(zipfile.ZipFile(io.BytesIO(content)).read("donnees.json"))
    assert [row["title"] for row in data["review"]] == ["Le mien"]
    assert [row["kind"] for row in data["review_entry"]] == ["submitted", "published"]
    assert [row["body"] for row in data["review_report"]] == ["Faux."] and "network" not in data["review_report"][0]
    assert len(data["review_invitation"]) == 1
    assert not {"key", "decided_by", "open_of"} & set(data["review"][0])


def test_with_the_account_all_goes_that_was_published(camille, zoe, product):
    erasure.erase(camille.organisation, "closure", tell=False)
    assert [row.title for row in Review.select()] == ["Celui de Zoé"]
    assert [row.title for row in review_reading.shown(product.id)] == ["Celui de Zoé"]
    assert not ReviewInvitation.select().where(ReviewInvitation.organisation == camille.organisation).exists()
    report = ReviewReport.get()
    assert (report.email, report.network, report.organisation_id, report.state) == ("", "", None, "open")
    kept = ArchiveEntry.select().where(ArchiveEntry.kind.startswith("review."), ArchiveEntry.detail.is_null(False))
    assert {each.subject for each in kept} == {f"review:{Review.get().reference}"}


def test_the_archive_stays_whole(camille, zoe):
    erasure.erase(camille.organisation, "closure", tell=False)
    assert not verify("pa-fr").troubles


def test_in_the_sixth_year_a_review_goes_by_itself(camille, product):
    retention.run(date(2031, 9, 6), "test")
    assert Review.select().exists()
    report = retention.run(date(2031, 9, 7), "test")
    assert report.counts["reviews"] == 1
    assert not Review.select().exists() and not ReviewEntry.select().exists()


def test_what_was_turned_down_goes_after_a_year(camille, product):
    other = builders.product()
    paid(camille, other)
    review_desk.refuse(act(write(camille, other), "Illisible."), "empty")
    review_desk.withdraw(act(Review.get(Review.title == "Le mien"), "Faux."), "not_bought")
    retention.run(date(2027, 9, 7), "test")
    assert Review.select().count() == 2
    retention.run(date(2027, 9, 8), "test")
    assert not Review.select().exists()


def test_reports_go_a_year_after_their_decision(zoe):
    row = ReviewReport.get().review
    retention.run(date(2027, 12, 1), "test")
    assert ReviewReport.select().exists()
    review_desk.maintain(act(row, "Rattaché à une commande."))
    retention.run(date(2027, 12, 1), "test")
    assert not ReviewReport.select().exists()


@pytest.mark.postgresql
def test_the_sixth_year_on_postgresql(postgresql_app):
    clock.set_to(MONDAY)
    person, product = buyer(), builders.product()
    paid(person, product)
    published(person, product)
    retention.run(date(2031, 9, 7), "test")
    assert not Review.select().exists()
    erasure.erase(person.organisation, "closure", tell=False)
