"""A contractual document as a PDF that can be kept (clauses 2a, 2b, 19)."""

from datetime import datetime

from phoenix.gateways.pdf import compile_pdf
from phoenix.kernel.formats import day
from phoenix.kernel.parties import footer_rows
from phoenix.kernel.sellers import SELLERS

LABELS = {
    "fr": {
        "version": "Version",
        "date": "En vigueur depuis le",
        "sha256": "Empreinte SHA-256 du texte",
        "contents": "Sommaire",
        "page": "Page",
        "running": "{title}, version {version} du {day}",
    },
    "en": {
        "version": "Version",
        "date": "In force since",
        "sha256": "SHA-256 digest of the text",
        "contents": "Contents",
        "page": "Page",
        "running": "{title}, version {version} of {day}",
    },
}
CONTENTS_FROM = 6  # articles


def legal_document_pdf(document: dict, timestamp: datetime) -> bytes:
    """The PDF of one version: {title, language, version, date, sha256, notice, sections}.

    A section is {number, heading, blocks}, a block {kind: "p"|"li"|"box", text, lang}; `lang`
    marks what is shown in French inside an English document. Headings may carry `heading_lang`.
    """
    return compile_pdf("legal", legal_data(document), timestamp)


def legal_data(document: dict) -> dict:
    """What the template shows, all of it text."""
    language = document["language"]
    labels = LABELS[language]
    sections = [_section(section, language) for section in document["sections"]]
    return {
        "document": _frame(document, labels),
        "title": document["title"],
        "title_lang": document.get("title_lang") or language,
        "labels": labels,
        "version": str(document["version"]),
        "date": day(document["date"], language),
        "sha256": document["sha256"],
        "notice": document.get("notice") or None,
        "contents": len(sections) >= CONTENTS_FROM,
        "sections": sections,
    }


def _frame(document: dict, labels: dict) -> dict:
    language, title = document["language"], document["title"]
    written = {"title": title, "version": document["version"]}
    publisher = SELLERS["pa-fr"].as_facts()
    running = labels["running"].format(**written, day=day(document["date"], language))
    return {
        "title": f"{title} – version {document['version']}",
        "description": running,
        "keywords": [title, str(document["version"])],
        "issuer": publisher.name,
        "language": language,
        "running_title": running,
        "reference": f"{labels['version']} {document['version']}",
        "page_word": labels["page"],
        "footer": [[cell for cell in row if isinstance(cell, str)] for row in footer_rows(publisher)],
    }


def _section(section: dict, language: str) -> dict:
    number = section.get("number")
    return {
        "heading": f"{number}. {section['heading']}" if number else section["heading"],
        "lang": section.get("heading_lang") or language,
        "groups": _groups(section["blocks"], language),
    }


def _groups(blocks: list[dict], language: str) -> list[dict]:
    """Blocks in a row of one kind together, so that items make one list."""
    groups: list[dict] = []
    for block in blocks:
        kind = block["kind"]
        if not groups or kind != "li" or groups[-1]["kind"] != "li":
            groups.append({"kind": kind, "items": []})
        item = {"text": block["text"], "lang": block.get("lang") or language}
        groups[-1]["items"].append(item)
    return groups
