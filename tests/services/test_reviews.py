"""A review from its author's hand to its end: who may, once, read in seven days, shown five years (clauses 12a-12d)."""

import json
from datetime import UTC, date, datetime, timedelta

import peewee
import pytest
from tests import builders
from tests.review_world import DAVID, act, buyer, paid, paid_pack, published, refunded, today, write

from phoenix.accounts import uses
from phoenix.archive.models import ArchiveEntry
from phoenix.care import review_desk, review_reading, review_rules, reviews
from phoenix.care.review_desk import Changed
from phoenix.care.review_models import Review, ReviewEntry
from phoenix.kernel import clock
from phoenix.web.models import current_stamp

MONDAY = datetime(2026, 9, 7, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def monday(app):
    clock.set_to(MONDAY)


def later(**span):
    clock.set_to(clock.now() + timedelta(**span))


@pytest.fixture
def product(app):
    return builders.product()


@pytest.fixture
def person(app):
    return buyer()


def shown(product) -> list[str]:
    return [row.title for row in review_reading.shown(product.id)]


def test_only_who_bought_may_write(person, product):
    with pytest.raises(reviews.NotBought):
        write(person, product)
    paid(buyer(), product)
    with pytest.raises(reviews.NotBought):
        write(person, product)
    order = paid(person, product)
    assert write(person, product).order_id == order.id


def test_an_order_that_is_not_paid_is_no_purchase(person, product):
    builders.confirmed_order(person, [(builders.plan(of=product), 1, 1_000)])
    with pytest.raises(reviews.NotBought):
        write(person, product)


def test_after_a_full_refund_none_can_be_written_and_the_one_that_was_stays(person, product):
    other = builders.product()
    order = paid(person, product, other)
    published(person, product)
    refunded(order)
    assert shown(product) == ["Simple et rapide"]
    with pytest.raises(reviews.NotBought):
        write(person, other)
    assert review_reading.to_review(person.organisation_id) == []


def test_a_refund_in_part_leaves_a_purchase(person, product):
    refunded(paid(person, product), part=100)
    assert write(person, product).state == review_rules.SUBMITTED


def test_a_part_of_a_pack_was_bought_with_it(person, product):
    pack = builders.product(kind="pack")
    order = paid_pack(person, pack, product)
    assert {each.id for each in review_reading.to_review(person.organisation_id)} == {pack.id, product.id}
    write(person, product)
    refunded(order)
    with pytest.raises(reviews.NotBought):
        write(person, pack)


def test_one_at_a_time_for_each_product(person, product):
    paid(person, product)
    paid(person, product)
    first = write(person, product)
    for decide in (review_desk.publish, review_desk.reply):
        with pytest.raises(reviews.AlreadyReviewed) as refusal:
            write(person, product)
        assert refusal.value.reference == first.reference
        decide(act(first, "Merci."))
    with pytest.raises(peewee.IntegrityError):
        Review.insert({**Review.select().dicts().get(), "id": None, "reference": "other", "key": "other"}).execute()


def test_the_same_form_twice_is_one_review(person, product):
    paid(person, product)
    assert write(person, product, key="one").id == write(person, product, key="one").id
    assert ReviewEntry.select().count() == 1


def test_a_second_one_is_written_once_the_first_is_deleted(person, product):
    paid(person, product)
    first = published(person, product)
    assert reviews.delete(first.id, first.version)
    assert not reviews.delete(first.id, first.version)
    assert shown(product) == []
    write(person, product, title="Autrement")
    assert Review.get().title == "Autrement"


def test_what_was_deleted_leaves_no_words_and_the_archive_says_that_it_was(person, product):
    paid(person, product)
    row = published(person, product)
    reviews.delete(row.id, row.version)
    kept = list(ArchiveEntry.select().where(ArchiveEntry.subject == f"review:{row.reference}").order_by(ArchiveEntry.id))
    assert [each.kind for each in kept] == ["review.submitted", "review.published", "review.deleted"]
    assert all(each.detail is None for each in kept)
    assert "Lyon" not in "".join(each.content for each in kept)


def test_nothing_is_deleted_that_its_author_did_not_look_at(person, product):
    paid(person, product)
    row = write(person, product)
    review_desk.publish(act(row))
    with pytest.raises(review_rules.NotAllowed):
        reviews.delete(row.id, row.version)
    assert shown(product)


@pytest.mark.parametrize(("day", "early"), [(date(2026, 9, 6), True), (date(2026, 9, 13), False)])
def test_the_experience_is_after_the_purchase_and_not_to_come(person, product, day, early):
    paid(person, product)
    later(days=5)
    with pytest.raises(review_rules.WrongDay) as refusal:
        write(person, product, experienced_on=day)
    assert refusal.value.early is early
    assert write(person, product, experienced_on=date(2026, 9, 7)).experienced_on == date(2026, 9, 7)


def test_it_speaks_of_the_last_purchase_before_the_experience(person, product):
    first = paid(person, product)
    later(days=10)
    second = paid(person, product)
    assert write(person, product, experienced_on=date(2026, 9, 10)).order_id == first.id
    assert second.id != first.id


def test_no_more_is_shown_of_a_person_than_chosen(product):
    person = buyer(first_name="camille", last_name="Vasseur")
    paid(person, product)
    row = write(person, product, shown_as="initials")
    assert row.shown_name == "C. V."


def test_a_decision_is_due_on_the_seventh_day(person, product):
    paid(person, product)
    assert write(person, product).due_on == date(2026, 9, 14)
    assert review_reading.count_submitted() == (1, date(2026, 9, 14))


def test_published_it_is_shown_at_once_and_its_author_told(person, product, mails):
    paid(person, product)
    row = write(person, product)
    assert shown(product) == []
    before = current_stamp()
    later(days=2)
    row = review_desk.publish(act(row))
    assert current_stamp() > before
    assert (row.published_on, row.expires_on, row.due_on) == (date(2026, 9, 9), date(2031, 9, 9), None)
    assert review_reading.tally(product.id).counts == {4: 1}
    told = [each.context for each in mails() if each.kind == "care.review_news"]
    assert [(each["kind"], each["slug"]) for each in told] == [("published", product.slug)]


def test_refused_its_author_gets_the_ground_and_the_words(person, product, mails):
    paid(person, product)
    row = review_desk.refuse(act(write(person, product), "Vous nommez un technicien."), "personal")
    assert (row.state, row.ground, row.open_of) == (review_rules.REFUSED, "personal", None)
    (told,) = [each.context for each in mails() if each.kind == "care.review_news"]
    assert told["body"] == "Vous nommez un technicien." and "données personnelles" in told["ground"]
    assert write(person, product, title="Sans nom").state == review_rules.SUBMITTED


def test_contested_it_is_read_by_somebody_else(person, product):
    paid(person, product)
    row = review_desk.refuse(act(write(person, product), "Illisible."), "empty")
    later(days=1)
    row = reviews.contest(row.id, row.version, "Relisez.", "Camille")
    assert (row.state, row.due_on) == (review_rules.SUBMITTED, date(2026, 9, 15))
    for decision in (lambda: review_desk.publish(act(row)), lambda: review_desk.refuse(act(row, "Non."), "empty")):
        with pytest.raises(review_rules.SamePerson):
            decision()
    row = review_desk.refuse(act(row, "Illisible, en effet.", member=DAVID), "empty")
    with pytest.raises(review_rules.NotAllowed):
        reviews.contest(row.id, row.version, "Encore.", "Camille")


def test_who_wrote_anew_contests_no_more(person, product):
    paid(person, product)
    row = review_desk.refuse(act(write(person, product), "Illisible."), "empty")
    write(person, product)
    with pytest.raises(reviews.AlreadyReviewed):
        reviews.contest(row.id, row.version, "Relisez.", "Camille")


def test_two_of_the_staff_on_one_review_the_second_is_told(person, product):
    paid(person, product)
    row = write(person, product)
    seen = row.version
    review_desk.refuse(act(row, "Illisible."), "empty")
    for second in (review_desk.publish, review_desk.maintain, review_desk.reply):
        with pytest.raises(Changed):
            second(act(row, "Oui.", version=seen))
    assert Review.get().state == review_rules.REFUSED


def test_each_act_sent_twice_happens_once(person, product, mails):
    paid(person, product)
    row = write(person, product)
    once = act(row)
    review_desk.publish(once)
    review_desk.publish(once)
    answer = act(row, "Merci.")
    review_desk.reply(answer)
    review_desk.reply(answer)
    kinds = [each.kind for each in ReviewEntry.select().order_by(ReviewEntry.id)]
    assert kinds == ["submitted", "published", "replied"]
    assert [each.context["kind"] for each in mails() if each.kind == "care.review_news"] == ["published", "replied"]


def test_the_company_answers_under_it_and_each_answer_stays_in_the_history(person, product):
    paid(person, product)
    row = published(person, product)
    review_desk.reply(act(row, "Merci beaucoup."))
    row = review_desk.reply(act(row, "Merci."))
    assert (row.reply, row.replied_on) == ("Merci.", today())
    row = review_desk.take_reply_back(act(row))
    assert row.reply == ""
    words = [each.body for each in ReviewEntry.select().where(ReviewEntry.kind == "replied").order_by(ReviewEntry.id)]
    assert words == ["Merci beaucoup.", "Merci."]


def test_nobody_answers_under_what_is_not_shown(person, product):
    paid(person, product)
    with pytest.raises(review_rules.NotAllowed):
        review_desk.reply(act(write(person, product), "Merci."))


def test_the_newest_is_first_and_all_count(product):
    for rating, title in ((5, "un"), (2, "deux"), (3, "trois")):
        person = buyer()
        paid(person, product)
        published(person, product, rating=rating, title=title)
        later(minutes=1)
    assert shown(product) == ["trois", "deux", "un"]
    tally = review_reading.tally(product.id)
    assert (tally.total, tally.tenths) == (3, 33)
    assert tally.distribution()[0] == (5, 1, 33)


def test_whose_display_is_stopped_is_not_shown_nor_counted_nor_taken_in(person, product):
    paid(person, product)
    published(person, product)
    before = current_stamp()
    uses.restrict(person, [uses.REVIEWS], uses.OBJECTION)
    assert current_stamp() > before
    assert shown(product) == [] and review_reading.tally(product.id).total == 0
    other = builders.product()
    paid(person, other)
    with pytest.raises(reviews.NotShown):
        write(person, other)
    before = current_stamp()
    uses.lift(person, [uses.REVIEWS], uses.OBJECTION)
    assert current_stamp() > before and shown(product)


def test_every_step_is_evidence_without_a_name_in_it(person, product):
    paid(person, product)
    row = review_desk.refuse(act(write(person, product), "Vous nommez Zoé."), "personal")
    entries = list(ArchiveEntry.select().where(ArchiveEntry.subject == f"review:{row.reference}").order_by(ArchiveEntry.id))
    assert [each.kind for each in entries] == ["review.submitted", "review.refused"]
    assert json.loads(entries[1].content)["ground"] == "personal"
    assert all(name not in each.content for each in entries for name in ("Lyon", "Zoé", "Camille", "Chloé"))


@pytest.mark.postgresql
def test_the_whole_life_on_postgresql(postgresql_app):
    clock.set_to(MONDAY)
    product, person = builders.product(), buyer()
    paid(person, product)
    row = review_desk.refuse(act(write(person, product), "Illisible."), "empty")
    row = reviews.contest(row.id, row.version, "Relisez.", "Camille")
    row = review_desk.publish(act(row, member=DAVID))
    row = review_desk.reply(act(row, "Merci."))
    assert shown(product) == ["Simple et rapide"]
    assert review_reading.tally(product.id).total == 1
    assert review_reading.to_review(person.organisation_id) == []
    with pytest.raises(reviews.AlreadyReviewed):
        write(person, product)
    assert reviews.delete(row.id, row.version)
    assert shown(product) == []
