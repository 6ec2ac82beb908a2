"""Mail goes out by SMTP when a server is set; the demo shop keeps it for reading on a page."""

from __future__ import annotations

from email.message import EmailMessage

from flask import Flask
from flask_mail import Mail

from phoenix.config import Settings

mail = Mail()


def init_app(app: Flask, settings: Settings) -> None:
    """Hand our settings to Flask-Mail."""
    app.config.update(
        MAIL_SERVER=settings.mail_server or "localhost",
        MAIL_PORT=settings.mail_port,
        MAIL_USERNAME=settings.mail_username,
        MAIL_PASSWORD=settings.mail_password,
        MAIL_USE_TLS=settings.mail_use_tls,
        MAIL_USE_SSL=settings.mail_use_ssl,
        MAIL_DEFAULT_SENDER=settings.mail_sender,
        MAIL_SUPPRESS_SEND=settings.mail_server is None,
    )
    mail.init_app(app)


def deliver(message: EmailMessage) -> None:
    """Hand a finished message to the SMTP server, bytes unchanged; smtplib errors pass through."""
    with mail.connect() as connection:
        if connection.host is not None:
            connection.host.send_message(message)
