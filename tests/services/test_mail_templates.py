"""Every mail, composed from sample values: complete in both languages, for both countries, on screen and in plain text."""

from pathlib import Path

import pytest

from phoenix.config import ROOT
from phoenix.messages.delivery import compose
from phoenix.messages.models import Message
from tests.mail_reading import faults, plain

FOLDER = ROOT / "templates" / "mails"
SIGNED = {"name": "Camille Roche", "at": "12 March 2027, 14:05", "url": "http://localhost/x", "username": "camille"}
INVOICE = {
    "name": "Camille Roche",
    "number": "FR-000042",
    "issued_on": "12/03/2027",
    "label": "Microsoft 365",
    "amount": "296,64 €",
    "token": "abc.DEF",
}
LINES = [
    {"name": "Microsoft 365", "quantity": "12", "net": "247,20 €", "start": "1/3/2027", "end": "31/3/2027", "discount": "5/31"},
    {"name": "Exchange", "quantity": "1", "net": "4,00 €", "start": "1/3/2027", "end": "31/3/2027", "discount": ""},
]
BILL = {
    **INVOICE,
    "lines": LINES,
    "owed": True,
    "due": "296,64 €",
    "means": "card",
    "last4": "4242",
    "mandate": "",
    "collected_on": "12/03/2027",
    "held": False,
}
NOTE = {
    "name": "Camille Roche",
    "number": "AV-000007",
    "amount": "10,00 €",
    "lines": [],
    "issued_on": "12/03/2027",
    "corrects": "FR-000042",
    "corrects_on": "1/3/2027",
    "reason": "3 / 31",
    "returned": False,
}
HELD_BACK = {"name": "Camille Roche", "number": "PAM-000042", "reference": "PAM-000042-R1", "amount": "309,00 MAD", "by": "12/5/2027"}
MANDATE = {"reference": "PA-XK42", "signed_on": "1/1/2027", "last4": "2606", "creditor": "FR12ZZZ123456"}
DEBIT = {
    "name": "Camille Roche",
    "label": "Microsoft 365 · C-1",
    "amount": "12 000,00 €",
    "day": "12/03/2027",
    "again": False,
    "before": None,
    "parts": [],
    **MANDATE,
}
REFUSED = {
    **INVOICE,
    "kind": "card",
    "code": "card_declined",
    "decline_code": "insufficient_funds",
    "again_on": "15/03/2027",
    "same_means": True,
}
LONG = {
    "name": "Camille Roche",
    "product": "Microsoft 365",
    "number": "CF-000042-1",
    "unit": "seat",
    "commitment": "P1Y",
    "billing": "month",
}
OFFER = {"name": "Microsoft 365", "summary": "Courrier.", "price": "20,60 €", "monthly": True, "url": "http://localhost/x"}
PARTNER = {"name": "Camille Roche", "organisation": "Atelier Lumière", "url": "http://localhost/x"}
LETTER = {
    "name": "Camille Roche",
    "title": "2026",
    "paragraphs": ["Microsoft 365."],
    "offers": [OFFER, {**OFFER, "monthly": False}],
    "unsubscribe_url": "http://localhost/fr-fr/desabonnement/abc",
    "preferences_url": "http://localhost/fr-fr/compte/preferences",
}
RENEWAL = {
    **LONG,
    "term_end": "31/01/2028", "ends_on": "30/01/2028",
    "price": "20,60 €",
    "total": "247,20 €",
    "next_price": "21,60 €",
    "next_seats": 12,
    "next_total": "259,20 €",
    "changed": True,
    "last_day": "29/01/2028",
    "seats": 12,
    "reduction": 0,
    "non_professional": False,
}
CHANGED = {**LONG, "day": "12/03/2027", "held": 12, "last_day": "29/01/2028", "price": "20,60 €", "seats": 2,
           "term_end": "31/01/2028", "ends_on": "30/01/2028", "amount": "9,00 €"}
FORCE = {**LONG, "reason": "Flood", "since": "1/3/2027", "until": "5/3/2027", "letter_from": "1/4/2027"}
CLOSURE = {
    "name": "Camille Roche",
    "organisation": "Atelier",
    "rows": [{"day": "28/02/2027", "amount": "296,64 €", "product": "Microsoft 365", "number": "CF-1-1"}] * 3,
    "totals": ["889,92 €"],
    "open_ended": [["Exchange", "CF-1-2"]],
}
ORDER = {
    "number": "CF-000042", "name": "Camille Roche", "organisation": "Atelier", "reference": "BC-1",
    "day": "1/3/2027", "net": "247,20 €", "vat": [["20 %", "49,44 €"]], "gross": "296,64 €", "processing": False,
    "seller_name": "PHOENIX ALLIANCE", "attached": ["x.pdf"], "renewals": [["Microsoft 365", "1/3/2028"]],
    "lines": [{"name": "Microsoft 365", "publisher": "Microsoft", "unit": "seat", "quantity": 12, "commitment": "P1Y",
               "billing": "month", "unit_price": "20,60 €", "net": "247,20 €", "contains": ["2 × Exchange"]}],
    "later": [{"label": "Microsoft 365", "rhythm": "month", "first": "1/4/2027", "last": "1/2/2028", "times": 11,
               "gross": "296,64 €", "net": "247,20 €"}],
}
DELIVERY = {"number": "CF-000042", "name": "Camille Roche", "service": "Migration", "day": "12/03/2027"}
STANDING = {"name": "Camille Roche", "organisation": "Atelier", "url": "http://localhost/x"}
CONTACT = {"name": "Camille", "organisation_name": "", "email": "c@atelier.example", "body": "Hello", "number": 7,
           "topic": "sale", "token": "a-token"}
CLAIM = {"name": "Camille", "reference": "R-000007", "title": "Invoice 12", "body": "Hello\nagain", "token": "a-token"}
ASKED = {"name": "Camille", "unsubscribe_url": "http://localhost/fr-fr/desabonnement/abc",
         "preferences_url": "http://localhost/fr-fr/compte/preferences"}
REVIEW = {"name": "Camille", "product": "Exchange", "slug": "exchange", "title": "OK", "reference": "A-000007", "ground": "",
          "body": "", "contestable": True}

REQUEST = {"name": "Camille Roche", "reference": "D-2XK4TR8B", "kind": "rectification", "received_on": "31/1/2027",
           "due_on": "28/2/2027", "account": True, "state": "open", "uses": [], "runs_on": "", "identity": False,
           "answer": "", "reason": "OK"}

# Each kind with its values, then what differs in each of its variants.
QUOTE = {"name": "Camille Roche", "number": "DF-2027-000001", "token": "abc.DEF"}
SAMPLES = {
    "account.address_changed": ({**SIGNED, "email": "new@atelier.example"},),
    "account.already_used": ({**SIGNED, "sign_in_url": "http://localhost/a", "forgotten_url": "http://localhost/b"},),
    "account.confirm": ({**SIGNED, "organisation": "Atelier"},),
    "account.confirm_new": ({**SIGNED, "email": "new@atelier.example"},),
    "account.new_browser": ({**SIGNED, "address": "192.0.2.7", "user_agent": "Firefox"},),
    "account.password_changed": (SIGNED,),
    "account.reset": (SIGNED,),
    "account.totp_changed": ({**SIGNED, "on": True}, {"on": False}),
    "care.claim_answer": ({**CLAIM, "kind": "answer"}, {"kind": "papers"}, {"kind": "closed", "body": "", "token": ""}),
    "files.infected": ({"file": "facture.pdf", "kind": "order", "number": "CF-2026-000001"},),
    "files.infected_news": ({"file": "facture.pdf", "kind": "claim", "number": "R-000001", "email": "camille@atelier.example"}, {"email": ""}),
    "care.claim_news": ({**CLAIM, "kind": "claim", "due": "30/12/2026", "organisation_name": "Atelier"},
                        {"kind": "message", "due": ""}, {"kind": "reopened", "organisation_name": ""}),
    "care.claim_received": ({**CLAIM, "due": "30/12/2026", "received": "22/12/2026"}, {"token": "", "due": ""}),
    "care.contact_answer": (CONTACT,),
    "care.received": (CONTACT,),
    "prospecting.letter": (LETTER, {"offers": []}),
    "quotes.received": ({**QUOTE, "wish": "By March.", "lines": [[60, "Exchange"]]}, {"token": "", "wish": "", "lines": []}),
    "quotes.sent": (
        {**QUOTE, "version": 1, "until": "3 mars 2027", "message": "OK.", "gross": "12,00 €", "supplementary": "", "attached": ["x.pdf"]},
        {"supplementary": "CF-2026-000001", "message": "", "token": ""},
    ),
    "quotes.news": ({**QUOTE, "kind": "answer", "body": "OK."}, {"kind": "withdrawn"}, {"kind": "expired", "body": "", "token": ""}),
    "quotes.ends_soon": ({**QUOTE, "until": "3 mars 2027"},),
    "quotes.to_us": (
        {**QUOTE, "kind": "asked", "body": "OK.", "organisation_name": "Atelier", "email": "c@atelier.example", "lines": [[60, "Exchange"]]},
        {"kind": "question", "lines": []}, {"kind": "refused", "organisation_name": ""}, {"kind": "renewal"},
    ),
    "care.thanks": (CONTACT,),
    "care.review_invitation": ({**ASKED, "products": [{"name": "Exchange", "slug": "exchange"}]},
                               {"products": [{"name": "Exchange", "slug": "exchange"}, {"name": "Teams", "slug": "teams"}]}),
    "care.review_news": (
        {**REVIEW, "kind": "published"},
        {"kind": "refused", "ground": "OK", "body": "Names."},
        {"kind": "withdrawn", "ground": "OK", "body": "Names.", "contestable": False},
        {"kind": "kept", "body": "True."},
        {"kind": "replied", "body": "OK."},
    ),
    "care.review_report": ({**REVIEW, "kind": "kept", "body": "True."}, {"kind": "withdrawn", "ground": "OK"}, {"kind": "gone", "body": ""}),
    "invoices.credit_note": (NOTE, {"returned": True, "lines": LINES}, {"reason": ""}),
    "invoices.invoice": (
        BILL,
        {"means": "sepa", "mandate": "PA-XK42"},
        {"means": "none"},
        {"means": "transfer"},
        {"held": True},
        {"owed": False, "lines": []},
    ),
    "order.cancelled": (
        {**DELIVERY, "cause": "supplementary_refused", "quote": "DF-2026-000001", "notes": [["AV-000007", "10,00 €"]], "ended": [["Microsoft 365", "CF-1-1"]]},
        {"cause": "supplementary_unanswered", "notes": [], "ended": []},
    ),
    "order.delivered": ({**DELIVERY, "by": "", "note": ""}, {"by": "Aïcha", "note": "Tout est en place."}),
    "order.undelivered": ({**DELIVERY, "reason": "Autre commande"},),
    "order.confirmed": (ORDER, {"processing": True, "later": [], "renewals": [], "reference": ""}),
    "payments.authenticate": ({**INVOICE, "reminder": False, "until": "26/03/2027"}, {"reminder": True}),
    "payments.debit": ({**DEBIT, "number": "CF-000042", "invoice": False}, {"invoice": True}),
    "payments.debit_notice": (
        DEBIT,
        {"again": True, "before": {"amount": "9,00 €", "day": "1/3/2027"}},
        {"parts": ["10 000,00 €", "2 000,00 €"], "creditor": ""},
    ),
    "payments.disputed": (INVOICE,),
    "archive.statement": (
        {"day": "26 novembre 2026", "heads": [{"seller": "PHOENIX ALLIANCE", "number": "1 234", "sha256": "a" * 64}], "command": "flask"},
    ),
    "partners.approved": (PARTNER,),
    "partners.asked": (PARTNER,),
    "partners.ended": (
        {**PARTNER, "ends_on": "1/6/2027", "source": "partner", "reason": "", "notice": ""},
        {"source": "breach", "notice": "MD-C-000042-1", "reason": "Unpaid."},
    ),
    "partners.ends_soon": ({**PARTNER, "ends_on": "1/6/2027"},),
    "partners.notice_given": (
        {**PARTNER, "ends_on": "1/6/2027", "source": "partner", "reason": ""},
        {"source": "notice", "reason": "Margins."},
    ),
    "partners.refused": ({**PARTNER, "reason": "Unknown."},),
    "partners.welcome": ({**PARTNER, "since": "1/3/2027"},),
    "payments.expiring": ({"name": "Camille", "last4": "4242", "expiry": "12/2034"},),
    "payments.withholding": ({**HELD_BACK, "left": "2 163,00 MAD"},),
    "payments.withholding_reminder": ({**HELD_BACK, "late": False}, {"late": True}),
    "payments.withholding_settled": (
        {**HELD_BACK, "outcome": "certified", "reason": "", "token": "abc.DEF", "tried_on": ""},
        {"outcome": "sent_back", "reason": "Another month."},
        {"outcome": "refused", "reason": "Nothing came.", "tried_on": "11/5/2027"},
    ),
    "payments.failed": ({**REFUSED, "number": "CF-000042"},),
    "payments.mandate": (
        {
            "name": "Camille", "text": "J’autorise.", **MANDATE, "creditor_name": "PHOENIX ALLIANCE", "creditor_address": "31 rue Stendhal, 92230 Gennevilliers",
            "debtor": "Atelier Lumière", "holder": "Camille Roche", "place": "Lyon",
        },
        {"creditor": "", "holder": "Atelier Lumière"},
    ),
    "payments.no_means": ({**INVOICE, "again_on": "15/03/2027"}, {"again_on": ""}),
    "payments.refused": (
        REFUSED,
        {"kind": "sepa", "again_on": ""},
        {"decline_code": "lost_card", "same_means": False},
    ),
    "standing.closed": (
        {**STANDING, "source": "account", "cause": "", "kept": [{"what": "invoices", "until": "12/03/2037"}, {"what": "orders", "until": None}]},
        {"source": "breach", "cause": "Unpaid."},
        {"source": "fraud", "cause": "Forged.", "kept": []},
    ),
    "standing.closure_request": ({**STANDING, "what": "asked"}, {"what": "cancelled"}),
    "standing.confirm_data": ({**STANDING, "due_on": "12/03/2027", "partner": ""}, {"partner": "Distri Sud"}),
    "standing.notice": (
        {**STANDING, "reference": "MD-C-1-1", "demand": "Pay.\nNow.", "days": 5, "channel": "email", "post_number": ""},
        {"channel": "post", "post_number": "1A 234"},
    ),
    "standing.suspension": (
        {**STANDING, "what": "suspended", "cause": "breach", "why": "Unpaid."},
        {"cause": "fraud"},
        {"what": "lifted"},
    ),
    "privacy.blocked": ({**REQUEST, "kind": "erasure"},),
    "privacy.closed": (
        {**REQUEST, "state": "done", "answer": "OK"},
        {"state": "refused"},
        {"state": "cancelled", "answer": "", "kind": "erasure"},
    ),
    "privacy.erased": ({"name": "Camille Roche", "key": "EFF-2XK4-TR8B-9PQW", "kept": False}, {"kept": True}),
    "privacy.extended": (REQUEST,),
    "privacy.idle": ({"name": "Camille Roche", "day": "12/3/2027"},),
    "privacy.received": (
        REQUEST,
        {"kind": "erasure", "runs_on": "7/2/2027"},
        {"kind": "objection", "state": "done", "uses": ["prospecting"]},
        {"kind": "access", "state": "done"},
        {"kind": "restriction", "uses": ["reviews"]},
        {"kind": "portability", "account": False, "identity": True},
    ),
    "subscriptions.changed": tuple(
        {**CHANGED, "what": what} for what in ("stop", "renew", "added", "reduced", "reduction", "kept")
    ) + ({"what": "reduced", "amount": ""},),
    "subscriptions.closure": (CLOSURE, {"rows": [], "totals": []}, {"open_ended": []}),
    "subscriptions.end_link": (
        {"name": "Camille", "product": "Microsoft 365", "number": "CF-000042-1", "token": "a-token"},
        {"token": None},
    ),
    "subscriptions.ended": tuple(
        {**LONG, "on": "31/01/2028", "reason": reason}
        for reason in ("customer", "closure", "transfer", "withdrawn", "force_majeure", "no_seats", "order_cancelled")
    ),
    "contracts.document_changed": (
        {
            "name": "Camille Roche",
            "organisation": "Atelier Lumière",
            "title": "Conditions générales",
            "code": "conditions",
            "number": 2,
            "day": "1/4/2027",
            "announced": True,
            "binding": True,
        },
        {"announced": False, "binding": False},
    ),
    "subscriptions.force_majeure": ({**FORCE, "what": "declared"}, {"what": "lifted"}),
    "subscriptions.renewal": (
        RENEWAL,
        {"non_professional": True, "reduction": 2, "next_seats": 10},
        {"changed": False, "next_price": "20,60 €", "commitment": "P3Y"},
        {"commitment": "P1M"},
        {"commitment": "none"},
        {"next_price": None},
    ),
    "team.link": ({"name": "Aïcha", "url": "https://shop.example/equipe/mot-de-passe/x", "new": True}, {"new": False}),
}
VARIANTS = [
    pytest.param(kind, {**versions[0], **changes}, id=f"{kind}-{number}")
    for kind, versions in SAMPLES.items()
    for number, changes in enumerate(versions)
]


def message(kind: str, context: dict, language: str, country: str) -> Message:
    return Message(
        id=1, key="x", kind=kind, to_address="c@atelier.example", language=language, country=country, context=context
    )


def kinds() -> set[str]:
    paths = (path.relative_to(FOLDER) for path in FOLDER.rglob("*.subject.txt"))
    return {str(path).removesuffix(".subject.txt").replace("/", ".") for path in paths}


def test_every_mail_has_its_three_parts_and_a_sample():
    assert kinds() == set(SAMPLES)
    for kind in kinds():
        for part in (".txt", ".html"):
            assert Path(FOLDER, kind.replace(".", "/") + part).exists(), kind


@pytest.mark.parametrize(("kind", "context"), VARIANTS)
def test_a_mail_is_complete_in_both_languages_for_both_countries(app, kind, context):
    texts = set()
    for language in ("fr", "en"):
        for country in ("fr", "ma"):
            row = message(kind, context, language, country)
            assert faults(row) == []
            texts.add(compose(row).get_body(("plain",)).get_content())
    assert len(texts) == 4


def test_the_subjects_of_an_inbox_differ_and_are_short(app):
    subjects = [
        compose(message(kind, {**versions[0], **changes}, "fr", "fr"))["Subject"]
        for kind, versions in SAMPLES.items()
        for changes in versions
        if kind.startswith(("subscriptions.", "payments.", "invoices."))
    ]
    assert max(map(len, subjects)) <= 78
    assert len(set(subjects)) >= 28


def test_the_last_day_stands_in_a_frame_also_in_plain_text(app):
    mail = compose(message("subscriptions.renewal", RENEWAL, "fr", "fr"))
    lines = plain(mail.get_body(("plain",)).get_content()).splitlines()
    top = lines.index("+" + "-" * 58 + "+")
    box = lines[top : top + 4]
    assert {len(line) for line in box} == {60}
    assert "29/01/2028" in box[2] and box[3] == box[0]
    html = mail.get_body(("html",)).get_content()
    assert 'border="1"' in html
