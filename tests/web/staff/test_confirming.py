"""Data to confirm: asked by staff or for a partner, fifteen days, one click (clause 3.1e)."""

from datetime import timedelta

import pytest
from tests.filled import see
from tests.web.accounts.people import customer, sign_in
from tests.web.staff import people

from phoenix.accounts.models import Organisation
from phoenix.kernel import clock
from phoenix.standing import confirming
from phoenix.standing.models import DataConfirmation
from phoenix.team.models import StaffAct


@pytest.fixture
def claire(app):
    return customer()


def asked(app, claire, **answers):
    client = app.test_client()
    people.staff(client, "sales")
    page = see(client, f"/equipe/organisations/{claire.organisation.reference}")
    return client, page.submit("/confirmation", **answers)


def test_one_click_confirms(app, client, claire, mails):
    staff, page = asked(app, claire, partner="Distri Sud")
    assert "quinze jours" in page.text and "en attente" in page.text
    [mail] = [each for each in mails() if each.kind == "standing.confirm_data"]
    assert mail.context["partner"] == "Distri Sud" and mail.context["url"].endswith("/compte/profil")
    home = sign_in(client, claire)
    assert "Vos données sont-elles exactes" in home.text
    done = home.submit("/profil/confirmation")
    assert "Merci" in done.text and "sont-elles exactes" not in see(client, "/fr-fr/compte").text
    row = DataConfirmation.get()
    assert row.confirmed_at and row.confirmed_by_id == claire.id and row.open_of is None
    assert "confirmées le" in see(staff, f"/equipe/organisations/{claire.organisation.reference}").text


def test_a_second_click_changes_nothing(client, claire):
    confirming.ask(claire.organisation)
    home = sign_in(client, claire)
    home.submit("/profil/confirmation")
    first = DataConfirmation.get().confirmed_at
    assert home.submit("/profil/confirmation").status == 200
    assert DataConfirmation.get().confirmed_at == first


def test_asking_twice_is_one_ask(app, claire, mails):
    assert confirming.ask(claire.organisation).id == confirming.ask(claire.organisation).id
    assert [mail.kind for mail in mails()].count("standing.confirm_data") == 1
    assert StaffAct.select().count() == 1


def test_a_passed_day_shows_to_staff_and_may_still_be_confirmed(app, client, claire):
    start = clock.now()
    confirming.ask(claire.organisation)
    clock.set_to(start + timedelta(days=15))
    staff = app.test_client()
    people.staff(staff, "accounting")
    assert "En attente" in see(staff, "/equipe/confirmations").text
    assert "Données non confirmées" not in see(staff, "/equipe").text
    clock.set_to(start + timedelta(days=16))
    people.staff(staff, "accounting")
    assert "Dépassé" in see(staff, "/equipe/confirmations").text
    assert "Données non confirmées à temps" in see(staff, "/equipe").text
    sign_in(client, claire).submit("/profil/confirmation")
    assert "Aucune confirmation" in see(staff, "/equipe/confirmations").text


def test_staff_may_drop_the_ask(app, claire):
    staff, page = asked(app, claire)
    page.submit("/retrait")
    assert Organisation.get_by_id(claire.organisation_id).confirm_by is None
    assert [act.act for act in StaffAct.select()] == ["confirmation_asked", "confirmation_dropped"]
    assert not confirming.confirm(claire.organisation, claire, "")
