"""Addresses outside the markets: the door, health, and what machines read."""

from __future__ import annotations

from flask import Blueprint, Response, current_app, jsonify, redirect, request, url_for

from phoenix.config import settings
from phoenix.database import database
from phoenix.kernel import clock
from phoenix.web.access import public
from phoenix.web.market import best_market
from phoenix.web.static_files import SOURCE

blueprint = Blueprint("service", __name__)


@blueprint.get("/")
@public
def door():
    """Send the visitor to the market that fits the browser's languages."""
    response = redirect(url_for("home.index", market=best_market()), 302)
    response.vary.add("Accept-Language")
    return response


@blueprint.get("/healthz")
@public
def health():
    """Process and database: 200 when both answer; whether customers are told to come back later (clause 13a)."""
    database.execute_sql("SELECT 1").fetchone()
    maintenance = current_app.extensions["in_maintenance"]()
    return jsonify(status="ok", maintenance=maintenance, time=clock.now().isoformat(timespec="seconds"))


@blueprint.get("/robots.txt")
@public
def robots():
    """What crawlers may read: the public pages, not the customer's ones."""
    private = ("commande", "connexion", "inscription", "mot-de-passe", "compte", "devis", "telecharger")
    lines = ["User-agent: *", *(f"Disallow: /*/{path}" for path in private)]
    lines += ["Disallow: /equipe/", f"Sitemap: {settings().base_url}/sitemap.xml", ""]
    return Response("\n".join(lines), mimetype="text/plain")


@blueprint.get("/.well-known/security.txt")
@public
def security_txt():
    """Where to report a weakness (RFC 9116); renewed by itself."""
    expires = clock.now().replace(month=12, day=31, hour=0, minute=0, second=0, microsecond=0)
    lines = (
        "Contact: mailto:support@taotp.tech",
        f"Expires: {expires:%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages: fr, en",
        f"Canonical: {settings().base_url}/.well-known/security.txt",
        "",
    )
    return Response("\n".join(lines), mimetype="text/plain")


@blueprint.get("/favicon.ico")
@public
def favicon():
    """Browsers that do not read the page's own icon ask for this one."""
    icon = SOURCE / "img" / "favicon.svg"
    response = Response(icon.read_bytes(), mimetype="image/svg+xml")
    response.cache_control.max_age = 86_400
    response.headers["ETag"] = f'"{icon.stat().st_mtime_ns:x}"'
    return response.make_conditional(request)
