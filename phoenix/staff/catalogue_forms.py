"""The catalogue desk's forms."""

from __future__ import annotations

import re

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import BooleanField, HiddenField, IntegerField, RadioField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange, Optional, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from phoenix.accounts.fields import text
from phoenix.catalogue.editing_rules import LARGEST_POSITION, LARGEST_QUANTITY
from phoenix.catalogue.models import Family, Publisher
from phoenix.kernel.amounts import read_amount
from phoenix.kernel.markets import COUNTRIES
from phoenix.kernel.money import Money
from phoenix.legal.sources import KINDS as DOCUMENTS
from phoenix.staff import catalogue_words as words
from phoenix.web.form import Day, Form

TOO_LONG = _l("C’est trop long : %(max)d caractères au plus.")
LONGEST = 10_000


def choices(known: dict) -> list[SelectChoice]:
    """The choices of a list of words."""
    return [SelectChoice(value, label) for value, label in known.items()]


def seen() -> HiddenField:
    """What the editor had before them: whoever was faster is not overwritten."""
    return HiddenField(validators=[InputRequired(), Length(max=64)])


def lines(value):
    """Longer text as it is kept: line feeds alone, no outer blanks; a field's filter."""
    return value.replace("\r\n", "\n").replace("\r", "\n").strip() if isinstance(value, str) else value


def area(label, most=LONGEST, rows=4, description="") -> TextAreaField:
    """A longer text."""
    validators = [Optional(), Length(max=most, message=TOO_LONG)]
    return TextAreaField(label, validators, filters=[lines], description=description, render_kw={"rows": rows, "maxlength": most})


def count(label, least: int, most: int, description="") -> IntegerField:
    """A whole number within bounds."""
    told = _l("Écrivez un nombre entier de %(min)s à %(max)s.")
    return IntegerField(
        label,
        [InputRequired(_l("Écrivez un nombre entier.")), NumberRange(least, most, told)],
        description=description,
        render_kw={"inputmode": "numeric"},
    )


class Shelved(Form):
    """What stands on a shelf: its family and its publisher, listed when the form is made."""

    family = SelectField(_l("Famille"), coerce=int)
    publisher = SelectField(_l("Éditeur"), coerce=int)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.family.choices = [SelectChoice(row.id, row.name_fr) for row in Family.select().order_by(Family.position)]
        self.publisher.choices = [SelectChoice(row.id, row.name) for row in Publisher.select().order_by(Publisher.name)]


class NewProductForm(Shelved):
    """What a product must have to be there at all; the rest follows on its own screens."""

    kind = SelectField(_l("Sorte"), choices=choices(words.KINDS))
    name_fr = text(_l("Nom français"), _l("Indiquez le nom."), most=200)
    reference = text(_l("Référence"), _l("Indiquez la référence."), most=40, description=_l("Majuscules, chiffres et tirets, MS-101 par exemple. Elle ne change plus dès le premier prix."))
    slug = text(_l("Adresse de la page"), _l("Indiquez l’adresse."), most=120, description=_l("Minuscules, chiffres et tirets. Elle ne change plus dès le premier prix."))
    unit = SelectField(_l("Unité"), choices=choices(words.UNITS))
    sold_fr = BooleanField(_l("Vendu en France"), default=True)
    sold_ma = BooleanField(_l("Vendu au Maroc"), default=True)


class TextsForm(Form):
    """The texts of a product, French beside English; a box says that English left behind is right as it is."""

    name_fr = text(_l("Français"), _l("Indiquez le nom."), most=200)
    name_en = text(_l("Anglais"), most=200)
    summary_fr, summary_en = area(_l("Français"), 1_000, 2), area(_l("Anglais"), 1_000, 2)
    description_fr, description_en = area(_l("Français"), rows=12), area(_l("Anglais"), rows=12)
    limits_fr, limits_en = area(_l("Français"), 2_000, 3), area(_l("Anglais"), 2_000, 3)
    third_party_fr, third_party_en = area(_l("Français"), 2_000, 3), area(_l("Anglais"), 2_000, 3)
    up_to_date = SelectMultipleField(choices=[SelectChoice(name, name) for name in ("name", "summary", "description", "limits", "third_party")])
    seen = seen()


class BoxesCheckboxField(SelectMultipleField):
    """Any number of choices, as boxes."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class SaleForm(Shelved):
    """Where, when and in which quantities a product is sold, and how it is found (clause 4.1a)."""

    sold_fr = BooleanField(_l("Vendu en France"))
    sold_ma = BooleanField(_l("Vendu au Maroc"))
    valid_from = Day(_l("Offre valable du"), [Optional()])
    valid_until = Day(_l("Offre valable jusqu’au"), [Optional()], description=_l("Ce jour compris. Sans date, l’offre vaut tant qu’elle est sur le site."))
    min_quantity = count(_l("Quantité la plus petite"), 1, LARGEST_QUANTITY)
    max_quantity = count(_l("Quantité la plus grande"), 1, LARGEST_QUANTITY)
    unit = SelectField(_l("Unité"), choices=choices(words.UNITS))
    reference = text(_l("Référence"), _l("Indiquez la référence."), most=40)
    slug = text(_l("Adresse de la page"), _l("Indiquez l’adresse."), most=120)
    position = count(_l("Place dans le catalogue"), 0, LARGEST_POSITION, _l("Les plus petits nombres viennent d’abord."))
    keywords = text(_l("Mots de recherche"), most=1_000, description=_l("Ce que les clients tapent et que les textes ne disent pas."))
    related = area(_l("Va avec"), 2_000, 3, _l("Les adresses d’autres produits, une par ligne."))
    specific_terms = BoxesCheckboxField(_l("Conditions particulières"), choices=[SelectChoice(code, code) for code, kind in DOCUMENTS.items() if kind == "specific terms"])
    seen = seen()


class NewPlanForm(Form):
    """A further way to buy a product."""

    plan = SelectField(_l("Formule"))


class PlanForm(Form):
    """What the publisher says of a plan, and the end of its sale."""

    vendor_sku = text(_l("Référence chez l’éditeur (SKU)"), most=60, description=_l("Produit et SKU de sa liste de prix, CFQ7TTC0LCHC:0002 par exemple."))
    vendor_window_hours = IntegerField(
        _l("Délai de retour chez l’éditeur, en heures"),
        [Optional(), NumberRange(25, 8_760, _l("Écrivez un nombre entier de %(min)s à %(max)s."))],
        description=_l("Dans ce délai les sièges d’un lot peuvent encore être rendus ; nous le fermons 24 heures plus tôt."),
        render_kw={"inputmode": "numeric"},
    )
    withdrawn_on = Day(_l("Retirée de la vente le"), [Optional()], description=_l("Les abonnements en cours vont au bout de leur période, et ne se renouvellent qu’à un prix fixé ensuite."))
    seen = seen()


class PriceForm(Form):
    """The net price of a plan in a country from a day on (clauses 5a, 15a)."""

    country = RadioField(_l("Pays"), [InputRequired(_l("Choisissez le pays."))], choices=choices(words.COUNTRIES))
    amount = StringField(
        _l("Prix hors taxes"), [InputRequired(_l("Indiquez le prix.")), Length(max=20)], render_kw={"inputmode": "decimal", "autocomplete": "off"},
        description=_l("Pour une unité et une période de facturation, dans la monnaie du pays."),
    )  # fmt: skip
    valid_from = Day(_l("À partir du"), [InputRequired(_l("Indiquez un jour."))])
    money: Money | None = None

    def validate_amount(self, field):
        """An amount in the country's currency."""
        if self.country.data in COUNTRIES:
            try:
                self.money = read_amount(field.data or "", COUNTRIES[self.country.data].currency)
            except ValueError:
                raise ValidationError(_("Écrivez un montant, 12,50 par exemple.")) from None


class FileForm(Form):
    """A file that comes in."""

    sort = RadioField(
        _l("Ce fichier contient"),
        [InputRequired(_l("Choisissez ce que contient le fichier."))],
        choices=choices({"ours": _l("des produits ou des prix, dans notre format"), "vendor": _l("la liste de prix de l’éditeur (Microsoft, Partner Center)")}),
    )
    file = FileField(_l("Fichier CSV"), [InputRequired(_l("Choisissez un fichier."))], render_kw={"accept": ".csv,text/csv"})


class ListSettingsForm(Form):
    """How our prices are made from a publisher's list."""

    segment = SelectField(_l("Clientèle"))
    margin = StringField(
        _l("Marge ou remise sur son prix public, en %"),
        [InputRequired(_l("Indiquez la marge, 0 pour le prix public.")), Length(max=8)],
        description=_l("5 ajoute cinq pour cent, -10 en retire dix."),
        render_kw={"inputmode": "decimal"},
    )
    valid_from = Day(_l("À partir du"), [InputRequired(_l("Indiquez un jour."))])
    countries = BoxesCheckboxField(_l("Pays"), choices=choices(words.COUNTRIES))
    points: int = 0

    def validate_margin(self, field):
        """Percent with at most two decimals, as basis points."""
        found = re.fullmatch(r"([+-]?)(\d{1,3})(?:[.,](\d{1,2}))?", (field.data or "").strip().replace("−", "-"))
        points = int(found[2]) * 100 + int((found[3] or "").ljust(2, "0")) if found else 0
        if not found or points > 30_000 or (found[1] == "-" and points > 10_000):
            raise ValidationError(_("Écrivez un pourcentage de -100 à 300, avec deux décimales au plus."))
        self.points = -points if found[1] == "-" else points

    def validate_countries(self, field):
        """One at least."""
        if not field.data:
            raise ValidationError(_("Choisissez au moins un pays."))


class FamilyForm(Form):
    """A shelf of the catalogue."""

    slug = text(_l("Adresse"), most=60, description=_l("Minuscules, chiffres et tirets. Elle ne change plus ensuite."))
    name_fr = text(_l("Nom français"), _l("Indiquez le nom."), most=120)
    name_en = text(_l("Nom anglais"), most=120)
    intro_fr, intro_en = area(_l("Présentation française"), 2_000, 3), area(_l("Présentation anglaise"), 2_000, 3)
    position = count(_l("Place dans le catalogue"), 0, LARGEST_POSITION, _l("Les plus petits nombres viennent d’abord."))
    up_to_date = SelectMultipleField(choices=[SelectChoice(name, name) for name in ("name", "intro")])
    seen = HiddenField(validators=[Length(max=64)])


class PublisherForm(Form):
    """Who publishes what we sell (clause 16a)."""

    slug = text(_l("Adresse"), most=60, description=_l("Minuscules, chiffres et tirets. Elle ne change plus ensuite."))
    name = text(_l("Nom"), _l("Indiquez le nom."), most=120)
    seen = HiddenField(validators=[Length(max=64)])
