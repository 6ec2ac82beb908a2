"""Products as machines read them: schema.org in JSON-LD."""

from __future__ import annotations

from phoenix.catalogue.product_page import PlanRow, ProductPage
from phoenix.catalogue.wording import plan_name
from phoenix.kernel.money import Money
from phoenix.kernel.sellers import Seller

IN_STOCK = "https://schema.org/InStock"


def plain(amount: Money) -> str:
    """`21.65`: an amount without words, in major units."""
    return f"{amount.minor // 100}.{amount.minor % 100:02d}"


def product_data(shown: ProductPage, url: str, seller: Seller) -> dict:
    """The product and its offers; prices are net, and say so (clauses 5a, 16a)."""
    return {
        "@context": "https://schema.org",
        "@type": "Product",
        "name": shown.text("name"),
        "description": shown.text("summary"),
        "sku": shown.product.reference,
        "url": url,
        "category": shown.product.family.name(shown.language),
        "brand": {"@type": "Brand", "name": shown.product.publisher.name},
        "offers": [_offer(plan, url, seller) for plan in shown.plans],
    }


def _offer(plan: PlanRow, url: str, seller: Seller) -> dict:
    offer = plan.offer
    data = {
        "@type": "Offer",
        "name": plan_name(offer.commitment, offer.billing),
        "sku": offer.code,
        "url": url,
        "price": plain(plan.net),
        "priceCurrency": plan.net.currency,
        "availability": IN_STOCK,
        "eligibleCustomerType": "http://purl.org/goodrelations/v1#Business",
        "seller": {"@type": "Organization", "name": seller.name},
        "priceSpecification": {
            "@type": "UnitPriceSpecification",
            "price": plain(plan.net),
            "priceCurrency": plan.net.currency,
            "valueAddedTaxIncluded": False,
        },
    }
    if plan.announced_on:
        data["priceValidUntil"] = plan.announced_on.isoformat()
    return data
