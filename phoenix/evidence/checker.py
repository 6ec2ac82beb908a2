#!/usr/bin/env python3
"""Vérifie un dossier de preuve. Checks the evidence file of an order.

    python verifier.py            in the unpacked folder
    python verifier.py FILE.zip   or on the ZIP itself

Needs nothing but Python 3.8 or later: no network, no other file. Ends with status 0 when all holds, 1 when something
was altered or is missing, 2 when there is nothing to check. How an entry is hashed is written in `parts` and `link`.
"""

import hashlib
import json
import os
import sys
import zipfile

FORMAT = "phoenix-archive-1"
WORDS = {
    "fr": {
        "nothing": "Rien à vérifier ici : {0}",
        "piece_missing": "MANQUE : la pièce {0}",
        "piece_altered": "MODIFIÉE : la pièce {0} n’a pas l’empreinte annoncée",
        "piece_unknown": "SANS PREUVE : aucune entrée ne nomme la pièce {0}",
        "piece_added": "AJOUTÉ : le fichier {0} n’est pas une pièce du dossier",
        "content": "MODIFIÉE : l’entrée {0} ({1}), son contenu",
        "detail": "MODIFIÉE : l’entrée {0} ({1}), son détail",
        "entry": "MODIFIÉE : l’entrée {0} ({1})",
        "order": "DÉPLACÉE : l’entrée {0} ({1}) n’est pas à sa place",
        "link": "ROMPUE : la chaîne à l’entrée {0} ({1})",
        "unlinked": "NON RELIÉE : l’entrée {0} ({1}) est hors des maillons joints",
        "head": "ROMPUE : la chaîne ne mène pas à l’état de l’archive, entrée {0}",
        "count": "{0} pièces et {1} entrées vérifiées ; {2} maillons suivis, de l’entrée {3} à l’entrée {4}.",
        "bad": "{0} anomalie(s). Ce dossier n’est pas celui qui a été archivé.",
        "good": "Prouvé : chaque pièce est celle que les entrées nomment ; aucune entrée n’a été modifiée ni déplacée ; "
                "elles s’enchaînent par leurs empreintes.",
        "reached": "Prouvé : la chaîne mène à l’entrée {0}, d’empreinte {1}, que nomme l’état de l’archive du {2}.",
        "unreached": "Non prouvé : l’état de l’archive (entrée {0}) est au-delà des maillons joints.",
        "not": "Non prouvé par ce seul dossier : que l’état de l’archive est authentique (comparez l’empreinte ci-dessus avec "
               "un état reçu d’ailleurs) ; qu’aucune pièce n’a été laissée de côté ; le contenu des autres entrées de la chaîne ; "
               "l’heure exacte de chaque entrée, dont la chaîne ne garantit que l’ordre.",
    },
    "en": {
        "nothing": "Nothing to check here: {0}",
        "piece_missing": "MISSING: the piece {0}",
        "piece_altered": "ALTERED: the piece {0} does not have the hash announced",
        "piece_unknown": "UNPROVEN: no entry names the piece {0}",
        "piece_added": "ADDED: the file {0} is no piece of this evidence file",
        "content": "ALTERED: entry {0} ({1}), its content",
        "detail": "ALTERED: entry {0} ({1}), its detail",
        "entry": "ALTERED: entry {0} ({1})",
        "order": "MOVED: entry {0} ({1}) is not in its place",
        "link": "BROKEN: the chain at entry {0} ({1})",
        "unlinked": "UNLINKED: entry {0} ({1}) is outside the links enclosed",
        "head": "BROKEN: the chain does not lead to the head statement, entry {0}",
        "count": "{0} pieces and {1} entries checked; {2} links followed, from entry {3} to entry {4}.",
        "bad": "{0} fault(s). This is not the evidence file that was archived.",
        "good": "Proven: each piece is the one that the entries name; no entry was altered or moved; "
                "they are chained by their hashes.",
        "reached": "Proven: the chain leads to entry {0}, whose hash is {1}, which the head statement of {2} names.",
        "unreached": "Not proven: the head statement (entry {0}) is beyond the links enclosed.",
        "not": "Not proven by this file alone: that the head statement is genuine (compare the hash above with a statement received "
               "elsewhere); that no piece was left aside; what stands in the other entries of the chain; the exact time of each "
               "entry, of which the chain guarantees only the order.",
    },
}  # fmt: skip


def sha256(data):
    """The SHA-256 of bytes or of a text in UTF-8."""
    return hashlib.sha256(data if isinstance(data, bytes) else data.encode()).hexdigest()


def parts(seller, entry):
    """The hash of an entry's own parts: one a line."""
    names = ("kind", "subject", "at", "content_sha256", "detail_sha256", "files")
    lines = [FORMAT, seller, str(entry["number"]), *(entry[name] for name in names)]
    return sha256("".join(line + "\n" for line in lines))


def link(previous, own):
    """The hash of an entry: of the one before it and of its own parts."""
    return sha256(previous + "\n" + own + "\n")


class Folder:
    """The unpacked file."""

    def __init__(self, path):
        self.path = path

    def read(self, name):
        """The bytes of a file inside; None when it is not there."""
        path = os.path.join(self.path, *name.split("/"))
        if not os.path.isfile(path):
            return None
        with open(path, "rb") as stream:
            return stream.read()

    def pieces(self):
        """The names of all files under pieces/."""
        for folder, _folders, names in os.walk(os.path.join(self.path, "pieces")):
            for name in names:
                yield os.path.relpath(os.path.join(folder, name), self.path).replace(os.sep, "/")


class Zip:
    """The file as it was downloaded."""

    def __init__(self, path):
        self.zipped = zipfile.ZipFile(path)

    def read(self, name):
        """The bytes of a file inside; None when it is not there."""
        try:
            return self.zipped.read(name)
        except KeyError:
            return None

    def pieces(self):
        """The names of all files under pieces/."""
        return [name for name in self.zipped.namelist() if name.startswith("pieces/") and not name.endswith("/")]


def check_pieces(source, said):
    """What is wrong with the pieces."""
    named = set()
    for entry in said["entries"]:
        named.update(json.loads(entry["files"]))
        for part in (entry["content"], entry["detail"] or "{}"):
            named.update(value for value in json.loads(part).values() if isinstance(value, str))
    for piece in said["pieces"]:
        content = source.read(piece["path"])
        if content is None:
            yield "piece_missing", piece["path"]
        elif sha256(content) != piece["sha256"]:
            yield "piece_altered", piece["path"]
        elif piece["sha256"] not in named:
            yield "piece_unknown", piece["path"]
    for name in sorted(set(source.pieces()) - {piece["path"] for piece in said["pieces"]}):
        yield "piece_added", name


def check_entries(said):
    """What is wrong with the entries, each by itself and one after the other."""
    before = 0
    for entry in said["entries"]:
        about = (entry["number"], entry["subject"])
        if sha256(entry["content"]) != entry["content_sha256"]:
            yield ("content", *about)
        if entry["detail"] is not None and sha256(entry["detail"]) != entry["detail_sha256"]:
            yield ("detail", *about)
        if link(entry["previous_sha256"], parts(said["seller"], entry)) != entry["sha256"]:
            yield ("entry", *about)
        if entry["number"] <= before:
            yield ("order", *about)
        before = entry["number"]


def follow(said):
    """What is wrong with the chain: each entry must stand where the links, computed again, lead."""
    links = said["links"]
    known = {entry["number"]: entry for entry in said["entries"]}
    heads = {head["number"]: head["sha256"] for head in said["statement"]["heads"] if head["seller"] == said["seller"]}
    last, number = links["previous_sha256"], links["first"] - 1
    for own in links["parts"]:
        number += 1
        last = link(last, own)
        entry = known.pop(number, None)
        if entry is not None and entry["sha256"] != last:
            yield ("link", number, entry["subject"])
        if number in heads and heads[number] != last:
            yield ("head", number)
    for number in sorted(known):
        yield ("unlinked", number, known[number]["subject"])


def tell(said, faults):
    """Say what is proven and what is not."""
    words = WORDS.get(said["language"], WORDS["fr"])
    for fault in faults:
        print(words[fault[0]].format(*fault[1:]))
    links = said["links"]
    last = links["first"] + len(links["parts"]) - 1
    print(words["count"].format(len(said["pieces"]), len(said["entries"]), len(links["parts"]), links["first"], last))
    if faults:
        print(words["bad"].format(len(faults)))
        return 1
    print(words["good"])
    for head in said["statement"]["heads"]:
        if head["seller"] == said["seller"]:
            reached = "reached" if head["number"] <= last else "unreached"
            print(words[reached].format(head["number"], head["sha256"], said["statement"]["at"]))
    print(words["not"])
    return 0


def main(arguments):
    """Check the folder of this program, or the one or the ZIP named; the status for the shell."""
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(encoding="utf-8", errors="replace")
    path = arguments[0] if arguments else os.path.dirname(os.path.abspath(__file__))
    try:
        source = Zip(path) if os.path.isfile(path) else Folder(path)
        said = json.loads(source.read("chain.json") or b"")
        faults = [*check_pieces(source, said), *check_entries(said), *follow(said)]
    except (OSError, ValueError, KeyError, TypeError, AttributeError, IndexError, zipfile.BadZipFile) as error:
        print(WORDS["fr"]["nothing"].format(error))
        print(WORDS["en"]["nothing"].format(error))
        return 2
    return tell(said, faults)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
