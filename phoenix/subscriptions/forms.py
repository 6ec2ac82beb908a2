"""The form that ends a contract: its number, and an address of its customer."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from phoenix.accounts.fields import email, text
from phoenix.web.form import Form


class EndingForm(Form):
    """What is on every invoice and every mail of the subscription."""

    number = text(
        _l("Numéro de l’abonnement"),
        _l("Indiquez le numéro de l’abonnement."),
        most=40,
        description=_l("Il figure sur vos messages et dans votre compte, par exemple CF-2026-000012-1."),
        check=lambda typed, _form: typed.replace(" ", "").upper(),
        autocapitalize="characters",
        spellcheck="false",
        autocomplete="off",
    )
    email = email(
        _l("Votre adresse électronique"),
        _l("Indiquez votre adresse électronique."),
        description=_l("Celle du représentant ou celle de la facturation : nous y envoyons le lien."),
    )
