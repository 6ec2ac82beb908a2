"""Invoices and orders of our personas, to make documents of in tests and benches."""

from dataclasses import replace
from datetime import UTC, datetime

from phoenix.invoices.facts import (
    CREDIT_NOTE,
    INVOICE,
    CorrectedFacts,
    InvoiceFacts,
    LateTermsFacts,
    LineFacts,
    MandateFacts,
    PaymentFacts,
    VatFacts,
)
from phoenix.kernel.facts import AddressFacts, BuyerFacts, SellerFacts
from phoenix.orders.facts import (
    AcceptanceFacts,
    AcceptedDocumentFacts,
    OrderFacts,
    OrderLineFacts,
    OrderVatFacts,
    ScheduleRow,
)

TIMESTAMP = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)

PHOENIX = SellerFacts(
    code="pa-fr",
    name="PHOENIX ALLIANCE",
    address=AddressFacts(("31 rue Stendhal",), "92230", "Gennevilliers", "FR"),
    email="contact@taotp.store",
    phone="+33 1 70 81 03 65",
    legal_form="SAS",
    capital=800_000,
    siren="891953267",
    siret="89195326700016",
    vat_number="FR62891953267",
    registry_city="Nanterre",
    creditor_id="FR72ZZZ123456",
    vat_on_debits=True,
)
DISTRI = SellerFacts(
    code="pa-ma",
    name="P-A Distri MECEE",
    address=AddressFacts(
        ("46 bd Zerktouni, 2e étage, apt 6", "c/o Stor Conseil"), "20000", "Casablanca", "MA"
    ),
    email="contact@taotp.store",
    phone="+33 1 70 81 03 65",
    legal_form="SARL",
    capital=10_000_000,
    capital_currency="MAD",
    registry_city="Casablanca",
    rc="609779",
    ice="003408820000019",
    tax_id="53412678",
    tp="34209337",
    cnss="4567891",
)
LYON = BuyerFacts(
    name="Atelier Confluence SARL",
    address=AddressFacts(("18 cours Charlemagne", "Bâtiment B"), "69002", "Lyon", "FR"),
    email="compta@atelier-confluence.example",
    contact="Claire Dumas",
    siren="552100554",
    vat_number="FR40552100554",
    customer_number="C-000042",
)
CASABLANCA = BuyerFacts(
    name="Société Atlas Conseil",
    address=AddressFacts(("12 rue Abou Inane", "Quartier Gauthier"), "20060", "Casablanca", "MA"),
    email="finance@atlas-conseil.example",
    contact="Youssef Benjelloun",
    ice="001525713000038",
    rc="412233",
    customer_number="C-000077",
)
LATE = LateTermsFacts(rate=1215)
CARD = PaymentFacts("card", "2026-11-23", card_brand="Visa", card_last4="4242")
SEPA = PaymentFacts(
    "sepa",
    "2026-12-08",
    mandate=MandateFacts("PA-MND-000311", "2026-11-23", "4242", bank="Banque du Rhône"),
    collected_on="2026-12-08",
)
SEATS = LineFacts(
    "Microsoft 365 Business Premium",
    12,
    2_060,
    24_720,
    2_000,
    detail="Engagement d’un an, payé chaque mois",
    reference="M365-BP-P1Y-M",
    unit="seat",
    period_start="2026-11-23",
    period_end="2026-12-22",
)
MIGRATION = LineFacts(
    "Migration de la messagerie vers Microsoft 365",
    1,
    89_000,
    80_100,
    2_000,
    discount=8_900,
    discount_reason="10 % pour une première commande",
    detail="Jusqu’à 15 boîtes, accompagnement compris",
    reference="SRV-MIG-15",
)


def with_lines(facts: InvoiceFacts, *lines: LineFacts) -> InvoiceFacts:
    """The same invoice with other lines, its VAT and totals worked out again."""
    bases: dict[tuple[int, str], int] = {}
    for line in lines:
        key = (line.vat_rate, line.vat_category)
        bases[key] = bases.get(key, 0) + line.net
    vat = tuple(
        VatFacts(rate, base, (base * rate + 5_000) // 10_000, category)
        for (rate, category), base in bases.items()
    )
    net, tax = sum(bases.values()), sum(row.tax for row in vat)
    paid = replace(facts.payment, paid=net + tax if facts.payment.paid else 0)
    return replace(
        facts, lines=lines, vat=vat, net=net, tax=tax, gross=net + tax, payment=paid
    )


def invoice(*lines: LineFacts, **changes) -> InvoiceFacts:
    """An invoice of the French seller to the company in Lyon, debited by SEPA."""
    facts = InvoiceFacts(
        kind=INVOICE,
        number="F-2026-000123",
        issued_on="2026-11-23",
        currency="EUR",
        seller=PHOENIX,
        buyer=LYON,
        lines=(),
        vat=(),
        net=0,
        tax=0,
        gross=0,
        payment=SEPA,
        late=LATE,
        order_number="CMD-2026-000198",
        ordered_on="2026-11-23",
        buyer_reference="BC-7781",
        period_start="2026-11-23",
        period_end="2026-12-22",
    )
    return with_lines(replace(facts, **changes), *(lines or (SEATS, MIGRATION)))


def paid_by_card(facts: InvoiceFacts) -> InvoiceFacts:
    """The same, paid by card on the day of issue."""
    return replace(facts, payment=replace(CARD, paid=facts.gross, paid_on=facts.issued_on))


def moroccan_invoice(*lines: LineFacts, **changes) -> InvoiceFacts:
    """An invoice of the Moroccan seller to the company in Casablanca, paid by card."""
    usual = {
        "number": "MA-2026-000017",
        "currency": "MAD",
        "seller": DISTRI,
        "buyer": CASABLANCA,
        "late": None,
        "payment": CARD,
    }
    return paid_by_card(invoice(*lines, **(usual | changes)))


def credit_note(of: InvoiceFacts, *lines: LineFacts, **changes) -> InvoiceFacts:
    """A credit note that takes back `lines` (or all) of an invoice."""
    facts = replace(
        of,
        kind=CREDIT_NOTE,
        number=of.number.replace("F-", "AV-").replace("MA-", "MA-AV-"),
        corrects=CorrectedFacts(of.number, of.issued_on, "Retrait de deux sièges"),
        payment=replace(of.payment, paid=0),
        **changes,
    )
    return with_lines(facts, *(lines or of.lines))


TERMS = AcceptedDocumentFacts(
    "Conditions générales d’utilisation et de vente",
    "2026-11",
    "2026-11-01",
    "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
)
SERVICE_TERMS = AcceptedDocumentFacts(
    "Conditions générales de services",
    "2026-10",
    "2026-10-15",
    "60303ae22b998861bce3b28f33eec1be758a213c86c93c076dbe9f558c11c752",
)
ACCEPTANCE = AcceptanceFacts(
    "Claire Dumas",
    "2026-11-23T09:29:41+00:00",
    "203.0.113.24",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:145.0) Gecko/20100101 Firefox/145.0",
    "claire.dumas@atelier-confluence.example",
)
ORDERED_SEATS = OrderLineFacts(
    "Microsoft 365 Business Premium",
    12,
    2_060,
    24_720,
    2_000,
    reference="M365-BP-P1Y-M",
    unit="seat",
    commitment="P1Y",
    billing="month",
)
ORDERED_MIGRATION = OrderLineFacts(
    "Migration de la messagerie vers Microsoft 365",
    1,
    89_000,
    80_100,
    2_000,
    discount=8_900,
    discount_reason="10 % pour une première commande",
    detail="Jusqu’à 15 boîtes, accompagnement compris",
    reference="SRV-MIG-15",
)
INSTALMENTS = ScheduleRow(
    "Microsoft 365 Business Premium, 12 utilisateurs",
    "2026-12-23",
    24_720,
    4_944,
    29_664,
    times=11,
    last_due_on="2027-10-23",
    rhythm="month",
)


def order(**changes) -> OrderFacts:
    """An order of the company in Lyon: seats billed monthly and a migration."""
    facts = OrderFacts(
        number="CMD-2026-000198",
        ordered_at="2026-11-23T09:29:41+00:00",
        currency="EUR",
        seller=PHOENIX,
        buyer=LYON,
        lines=(ORDERED_SEATS, ORDERED_MIGRATION),
        vat=(OrderVatFacts(2_000, 104_820, 20_964),),
        net=104_820,
        tax=20_964,
        gross=125_784,
        acceptance=ACCEPTANCE,
        documents=(TERMS, SERVICE_TERMS),
        schedule=(INSTALMENTS,),
        payment_hint="Visa •••• 4242",
        buyer_reference="BC-7781",
    )
    return replace(facts, **changes)
