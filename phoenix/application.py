"""create_app: the only module that knows everything."""

from __future__ import annotations

import importlib

from flask import Flask
from flask_babel import Babel
from htmx_flask import Htmx
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.test import Client

from phoenix import config, database
from phoenix.audience import counter
from phoenix.barring import gate
from phoenix.commands import Commands
from phoenix.config import ROOT, Settings
from phoenix.gateways import mail
from phoenix.gateways.queue import Waker, open_queue
from phoenix.i18n import locale_data
from phoenix.kernel import sellers
from phoenix.outbox.service import on_new_job
from phoenix.web import models as stamps
from phoenix.web import (
    compression,
    csrf,
    errors,
    filters,
    headers,
    input,
    market,
    pagecache,
    personal,
    ratelimit,
    requestlog,
    routes,
    static_files,
    template_globals,
    templating,
    translated_templates,
    uploads,
    visit,
    words,
)

BLUEPRINTS = (
    "phoenix.web.pages",
    "phoenix.web.service_pages",
    "phoenix.legal.views",
    "phoenix.accounts.views",
    "phoenix.files.views",
    "phoenix.consent.views",
    "phoenix.catalogue.views",
    "phoenix.partners.views",
    "phoenix.catalogue.sitemap",
    "phoenix.catalogue.third_party_views",
    "phoenix.cart.views",
    "phoenix.orders.views",
    "phoenix.quotes.views",
    "phoenix.quotes.quote_views",
    "phoenix.payments.views",
    "phoenix.payments.invoice_views",
    "phoenix.payments.webhook",
    "phoenix.subscriptions.ending_views",
    "phoenix.prospecting.views",
    "phoenix.care.views",
    "phoenix.care.claim_views",
    "phoenix.care.review_views",
    "phoenix.messages.demo_mailbox",
    "phoenix.demo_clock.views",
    "phoenix.my_account.overview",
    "phoenix.my_account.orders",
    "phoenix.my_account.quotes",
    "phoenix.my_account.invoices",
    "phoenix.my_account.withholding",
    "phoenix.my_account.subscriptions",
    "phoenix.my_account.subscription_choice",
    "phoenix.my_account.subscription_seats",
    "phoenix.my_account.closing",
    "phoenix.my_account.confirmation",
    "phoenix.my_account.payment",
    "phoenix.my_account.profile",
    "phoenix.my_account.security",
    "phoenix.my_account.preferences",
    "phoenix.my_account.data",
    "phoenix.my_account.data_requests",
    "phoenix.my_account.data_copy",
    "phoenix.my_account.claims",
    "phoenix.my_account.partner",
    "phoenix.my_account.partner_prices",
    "phoenix.my_account.partner_confirmation",
    "phoenix.my_account.reviews",
    "phoenix.my_account.documents",
    "phoenix.staff.entrance",
    "phoenix.staff.today",
    "phoenix.staff.audience",
    "phoenix.staff.figures",
    "phoenix.staff.exports",
    "phoenix.staff.reconciliation",
    "phoenix.staff.documents",
    "phoenix.staff.own",
    "phoenix.staff.members",
    "phoenix.staff.data_requests",
    "phoenix.staff.erased",
    "phoenix.staff.acts",
    "phoenix.staff.organisations",
    "phoenix.staff.search",
    "phoenix.staff.order",
    "phoenix.staff.deliveries",
    "phoenix.staff.supplements",
    "phoenix.staff.invoice",
    "phoenix.staff.payment",
    "phoenix.staff.refunds",
    "phoenix.staff.refused_refunds",
    "phoenix.staff.order_list",
    "phoenix.staff.invoice_list",
    "phoenix.staff.quotes",
    "phoenix.staff.quote_list",
    "phoenix.staff.payment_list",
    "phoenix.staff.collection_list",
    "phoenix.staff.withholdings",
    "phoenix.staff.sellers",
    "phoenix.staff.subscription_list",
    "phoenix.staff.subscriptions",
    "phoenix.staff.vendor_list",
    "phoenix.staff.closures",
    "phoenix.staff.notices",
    "phoenix.staff.suspensions",
    "phoenix.staff.confirmations",
    "phoenix.staff.partners",
    "phoenix.staff.partner_rates",
    "phoenix.staff.signals",
    "phoenix.staff.blocks",
    "phoenix.staff.maintenance",
    "phoenix.staff.force_majeure",
    "phoenix.staff.claims",
    "phoenix.staff.settlements",
    "phoenix.staff.holidays",
    "phoenix.staff.messages",
    "phoenix.staff.catalogue",
    "phoenix.staff.catalogue_products",
    "phoenix.staff.catalogue_plans",
    "phoenix.staff.catalogue_shelves",
    "phoenix.staff.catalogue_files",
    "phoenix.staff.catalogue_vendor",
    "phoenix.staff.review_list",
    "phoenix.staff.review",
    "phoenix.staff.third_party",
    "phoenix.staff.partner_shares",
    "phoenix.staff.partner_transfers",
    "phoenix.staff.files",
    "phoenix.staff.translations",
)
PARTS = (
    routes,
    requestlog,
    compression,
    pagecache,
    personal,
    gate,
    ratelimit,
    headers,
    uploads,
    input,
    csrf,
    market,
    errors,
    filters,
    template_globals,
    templating,
    visit,
)
WARM = (
    "/fr-fr/",
    "/fr-fr/catalogue",
    "/en-fr/catalogue",
    "/fr-fr/catalogue?q=x",
    "/fr-fr/panier",
    "/fr-fr/connexion",
    "/fr-fr/contact",
    "/en-ma/contact",
    "/fr-fr/conditions",
)
EXTENSIONS = ("phoenix.accounts.session", "phoenix.care.review_block", "phoenix.audience.visits", "phoenix.partners.viewing", "phoenix.demo_clock.service", "phoenix.evidence.registry", "phoenix.reactions")


class Shop(Flask):
    """Flask with our Jinja."""

    jinja_environment = templating.SharedGlobals

    def ensure_sync(self, func):
        """Nothing here is async: no need to ask each view and hook, at each request."""
        return func

    def warm(self) -> None:
        """Make one page of each kind before the server's processes part ways: compiled templates
        and the words of both languages are then held once."""
        requestlog.logger.disabled = True
        visitor = Client(self)
        for path in WARM:
            visitor.get(path)
        requestlog.logger.disabled = False
        database.disconnect()


def create_app(overrides: dict | None = None) -> Flask:
    """The shop as a Flask app; `overrides` are settings that go before the environment (tests)."""
    settings = config.load(overrides)
    for code, facts in settings.sellers.items():
        sellers.complete(code, facts)
    app = Shop("phoenix", root_path=str(ROOT), static_folder=None, template_folder="templates")
    _configure(app, settings)
    locale_data.leave_out()
    database.connect(settings.database_url)
    app.teardown_appcontext(lambda _error: database.release())
    for part in PARTS:
        part.init_app(app)
    Htmx(app)
    Babel(app, locale_selector=_language, default_locale="fr")
    words.init_app(app)
    translated_templates.init_app(app)
    mail.init_app(app, settings)
    _wire(app, settings)
    app.cli = Commands("phoenix")
    pagecache.wrap(app)
    gate.wrap(app)
    stamps.wrap(app)
    counter.wrap(app)
    requestlog.wrap(app)
    ratelimit.wrap(app)
    static_files.wrap(app)
    if settings.trusted_proxies:
        count = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=count, x_proto=count, x_host=count)
    return app


def _configure(app: Flask, settings: Settings) -> None:
    requestlog.configure_logging()
    app.config.update(
        SETTINGS=settings,
        SECRET_KEY=settings.secret_key,
        SESSION_COOKIE_NAME="phoenix",
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SECURE=settings.secure,
        SESSION_REFRESH_EACH_REQUEST=False,
        MAX_CONTENT_LENGTH=2_000_000,
        MAX_FORM_MEMORY_SIZE=500_000,
        BABEL_TRANSLATION_DIRECTORIES=str(ROOT / "translations"),
        TEMPLATES_AUTO_RELOAD=False,
    )
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.add_extension("jinja2.ext.do")


def _language() -> str:
    return market.current_market().language


def _wire(app: Flask, settings: Settings) -> None:
    """Register every room's pages, the sign-in, and who reacts to what."""
    app.extensions["waker"] = Waker(open_queue(settings))
    on_new_job(app.extensions["waker"].wake)
    for name in EXTENSIONS:
        importlib.import_module(name).init_app(app)
    for name in BLUEPRINTS:
        app.register_blueprint(importlib.import_module(name).blueprint)
