"""Reading mails as their customers do, and seeing what is wrong with them."""

from __future__ import annotations

import re
from email.message import EmailMessage

from flask import current_app
from jinja2 import meta, nodes

from phoenix.messages.delivery import compose
from phoenix.messages.models import Message

GIVEN = {"market", "seller", "subject"}  # by the layout and the app, whatever the mail
FRENCH = re.compile(r"\b(le|la|les|des|du|votre|vous|nous|une|pour|est|sera|jusqu)\b", re.IGNORECASE)
PARTS = (".subject.txt", ".txt", ".html")


def written(kind: str) -> list[str]:
    """The subject and text of each mail of a kind, oldest first, none of them faulty."""
    rows = Message.select().where(Message.kind == kind).order_by(Message.id)
    return [text_of(row) for row in rows]


def text_of(row: Message) -> str:
    """A mail's subject and text, with plain spaces."""
    assert faults(row) == [], row.kind
    mail = compose(row)
    return plain(f"{mail['Subject']}\n{_body(mail, 'plain')}")


def plain(text: str) -> str:
    """The same words with plain spaces."""
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def faults(row: Message) -> list[str]:
    """What is wrong with a mail: unknown values, leftovers of a template, gaps, French in English."""
    mail = compose(row)
    subject, text, html = mail["Subject"], _body(mail, "plain"), _body(mail, "html")
    letter = plain(text.split("\n-- \n")[0])
    found = [f"unknown: {name}" for name in sorted(_wanted(row.kind) - set(row.context))]
    if not subject or "\n" in subject:
        found.append(f"subject: {subject!r}")
    if re.search(r"[{}<>]|None|Undefined", letter.replace(str(row.context.get("text", "")), "")):
        found.append("leftovers in the text")
    if re.search(r"\{[{%]|None|Undefined", html.split("</style>")[1]):
        found.append("leftovers in the HTML")
    if re.search(r"\n\s*\n\s*\n", text.strip()):
        found.append("a gap of several lines")
    if row.language == "en" and (word := FRENCH.search(f"{subject} {_without_values(letter, row.context)}")):
        found.append(f"French: {word[0]}")
    return found


def _body(mail: EmailMessage, kind: str) -> str:
    return mail.get_body((kind,)).get_content()


def _wanted(kind: str) -> set[str]:
    """The names that a mail's three templates use and that nobody but its sender can give."""
    environment = current_app.jinja_env
    names = set()
    for part in PARTS:
        source, _path, _fresh = environment.loader.get_source(environment, f"mails/{kind.replace('.', '/')}{part}")
        tree = environment.parse(source)
        own = {macro.name for macro in tree.find_all(nodes.Macro)} | {each.target for each in tree.find_all(nodes.Import)}
        names |= meta.find_undeclared_variables(tree) - own
    return names - GIVEN - set(environment.globals)


def _without_values(text: str, context: dict) -> str:
    """The words of the template alone: names and addresses may be French."""
    text = re.sub(r"https?://\S+", "", text)
    for value in context.values():
        if isinstance(value, str) and len(value) > 3:
            text = text.replace(plain(value), "")
    return text
