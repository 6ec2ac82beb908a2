"""The staff's door: a password, then always a code; nothing of it is the customers'."""

import re
from datetime import timedelta

import pytest
from tests.filled import see, send
from tests.web.accounts.people import customer
from tests.web.accounts.people import sign_in as customer_sign_in
from tests.web.staff.people import PASSWORD, code, give_password, member, sign_in

from phoenix.accounts.models import SignIn
from phoenix.kernel import clock
from phoenix.team.models import StaffAct, StaffCode, StaffMember, StaffSession


def is_in(client) -> bool:
    return client.get("/equipe").status_code == 200


def test_password_and_code_open_the_door(client):
    who = member("support")
    page = give_password(client, who)
    assert page.heading == "Code de connexion" and not is_in(client)
    assert page.submit("/connexion/code", code=code()).heading == "Aujourd’hui"
    assert is_in(client)
    assert [each.succeeded for each in SignIn.select().order_by(SignIn.id)] == [True, True]


def test_the_first_sign_in_enrols_a_telephone_and_shows_the_codes_once(client):
    who = member("sales", totp_secret=None, totp_confirmed_at=None)
    page = give_password(client, who)
    assert page.heading == "Enregistrer votre téléphone" and not is_in(client)
    secret = re.search(r"<code>([A-Z2-7 ]+)</code>", page.response.text)[1].replace(" ", "")
    assert client.get("/equipe/connexion/telephone/qr.svg").mimetype == "image/svg+xml"
    assert page.submit("/connexion/telephone", code="000000").status == 422
    codes = page.submit("/connexion/telephone", code=code(secret))
    assert codes.heading == "Codes de secours" and is_in(client)
    shown = re.findall(r"<li><code>([^<]+)", codes.response.text)
    assert len(shown) == 10 and StaffCode.select().count() == 10
    assert shown[0] not in see(client, "/equipe/moi/codes-de-secours").response.text
    assert StaffAct.get().act == "staff_telephone"


def test_an_enrolled_telephone_is_not_replaced_by_the_password_alone(client):
    give_password(client, member("sales"))
    assert client.get("/equipe/connexion/telephone").headers["Location"].endswith("/connexion/code")
    answer = client.post("/equipe/connexion/telephone", data={"code": code()}, headers={"Sec-Fetch-Site": "same-origin"})
    assert answer.status_code in (303, 400, 403) and not is_in(client)


def test_a_code_serves_once_and_a_recovery_code_too(app, client):
    who = member("sales")
    sign_in(client, who)
    other = app.test_client()
    assert give_password(other, who).submit("/connexion/code", code=code()).status == 422
    page = see(client, "/equipe/moi/codes-de-secours").submit("/codes-de-secours", code=code(later=timedelta(seconds=30)))
    recovery = re.findall(r"<li><code>([^<]+)", page.response.text)[0]
    assert give_password(other, who).submit("/connexion/code", code=recovery).heading == "Aujourd’hui"
    third = app.test_client()
    assert give_password(third, who).submit("/connexion/code", code=recovery).status == 422


def test_a_wrong_password_tells_nothing_and_is_slowed(client):
    who = member("sales")
    for _ in range(5):
        answer = give_password(client, who, "not this one")
        assert answer.status == 422 and "inexact" in answer.text
    assert give_password(client, who).status == 429
    assert see(client, "/equipe/connexion").submit("/connexion", email="x@y.example", password="x").status == 422


def test_who_left_does_not_come_in(client):
    who = member("sales")
    sign_in(client, who)
    StaffMember.update(disabled_at=clock.now()).execute()
    assert not is_in(client)
    assert give_password(client, who).status == 422


def test_the_second_step_waits_ten_minutes(client):
    who, start = member("sales"), clock.now()
    clock.set_to(start)
    page = give_password(client, who)
    clock.set_to(start + timedelta(minutes=11))
    answer = page.submit("/connexion/code", code=code())
    assert answer.heading == "Connexion de l’équipe" and not is_in(client)


def test_two_hours_away_or_twelve_in_all_sign_out(client):
    start = clock.now()
    clock.set_to(start)
    sign_in(client, member("sales"))
    for hours in range(1, 12):
        clock.set_to(start + timedelta(hours=hours))
        assert is_in(client)
    clock.set_to(start + timedelta(hours=12, seconds=1))
    assert not is_in(client)
    sign_in(client, member("sales"))
    clock.set_to(start + timedelta(hours=14, seconds=2))
    assert not is_in(client)


def test_one_comes_back_to_where_one_was(client):
    who = member("admin")
    page = see(client, "/equipe/journal?subject=x")
    assert page.heading == "Connexion de l’équipe"
    page = page.submit("/connexion", email=who.email, password=PASSWORD)
    assert page.submit("/connexion/code", code=code()).heading == "Journal de l’équipe"


@pytest.mark.parametrize("elsewhere", ["https://mal.example/", "//mal.example", "/fr-fr/compte", "/equipe//x", "/equipefaux"])
def test_never_elsewhere(client, elsewhere):
    who = member("sales")
    page = see(client, f"/equipe/connexion?next={elsewhere}").submit("/connexion", email=who.email, password=PASSWORD)
    assert page.submit("/connexion/code", follow=False, code=code()).response.headers["Location"] == "/equipe"


def test_customers_are_strangers_here_and_the_other_way_round(client):
    person = customer()
    customer_sign_in(client, person)
    assert not is_in(client)
    sign_in(client, member("sales"))
    assert is_in(client) and client.get("/fr-fr/compte/securite").status_code == 200
    token = see(client, "/fr-fr/compte/securite").form("/deconnexion")["values"]["csrf_token"]
    send(client, "/fr-fr/deconnexion", {"csrf_token": token})
    assert is_in(client) and client.get("/fr-fr/compte/securite").status_code == 303


def test_the_cookie_is_for_the_staff_pages_alone(client):
    sign_in(client, member("sales"))
    cookie = client.get_cookie("phoenix_staff", path="/equipe")
    assert cookie.http_only and cookie.path == "/equipe" and cookie.same_site == "Lax"
    assert cookie.value not in {row.token_hash for row in StaffSession.select()}


def test_signing_out_ends_the_session(client):
    sign_in(client, member("sales"))
    kept = client.get_cookie("phoenix_staff", path="/equipe").value
    see(client, "/equipe").submit("/deconnexion")
    client.set_cookie("phoenix_staff", kept, path="/equipe")
    assert not is_in(client)


def test_pages_are_stored_nowhere_and_listed_nowhere(client):
    sign_in(client, member("sales"))
    for path in ("/equipe", "/equipe/moi", "/equipe/connexion"):
        headers = client.get(path).headers
        assert headers["Cache-Control"] == "no-store" and "noindex" in headers["X-Robots-Tag"]


def test_a_member_chooses_the_language(client):
    sign_in(client, member("sales"))
    page = see(client, "/equipe/moi").submit("/langue", language="en")
    assert 'lang="en"' in page.response.text and "Recovery codes" in page.text
    assert see(client, "/equipe").heading == "Today"


