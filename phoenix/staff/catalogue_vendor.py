"""A publisher's price list: how our prices are made from it, what it proposes, what that does (clauses 5a, 15a)."""

from __future__ import annotations

from datetime import date, timedelta

from flask import Blueprint, flash, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from wtforms.fields.choices import SelectChoice

from phoenix.catalogue import importing, rules, vendor_lists, wording
from phoenix.catalogue.models import CatalogueFile, Product
from phoenix.kernel import clock
from phoenix.kernel.markets import COUNTRIES
from phoenix.staff import catalogue_words as words
from phoenix.staff.catalogue_files import MOST_SHOWN, file_of, touched
from phoenix.staff.catalogue_forms import ListSettingsForm
from phoenix.staff.catalogue_pages import WRITE
from phoenix.subscriptions import price_files
from phoenix.team.access import current_member, staff_only
from phoenix.web.render import page, see_other

blueprint = Blueprint("staff_catalogue_vendor", __name__, url_prefix="/equipe/catalogue/listes")


@blueprint.get("/<int:number>")
@staff_only(*WRITE)
def one(number: int):
    """What it proposes for our plans, and what nobody has brought to a plan yet."""
    return _page(file_of(number, importing.VENDOR))


@blueprint.post("/<int:number>/reglages")
@staff_only(*WRITE)
def settle(number: int):
    """Say which prices to make from it, with which margin, from which day."""
    file = file_of(number, importing.VENDOR)
    form = _form(file, formdata=request.form)
    if not form.validate():
        return _page(file, form, status=422)
    settings = vendor_lists.Settings(form.segment.data, form.points, form.valid_from.data, tuple(form.countries.data))
    vendor_lists.settle(file, settings)
    return see_other(_address(file))


@blueprint.post("/<int:number>/rapprochement")
@staff_only(*WRITE)
def bring_together(number: int):
    """Say which product a reference of the list is."""
    file = file_of(number, importing.VENDOR)
    sku, reference = request.form.get("sku", "").strip()[:60], request.form.get("reference", "").strip().upper()
    product = Product.get_or_none(Product.reference == reference)
    if not product or not sku:
        return _page(file, status=422, error=_("Aucun produit n’a cette référence."))
    count = vendor_lists.bring_together(sku, product)
    if not count:
        return _page(file, status=422, error=_("Les formules de ce produit ont déjà leur référence chez l’éditeur : changez-la sur la page de la formule."))
    flash(ngettext("%(num)s formule rapprochée.", "%(num)s formules rapprochées.", count), "success")
    return see_other(_address(file))


@blueprint.post("/<int:number>/application")
@staff_only(*WRITE)
def apply(number: int):
    """Set its prices, if that does what was shown."""
    file = file_of(number, importing.VENDOR)
    try:
        count = price_files.apply_list(file, request.form.get("seen", ""), current_member().name)
    except price_files.ChangedMeanwhile:
        return _page(file, status=409, error=_("Ce que ferait le fichier a changé entre-temps. Rien n’a été écrit : relisez, puis confirmez."))
    except rules.PriceNotAllowed:
        return _page(file, status=422, error=_("Ce jour est passé, ou a déjà son prix en vigueur. Rien n’a été écrit."))
    said = ngettext("%(num)s prix enregistré : le site le montre dès maintenant.", "%(num)s prix enregistrés : le site les montre dès maintenant.", count)
    flash(said if count else _("Rien à changer : nos prix sont déjà ceux-là."), "success" if count else "info")
    return see_other(url_for("staff_catalogue_files.view"))


def _page(file: CatalogueFile, form: ListSettingsForm | None = None, status: int = 200, error: str = ""):
    settings = vendor_lists.settings_of(file)
    look = price_files.look_at_list(file, settings) if settings else None
    found = look.proposals.found if look else []
    different = [each for each in found if each.state != vendor_lists.SAME]
    return page(
        "staff/catalogue/vendor.html",
        status=status,
        file=file,
        form=form or _form(file, formdata=None),
        settings=settings,
        look=look,
        different=different[:MOST_SHOWN],
        hidden=max(0, len(different) - MOST_SHOWN),
        same=len(found) - len(different),
        unmapped=look.proposals.unmapped[:MOST_SHOWN] if look else [],
        touched=touched(look.shown) if look else [],
        products=list(Product.select(Product.reference, Product.name_fr).order_by(Product.reference).limit(2_000).tuples()),
        error=error,
        words=words,
        wording=wording,
    )


def _form(file: CatalogueFile, formdata) -> ListSettingsForm:
    settings = vendor_lists.settings_of(file)
    points = settings.margin if settings else 0
    kept = {
        "segment": settings.segment if settings else "Commercial",
        "margin": f"{'-' if points < 0 else ''}{abs(points) // 100},{abs(points) % 100:02d}".removesuffix(",00"),
        "valid_from": settings.valid_from if settings else _tomorrow(),
        "countries": list(settings.countries) if settings else list(COUNTRIES),
    }
    form = ListSettingsForm(formdata, data=kept)
    segments = sorted({line.segment for line in vendor_lists.lines_of(file)} | {"Commercial"})
    form.segment.choices = [SelectChoice(each, words.SEGMENTS.get(each, each)) for each in segments]
    return form


def _tomorrow() -> date:
    return max(clock.today(country.timezone) for country in COUNTRIES.values()) + timedelta(days=1)


def _address(file: CatalogueFile) -> str:
    return url_for(".one", number=file.id)
