"""What partners were given ends with the consent: known at once, told, kept as evidence (clause 10.2)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests import builders
from tests.services.test_prospecting import FROM, NOON, given, person

from phoenix.accounts import preferences, uses
from phoenix.accounts.models import Person
from phoenix.archive.service import entries_about
from phoenix.kernel import clock
from phoenix.prospecting import jobs, opposition, sharing
from phoenix.prospecting.models import PartnerShare, PartnerTransfer
from phoenix.standing import closing


def consenter(country: str = "fr") -> Person:
    made = person(country=country)
    choose(made, True)
    return made


def choose(who: Person, allowed: bool) -> None:
    preferences.choose(who, {"partners": allowed}, "preferences", FROM)


def kinds(who: Person) -> list[str]:
    seller = builders.SELLER[who.organisation.country]
    return [entry.kind for entry in entries_about(seller, [f"person:{who.id}"]) if entry.kind.startswith("consent.s")]


def test_each_list_is_kept_with_who_made_it_and_how_many_were_on_it(app):
    consenter(), consenter("ma"), person()
    with clock.frozen(NOON):
        transfer = sharing.share("Démo", "Zoé")
    assert (transfer.partner, transfer.by, transfer.people, transfer.at) == ("Démo", "Zoé", 2, NOON)
    assert {share.transfer_id for share in PartnerShare.select()} == {transfer.id}


def test_without_a_consent_there_is_no_list(app):
    person()
    assert sharing.share("Démo", "Zoé") is None and not PartnerTransfer.select().exists()


def withdraws(who: Person) -> None:
    choose(who, False)


def objects(who: Person) -> None:
    uses.restrict(who, [uses.PARTNERS], uses.OBJECTION)


def refuses_both(who: Person) -> None:
    preferences.choose(who, {"email": False, "phone": False}, "preferences", FROM)


@pytest.mark.parametrize("how", [withdraws, objects, refuses_both])
def test_a_withdrawal_waits_for_the_staff_at_once(app, how):
    who, _other = consenter(), consenter()
    given("Démo"), given("Autre")
    assert sharing.waiting() == (0, None)
    then = clock.now() + timedelta(minutes=1)
    with clock.frozen(then):
        how(who)
    assert sharing.waiting() == (2, then)
    assert [(name, count) for name, count, _last in sharing.waiting_by_partner()] == [("Autre", 1), ("Démo", 1)]


def test_a_closed_account_is_withdrawn_too(app):
    who = consenter()
    given("Démo")
    closing.confirm(closing.ask(who.organisation, who))
    assert sharing.waiting()[0] == 1


def test_who_consents_again_before_the_partner_was_told_needs_no_deletion(app):
    who = consenter()
    given("Démo")
    choose(who, False)
    choose(who, True)
    assert sharing.waiting() == (0, None)
    restriction = uses.restrict(who, [uses.PARTNERS], uses.RESTRICTION)
    assert restriction and sharing.waiting()[0] == 1
    uses.lift(who, [uses.PARTNERS], uses.RESTRICTION)
    assert sharing.waiting() == (0, None)


def test_an_opposition_by_letter_is_noticed_within_the_day(app):
    who = consenter()
    given("Démo")
    for channel in ("email", "phone"):
        opposition.oppose(channel, opposition.fingerprint(channel, opposition.reached_at(who, channel)), "operator")
    jobs.look_again(None)
    assert sharing.waiting()[0] == 1


def test_a_list_made_before_hands_out_nobody_who_withdrew(app):
    stays, goes = consenter(), consenter()
    transfer = sharing.share("Démo", "Zoé")
    choose(goes, False)
    assert [row["email"] for row in sharing.handed_over(transfer)] == [stays.email]


def test_being_passed_on_and_being_told_of_are_evidence_in_the_chain_of_the_country(app):
    who = consenter("ma")
    given("Démo")
    choose(who, False)
    assert sharing.told(PartnerShare.partner == "Démo") == 1 and sharing.told(PartnerShare.partner == "Démo") == 0
    assert kinds(who) == ["consent.shared", "consent.stopped"]
    assert (PartnerShare.get().name, PartnerShare.get().email) == ("", "")


def test_the_last_choice_counts_and_nobody_else_is_asked(app):
    who, other = consenter(), consenter()
    with clock.frozen(clock.now() + timedelta(minutes=1)):
        choose(who, False)
    assert preferences.allowing([who.id, other.id], "partners") == {other.id}


def test_a_list_goes_a_year_after_the_last_on_it_was_withdrawn(app):
    with clock.frozen(NOON):
        who, stays = consenter(), consenter()
        given("Démo")
        choose(who, False)
        sharing.told(PartnerShare.partner == "Démo")
    with clock.frozen(NOON + sharing.KEPT + timedelta(seconds=1)):
        assert sharing.forget_old() == 1 and PartnerTransfer.select().exists()
        choose(stays, False)
        sharing.told(PartnerShare.partner == "Démo")
    with clock.frozen(NOON + 2 * sharing.KEPT + timedelta(seconds=2)):
        assert sharing.forget_old() == 2
    assert not PartnerTransfer.select().exists()


@pytest.mark.postgresql
def test_it_works_on_postgresql(postgresql_app):
    who, _other = consenter(), consenter()
    assert len(given("Démo")) == 2
    choose(who, False)
    assert sharing.waiting()[0] == 1 and sharing.waiting_by_partner()[0][:2] == ("Démo", 1)
    assert [row["email"] for row in sharing.withdrawn("Démo")] == [who.email]
    assert sharing.partners() == ["Démo"] and sharing.waiting()[0] == 0
