"""Papers sent from pages: taken by their content, given out as downloads to their owners only (issue 5, clause 14b)."""

import dataclasses
import io
import re
import subprocess
import sys
import zipfile

import pytest
from tests import builders
from tests import file_samples as sample
from tests.filled import see
from tests.web.accounts import people
from tests.web.staff import people as members

from phoenix.accounts import links
from phoenix.care import claim_answers, claims
from phoenix.care.claim_answers import Act
from phoenix.care.models import Claim
from phoenix.files import rules
from phoenix.files.models import StoredFile
from phoenix.kernel.markets import market_of
from phoenix.team.models import StaffAct

WRITTEN = {"key": "one", "subject": "order", "title": "Deux sièges manquent", "body": "Il en manque deux."}


@pytest.fixture
def camille(client):
    """A customer with an order, signed in."""
    person = people.customer()
    people.sign_in(client, person)
    return person


@pytest.fixture
def order_page(camille):
    order = builders.confirmed_order(camille, [(builders.plan(), 1, 0)])
    return f"/fr-fr/compte/commandes/{order.number}"


def files(*pairs):
    """Files as the browser sends them: (name, content)."""
    return [(io.BytesIO(content), name) for name, content in pairs]


def upload(client, page: str, *pairs):
    return see(client, page).submit("/documents", files=files(*pairs))


def a_claim(person=None, **changes) -> Claim:
    return claims.receive({**WRITTEN, **changes}, market_of("fr", "fr"), person=person)


def test_several_papers_of_an_order_arrive_and_are_listed(client, order_page, camille):
    page = upload(client, order_page, ("contrat signé.pdf", sample.PDF), ("photo.jpg", sample.jpeg()))
    assert "Vos 2 documents sont bien arrivés." in page.text
    assert "contrat signé.pdf" in page.text and "photo.jpg" in page.text
    row = StoredFile.get(StoredFile.media == "pdf")
    assert (row.kind, row.person_id, row.organisation_id) == ("order", camille.id, camille.organisation_id)


def test_a_paper_is_saved_never_shown_on_our_origin(client, order_page):
    upload(client, order_page, ("été « signé ».pdf", sample.PDF))
    answer = client.get(f"/fr-fr/compte/fichiers/{StoredFile.get().key}")
    assert answer.data == sample.PDF
    headers = answer.headers
    assert headers["Content-Disposition"].startswith('attachment; filename="ete')
    assert "filename*=UTF-8''%C3%A9t%C3%A9" in headers["Content-Disposition"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Type"] == "application/pdf"
    assert "sandbox" in headers["Content-Security-Policy"] and "default-src 'none'" in headers["Content-Security-Policy"]
    assert headers["Cache-Control"] == "no-store"


REFUSED = {
    "polyglot": ("photo.jpg", sample.jpeg() + sample.zipped({"run.class": b"x"}), "contient autre chose que ce qu’il annonce"),
    "bomb": ("lettre.docx", sample.bomb(), "devient beaucoup trop grand"),
    "empty": ("vide.pdf", b"", "est vide"),
    "page": ("page.txt", b"<!doctype html><script>x</script>", "contient du code"),
    "program": ("facture.exe", b"MZ\x90\0\x03", "n’est pas d’un type accepté"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_is_no_paper_is_refused_in_words_and_nothing_is_kept(client, order_page, what):
    name, content, words = REFUSED[what]
    page = upload(client, order_page, ("contrat.pdf", sample.PDF), (name, content))
    assert page.status == 422
    assert name in page.text and words in page.text
    assert "contrat.pdf" not in page.text
    assert StoredFile.select().count() == 0


def test_a_name_that_is_a_path_is_only_a_name(client, order_page, app):
    upload(client, order_page, ("../../../../tmp/évasion.txt", sample.TXT), ("..\\..\\win.ini.txt", b"a=1"))
    assert {row.name for row in StoredFile.select()} == {"évasion.txt", "win.ini.txt"}
    stored = [path.name for path in (app.config["SETTINGS"].instance / "files").rglob("*") if path.is_file()]
    assert {row.store for row in StoredFile.select()} <= set(stored)


def test_nothing_chosen_and_too_much_chosen_are_told(client, order_page):
    assert "Choisissez au moins un document." in see(client, order_page).submit("/documents", files=None).text
    page = upload(client, order_page, *((f"{number}.txt", b"a%d" % number) for number in range(11)))
    assert page.status == 422 and "dix documents au plus" in page.text


class Unread(io.RawIOBase):
    """A body of so many bytes that says when somebody reads it."""

    def __init__(self, length: int):
        self.length, self.at, self.touched = length, 0, 0

    def readable(self):
        return True

    def tell(self):
        return self.at

    def seek(self, offset, whence=0):
        self.at = offset + (self.length if whence == 2 else 0)
        return self.at

    def readinto(self, buffer):
        self.touched += len(buffer)
        buffer[:] = b"a" * len(buffer)
        return len(buffer)


def announce(client, address: str, length: int):
    body = Unread(length)
    same = {"Sec-Fetch-Site": "same-origin"}
    return client.post(address, input_stream=body, content_type="multipart/form-data; boundary=x", headers=same), body


def test_too_large_a_body_is_refused_unread(client, order_page):
    answer, body = announce(client, f"{order_page}/documents", rules.SENDING + 1)
    assert answer.status_code == 413 and body.touched == 0
    assert "dépassent 60\N{NO-BREAK SPACE}Mo" in answer.text


def test_only_routes_that_take_files_take_them_and_only_from_customers(client, order_page, app):
    answer, body = announce(client, "/fr-fr/contact", 3_000_000)
    assert answer.status_code == 413 and body.touched == 0
    answer, body = announce(app.test_client(), f"{order_page}/documents", 3_000_000)
    assert answer.status_code == 413 and body.touched == 0


def test_a_stranger_finds_no_file(client, order_page, app):
    upload(client, order_page, ("contrat.pdf", sample.PDF))
    key = StoredFile.get().key
    assert app.test_client().get(f"/fr-fr/compte/fichiers/{key}").status_code == 303
    other = app.test_client()
    people.sign_in(other, people.customer(builders.casablanca()))
    assert other.get(f"/fr-fr/compte/fichiers/{key}").status_code == 404
    assert other.post(f"/fr-fr/compte/fichiers/{key}/suppression", headers={"Sec-Fetch-Site": "same-origin"}).status_code in (403, 404)
    assert StoredFile.select().count() == 1


def test_a_customer_takes_a_paper_back(client, order_page):
    page = upload(client, order_page, ("contrat.pdf", sample.PDF))
    page = page.submit("/suppression")
    assert "Le document est supprimé." in page.text and page.address == order_page
    assert StoredFile.select().count() == 0


def test_papers_that_were_awaited_come_with_the_message_and_start_the_clock_again(client, camille):
    row = a_claim(camille)
    claim_answers.ask_papers(Act(row.id, row.version, "papers", "Chloé", "La facture ?"))
    here = f"/fr-fr/compte/reclamations/{row.reference}"
    page = see(client, here).submit("/messages", body="La voici.", files=files(("facture.pdf", sample.PDF)))
    assert "Votre message est bien arrivé." in page.text and "facture.pdf" in page.text
    assert Claim.get().state == "open" and Claim.get().due_on
    assert StoredFile.get().number == row.reference


def test_a_refused_paper_keeps_the_message_and_sends_nothing(client, camille):
    row = a_claim(camille)
    here = f"/fr-fr/compte/reclamations/{row.reference}"
    page = see(client, here).submit("/messages", body="Voici tout.", files=files(("vide.pdf", b"")))
    assert page.status == 422 and "est vide" in page.text
    assert page.form("/messages")["values"]["body"].strip() == "Voici tout."
    assert Claim.get().entries.count() == 1


def test_no_room_is_told_and_the_message_is_not_sent(client, camille, monkeypatch):
    monkeypatch.setattr(rules, "MOST_OF_SUBJECT", 0)
    row = a_claim(camille)
    here = f"/fr-fr/compte/reclamations/{row.reference}"
    page = see(client, here).submit("/messages", body="Voici.", files=files(("a.txt", b"a")))
    assert page.status == 422 and "60 documents au plus" in page.text
    assert Claim.get().entries.count() == 1


def test_a_visitor_sends_and_sees_papers_by_the_link_of_the_thread(client, mails, app):
    a_claim(name="Camille", email="camille@atelier.example")
    token = [each for each in mails() if each.kind == "care.claim_received"][-1].context["token"]
    page = see(client, f"/fr-fr/reclamation/suivi/{token}")
    page = page.submit("/suivi/", body="Voici.", files=files(("facture.pdf", sample.PDF)))
    link = re.search(r'href="(/fr-fr/fichiers/[^"]+)"', page.response.text)[1]
    answer = client.get(link)
    assert answer.data == sample.PDF and answer.headers["Cache-Control"] == "no-store"
    forged = links.sign("another secret, thirty-two letters", links.FILE, {"file": StoredFile.get().key})
    assert client.get(f"/fr-fr/fichiers/{forged}").status_code == 410
    page = page.submit("/suppression")
    assert "Le document est supprimé." in page.text and "/suivi/" in page.address
    assert client.get(link).status_code == 410


def test_a_visitor_sends_papers_with_a_message(client, mails):
    see(client, "/fr-fr/contact").submit("/contact", name="Camille", email="camille@atelier.example", body="Où est ma facture ?")
    token = [each for each in mails() if each.kind == "care.thanks"][-1].context["token"]
    page = see(client, f"/fr-fr/contact/suivi/{token}").submit("/suivi/", body="Voici.", files=files(("a.csv", sample.CSV)))
    assert "a.csv" in page.text
    assert (StoredFile.get().kind, StoredFile.get().email) == ("contact", "camille@atelier.example")


def test_the_staff_open_it_once_it_may_be_opened_and_it_is_written_down(client, camille, app):
    row = a_claim(camille)
    here = f"/fr-fr/compte/reclamations/{row.reference}"
    see(client, here).submit("/messages", body="Voici.", files=files(("facture.pdf", sample.PDF)))
    support, sales = app.test_client(), app.test_client()
    members.staff(support, "support")
    members.staff(sales, "sales")
    file = StoredFile.get()
    address = f"/equipe/fichiers/{file.id}"
    assert address in see(support, f"/equipe/reclamations/{row.reference}").response.text
    assert sales.get(address).status_code == 403
    assert "facture.pdf" not in see(sales, "/equipe/fichiers").text
    StoredFile.update(state="waiting").execute()
    assert support.get(address).status_code == 409
    StoredFile.update(state="clean").execute()
    answer = support.get(address)
    assert answer.data == sample.PDF and "attachment" in answer.headers["Content-Disposition"]
    assert StaffAct.get(StaffAct.act == "file_read").subject == f"claim:{row.reference}"
    page = see(client, here)
    assert not [form for form in page.forms if "/suppression" in form["action"]]
    key = StoredFile.get().key
    told = client.post(f"/fr-fr/compte/fichiers/{key}/suppression", data=page.form("/messages")["values"], follow_redirects=True)
    assert "a déjà été consulté" in told.text and StoredFile.select().count() == 1


def test_an_identity_paper_is_destroyed_from_the_claim(client, camille, app):
    row = a_claim(camille)
    here = f"/fr-fr/compte/reclamations/{row.reference}"
    see(client, here).submit("/messages", body="Voici.", files=files(("identité.png", sample.png())))
    support = app.test_client()
    members.staff(support, "support")
    page = see(support, f"/equipe/reclamations/{row.reference}").submit("/destruction")
    assert "Le document est détruit." in page.text and page.address.endswith(row.reference)
    assert support.get(f"/equipe/fichiers/{StoredFile.get().id}").status_code == 404
    assert "Consulté, puis supprimé" in see(client, here).text


def test_too_many_papers_stand_on_the_start_page_until_taken_care_of(client, order_page, app, run_outbox):
    upload(client, order_page, ("dossier.pdf", sample.many_pages(900)))
    run_outbox()
    sales = app.test_client()
    members.staff(sales, "sales")
    assert "Papiers volumineux" in see(sales, "/equipe").text
    page = see(sales, "/equipe/fichiers?view=bulky")
    assert "900 pages" in page.text and "Devis complémentaire" in page.text
    number = StoredFile.get().number
    assert see(sales, f"/equipe/commandes/{number}/devis-complementaire").status == 200
    assert f"/equipe/commandes/{number}/devis-complementaire" in page.response.text
    page.submit("/pris-en-charge")
    assert "dossier.pdf" not in see(sales, "/equipe/fichiers?view=bulky").text


def test_the_list_is_narrowed_by_dossier_and_taken_along(client, order_page, app):
    upload(client, order_page, ("contrat.pdf", sample.PDF))
    sales = app.test_client()
    members.staff(sales, "sales")
    number = StoredFile.get().number
    page = see(sales, f"/equipe/fichiers?kind=order&q={number.lower()}")
    assert "contrat.pdf" in page.text and "Détruire" in page.text
    assert "contrat.pdf" not in see(sales, "/equipe/fichiers?kind=quote").text
    rows = sales.get("/equipe/fichiers?format=csv", buffered=True).text.splitlines()
    assert rows[0].endswith("État") and rows[1].startswith(f"contrat.pdf;{number};Commande;")


def test_the_list_says_whether_a_scanner_is_set(app, monkeypatch):
    support = app.test_client()
    members.staff(support, "support")
    assert "Aucun antivirus n’est réglé" in see(support, "/equipe/fichiers").text
    known = app.config["SETTINGS"]
    monkeypatch.setitem(app.config, "SETTINGS", dataclasses.replace(known, clamd_url="unix:///run/clamd"))
    assert "Aucun antivirus" not in see(support, "/equipe/fichiers").text


def test_papers_of_an_order_stand_on_its_page_of_the_staff_and_in_its_evidence(client, order_page, app):
    upload(client, order_page, ("contrat.pdf", sample.PDF))
    sales = app.test_client()
    members.staff(sales, "sales")
    number = StoredFile.get().number
    page = see(sales, f"/equipe/commandes/{number}")
    assert "contrat.pdf" in page.text
    with zipfile.ZipFile(io.BytesIO(client.get(f"{order_page}/preuves.zip").data)) as evidence:
        held = {name: evidence.read(name) for name in evidence.namelist() if "documents-du-client" in name}
    assert list(held.values()) == [sample.PDF]


def test_a_paper_in_the_evidence_is_proven_and_an_altered_one_is_told(client, order_page, tmp_path):
    upload(client, order_page, ("contrat.pdf", sample.PDF))
    with zipfile.ZipFile(io.BytesIO(client.get(f"{order_page}/preuves.zip").data)) as evidence:
        evidence.extractall(tmp_path)
    assert "documents-du-client" not in _verified(tmp_path)
    (paper,) = (tmp_path / "pieces" / "documents-du-client").iterdir()
    paper.write_bytes(sample.many_pages(2))
    assert "MODIFIÉE : la pièce pieces/documents-du-client" in _verified(tmp_path)


def _verified(folder) -> str:
    return subprocess.run([sys.executable, str(folder / "verifier.py")], capture_output=True, text=True, check=False).stdout
