"""Members of the staff in the running shop: added by the operator's command, signed in with their telephone."""

from __future__ import annotations

import os
import re
import secrets
import subprocess
import sys
from pathlib import Path

import pyotp
from tests.journeys import steps

ROOT = Path(__file__).resolve().parents[2]
PASSWORD = "parasol-bitume-girafe-71"
BUTTON = "main form.form button[type=submit]"


def add(shop: str, instance: Path, role: str) -> tuple[str, str]:
    """A member of this role: their e-mail, and the address by which they choose a password."""
    email = f"{role}-{secrets.token_hex(3)}@demo.example"
    said = run(shop, instance, "-m", "flask", "--app", "app", "staff", "add", email, "--name", "Aïcha Exemple", "--role", role)
    return email, re.search(r"/equipe/mot-de-passe/\S+", said)[0]


def run(shop: str, instance: Path, *arguments: str) -> str:
    """What a command says that works on the running shop's data."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PHOENIX_")}
    environment = {**kept, "PHOENIX_INSTANCE": str(instance), "PHOENIX_BASE_URL": shop}
    command = [sys.executable, *arguments]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True, timeout=120).stdout


def sign_in(page, shop: str, instance: Path, role: str) -> None:
    """A new member of this role chooses a password, signs in and enrols a telephone, on this page."""
    email, link = add(shop, instance, role)
    steps.go(page, link)
    for field in page.locator("main input[type=password]").all():
        field.fill(PASSWORD)
    page.locator(BUTTON).click()
    page.wait_for_url("**/equipe/connexion")
    steps.fill_form(page, {"email": email, "password": PASSWORD})
    page.locator(BUTTON).click()
    page.wait_for_url("**/connexion/telephone")
    secret = page.locator("main code").first.inner_text().replace(" ", "")
    page.fill("[name=code]", pyotp.TOTP(secret).now())
    page.locator(BUTTON).click()
    page.wait_for_url("**/codes-de-secours")
