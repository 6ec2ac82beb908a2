"""Lists for partners, and the withdrawals that they must be told of, at the staff's pages (clause 10.2)."""

from datetime import timedelta

import pytest
from tests.filled import see
from tests.services.test_sharing import choose, consenter
from tests.web.staff.people import staff

from phoenix.kernel import clock
from phoenix.prospecting import service, sharing
from phoenix.prospecting.models import PartnerShare, PartnerTransfer
from phoenix.team.models import StaffAct

SHARES = "/equipe/transmissions"
NEW = f"{SHARES}/listes/nouvelle"


@pytest.fixture
def zoe(client):
    return staff(client, "sales")


def test_a_list_is_made_kept_and_taken_as_a_file(client, zoe):
    who = consenter()
    form = see(client, NEW)
    assert "1 personne consent" in form.text
    shown = form.submit("/nouvelle", partner="Intégrateur Démo", agreed="y")
    assert shown.status == 200 and "Intégrateur Démo" in shown.text and zoe.name in shown.text
    transfer = PartnerTransfer.get()
    file = client.get(f"{SHARES}/listes/{transfer.id}/fichier.csv")
    assert who.email in file.text and file.headers["Content-Disposition"].startswith("attachment")
    assert StaffAct.get(StaffAct.act == "partner_list_given").after == {"partner": "Intégrateur Démo", "people": 1}
    choose(who, False)
    assert who.email not in client.get(f"{SHARES}/listes/{transfer.id}/fichier.csv").text


@pytest.mark.parametrize("given", [{"partner": "", "agreed": "y"}, {"partner": "Démo"}])
def test_without_a_partner_who_agreed_there_is_no_list(client, zoe, given):
    consenter()
    shown = see(client, NEW).submit("/nouvelle", **given)
    assert shown.status == 422 and not PartnerTransfer.select().exists()


def test_without_a_consent_the_page_says_so(client, zoe):
    shown = see(client, NEW).submit("/nouvelle", partner="Démo", agreed="y")
    assert shown.status == 422 and "Personne ne consent" in shown.text


def test_a_withdrawal_is_on_the_start_page_until_the_partner_was_told(client, zoe):
    who = consenter()
    sharing.share("Démo", "Zoé")
    assert "Retraits à signaler aux partenaires" not in see(client, "/equipe").text
    choose(who, False)
    assert "Retraits à signaler aux partenaires" in see(client, "/equipe").text
    shown = see(client, SHARES)
    assert who.email in shown.text and "1 personne doit être effacée" in shown.text
    assert who.email in client.get(f"{SHARES}?state=stop&partner=Démo&format=csv", buffered=True).text
    shown = shown.submit("/signale")
    assert "1 retrait est noté comme signalé" in shown.text
    assert "Retraits à signaler aux partenaires" not in see(client, "/equipe").text
    assert who.email not in see(client, f"{SHARES}?state=all").text
    assert StaffAct.get(StaffAct.act == "withdrawals_told").after == {"partner": "Démo", "people": 1}


def test_who_withdraws_after_the_page_was_shown_still_waits(client, zoe):
    first, second = consenter(), consenter()
    sharing.share("Démo", "Zoé")
    choose(first, False)
    shown = see(client, SHARES)
    with clock.frozen(clock.now() + timedelta(seconds=1)):
        choose(second, False)
    shown.submit("/signale")
    assert [share.email for share in PartnerShare.select().where(sharing.TO_STOP)] == [second.email]


def test_a_forged_moment_does_nothing(client, zoe):
    who = consenter()
    sharing.share("Démo", "Zoé")
    choose(who, False)
    shown = see(client, SHARES)
    for until in ("", "hier", "2026-11-26T12:00:00"):
        assert "rien n’a été fait" in shown.submit("/signale", until=until).text
    assert sharing.waiting()[0] == 1


def test_the_support_tells_of_withdrawals_and_makes_no_list(client):
    staff(client, "support")
    assert client.get(SHARES).status_code == 200
    assert client.get(NEW).status_code == 403
    assert "Remettre une liste" not in see(client, SHARES).text


def test_in_english_for_who_reads_it(client):
    staff(client, "sales")
    see(client, "/equipe/moi").submit("/langue", language="en")
    assert "Contact details passed on to partners" in see(client, SHARES).text


def test_as_many_questions_for_many_people_as_for_one(app, queries_of):
    people = [consenter() for _each in range(5)]
    one, all_of_them = (queries_of(lambda some=some: service.sharable(some)) for some in (people[:1], people))
    assert one == all_of_them
    assert service.sharable(people) == {each.id: {"email", "phone"} for each in people}


def test_the_customer_reads_to_whom_and_that_the_partner_was_told(client):
    """In My Account, preferences: see tests/web/test_my_account.py for the page itself."""
    who = consenter()
    sharing.share("Démo", "Zoé")
    choose(who, False)
    sharing.told(PartnerShare.partner == "Démo")
    (share,) = sharing.shares_of(who)
    assert share.partner == "Démo" and share.withdrawal_told_at is not None
