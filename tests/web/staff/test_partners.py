"""The partners' desk: applications decided, levels, rates from a day on, ends (clauses 2c, 3.2b, 15a)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from tests import builders
from tests import partner_world as partners
from tests.filled import see
from tests.guards.test_bad_input import NASTY, token_of
from tests.web.accounts.people import customer
from tests.web.staff import people

from phoenix.accounts.models import Organisation
from phoenix.catalogue.models import Family
from phoenix.kernel import clock
from phoenix.partners import service
from phoenix.partners.models import PartnerApplication, PartnerRate, Partnership
from phoenix.standing import noticing
from phoenix.team.models import StaffAct

DESK = "/equipe/partenaires"


@pytest.fixture
def claire(app):
    return customer()


@pytest.fixture
def sales(client):
    return people.staff(client, "sales")


def one(person) -> str:
    return f"{DESK}/{person.organisation.reference}"


def test_an_application_waits_on_the_first_page_and_is_approved(client, sales, claire, mails):
    partners.asked(claire)
    assert "Candidatures de partenaires" in see(client, "/equipe").text
    listed = see(client, f"{DESK}/candidatures")
    assert claire.organisation.name in listed.text and "à étudier" in listed.text
    page = see(client, f"{DESK}/candidatures/{PartnerApplication.get().id}")
    assert "Intégrateur" in page.text and "552100554" in page.text.replace("\u00a0", "")
    missing = page.submit("/approbation")
    assert missing.status == 422 and "Choisissez un niveau" in missing.text
    done = page.submit("/approbation", level="gold")
    assert "invitée à accepter" in done.text and PartnerApplication.get().state == "approved"
    assert "partners.approved" in [mail.kind for mail in mails()]
    assert claire.organisation.name not in see(client, f"{DESK}/candidatures").text
    assert claire.organisation.name in see(client, f"{DESK}/candidatures?state=approved").text


def test_a_refusal_needs_its_reason(client, sales, claire, mails):
    partners.asked(claire)
    page = see(client, f"{DESK}/candidatures/{PartnerApplication.get().id}")
    assert page.submit("/refus", reason="Non").status == 422
    page.submit("/refus", reason="Nous n’avons pas pu établir votre activité.")
    assert PartnerApplication.get().state == "refused"
    [mail] = [mail for mail in mails() if mail.kind == "partners.refused"]
    assert mail.context["reason"] == "Nous n’avons pas pu établir votre activité."


def test_the_second_of_two_members_is_told(client, sales, claire):
    partners.asked(claire)
    page = see(client, f"{DESK}/candidatures/{PartnerApplication.get().id}")
    page.submit("/approbation", level="gold")
    late = page.submit("/approbation", level="silver")
    assert "a changé entre-temps" in late.text and PartnerApplication.get().level == "gold"


def test_a_rate_of_a_level_is_set_announced_and_logged(client, sales, claire):
    family = Family.create(slug="azure", name_fr="Azure", name_en="Azure")
    partners.partner(claire)
    page = see(client, f"{DESK}/niveaux/standard")
    assert "1 partenaire est de ce niveau" in page.text
    later = (clock.today("Europe/Paris") + timedelta(days=40)).isoformat()
    page = page.submit("/remise", family=str(family.id), percent="12,5", valid_from=later)
    assert "annoncée" in page.text and "12,5" in page.text
    row = PartnerRate.get()
    assert (row.level, row.family_id, row.basis_points, row.organisation_id) == ("standard", family.id, 1_250, None)
    assert row.valid_from.isoformat() == later and sales.email in row.set_by
    act = StaffAct.get(StaffAct.act == "partner_rate")
    assert act.subject == "partner_level:standard" and act.after["basis_points"] == 1_250


@pytest.mark.parametrize("percent", ["-1", "91", "100", "douze", "1,234", "<b>"])
def test_what_is_no_percentage_is_refused_with_what_was_typed(client, sales, percent):
    page = see(client, f"{DESK}/niveaux/gold").submit("/remise", percent=percent)
    assert page.status == 422 and "de 0 à 90" in page.text and not PartnerRate.select().exists()
    assert page.form("/remise")["values"]["percent"] == percent


def test_a_rate_of_a_past_day_is_refused(client, sales):
    page = see(client, f"{DESK}/niveaux/gold").submit("/remise", percent="5", valid_from="2020-01-01")
    assert page.status == 422 and "son jour est passé" in page.text


def test_two_members_set_rates_and_the_second_sees_the_first(client, sales):
    mine = see(client, f"{DESK}/niveaux/gold")
    partners.rate(700, clock.today("Europe/Paris"), level="gold")
    late = mine.submit("/remise", percent="5")
    assert late.status == 422 and "Un autre membre" in late.text and "7 %" in late.text.replace("\u202f", " ").replace("\u00a0", " ")
    assert late.form("/remise")["values"]["percent"] == "5"
    assert late.submit("/remise", percent="5").status == 200
    assert PartnerRate.select().count() == 2


def test_a_partner_s_own_rate_goes_before_its_level_s(client, sales, claire):
    family = Family.create(slug="azure", name_fr="Azure", name_en="Azure")
    partners.partner(claire)
    partners.rate(500, clock.today("Europe/Paris"))
    page = see(client, one(claire)).submit("/remise", percent="9")
    assert "9 %" in page.text.replace("\u202f", " ").replace("\u00a0", " ")
    organisation = Organisation.get_by_id(claire.organisation_id)
    assert service.rates(organisation, clock.today("Europe/Paris")) == {family.id: 900}
    page.submit("/remise", percent="")
    assert service.rates(organisation, clock.today("Europe/Paris")) == {family.id: 500}


def test_level_and_notice(client, sales, claire, mails):
    partners.partner(claire)
    page = see(client, one(claire)).submit("/niveau", level="gold")
    assert Partnership.get().level == "gold" and "Niveau de partenaire changé" in page.text
    assert page.submit("/preavis").status == 422
    page = page.submit("/preavis", **{"notice-reason": "Aucune commande depuis un an."})
    assert "Prend fin le" in page.text and Partnership.get().end_source == "notice"
    assert "partners.notice_given" in [mail.kind for mail in mails()]
    assert claire.organisation.name in see(client, f"{DESK}?state=leaving").text


def test_a_breach_ends_it_only_once_the_notice_is_ripe(app, claire):
    partners.partner(claire)
    client, start = app.test_client(), clock.now()
    notice = noticing.send(claire.organisation, "Cessez d’employer notre logo.", "email", "", "key")
    noticing.record_receipt(notice, clock.today("Europe/Paris"), "Accusé de réception")
    people.staff(client, "support")
    address = f"/equipe/mises-en-demeure/{notice.reference}"
    early = client.post(f"{address}/partenariat", data={"csrf_token": see(client, address).form("/reparation")["values"]["csrf_token"]}, headers={"Sec-Fetch-Site": "same-origin"})
    assert early.status_code == 303 and Partnership.get().ended_at is None
    with clock.frozen(start + timedelta(days=7)):
        people.sign_in(client, people.StaffMember.get(people.StaffMember.email != ""))
        page = see(client, address).submit("/partenariat")
    assert "résilié" in page.text
    row = Partnership.get()
    assert (row.end_source, row.end_notice) == ("breach", notice.reference)
    assert Organisation.get_by_id(claire.organisation_id).partner_since is None


def test_a_customer_who_never_was_a_partner_has_no_page(client, sales, claire):
    assert see(client, one(claire)).status == 404
    assert see(client, f"{DESK}/niveaux/platine").status == 404
    assert see(client, f"{DESK}/candidatures/1").status == 404


def test_the_lists_are_taken_as_csv(client, sales, claire):
    partners.partner(claire)
    text = client.get(f"{DESK}?format=csv", buffered=True).text
    assert claire.organisation.reference in text and date.today().isoformat()[:2] in text


@pytest.mark.parametrize("kind", NASTY)
def test_no_bad_input_makes_an_error_of_ours(client, sales, claire, kind):
    partners.partner(claire)
    other = customer(builders.lyon(siren="732829320"))
    number = partners.asked(other).id
    addresses = [f"{one(claire)}/{name}" for name in ("niveau", "remise", "preavis")]
    addresses += [f"{DESK}/candidatures/{number}/{name}" for name in ("approbation", "refus")] + [f"{DESK}/niveaux/gold/remise"]
    fields = "level seen family percent valid_from reason notice-reason".split()
    for address in addresses:
        data = {**dict.fromkeys(fields, NASTY[kind]), "csrf_token": token_of(client)}
        status = client.post(address, data=data, headers={"Sec-Fetch-Site": "same-origin"}).status_code
        assert status < 500, f"{address}: {status}"
    for address in (DESK, f"{DESK}/candidatures"):
        query = dict.fromkeys(("state", "level", "organisation", "day_from", "sort", "after"), NASTY[kind])
        assert client.get(address, query_string=query).status_code < 500, address
