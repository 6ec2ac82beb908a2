"""No input of the staff, however wrong, makes an error of ours."""

import pytest
from tests.guards.test_bad_input import NASTY, token_of
from tests.web.accounts.people import customer
from tests.web.staff import people

from phoenix.standing import closing, confirming, noticing

FIELDS = "reason channel demand post_number key received_on proof partner language code q email password".split()


@pytest.mark.parametrize("kind", NASTY)
def test_no_bad_input_makes_an_error_of_ours(app, client, kind):
    person = customer()
    organisation = person.organisation
    closing.ask(organisation, person)
    notice = noticing.send(organisation, "Réglez la facture.", "email", "", "key")
    confirming.ask(organisation)
    noticing.suspend_for_fraud(organisation, "Identité usurpée.")
    people.staff(client, "admin")
    here, there = f"/equipe/organisations/{organisation.reference}", f"/equipe/mises-en-demeure/{notice.reference}"
    addresses = [f"{here}/{name}" for name in ("cloture", "mise-en-demeure", "fraude/suspension", "fraude/cloture", "confirmation")]
    addresses += [f"{there}/{name}" for name in ("reception", "reparation", "suspension", "cloture")]
    addresses += ["/equipe/suspensions/1/levee", "/equipe/moi/langue", "/equipe/moi/codes-de-secours"]
    for address in addresses:
        data = {**dict.fromkeys(FIELDS, NASTY[kind]), "csrf_token": token_of(client)}
        status = client.post(address, data=data, headers={"Sec-Fetch-Site": "same-origin"}).status_code
        assert status < 500, f"{address}: {status}"
    for address in ("/equipe/organisations", "/equipe/journal", "/equipe/clotures", "/equipe/mises-en-demeure", "/equipe/confirmations"):
        query = dict.fromkeys(("q", "after", "below", "subject"), NASTY[kind])
        assert client.get(address, query_string=query).status_code < 500, address
