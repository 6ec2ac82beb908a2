"""Forms of deliveries: done on which day, by whom; undone, and why."""

from __future__ import annotations

import secrets

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length

from phoenix.accounts.fields import text
from phoenix.web.form import Day, Form

TOO_LONG = _l("2 000 caractères au plus.")


def _stripped(value):
    return value.strip() if value else value


class DeliveryForm(Form):
    """A line was delivered."""

    day = Day(_l("Livré le"), [InputRequired(_l("Indiquez le jour de la livraison."))])
    delivered_by = text(_l("Par"), _l("Indiquez qui a livré."), most=120)
    note = TextAreaField(
        _l("Mot au client"), [Length(max=2000, message=TOO_LONG)], filters=[_stripped],
        description=_l("Ajouté à l’e-mail qui annonce la livraison."), render_kw={"rows": 3, "maxlength": 2000},
    )  # fmt: skip
    key = HiddenField(validators=[InputRequired(), Length(max=60)], default=lambda: secrets.token_urlsafe(12))


class UndoForm(Form):
    """It was not delivered."""

    why = TextAreaField(
        _l("Motif"),
        [DataRequired(_l("Indiquez le motif : le client le lira.")), Length(max=2000, message=TOO_LONG)],
        filters=[_stripped],
        render_kw={"rows": 2, "maxlength": 2000},
    )
