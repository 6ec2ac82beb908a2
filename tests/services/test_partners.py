"""To become a partner, to be one, to cease to be one (clauses 2c, 2e, 3.2b, 4.1d)."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta

import pytest

from phoenix.accounts.models import Organisation
from phoenix.archive.models import ArchiveEntry
from phoenix.catalogue.models import Family
from phoenix.kernel import clock, events
from phoenix.legal.models import Acceptance
from phoenix.messages.models import Message
from phoenix.partners import admitting, applying, ending, rating, rules, service
from phoenix.partners.models import PartnerApplication, Partnership
from phoenix.privacy import erasure, retention
from phoenix.team.models import StaffAct
from tests import partner_world as partners
from tests import payment_world as world

DAY = date(2027, 3, 1)
NOON = datetime(2027, 3, 1, 11, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def march(app):
    clock.set_to(NOON)


@pytest.fixture
def lyon(app):
    return world.person(world.organisation("fr"))


def on(day: date) -> None:
    clock.set_to(datetime(day.year, day.month, day.day, 11, 0, tzinfo=UTC))


def since(person) -> date | None:
    return Organisation.get_by_id(person.organisation_id).partner_since


def kept() -> list[str]:
    return [row.kind for row in ArchiveEntry.select().where(ArchiveEntry.kind.startswith("partner.")).order_by(ArchiveEntry.id)]


def told() -> list[str]:
    return [row.kind.removeprefix("partners.") for row in Message.select().where(Message.kind.startswith("partners.")).order_by(Message.id)]


def acts() -> list[str]:
    return [row.act for row in StaffAct.select().order_by(StaffAct.id)]


def test_an_organisation_asks_is_approved_accepts_and_is_then_a_partner(lyon):
    application = partners.asked(lyon)
    assert service.status_of(lyon.organisation).state == service.WAITING
    applying.approve(application, "silver")
    assert service.status_of(lyon.organisation).state == service.TO_ACCEPT
    assert since(lyon) is None and service.discounts(lyon.organisation).rows == ()
    applying.accept(application, lyon, partners.agreed(), "fr", partners.VISIT)
    assert since(lyon) == DAY
    assert service.status_of(lyon.organisation) == service.Status(service.PARTNER, DAY, "silver", None)
    assert told() == ["asked", "approved", "welcome"]
    assert kept() == ["partner.asked", "partner.approved", "partner.began", "partner.accepted"]
    assert acts() == ["partner_approved"]


def test_the_acceptance_is_kept_with_who_when_and_from_where(lyon):
    partners.partner(lyon)
    row = Acceptance.get(Acceptance.subject == applying.AGREED)
    assert (row.person_id, row.organisation_id, row.order_id) == (lyon.id, lyon.organisation_id, None)
    assert (row.address, row.user_agent) == (partners.VISIT.address, partners.VISIT.user_agent)
    assert row.version.document.code == "accord-partenaires" and row.sha256 == row.version.sha256
    entry = ArchiveEntry.get(ArchiveEntry.kind == "document.accepted")
    assert json.loads(entry.content)["document"] == "accord-partenaires"


@pytest.mark.parametrize("wrong", [[], [0], [1, 2, 3]])
def test_another_version_than_the_one_in_force_is_not_accepted(lyon, wrong):
    application = partners.asked(lyon)
    applying.approve(application, "standard")
    with pytest.raises(rules.AgreementChanged):
        applying.accept(application, lyon, wrong, "fr", partners.VISIT)
    assert since(lyon) is None and service.status_of(lyon.organisation).state == service.TO_ACCEPT


def test_what_is_not_approved_cannot_be_accepted(lyon):
    application = partners.asked(lyon)
    with pytest.raises(rules.NotOpen):
        applying.accept(application, lyon, partners.agreed(), "fr", partners.VISIT)
    assert Partnership.select().count() == 0


def test_a_refusal_gives_its_reason_and_leaves_room_for_another_try(lyon):
    applying.refuse(partners.asked(lyon), "Activité non établie.")
    assert told() == ["asked", "refused"]
    assert Message.get(Message.kind == "partners.refused").context["reason"] == "Activité non établie."
    assert service.status_of(lyon.organisation).state == service.NO
    assert partners.asked(lyon).state == "asked"


def test_two_members_decide_and_the_second_is_told(lyon):
    application = partners.asked(lyon)
    applying.approve(application, "standard")
    with pytest.raises(rules.NotOpen):
        applying.approve(application, "gold")
    applying.refuse(application, "Finalement non.")
    with pytest.raises(rules.NotOpen):
        applying.refuse(application, "Encore non.")
    assert acts() == ["partner_approved", "partner_refused"]


def test_it_can_be_taken_back_until_it_is_settled(lyon):
    application = partners.asked(lyon)
    applying.withdraw(application)
    assert PartnerApplication.get_by_id(application.id).state == "withdrawn"
    with pytest.raises(rules.NotOpen):
        applying.withdraw(application)
    with pytest.raises(rules.NotOpen):
        applying.approve(application, "standard")


def test_one_application_at_a_time_and_none_of_a_partner(lyon):
    partners.asked(lyon)
    with pytest.raises(rules.AlreadyAsked):
        partners.asked(lyon)
    casablanca = world.person(world.organisation("ma"))
    partners.partner(casablanca)
    with pytest.raises(rules.AlreadyPartner):
        partners.asked(casablanca)


def test_who_is_no_professional_or_may_not_bind_does_not_ask(lyon):
    Organisation.update(kind="non_professional").where(Organisation.id == lyon.organisation_id).execute()
    with pytest.raises(rules.NotProfessional):
        partners.asked(lyon)
    other = world.person(world.organisation("fr"))
    other.email_confirmed_at = None
    with pytest.raises(rules.MayNotBind):
        partners.asked(other)


def test_the_partner_gives_notice_of_three_months(lyon):
    row = partners.partner(lyon)
    ending.give_up(row, lyon, "Nous cessons cette activité.")
    status = service.status_of(lyon.organisation)
    assert (status.state, status.ends_on) == (service.LEAVING, date(2027, 6, 1))
    with pytest.raises(rules.NotPartner):
        ending.give_notice(row, "Nous aussi.")
    assert told()[-1] == "notice_given" and acts() == ["partner_approved"]


def test_it_is_reminded_and_ends_on_its_day_once(lyon):
    ending.give_notice(partners.partner(lyon), "Chiffre d’affaires nul.")
    for day, expected in ((date(2027, 5, 16), "notice_given"), (date(2027, 5, 17), "ends_soon"), (date(2027, 5, 31), "ends_soon")):
        on(day)
        ending.run()
        assert told()[-1] == expected and since(lyon) == DAY
    on(date(2027, 6, 1))
    assert service.status_of(lyon.organisation).state == service.NO  # even before the worker comes by
    ending.run()
    ending.run()
    assert since(lyon) is None
    assert told() == ["asked", "approved", "welcome", "notice_given", "ends_soon", "ended"]
    assert kept()[-2:] == ["partner.notice_given", "partner.ended"]
    row = Partnership.get()
    assert (row.ends_on, row.open_of, row.end_source) == (date(2027, 6, 1), None, "notice")


def test_a_worker_that_was_away_ends_it_as_of_its_day(lyon):
    ending.give_up(partners.partner(lyon), lyon)
    on(date(2027, 6, 20))
    ending.run()
    assert Partnership.get().ends_on == date(2027, 6, 1) and since(lyon) is None


def test_a_breach_ends_it_at_once(lyon):
    partners.partner(lyon)
    ending.end_for_breach(lyon.organisation, "MD-1", "Marques détournées.")
    assert since(lyon) is None and told()[-1] == "ended"
    assert Partnership.get().ends_on == DAY
    with pytest.raises(rules.NotPartner):
        ending.end_for_breach(lyon.organisation, "MD-1", "Encore.")


def test_it_ends_with_the_account(lyon):
    partners.partner(lyon)
    ending.end_with_account(Organisation.get_by_id(lyon.organisation_id))
    assert Partnership.get().end_source == "closure" and told()[-1] == "welcome"


def test_who_signed_on_paper_is_admitted_by_the_operator(lyon):
    partners.asked(lyon)
    assert admitting.admit(lyon.organisation).since == DAY
    assert admitting.admit(lyon.organisation).id == Partnership.get().id
    assert PartnerApplication.get().state == "accepted" and acts() == ["partner_changed"]


def rates_today(person, day=DAY) -> dict[str, int]:
    organisation = Organisation.get_by_id(person.organisation_id)
    names = dict(Family.select(Family.id, Family.slug).tuples())
    return {names[family]: points for family, points in service.rates(organisation, day).items()}


def test_rates_by_level_family_and_partner_the_narrowest_first(lyon):
    azure, office = (Family.create(slug=slug, name_fr=slug, name_en=slug) for slug in ("azure", "office"))
    partners.rate(500, DAY)
    partners.rate(1_000, DAY, family=azure)
    assert rates_today(lyon) == {}
    partners.partner(lyon)
    assert rates_today(lyon) == {"azure": 1_000, "office": 500}
    partners.rate(1_500, DAY, organisation=lyon.organisation, family=office)
    assert rates_today(lyon) == {"azure": 1_000, "office": 1_500}
    partners.rate(0, DAY, organisation=lyon.organisation)
    assert rates_today(lyon) == {"office": 1_500}
    partners.rate(None, DAY, organisation=lyon.organisation)
    assert rates_today(lyon) == {"azure": 1_000, "office": 1_500}


def test_a_rate_is_announced_and_holds_from_its_day(lyon):
    Family.create(slug="azure", name_fr="Azure", name_en="Azure")
    partners.partner(lyon)
    partners.rate(500, DAY)
    partners.rate(800, DAY + timedelta(days=30))
    assert rates_today(lyon) == {"azure": 500}
    assert rates_today(lyon, DAY + timedelta(days=30)) == {"azure": 800}
    assert "partner_rate" in acts() and kept()[-1] == "partner.rate"


def test_no_rate_after_the_end(lyon):
    Family.create(slug="azure", name_fr="Azure", name_en="Azure")
    partners.rate(500, DAY)
    ending.give_up(partners.partner(lyon), lyon)
    assert rates_today(lyon, date(2027, 5, 31)) == {"azure": 500}
    assert rates_today(lyon, date(2027, 6, 1)) == {}


def test_a_level_brings_its_rates_at_once_and_the_second_of_two_members_is_told(lyon):
    Family.create(slug="azure", name_fr="Azure", name_en="Azure")
    partners.rate(500, DAY)
    partners.rate(900, DAY, level="gold")
    row = partners.partner(lyon)
    admitting.change_level(row, "gold", "standard")
    assert rates_today(lyon) == {"azure": 900}
    with pytest.raises(rules.NotOpen):
        admitting.change_level(row, "silver", "standard")


def test_what_changes_prices_says_whose(lyon, monkeypatch):
    heard = []
    monkeypatch.setattr(events, "emit", heard.append)
    mine = events.BuyerPricesChanged((lyon.organisation_id,))
    row = partners.partner(lyon)
    partners.rate(500, DAY)
    partners.rate(500, DAY, level="gold")
    admitting.change_level(row, "gold", "standard")
    assert heard == [mine, mine, events.BuyerPricesChanged(()), mine]


def test_rates_in_the_past_and_of_unknown_levels_are_refused(app):
    for scope, points, day in (
        (rating.Scope(level="standard"), 100, DAY - timedelta(days=1)),
        (rating.Scope(level="standard"), rules.MOST + 1, DAY),
        (rating.Scope(level="platinum"), 100, DAY),
    ):
        with pytest.raises(rules.RateRefused):
            rating.set_rate(scope, None, points, day)


@pytest.mark.postgresql
def test_the_same_on_postgresql(postgresql_app):
    clock.set_to(NOON)
    lyon = world.person(world.organisation("fr"))
    partners.rate(500, DAY)
    family = Family.create(slug="azure", name_fr="Azure", name_en="Azure")
    row = partners.partner(lyon)
    assert service.rates(Organisation.get_by_id(lyon.organisation_id), DAY) == {family.id: 500}
    ending.give_up(row, lyon)
    on(date(2027, 6, 1))
    ending.run()
    assert since(lyon) is None and told()[-1] == "ended"


def test_words_of_an_application_that_came_to_nothing_go_after_three_years(lyon):
    application = partners.asked(lyon)
    applying.refuse(application, "Activité non établie.")
    assert retention.due(date(2030, 3, 1))["partner_applications"] == 0
    on(date(2030, 3, 2))
    retention.run(date(2030, 3, 2), "test")
    assert PartnerApplication.select().count() == 0
    assert {row.detail for row in ArchiveEntry.select().where(ArchiveEntry.kind.startswith("partner."))} == {None}


def test_a_partnership_goes_five_years_after_its_end_with_its_acceptance(lyon):
    row = partners.partner(lyon)
    partners.rate(500, DAY, organisation=lyon.organisation)
    ending.give_up(row, lyon)
    on(date(2027, 6, 1))
    ending.run()
    assert retention.due(date(2032, 6, 1))["partnerships"] == 0
    on(date(2032, 6, 2))
    retention.run(date(2032, 6, 2), "test")
    assert not Partnership.select().exists() and not PartnerApplication.select().exists()
    assert not Acceptance.select().where(Acceptance.subject == applying.AGREED).exists()


def test_an_erased_account_is_no_partner_and_leaves_no_words(lyon):
    partners.partner(lyon)
    erasure.erase(lyon.organisation, "idle", tell=False)
    assert since(lyon) is None and Partnership.get().end_source == "closure"
    application = PartnerApplication.get()
    assert (application.activity, application.message) == ("", "")
