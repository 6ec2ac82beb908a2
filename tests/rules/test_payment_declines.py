"""What a refusal means for the next try."""

import pytest

from phoenix.payments import declines


@pytest.mark.parametrize(
    ("code", "decline_code", "kind"),
    [
        ("card_declined", "lost_card", declines.NEVER),
        ("card_declined", "stolen_card", declines.NEVER),
        ("expired_card", None, declines.NEVER),
        ("card_declined", "insufficient_funds", declines.FUNDS),
        ("card_declined", "generic_decline", declines.LATER),
        ("card_declined", None, declines.LATER),
        ("processing_error", None, declines.LATER),
        ("authentication_required", None, declines.CUSTOMER),
        ("payment_intent_authentication_failure", None, declines.CUSTOMER),
        ("account_closed", None, declines.NEVER),
        ("insufficient_funds", None, declines.FUNDS),
        ("resource_missing", None, declines.NEVER),
        (None, None, declines.LATER),
    ],
)
def test_the_banks_reason_decides(code, decline_code, kind):
    assert declines.kind(code, decline_code) == kind


def test_what_will_never_pass_is_not_retried():
    assert not declines.may_retry("card_declined", "stolen_card")
    assert not declines.may_retry("authentication_required")
    assert declines.may_retry("card_declined", "insufficient_funds")
