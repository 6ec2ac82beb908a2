"""What is sold: families, products, plans and dated prices (clauses 4.1a, 5a, 15a, 16a)."""

from __future__ import annotations

import peewee

from phoenix.archive.sources import Kept
from phoenix.database import JsonField, MinorField, Model, UtcField

FRENCH = "fr"


class InFrench(str):
    """A text that a page in another language shows in French, for want of a translation (clause 19b)."""

    lang = FRENCH


def is_french(text: str) -> bool:
    """Whether a text is shown in French for want of a translation."""
    return isinstance(text, InFrench)


class Translated:
    """Rows with texts in both languages: `name_fr`, `name_en`. `stale_en` names the texts whose English
    translates what the French no longer says, with what it said then.
    """

    def text(self, name: str, language: str):
        """One of its texts in `language`; the French one where no translation is up to date (clause 19b)."""
        french = getattr(self, f"{name}_{FRENCH}")
        return french if language == FRENCH else in_english(french, getattr(self, f"{name}_en"), name in self.stale_en)

    def name(self, language: str) -> str:
        """Its name in `language`."""
        return self.text("name", language)


def in_english(french, english, stale: bool):
    """The English text, or the French one where that is missing or stale."""
    return english if english and not stale else in_french(french)


def in_french(text):
    """A text or blocks of text, known to be French."""
    if isinstance(text, list):
        return [in_french(each) for each in text]
    return InFrench(text) if text else text


class Publisher(Model):
    """Who publishes a product (clause 16a)."""

    slug = peewee.CharField(max_length=60, unique=True)
    name = peewee.CharField(max_length=120)


class Family(Translated, Model):
    """A shelf of the catalogue."""

    slug = peewee.CharField(max_length=60, unique=True)
    name_fr = peewee.CharField(max_length=120)
    name_en = peewee.CharField(max_length=120)
    intro_fr = peewee.TextField(default="")
    intro_en = peewee.TextField(default="")
    stale_en = JsonField(default=dict)
    position = peewee.IntegerField(default=0)


class Product(Translated, Model):
    """An offer with its texts, its limits and the countries where it is sold.

    Descriptions are lists of blocks: a text is a paragraph, a list of texts is a list.
    """

    slug = peewee.CharField(max_length=120, unique=True)
    reference = peewee.CharField(max_length=40, unique=True)
    kind = peewee.CharField(max_length=20)
    family = peewee.ForeignKeyField(Family, backref="products", on_delete="RESTRICT")
    publisher = peewee.ForeignKeyField(Publisher, backref="products", on_delete="RESTRICT")
    name_fr = peewee.CharField(max_length=200)
    name_en = peewee.CharField(max_length=200)
    summary_fr = peewee.TextField(default="")
    summary_en = peewee.TextField(default="")
    description_fr = JsonField(default=list)
    description_en = JsonField(default=list)
    limits_fr = peewee.TextField(null=True)
    limits_en = peewee.TextField(null=True)
    third_party_fr = peewee.TextField(null=True)
    third_party_en = peewee.TextField(null=True)
    stale_en = JsonField(default=dict)
    specific_terms = JsonField(default=list)  # codes of the documents that it brings (clause 2c)
    keywords = peewee.TextField(default="")
    related = JsonField(default=list)
    unit = peewee.CharField(max_length=20)
    min_quantity = peewee.IntegerField(default=1)
    max_quantity = peewee.IntegerField(default=100_000)
    valid_from = peewee.DateField(null=True)
    valid_until = peewee.DateField(null=True)
    sold_fr = peewee.BooleanField(default=True)
    sold_ma = peewee.BooleanField(default=True)
    active = peewee.BooleanField(default=True)
    position = peewee.IntegerField(default=0)

    class Meta:
        indexes = (
            (("active", "sold_fr", "position"), False),
            (("name_fr", "id"), False),
            (("active", "sold_ma", "position"), False),
            (("family", "reference"), False),
            (("publisher", "reference"), False),
            (("kind", "reference"), False),
            (("active", "reference"), False),
            (("sold_fr", "reference"), False),
            (("sold_ma", "reference"), False),
            (("name_fr",), False),
        )

    def sold_in(self, country: str) -> bool:
        """Whether it is meant for this country of sale ("fr" or "ma")."""
        return bool(getattr(self, f"sold_{country}"))


class Plan(Model):
    """A way to buy a product: commitment × billing."""

    product = peewee.ForeignKeyField(Product, backref="plans", on_delete="RESTRICT")
    code = peewee.CharField(max_length=60, unique=True)
    commitment = peewee.CharField(max_length=10)
    billing = peewee.CharField(max_length=10)
    vendor_window_hours = peewee.IntegerField(null=True)
    vendor_sku = peewee.CharField(max_length=60, null=True, index=True)  # what its publisher calls it
    withdrawn_on = peewee.DateField(null=True)
    position = peewee.IntegerField(default=0)

    class Meta:
        indexes = ((("product", "commitment", "billing"), True),)


class Price(Kept, Model):
    """Net price of one unit for one billing period in one country, from a day on (5a, 15a).

    Rows are added, never edited: what was in force on a past day stays known (clause 5b).
    """

    evidence = "price.set"
    plan = peewee.ForeignKeyField(Plan, backref="prices", on_delete="RESTRICT")
    country = peewee.CharField(max_length=2)
    currency = peewee.CharField(max_length=3)
    amount = MinorField()
    valid_from = peewee.DateField()
    created_at = UtcField()
    set_by = peewee.CharField(max_length=120, null=True)

    class Meta:
        indexes = ((("plan", "country", "valid_from"), True),)


class DroppedPrice(Kept, Model):
    """A price that was announced and then withdrawn, or set otherwise, before its day: it never counted (clause 15c)."""

    evidence = "price.dropped"
    plan = peewee.ForeignKeyField(Plan, backref="dropped_prices")
    country = peewee.CharField(max_length=2)
    currency = peewee.CharField(max_length=3)
    amount = MinorField()
    valid_from = peewee.DateField()
    set_by = peewee.CharField(max_length=120, null=True)
    created_at = UtcField()
    dropped_by = peewee.CharField(max_length=120)
    dropped_at = UtcField()

    class Meta:
        indexes = ((("plan", "id"), False),)


class CatalogueFile(Model):
    """A file of products or prices that came in; nothing of it counts before it is applied."""

    kind = peewee.CharField(max_length=10)
    name = peewee.CharField(max_length=200)
    sha256 = peewee.CharField(max_length=64)
    content = peewee.TextField()
    settings = JsonField(default=dict)
    member_id = peewee.IntegerField(null=True)
    by = peewee.CharField()
    received_at = UtcField()
    applied_at = UtcField(null=True)


class PackItem(Model):
    """What a pack contains: `quantity` units of a plan for each pack."""

    pack = peewee.ForeignKeyField(Product, backref="items", on_delete="CASCADE")
    plan = peewee.ForeignKeyField(Plan, backref="packed_in", on_delete="RESTRICT")
    quantity = peewee.IntegerField(default=1)

    class Meta:
        indexes = ((("pack", "plan"), True),)


class SearchText(Model):
    """The words of a product as searched: lower case, without accents; names apart."""

    product = peewee.ForeignKeyField(Product, primary_key=True, on_delete="CASCADE")
    names = peewee.TextField()
    text_fr = peewee.TextField()
    text_en = peewee.TextField()
    sort_fr = peewee.TextField()
    sort_en = peewee.TextField()


class SearchWord(Model):
    """The vocabulary against which typing slips are corrected; `uses` counts products."""

    language = peewee.CharField(max_length=2)
    word = peewee.CharField(max_length=40)
    uses = peewee.IntegerField(default=0)

    class Meta:
        primary_key = peewee.CompositeKey("language", "word")
