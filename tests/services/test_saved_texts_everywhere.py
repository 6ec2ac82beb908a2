"""A text that is saved reaches every process, every mail and every document, on both databases (clause 19b)."""

import json
import subprocess
import sys
import threading

import pytest
from tests.desk_world import AICHA, BRUNO, _read, desk, unit_of  # noqa: F401
from tests.services.test_mail_templates import message

from phoenix.config import ROOT
from phoenix.database import database, transaction
from phoenix.legal import service as legal
from phoenix.legal.jobs import pdf_data
from phoenix.messages.delivery import compose
from phoenix.translating import service, sync, tree
from phoenix.translating.models import TextChange
from phoenix.translating.units import ChangedMeanwhile, Unsound
from phoenix.web import words
from phoenix.web.models import SavedText, bump_texts, current_texts

NOTICE = "/en-fr/mentions-legales"


def save(*french: str, english: tuple[str, ...], domain: str = "messages", by=AICHA) -> bool:
    unit = unit_of(service.find, domain, *french)
    return service.save(unit, english, unit.seen, by)


class OtherProcess:
    """A process of its own on the same data."""

    def __init__(self, app):
        settings = app.config["SETTINGS"]
        command = [sys.executable, "-m", "tests.saved_texts_shop", str(settings.instance), settings.database_url]
        self.process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def shows(self, address: str) -> str:
        self.process.stdin.write(f"{address}\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())

    def end(self):
        self.process.stdin.close()
        assert self.process.wait(20) == 0


def check_two_processes(app):
    other = OtherProcess(app)
    assert "Legal notice" in other.shows(NOTICE) and "Legal notice" in app.test_client().get(NOTICE).text
    save("Mentions légales", english=("Imprint",))
    for shown in (other.shows(NOTICE), app.test_client().get(NOTICE).text):
        assert "<h1>Imprint" in shown.replace("\n", "").replace("> ", ">") or "Imprint" in shown
        assert "Legal notice" not in shown
    save("Mentions légales", english=("Legal notice",))
    assert "Imprint" not in other.shows(NOTICE) and "Imprint" not in app.test_client().get(NOTICE).text
    assert "Mentions légales" in other.shows(NOTICE.replace("en-fr", "fr-fr"))
    other.end()


def test_every_process_shows_it_at_once(app, desk):
    check_two_processes(app)


@pytest.mark.postgresql
def test_every_process_shows_it_at_once_on_postgresql(postgresql_app, monkeypatch):
    monkeypatch.setattr(tree, "read", _read)
    sync.bring_up()
    check_two_processes(postgresql_app)


def test_the_workers_mails_say_it(desk):
    context = {"name": "Camille", "link": "http://localhost/x", "hours": 1}
    row = message("account.reset", context, "en", "fr")
    before = compose(row)["Subject"]
    french = next(text for text in french_of("templates/mails/account/reset.subject.txt"))
    save(french, english=("Choose another password, please",))
    assert compose(row)["Subject"] == "Choose another password, please" != before
    assert "please" not in compose(message("account.reset", context, "fr", "fr"))["Subject"]


def french_of(place: str) -> list[str]:
    """The French texts said in a template."""
    return [text.french[0] for text in tree.read() if any(each.startswith(place) for each in text.places)]


def test_documents_made_anew_say_it(desk):
    version = legal.version_in_force("conditions")
    save("Objet", english=("What this is about",), domain="legal")
    assert pdf_data(version, "en")["sections"][0]["heading"] == "What this is about"
    assert pdf_data(version, "fr")["sections"][0]["heading"] == "Objet"


def test_nothing_is_read_as_long_as_nothing_is_saved(app, monkeypatch):
    assert current_texts() == 0
    monkeypatch.setattr(words, "_read", lambda: pytest.fail("read"))
    assert app.test_client().get(NOTICE).status_code == 200


def test_one_change_compiles_only_what_says_it(app, desk, monkeypatch):
    client = app.test_client()
    client.get(NOTICE), client.get("/en-fr/a-propos")
    save("Mentions légales", english=("Imprint",))
    compiled = []
    real = app.jinja_env.__class__.compile
    monkeypatch.setattr(app.jinja_env.__class__, "compile",
                        lambda self, source, name=None, *a, **k: compiled.append(name) or real(self, source, name, *a, **k))
    client.get(NOTICE), client.get("/en-fr/a-propos")
    assert "legal/notice.html" in compiled and "home/about.html" not in compiled
    assert len(compiled) < 8


def test_a_save_that_is_rolled_back_is_nowhere(app, desk):
    client = app.test_client()
    client.get(NOTICE)
    with pytest.raises(RuntimeError), transaction():
        save("Mentions légales", english=("Imprint",))
        assert words.saved("messages")[("Mentions légales",)] == ("Imprint",)
        raise RuntimeError
    assert "Imprint" not in client.get(NOTICE).text and words.saved("messages") == {}
    save("Mentions légales", english=("Colophon",))
    assert "Colophon" in client.get(NOTICE).text


def test_what_broke_a_page_never_reaches_the_store(desk):
    unit = unit_of(service.find, "messages", "Mentions légales")
    with pytest.raises(Unsound):
        service.save(unit, ("<b>Imprint</b>",), unit.seen, AICHA)
    assert not SavedText.select().exists() and not TextChange.select().exists()


def check_of_two_one_is_told(app):
    """Both saw the same; both save at the same moment."""
    unit = unit_of(service.find, "messages", "Mentions légales")
    ready, told, done = threading.Barrier(2), [], []

    def write(by, english):
        with app.app_context():
            ready.wait()
            try:
                done.append(service.save(unit, (english,), unit.seen, by) and english)
            except ChangedMeanwhile as error:
                told.append(error.unit.english)
            finally:
                database.close()

    threads = [threading.Thread(target=write, args=args) for args in ((AICHA, "Imprint"), (BRUNO, "Colophon"))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(done) == 1 and told == [(done[0],)]
    assert unit_of(service.find, "messages", "Mentions légales").english == (done[0],)
    assert [change.after for change in TextChange.select()] == [[done[0]]]


def test_of_two_at_the_same_moment_one_is_told(app, desk):
    check_of_two_one_is_told(app)


@pytest.mark.postgresql
def test_of_two_at_the_same_moment_one_is_told_on_postgresql(postgresql_app, monkeypatch):
    monkeypatch.setattr(tree, "read", _read)
    sync.bring_up()
    check_of_two_one_is_told(postgresql_app)


def test_a_stamp_alone_costs_nothing(app, desk):
    with transaction():
        bump_texts()
    assert words.saved("messages") == {} and app.test_client().get(NOTICE).status_code == 200
