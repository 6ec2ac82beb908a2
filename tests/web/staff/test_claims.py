"""The staff's page of claims: by time left, each act once, two at a time told (clauses 11a, 20a)."""

import re
from datetime import UTC, date, datetime

import pytest
from tests.filled import see
from tests.web.accounts import people as customers
from tests.web.staff import people

from phoenix.care import claims
from phoenix.care.models import Claim, ClaimEntry, HolidayOverride, Settlement
from phoenix.kernel import clock
from phoenix.kernel.markets import market_of
from phoenix.team.models import StaffAct

HERE = "/equipe/reclamations"
WRITTEN = {
    "subject": "order", "title": "Deux sièges manquent", "body": "Il en manque deux.", "name": "Camille Roche",
    "email": "camille@atelier.example",
}  # fmt: skip


def support_on(app, day: datetime):
    """Somebody of the support, signed in on that day: a sign-in lasts two hours."""
    clock.set_to(day)
    client = app.test_client()
    people.staff(client, "support")
    return client


@pytest.fixture
def support(app):
    return support_on(app, datetime(2026, 9, 7, 9, tzinfo=UTC))


def receive(key="one", country="fr", **changes) -> Claim:
    return claims.receive({**WRITTEN, "key": key, **changes}, market_of("fr", country))


def page_of(client, row):
    return see(client, f"{HERE}/{row.reference}")


def test_the_list_shows_what_is_due_first_and_how_long_is_left(app):
    clock.set_to(datetime(2026, 9, 7, 9, tzinfo=UTC))
    receive()
    support = support_on(app, datetime(2026, 9, 9, 9, tzinfo=UTC))
    later = receive("two", title="Plus tard")
    page = see(support, HERE)
    assert page.text.index("Deux sièges manquent") < page.text.index("Plus tard")
    assert "encore 3 jours ouvrés" in page.text
    assert later.reference in see(support, f"{HERE}?q={later.reference}").text
    assert "Aucune réclamation" in see(support, f"{HERE}?country=ma").text


def _listed(client, address: str) -> list[str]:
    """The references of a list, page after page."""
    text = client.get(address).get_data(as_text=True)
    found = re.findall(r'href="/equipe/reclamations/(R[^"]+)"', text)
    way = re.search(r'href="([^"]*after=[^"]*)"', text)
    return found + (_listed(client, way[1].replace("&amp;", "&")) if way else [])


def _seven(app) -> list[Claim]:
    """Received on other days than in their order."""
    for number in range(7):
        clock.set_to(datetime(2026, 9, 7 + number * 3 % 7, 9, tzinfo=UTC))
        receive(key=f"k{number}", network="")
        Claim.update(network="").execute()
    return list(Claim.select().order_by(Claim.id))


def _the_list_goes_by_time_left_page_by_page(app, monkeypatch):
    made = _seven(app)
    monkeypatch.setattr("phoenix.staff.lists.StaffList.size", property(lambda self: 2))
    support = support_on(app, datetime(2026, 9, 14, 9, tzinfo=UTC))
    assert _listed(support, HERE) == [row.reference for row in sorted(made, key=lambda row: (row.due_on, row.id))]
    assert _listed(support, f"{HERE}?state=all") == [row.reference for row in reversed(made)]
    assert _listed(support, f"{HERE}?q={made[3].reference.lower()}") == [made[3].reference]
    assert len(_listed(support, f"{HERE}?q=Camille@atelier.example")) == 7


def test_the_list_goes_by_time_left_page_by_page(app, monkeypatch):
    _the_list_goes_by_time_left_page_by_page(app, monkeypatch)


@pytest.mark.postgresql
def test_so_it_does_on_postgresql(postgresql_app, monkeypatch):
    _the_list_goes_by_time_left_page_by_page(postgresql_app, monkeypatch)


def test_what_waits_is_counted_on_the_start_page(support):
    receive()
    page = see(support, "/equipe")
    assert "Réclamations sans réponse" in page.text and "14 septembre 2026" in page.text


def test_an_answer_goes_out_and_is_logged(support, mails):
    row = receive()
    page = page_of(support, row).submit("/repondre", body="Deux sièges sont ajoutés.")
    assert "La réponse est envoyée" in page.text and "Répondue" in page.text
    assert mails()[-1].context["body"] == "Deux sièges sont ajoutés."
    act = StaffAct.get(StaffAct.act == "claim_answered")
    assert (act.before["state"], act.after["state"]) == ("open", "answered")


def test_two_of_the_staff_at_once_the_second_is_told_and_loses_nothing(app, support):
    row = receive()
    other = app.test_client()
    people.staff(other, "support")
    mine, theirs = page_of(support, row), page_of(other, row)
    mine.submit("/repondre", body="Première réponse.")
    told = theirs.submit("/repondre", body="Seconde réponse.")
    assert told.status == 409
    assert "a changé entre-temps" in told.text and "Première réponse." in told.text
    assert told.form("/repondre")["values"]["body"].strip() == "Seconde réponse."
    assert ClaimEntry.select().where(ClaimEntry.kind == "answer").count() == 1
    assert told.submit("/repondre").status == 200
    assert ClaimEntry.select().where(ClaimEntry.kind == "answer").count() == 2


def test_the_same_answer_sent_twice_is_one(support):
    page = page_of(support, receive())
    page.submit("/repondre", body="Voici.")
    assert page.submit("/repondre", body="Voici.").status == 200
    assert ClaimEntry.select().where(ClaimEntry.kind == "answer").count() == 1


def test_papers_are_asked_for_and_entered_when_they_come(support):
    row = receive()
    page = page_of(support, row).submit("/pieces", **{"papers-body": "Le bon de commande ?"})
    assert "le délai est suspendu" in page.text
    clock.set_to(datetime(2026, 9, 7, 10, tzinfo=UTC))
    page = page.submit("/recu", **{"entered-body": "Le voici.", "entered-day": "2026-09-07"})
    assert "enregistré" in page.text
    assert Claim.get().due_on == date(2026, 9, 14)


@pytest.mark.parametrize("day", ["2026-09-08", "2026-09-06", "2025-01-01", "31/12/2026", ""])
def test_a_day_that_cannot_be_is_refused(support, day):
    page = page_of(support, receive()).submit("/recu", **{"entered-body": "Le voici.", "entered-day": day})
    assert page.status == 422
    assert page.form("/recu")["values"]["entered-body"].strip() == "Le voici."
    assert ClaimEntry.select().count() == 1


def test_it_is_closed_with_an_answer_only(support):
    row = receive()
    page = page_of(support, row).submit("/clore", **{"closing-outcome": "refused"})
    assert page.status == 422 and "jamais close sans réponse" in page.text
    page = page.submit("/clore", **{"closing-body": "Les sièges sont là depuis lundi."})
    assert "est close" in page.text
    assert Claim.get().outcome == "refused"


def test_what_came_by_mail_is_entered_as_of_its_day(support, mails):
    answers = {**WRITTEN, "day": "2026-09-03", "channel": "email", "country": "fr", "language": "fr"}
    page = see(support, f"{HERE}/nouvelle").submit("/nouvelle", **answers)
    assert "l’accusé de réception part" in page.text
    assert Claim.get().due_on == date(2026, 9, 10)
    assert [each.to_address for each in mails()] == ["camille@atelier.example"]
    assert StaffAct.select().where(StaffAct.act == "claim_received").exists()


def test_the_address_of_an_account_puts_it_into_the_account(support):
    person = customers.customer()
    answers = {**WRITTEN, "email": person.email, "day": "2026-09-07", "channel": "email", "country": "ma", "language": "fr"}
    see(support, f"{HERE}/nouvelle").submit("/nouvelle", **answers)
    assert (Claim.get().person_id, Claim.get().country) == (person.id, "fr")


def test_the_record_of_the_amicable_attempt(support):
    row = receive(wanted="Deux sièges")
    page = see(support, f"{HERE}/{row.reference}/reglement")
    assert page.form("/reglement")["values"]["asked"].strip() == "Deux sièges"
    wrong = page.submit("/reglement", outcome="agreed")
    assert wrong.status == 422 and not Settlement.select().exists()
    blank = page.submit("/reglement", asked=" \n ", outcome="pending")
    assert blank.status == 422 and "Écrivez ce qui a été demandé." in blank.text and not Settlement.select().exists()
    answers = {"offered": "Un siège", "offered_on": "2026-09-07", "outcome": "agreed", "outcome_on": "2026-09-07", "terms": "Un siège."}
    done = page.submit("/reglement", **answers)
    assert "Accord trouvé" in done.text
    told = page.submit("/reglement", **{**answers, "terms": "Deux."})
    assert told.status == 409 and told.form("/reglement")["values"]["terms"].strip() == "Deux."
    assert Settlement.get().terms == "Un siège."


def test_a_line_that_was_not_sent_is_an_empty_one(support):
    row = receive(wanted="Deux sièges")
    page = see(support, f"{HERE}/{row.reference}/reglement")
    page.submit("/reglement", asked="Deux sièges", asked_on="2026-09-07", outcome="pending", offered=None, terms=None)
    assert (Settlement.get().offered, Settlement.get().terms) == ("", "")


def test_a_feast_as_announced_moves_open_claims(app):
    support = support_on(app, datetime(2026, 5, 22, 9, tzinfo=UTC))
    receive(country="ma")
    here = "/equipe/reclamations/jours-feries"
    answers = {"country": "ma", "day": "2026-05-29", "closed": "yes", "name": "Aïd"}
    page = see(support, here).submit("/jours-feries", **answers)
    assert "Une réclamation a une nouvelle date" in page.text
    assert Claim.get().due_on == date(2026, 6, 3)
    assert see(support, here).submit("/jours-feries", **{**answers, "day": "2036-05-29"}).status == 422
    page = see(support, here).submit("/retirer")
    assert Claim.get().due_on == date(2026, 6, 2)
    assert not HolidayOverride.select().exists()


def test_the_staff_see_whose_the_number_is(support):
    row = receive(about="CF-2026-000001")
    assert "Aucune commande ni facture de ce numéro" in page_of(support, row).text
