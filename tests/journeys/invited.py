"""Fourteen days on in the running shop: `python -m tests.journeys.invited` asks buyers for their reviews."""

from __future__ import annotations

from app import app
from phoenix.care import review_invitations, review_rules
from phoenix.kernel import clock


def main() -> None:
    """The daily work of that day; its mails leave by the shop's own worker."""
    with app.app_context():
        review_invitations.daily(clock.today(review_invitations.ZONE) + review_rules.INVITED_AFTER)


if __name__ == "__main__":
    main()
