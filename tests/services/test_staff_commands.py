"""The operator adds and removes members; a password is chosen by a link that serves once."""

import re
from datetime import timedelta

import peewee
import pytest
from tests.filled import see
from tests.web.staff.people import give_password, member

from phoenix.kernel import clock
from phoenix.team.models import StaffAct, StaffMember, StaffSession

NEW = "parapluie-vinaigre-42-tambour"


@pytest.fixture
def command(app):
    """Runs `staff …`: (exit code, what it said)."""
    runner = app.test_cli_runner()

    def run(*words):
        result = runner.invoke(args=["staff", *words])
        return result.exit_code, result.output

    return run


def link_of(said: str) -> str:
    return re.search(r"http://localhost(/equipe/mot-de-passe/\S+)", said)[1]


def test_a_member_is_added_and_chooses_a_password_once(command, client):
    code, said = command("add", "Lea@Demo.example", "--name", "Léa Roux", "--role", "support", "--role", "sales")
    assert code == 0 and "three days" in said
    page = see(client, link_of(said))
    assert "Léa Roux" in page.text
    assert page.submit("/mot-de-passe/", password="azertyuiop12").status == 422
    assert page.submit("/mot-de-passe/", password=NEW).heading == "Connexion de l’équipe"
    assert give_password(client, StaffMember.get(), NEW).heading == "Enregistrer votre téléphone"
    assert see(client, link_of(said)).status == 410
    assert StaffMember.get().roles == ["sales", "support"]
    assert [act.act for act in StaffAct.select()] == ["staff_added", "staff_password"]
    assert StaffAct.get().by == "command line"


def test_a_link_dies_after_three_days(command, client):
    _, said = command("add", "lea@demo.example", "--name", "Léa", "--role", "sales")
    clock.set_to(clock.now() + timedelta(days=3, seconds=2))
    assert see(client, link_of(said)).status == 410


@pytest.mark.parametrize(
    "words",
    [
        ("add", "lea", "--name", "Léa", "--role", "sales"),
        ("add", "lea@demo.example", "--name", "Léa", "--role", "boss"),
        ("add", "lea@demo.example", "--name", "Léa"),
        ("add", "lea@demo.example", "--name", " ", "--role", "sales"),
        ("roles", "nobody@demo.example", "--role", "sales"),
        ("disable", "nobody@demo.example"),
        ("link", "nobody@demo.example"),
    ],
)
def test_what_makes_no_sense_is_refused_with_words(command, words):
    code, said = command(*words)
    assert code != 0 and said.strip() and "Traceback" not in said
    assert not StaffMember.select().exists()


def test_nobody_is_added_twice(command):
    who = member("sales")
    code, said = command("add", who.email.upper(), "--name", "Autre", "--role", "admin")
    assert code != 0 and "already" in said
    assert StaffMember.get().roles == ["sales"]


def test_roles_change_and_members_leave(command, client):
    who = member("sales")
    StaffSession.create(member=who, token_hash="x", opened_at=clock.now())
    assert command("roles", who.email, "--role", "accounting")[0] == 0
    assert StaffMember.get().roles == ["accounting"]
    assert command("disable", who.email)[0] == 0
    assert StaffSession.get().ended_at and give_password(client, who).status == 422
    assert command("link", who.email)[0] != 0
    assert command("enable", who.email)[0] == 0
    assert give_password(client, who).status == 200
    acts = list(StaffAct.select().order_by(StaffAct.id))
    assert [act.act for act in acts] == ["staff_roles", "staff_disabled", "staff_enabled"]
    assert (acts[0].before, acts[0].after) == ({"roles": ["sales"]}, {"roles": ["accounting"]})


def test_a_lost_telephone_is_enrolled_anew(command, client):
    who = member("sales")
    _, said = command("link", who.email, "--lost-telephone")
    see(client, link_of(said)).submit("/mot-de-passe/", password=NEW)
    assert give_password(client, who, NEW).heading == "Enregistrer votre téléphone"


def test_everybody_is_listed(command):
    member("sales", name="Zoé")
    member("admin", name="Ali", totp_confirmed_at=None)
    _, said = command("list")
    assert said.index("Ali") < said.index("Zoé") and "enrols a telephone" in said and "ready" in said


def try_to_change(act: StaffAct) -> None:
    with pytest.raises(peewee.DatabaseError):
        StaffAct.update(act="nothing").where(StaffAct.id == act.id).execute()
    with pytest.raises(peewee.DatabaseError):
        StaffAct.delete().execute()


def test_acts_stay_as_written(app):
    try_to_change(StaffAct.create(by="x", act="staff_added", subject="staff:x"))
    assert StaffAct.get().act == "staff_added"


@pytest.mark.postgresql
def test_acts_stay_as_written_on_postgresql(postgresql_app):
    try_to_change(StaffAct.create(by="x", act="staff_added", subject="staff:x"))
    assert StaffAct.get().act == "staff_added"
