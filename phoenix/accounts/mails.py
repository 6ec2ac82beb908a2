"""The letters of this room; each is one function and three templates (templates/mails/account)."""

from __future__ import annotations

import secrets

from phoenix.accounts.models import Organisation, PendingSignUp, Person
from phoenix.accounts.service import contact, home_market
from phoenix.accounts.session import Visit
from phoenix.config import settings
from phoenix.kernel import clock
from phoenix.kernel.markets import Market, market_of
from phoenix.messages.service import send
from phoenix.web.filters import moment


def confirm_address(row: PendingSignUp, token: str) -> None:
    """The link that opens the account (24 hours)."""
    market = market_of(row.language, row.country)
    person = row.form["person"]
    send(
        "account.confirm",
        to=person["email"],
        language=row.language,
        country=row.country,
        context={
            "url": _page(market, f"inscription/confirmation/{token}"),
            "name": f"{person['first_name']} {person['last_name']}",
            "organisation": row.form["organisation"]["name"],
        },
        key=_key("confirm"),
    )


def already_used(person: Person) -> None:
    """Somebody wants to open an account with an address that has one: its owner is told."""
    market = home_market(person)
    urls = {"sign_in_url": _page(market, "connexion"), "forgotten_url": _page(market, "mot-de-passe")}
    _to(person, "account.already_used", {**urls, "username": person.username})


def reset_password(person: Person, token: str) -> None:
    """The link that replaces a forgotten password (one hour)."""
    url = _page(home_market(person), f"mot-de-passe/{token}")
    _to(person, "account.reset", {"url": url, "username": person.username})


def password_changed(person: Person) -> None:
    """The password was replaced."""
    url = _page(home_market(person), "mot-de-passe")
    _to(person, "account.password_changed", {"url": url, "at": _written_now(person)})


def totp_changed(person: Person, on: bool) -> None:
    """One-time codes were switched on or off."""
    context = {"on": on, "url": _page(home_market(person), "compte/securite"), "at": _written_now(person)}
    _to(person, "account.totp_changed", context)


def new_browser(person: Person, visit: Visit) -> None:
    """Somebody signed in from where the account was never opened before."""
    context = {
        "url": _page(home_market(person), "compte/securite"),
        "at": _written_now(person),
        "address": visit.address,
        "user_agent": visit.user_agent,
    }
    _to(person, "account.new_browser", context)


def confirm_new_address(person: Person, email: str, token: str) -> None:
    """The link that moves the account to a new address (24 hours)."""
    url = _page(home_market(person), f"compte/profil/adresse/{token}")
    _to(person, "account.confirm_new", {"url": url, "email": email}, to=email)


def address_changed(person: Person, email: str) -> None:
    """Told to the old address: the account has a new one."""
    _to(person, "account.address_changed", {"email": email, "at": _written_now(person)})


def to_organisation(organisation: Organisation, kind: str, context: dict, key: str, page: str) -> None:
    """A letter of another room to an organisation's first representative, once for each `key`, with the link of a page."""
    person = contact(organisation)
    market = home_market(person)
    send(
        kind,
        to=person.email,
        language=market.language,
        country=organisation.country,
        context={
            "name": person.full_name,
            "organisation": organisation.name,
            "url": _page(market, page),
            **context,
        },
        key=f"{kind}:{key}",
        organisation_id=organisation.id,
    )


def _to(person: Person, kind: str, context: dict, to: str | None = None) -> None:
    send(
        kind,
        to=to or person.email,
        language=home_market(person).language,
        country=person.organisation.country,
        context={"name": person.full_name, **context},
        organisation_id=person.organisation_id,
        key=_key(kind),
    )


def _page(market: Market, path: str) -> str:
    return f"{settings().base_url}/{market.prefix}/{path}"


def _written_now(person: Person) -> str:
    return moment(clock.now(), home_market(person))


def _key(kind: str) -> str:
    return f"{kind}:{secrets.token_hex(8)}"
