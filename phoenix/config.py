"""Settings: one frozen object read from the environment (prefix PHOENIX_)."""

from __future__ import annotations

import json
import secrets
from datetime import date
from decimal import Decimal
from pathlib import Path

from flask import Config, current_app

from phoenix.kernel.values import frozen

ROOT = Path(__file__).resolve().parent.parent
LOCAL_STRIPE_KEYS = {
    "stripe_secret_key": "sk_test_localstripe",
    "stripe_publishable_key": "pk_test_localstripe",
    "stripe_webhook_secret": "whsec_localstripe",
}

LIVE_KEYS = ("sk_live", "rk_live")
# For the web server's processes: few arenas, and half a megabyte kept for the next page, which asks the kernel for nothing then.
WEB_ENVIRONMENT = {"MALLOC_ARENA_MAX": "2", "MALLOC_MMAP_THRESHOLD_": "524288", "MALLOC_TRIM_THRESHOLD_": "524288"}
SELLER_SETTINGS = {"seller_fr": "pa-fr", "seller_ma": "pa-ma"}
NOT_TEXT = ("capital_minor", "vat_on_debits")


class IncompleteSettings(RuntimeError):
    """The shop refuses to start; the message says which settings to give."""


@frozen
class Settings:
    """Everything that differs between two installations."""

    production: bool
    instance: Path
    database_url: str
    redis_url: str | None
    secret_key: str
    base_url: str
    stripe_secret_key: str
    stripe_publishable_key: str
    stripe_webhook_secret: str
    stripe_api_base: str
    payments_simulated: bool
    mail_server: str | None
    mail_port: int
    mail_username: str | None
    mail_password: str | None
    mail_use_tls: bool
    mail_use_ssl: bool
    mail_sender: str
    archive_statement_to: str | None
    files_bucket: str | None
    files_endpoint: str
    files_region: str
    files_access_key: str
    files_secret_key: str
    files_bulky_pages: int
    files_bulky_megabytes: int
    clamd_url: str | None
    trusted_proxies: int
    sellers: dict
    host_phone: str | None
    late_rates: dict
    legal_rates: dict
    log_requests: bool
    rate_limits: bool

    @property
    def demo(self) -> bool:
        """True unless this is the real shop: demo data, mails kept instead of sent."""
        return not self.production

    @property
    def takes_money(self) -> bool:
        """False while payments are only simulated, by localstripe or by Stripe's test keys."""
        return self.stripe_secret_key.startswith(LIVE_KEYS)

    @property
    def secure(self) -> bool:
        """Whether customers reach the shop over TLS."""
        return self.base_url.startswith("https://")


def load(overrides: dict | None = None) -> Settings:
    """Read the environment; IncompleteSettings when a production start lacks a secret."""
    source = Config(str(ROOT))
    source.from_prefixed_env("PHOENIX")
    values = {key.lower(): value for key, value in source.items()}
    values.update(overrides or {})
    instance = Path(values.get("instance") or ROOT / "instance")
    running = _running(instance)
    base_url = str(values.get("base_url") or running.get("base_url") or "http://127.0.0.1:5000")
    simulated = not values.get("stripe_secret_key")
    production = _is_production(values, base_url)
    if production:
        _refuse_incomplete(values)
    stripe = {key: str(values.get(key) or fallback) for key, fallback in LOCAL_STRIPE_KEYS.items()}
    return Settings(
        production=production,
        instance=instance,
        database_url=values.get("database_url") or f"sqlite:///{instance / 'shop.db'}",
        redis_url=values.get("redis_url") or None,
        secret_key=str(values.get("secret_key") or _demo_secret(instance)),
        base_url=base_url.rstrip("/"),
        stripe_api_base=_stripe_base(values, running, simulated),
        payments_simulated=simulated,
        mail_server=values.get("mail_server") or None,
        mail_port=int(values.get("mail_port") or 25),
        mail_username=_text(values.get("mail_username")),
        mail_password=_text(values.get("mail_password")),
        mail_use_tls=bool(values.get("mail_use_tls", False)),
        mail_use_ssl=bool(values.get("mail_use_ssl", False)),
        mail_sender=values.get("mail_sender") or "contact@taotp.store",
        archive_statement_to=values.get("archive_statement_to") or None,
        **_bucket(values),
        **_uploads(values),
        trusted_proxies=int(values.get("trusted_proxies") or 0),
        host_phone=_text(values.get("host_phone")),
        **{name: _half_yearly(name, values.get(name)) for name in ("late_rates", "legal_rates")},
        sellers={code: _seller_facts(values.get(name)) for name, code in SELLER_SETTINGS.items()},
        log_requests=bool(values.get("log_requests", True)),
        rate_limits=bool(values.get("rate_limits", True)),
        **stripe,
    )


def settings() -> Settings:
    """The settings of the running app."""
    return current_app.config["SETTINGS"]


def _bucket(values: dict) -> dict:
    """The S3-compatible bucket of the file store; without a name, files are in the instance folder."""
    region = str(values.get("files_region") or "us-east-1")
    given = {name: str(values.get(name) or "") for name in ("files_access_key", "files_secret_key")}
    if values.get("files_bucket") and not all(given.values()):
        raise IncompleteSettings("PHOENIX_FILES_BUCKET needs PHOENIX_FILES_ACCESS_KEY and PHOENIX_FILES_SECRET_KEY")
    endpoint = str(values.get("files_endpoint") or f"https://s3.{region}.amazonaws.com")
    bucket = {"files_bucket": values.get("files_bucket") or None, "files_endpoint": endpoint.rstrip("/")}
    return {**bucket, "files_region": region, **given}


def _uploads(values: dict) -> dict:
    """Who looks at what customers send, and from when their papers are too many to check (clause 5d)."""
    clamd_url = values.get("clamd_url") or None
    if clamd_url and not str(clamd_url).startswith(("tcp://", "unix://")):
        raise IncompleteSettings("PHOENIX_CLAMD_URL must begin with tcp:// or unix://")
    bulky = {"files_bulky_pages": 200, "files_bulky_megabytes": 50}
    return {"clamd_url": clamd_url, **{name: int(values.get(name) or usual) for name, usual in bulky.items()}}


def _text(value) -> str | None:
    return None if value in (None, "") else str(value)


def _seller_facts(given: dict | None) -> dict:
    """Facts that a seller lacks, as PHOENIX_SELLER_FR__SIRET=… gives them."""
    facts = {name.lower(): value for name, value in (given or {}).items()}
    return {name: value if name in NOT_TEXT else str(value) for name, value in facts.items()}


def _half_yearly(name: str, given: dict | None) -> dict[date, int]:
    """PHOENIX_LATE_RATES__2026_2=12.15 as {1 July 2026: 1215}: percents of half-years, in basis points."""
    found = {}
    for half, percent in (given or {}).items():
        year, _line, number = str(half).partition("_")
        try:
            points = Decimal(str(percent)) * 100
            if number not in ("1", "2") or points != int(points) or points < 0:
                raise ValueError(half)
            found[date(int(year), 1 if number == "1" else 7, 1)] = int(points)
        except (ArithmeticError, ValueError):
            raise IncompleteSettings(f"PHOENIX_{name.upper()}__{half} must be a percentage of a half-year, as in __2026_2=12.15") from None
    return found


def _is_production(values: dict, base_url: str) -> bool:
    """Said in so many words, or given away by TLS or a live key: never demo by accident."""
    live_key = str(values.get("stripe_secret_key") or "").startswith(LIVE_KEYS)
    return values.get("mode") == "production" or base_url.startswith("https://") or live_key


def _refuse_incomplete(values: dict) -> None:
    needed = ("secret_key", "base_url", "mail_server", *LOCAL_STRIPE_KEYS)
    missing = [f"PHOENIX_{key.upper()}" for key in needed if not values.get(key)]
    if missing:
        raise IncompleteSettings("Production needs these settings: " + ", ".join(missing))
    if len(str(values["secret_key"])) < 32 or str(values["secret_key"]) in ("dev", "change-me"):
        raise IncompleteSettings(
            "PHOENIX_SECRET_KEY must be at least 32 random characters: "
            "python -c 'import secrets; print(secrets.token_urlsafe(48))'"
        )


def _demo_secret(instance: Path) -> str:
    """A secret of this checkout's own, made at its first start and kept in instance/."""
    path = instance / "secret_key"
    if not path.exists():
        instance.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(48))
    return path.read_text().strip()


def _running(instance: Path) -> dict:
    """What `make run` wrote down about the shop that runs in this checkout."""
    path = instance / "running.json"
    try:
        return json.loads(path.read_text())
    except (OSError, ValueError):
        return {}


def _stripe_base(values: dict, running: dict, simulated: bool) -> str:
    if values.get("stripe_api_base"):
        return str(values["stripe_api_base"]).rstrip("/")
    if simulated:
        return running.get("stripe_api_base") or "http://127.0.0.1:8420"
    return "https://api.stripe.com"
