"""What a bank's no means: whether to wait, to change the card, or to ask the customer."""

from __future__ import annotations

NEVER = "never"  # this means of payment will not pay, ever
LATER = "later"  # it may pass on another day
FUNDS = "funds"  # it may pass once there is money
CUSTOMER = "customer"  # the customer must prove who they are
OURS = "ours"  # our request was wrong: not the customer's fault

# https://docs.stripe.com/declines/codes and /failures: those that no retry will turn.
_NEVER = frozenset(
    {
        "lost_card",
        "stolen_card",
        "pickup_card",
        "restricted_card",
        "fraudulent",
        "merchant_blacklist",
        "expired_card",
        "incorrect_number",
        "invalid_number",
        "invalid_account",
        "incorrect_cvc",
        "invalid_cvc",
        "invalid_expiry_month",
        "invalid_expiry_year",
        "card_not_supported",
        "currency_not_supported",
        "new_account_information_available",
        "no_action_taken",
        "not_permitted",
        "revocation_of_all_authorizations",
        "revocation_of_authorization",
        "security_violation",
        "service_not_allowed",
        "stop_payment_order",
        "transaction_not_allowed",
        "account_closed",
        "bank_account_closed",
        "no_account",
        "debit_not_authorized",
        "debit_disputed",
        "bank_account_restricted",
        "invalid_account_number",
        "recipient_deceased",
        "branch_does_not_exist",
        "incorrect_account_holder_name",
        "resource_missing",
    }
)
_FUNDS = frozenset(
    {
        "insufficient_funds",
        "card_velocity_exceeded",
        "withdrawal_count_limit_exceeded",
        "amount_too_large",
    }
)
_CUSTOMER = frozenset(
    {
        "authentication_required",
        "payment_intent_authentication_failure",
        "setup_intent_authentication_failure",
        "authentication_not_handled",
        "call_issuer",
        "offline_pin_required",
        "online_or_offline_pin_required",
    }
)


def kind(code: str | None, decline_code: str | None = None) -> str:
    """The kind of a refusal; the bank's own reason goes before Stripe's general one."""
    for each in (decline_code, code):
        if each in _NEVER:
            return NEVER
        if each in _FUNDS:
            return FUNDS
        if each in _CUSTOMER:
            return CUSTOMER
    return OURS if code == "ours" else LATER


def may_retry(code: str | None, decline_code: str | None = None) -> bool:
    """Whether the same means may be charged again without the customer's doing anything."""
    return kind(code, decline_code) in (LATER, FUNDS)
