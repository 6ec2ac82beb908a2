"""My Account, a partner's price list: searched on the page, whole as CSV (clause 15c)."""

from __future__ import annotations

from flask import Response, abort, request, stream_with_context
from flask_babel import gettext as _
from flask_login import current_user

from phoenix.catalogue import asked, wording
from phoenix.kernel.markets import Market, market_of
from phoenix.partners import price_list, service
from phoenix.web.access import signed_in
from phoenix.web.market import current_market, market_blueprint
from phoenix.web.render import page

blueprint = market_blueprint("my_account_partner_prices", __name__)


@blueprint.get("/compte/partenaire/tarifs")
@signed_in
def view():
    """Prices in force, and announced ones."""
    _check()
    question = asked.read(request.args)
    found = price_list.page_of(current_user.organisation, question, _home())
    context = {"found": found, "asked": question, "home": _home(), "words": wording}
    return page("my_account/partner_prices.html", fragment="my_account/_partner_prices.html", **context)


@blueprint.get("/compte/partenaire/tarifs.csv")
@signed_in
def as_csv():
    """All of it, for a spreadsheet."""
    _check()
    heads = [
        _("Référence"), _("Code de la formule"), _("Produit"), _("Éditeur"), _("Famille"), _("Formule"),
        _("Prix public HT"), _("Remise, en pourcentage"), _("Prix partenaire HT"), _("Devise"), _("Prix annoncé à partir du"),
        _("Prix annoncé HT"),
    ]  # fmt: skip
    lines = price_list.as_csv(current_user.organisation, _home(), heads, wording.plan_name)
    day = service.today(current_user.organisation).isoformat()
    answer = Response(stream_with_context(lines), mimetype="text/csv")
    answer.headers["Content-Disposition"] = f'attachment; filename="tarifs-{day}.csv"'
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _home() -> Market:
    """The page's language, the country where the partner is established: its prices are of there."""
    return market_of(current_market().language, current_user.organisation.country)


def _check() -> None:
    """The list is for partners."""
    if service.status_of(current_user.organisation).state not in (service.PARTNER, service.LEAVING):
        abort(404)
