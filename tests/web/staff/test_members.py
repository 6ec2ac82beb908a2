"""Members of the staff, by an administrator: added by a mailed link, roles, access; never without an administrator."""

from __future__ import annotations

import re

import pytest
from tests.filled import see
from tests.mail_reading import written
from tests.web.staff.people import member, staff

from phoenix.messages.models import Message
from phoenix.team import service
from phoenix.team.models import StaffAct, StaffMember, StaffSession

HERE = "/equipe/membres"
NEW = {"name": "Chloé Petit", "email": "Chloe@demo.example", "roles": ["sales", "support"], "language": "en"}


@pytest.fixture
def boss(client):
    return staff(client, "admin")


def _one(client, who):
    return see(client, f"{HERE}/{who.id}")


def _now(who: StaffMember) -> StaffMember:
    return StaffMember.get_by_id(who.id)


def test_a_member_is_added_and_chooses_a_password_by_the_mailed_link(client, app, boss):
    page = see(client, f"{HERE}/nouveau").submit("/nouveau", **NEW)
    assert "Chloé Petit reçoit un lien" in page.text
    added = StaffMember.get(StaffMember.email_key == "chloe@demo.example")
    assert (added.roles, added.language, added.password_hash) == (["sales", "support"], "en", None)
    letter = Message.get(Message.kind == "team.link")
    assert letter.language == "en" and letter.to_address == added.email
    path = re.search(r"/equipe/mot-de-passe/\S+", letter.context["url"])[0]
    assert see(app.test_client(), path).status == 200
    act = StaffAct.get(StaffAct.act == "staff_added")
    assert (act.member_id, act.after["roles"]) == (boss.id, ["sales", "support"])


def test_an_address_of_a_member_is_refused_and_the_form_kept(client, boss):
    page = see(client, f"{HERE}/nouveau").submit("/nouveau", **{**NEW, "email": boss.email})
    assert page.status == 422 and "déjà celle d’un membre" in page.text
    assert page.form("/nouveau")["values"]["name"] == "Chloé Petit"
    assert StaffMember.select().count() == 1


def test_a_member_without_a_role_is_not_added(client, boss):
    page = see(client, f"{HERE}/nouveau").submit("/nouveau", **{**NEW, "roles": None})
    assert page.status == 422 and "au moins un rôle" in page.text


def test_roles_are_changed_with_what_was_before_in_the_log(client, boss):
    who = member("sales")
    _one(client, who).submit("/roles", roles=["accounting", "translator"])
    assert _now(who).roles == ["accounting", "translator"]
    act = StaffAct.get(StaffAct.act == "staff_roles")
    assert (act.before, act.after) == ({"roles": ["sales"]}, {"roles": ["accounting", "translator"]})


def test_the_second_who_changes_roles_is_told_of_the_first(client, boss):
    who = member("sales")
    page = _one(client, who)
    service.change_roles(who, ["support"])
    page = page.submit("/roles", roles=["translator"])
    assert page.status == 422 and "entre-temps" in page.text
    assert _now(who).roles == ["support"]
    page.submit("/roles", roles=["translator"])
    assert _now(who).roles == ["translator"]


def test_the_last_administrator_keeps_role_and_access(client, boss):
    member("admin", password_hash=None)
    page = _one(client, boss).submit("/roles", roles=["sales"])
    assert page.status == 422 and "au moins un administrateur" in page.text
    page = _one(client, boss).submit("/retrait")
    assert "au moins un administrateur" in page.text
    assert _now(boss).roles == ["admin"] and _now(boss).disabled_at is None


def test_another_administrator_may_step_down(client, boss):
    member("admin")
    _one(client, boss).submit("/roles", roles=["sales"])
    assert _now(boss).roles == ["sales"]
    assert client.get(HERE).status_code == 403


def test_access_is_withdrawn_at_once_and_given_back(client, app, boss):
    other = app.test_client()
    who = staff(other, "sales")
    _one(client, who).submit("/retrait")
    assert "connexion" in other.get("/equipe").headers["Location"]
    assert not StaffSession.select().where(StaffSession.member == who, StaffSession.ended_at.is_null()).exists()
    assert "Rendez d’abord l’accès" in _one(client, who).submit("/lien").text
    _one(client, who).submit("/retour")
    assert _now(who).disabled_at is None
    assert [row.act for row in StaffAct.select().where(StaffAct.subject == service.subject_of(who)).order_by(StaffAct.id)] == ["staff_disabled", "staff_enabled"]


def test_a_lost_telephone_is_forgotten(client, boss):
    who = member("support")
    _one(client, who).submit("/telephone")
    assert not _now(who).has_totp
    assert StaffAct.select().where(StaffAct.act == "staff_telephone_forgotten").count() == 1


def test_nobody_forgets_their_own_telephone_here(client, boss):
    page = _one(client, boss)
    assert not [form for form in page.forms if form["action"].endswith("/telephone")]
    client.post(f"{HERE}/{boss.id}/telephone", data={"csrf_token": page.form("/lien")["values"]["csrf_token"]})
    assert _now(boss).has_totp


def test_another_link_is_mailed_for_a_lost_password(client, boss):
    who = member("support")
    _one(client, who).submit("/lien")
    assert Message.get(Message.kind == "team.link").to_address == who.email
    assert StaffAct.select().where(StaffAct.act == "staff_link").count() == 1


def test_nobody_else_opens_these_pages(client):
    who = staff(client, "sales", "support", "accounting", "translator")
    for path in ("", "/nouveau", f"/{who.id}"):
        assert client.get(HERE + path).status_code == 403


@pytest.mark.parametrize(("language", "words"), [("fr", "Votre accès"), ("en", "Your access")])
def test_the_letter_is_in_the_language_of_the_member(client, boss, language, words):
    see(client, f"{HERE}/nouveau").submit("/nouveau", **{**NEW, "language": language})
    (letter,) = written("team.link")
    assert words in letter and "/equipe/mot-de-passe/" in letter
