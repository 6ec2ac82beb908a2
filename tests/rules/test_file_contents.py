"""A file is what its content says, whole and nothing else; all that is two things at once is refused (issue 5)."""

import pytest
from hypothesis import given
from hypothesis import strategies as some
from tests import file_samples as sample

from phoenix.files import packages, rules
from phoenix.files.contents import recognise
from phoenix.files.rules import Refused, shown_name

RIGHT = {
    "contrat.pdf": (sample.PDF, "pdf"),
    "capture.png": (sample.png(), "png"),
    "photo.jpg": (sample.jpeg(), "jpg"),
    "photo.webp": (sample.webp(), "webp"),
    "mot.txt": (sample.TXT, "txt"),
    "sièges.csv": (sample.CSV, "csv"),
    "lettre.docx": (sample.docx(), "docx"),
    "table.xlsx": (sample.xlsx(), "xlsx"),
    "lettre.odt": (sample.opened(), "odt"),
    "table.ods": (sample.opened("spreadsheet"), "ods"),
}
ZIP = sample.zipped({"run.class": b"x"})
LINKED = b'<Relationships><Relationship Type="http://x/attachedTemplate" Target="http://x/t.dotm" TargetMode="External"/></Relationships>'
WRONG = {
    "nothing": ("vide.pdf", b"", "empty"),
    "21 MB": ("gros.txt", b"a" * 21_000_000, "too_large"),
    "text before a PDF": ("a.pdf", b"<html>" + sample.PDF, "kind"),
    "a PDF cut off": ("a.pdf", sample.PDF[:-20], "damaged"),
    "a page of the web at the head of a PDF": ("a.pdf", sample.PDF.replace(b"1.4\n", b"1.4\n<script>alert(1)</script>\n"), "two_things"),
    "a ZIP behind a PDF": ("a.pdf", sample.PDF + ZIP, "damaged"),
    "a ZIP behind a PDF, its end mark written again": ("a.pdf", sample.PDF + ZIP + b"\nstartxref\n1\n%%EOF", "two_things"),
    "a PDF whose end is the comment of a ZIP": (
        "a.pdf", sample.PDF + sample.zipped({"a": b"b"}, comment=b"\nstartxref\n186\n%%EOF\n"), "two_things"),
    "a ZIP behind a JPEG": ("a.jpg", sample.jpeg() + ZIP, "two_things"),
    "a ZIP in a JPEG's comment": ("a.jpg", sample.jpeg(comment=ZIP), "two_things"),
    "a PDF in a JPEG's comment": ("a.jpg", sample.jpeg(comment=b"%PDF-1.4 trailer"), "two_things"),
    "a script behind a JPEG": ("a.jpg", sample.jpeg() + b"<script>alert(1)</script>", "two_things"),
    "half a JPEG": ("a.jpg", sample.jpeg()[:-3], "damaged"),
    "a JPEG for a wall": ("a.jpg", sample.jpeg(width=60_000, height=60_000), "bomb"),
    "a ZIP behind a PNG": ("a.png", sample.png() + ZIP, "two_things"),
    "a PNG of a thousand million pixels": ("a.png", sample.png(40_000, 40_000), "bomb"),
    "half a PNG": ("a.png", sample.png()[:-6], "damaged"),
    "a ZIP behind a WebP": ("a.webp", sample.webp() + ZIP, "two_things"),
    "a GIF with a JAR": ("a.jpg", b"GIF89a" + ZIP, "kind"),
    "a program": ("a.txt", b"MZ\x90\0\x03\0", "kind"),
    "a page of the web called a text": ("a.txt", b"\n <!DOCTYPE html><p>x", "runs"),
    "a script in the head of a table": ("a.csv", b"a;b\n<script src=x></script>", "runs"),
    "a drawing that runs": ("a.txt", b'<svg onload="alert(1)">', "runs"),
    "a shell script": ("a.txt", b"#!/bin/sh\nrm", "runs"),
    "a text by another name": ("run.bat", sample.TXT, "kind"),
    "no name": ("", sample.TXT, "kind"),
    "any ZIP": ("a.docx", ZIP, "kind"),
    "a bomb": ("a.docx", sample.bomb(), "bomb"),
    "a part that lies about its size": ("a.docx", sample.liar(), "damaged"),
    "parts that lie upon each other": ("a.docx", sample.overlapping(), "bomb"),
    "a ZIP in a text of Word": ("a.docx", sample.docx({"word/embeddings/a.xlsx": sample.xlsx()}), "archive_inside"),
    "a program in a text of Word": ("a.docx", sample.docx({"word/embeddings/a.bin": b"MZ\x90"}), "archive_inside"),
    "macros": ("a.docx", sample.docx({"word/vbaProject.bin": b"x"}), "macros"),
    "macros said by the types": ("a.docx", sample.docx(types=b"<x ContentType='application/vnd.ms-word.document.macroEnabled'/>"), "macros"),
    "macros of LibreOffice": ("a.odt", sample.opened(more={"Basic/Standard/m.xml": b"x"}), "macros"),
    "a template fetched from elsewhere": ("a.docx", sample.docx({"word/_rels/settings.xml.rels": LINKED}), "fetches"),
    "an entity": ("a.docx", sample.docx({"word/e.xml": b'<!DOCTYPE x [<!ENTITY a "b">]>'}), "bomb"),
    "a path out of the ZIP": ("a.docx", sample.docx({"../../etc/passwd": b"x"}), "damaged"),
    "something before a ZIP": ("a.docx", b"PK\x03\x04 " + sample.docx(), "two_things"),
    "something behind a ZIP": ("a.docx", sample.docx() + b"tail", "two_things"),
    "a ZIP behind a ZIP": ("a.docx", sample.docx() + ZIP, "two_things"),
    "a comment on a ZIP": ("a.docx", sample.zipped({"a": b"b"}, comment=b"<script>"), "two_things"),
    "encrypted": ("a.odt", sample.opened(more={"META-INF/manifest.xml": b"<x:encryption-data/>"}), "locked"),
    "a presentation": ("a.odt", sample.opened("presentation"), "kind"),
}


@pytest.mark.parametrize("name", RIGHT)
def test_what_papers_are_is_recognised(name):
    content, kind = RIGHT[name]
    assert recognise(content, name) == kind
    if kind not in ("txt", "csv"):
        assert recognise(content, "a.exe") == kind  # the name says nothing


@pytest.mark.parametrize("what", WRONG)
def test_what_is_no_paper_is_refused(what):
    name, content, code = WRONG[what]
    with pytest.raises(Refused) as refusal:
        recognise(content, name)
    assert refusal.value.code == code


def test_a_photograph_keeps_what_its_telephone_wrote_behind_it():
    light = sample.jpeg()
    assert recognise(sample.jpeg() + light, "a.jpg") == "jpg"
    assert recognise(sample.jpeg() + b"\0\0SEFHxxSEFT", "a.jpg") == "jpg"


def test_a_bomb_costs_no_more_than_a_large_file(monkeypatch):
    monkeypatch.setattr(packages, "MOST_UNPACKED", 300_000_000)
    with pytest.raises(Refused) as refusal:
        recognise(sample.bomb(), "a.docx")
    assert refusal.value.code == "bomb"  # stopped while unpacking, by what comes out


@given(some.binary(max_size=300), some.sampled_from(sorted(RIGHT)))
def test_any_bytes_are_a_paper_or_refused(tail, name):
    for content in (tail, RIGHT[name][0][:40] + tail, RIGHT[name][0] + tail):
        try:
            assert recognise(content, name) in rules.MEDIA_TYPES
        except Refused:
            pass


NAMES = {
    "../../etc/passwd.txt": "passwd.txt",
    "C:\\Users\\x\\contrat.pdf": "contrat.pdf",
    "/etc/": "fichier",
    "": "fichier",
    "..": "fichier",
    "a\u202efdp.exe": "a fdp.exe",
    "nul.txt": "_nul.txt",
    "a\nb\0c.pdf": "a b c.pdf",
    'a<b>:"c|?*.pdf': "a_b___c___.pdf",
    "e\u0301te\u0301.pdf": "été.pdf",
    " .caché.pdf ": "caché.pdf",
    "x" * 300 + ".pdf": "x" * 96 + ".pdf",
}


@pytest.mark.parametrize("given", NAMES)
def test_names_are_safe_to_show_and_to_save(given):
    assert shown_name(given) == NAMES[given]


def test_a_name_ends_as_its_content_says():
    assert shown_name("photo.exe", "pdf") == "photo.exe.pdf"
    assert shown_name("photo.JPEG", "jpg") == "photo.jpeg"
    assert shown_name("archive", "docx") == "archive.docx"


@given(some.text(max_size=200))
def test_no_name_whatever_is_a_path_or_too_long(given):
    name = shown_name(given, "pdf")
    assert 1 <= len(name) <= 101 and name.endswith(".pdf")
    assert not set(name) & set('/\\<>:"|?*\0\n\r') and name.isprintable() and not name.startswith(".")
