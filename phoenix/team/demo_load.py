"""A demo member of the staff for each role; the password is printed when the demo shop starts."""

from __future__ import annotations

from phoenix.accounts import passwords
from phoenix.config import settings
from phoenix.team import rules, service
from phoenix.team.models import StaffMember

PASSWORD = "Phenix-Equipe-2026"
MEMBERS = (
    ("equipe@demo.example", "Aïcha Exemple", (rules.ADMIN,)),
    ("ventes@demo.example", "Bruno Exemple", (rules.SALES,)),
    ("assistance@demo.example", "Chloé Exemple", (rules.SUPPORT,)),
    ("comptabilite@demo.example", "David Exemple", (rules.ACCOUNTING,)),
    ("traduction@demo.example", "Emma Exemple", (rules.TRANSLATOR,)),
)


def load() -> None:
    """Add the demo members who are not there yet, never in production.

    Each enrols a telephone at the first sign-in, as in a real shop.
    """
    if settings().production:
        return
    for email, name, roles in MEMBERS:
        if StaffMember.select().where(StaffMember.email_key == email).exists():
            continue
        member = service.add(email, name, roles)
        hashed = StaffMember.update(password_hash=passwords.hash_of(PASSWORD))
        hashed.where(StaffMember.id == member.id).execute()
