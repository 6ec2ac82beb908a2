"""The one letter of this room: the link by which a member of the staff chooses a password."""

from __future__ import annotations

import secrets

from phoenix.messages.service import send
from phoenix.team.models import StaffMember


def link(member: StaffMember, url: str) -> None:
    """Owed in the caller's transaction (templates/mails/team/link)."""
    context = {"name": member.name, "url": url, "new": member.password_hash is None}
    send("team.link", to=member.email, language=member.language, country="fr", context=context, key=f"team.link:{secrets.token_hex(12)}")
