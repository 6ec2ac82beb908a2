"""How long everything is kept, and what purges it: one table, read by the run and by the page (clauses 9.1, 3.3a).

A run goes through the table in its order, a few hundred rows a transaction, each looked for afresh:
it may be cut off anywhere and run again, late, early or side by side. What the law keeps leaves
through the door of `database_triggers`; the archive keeps its lines (clause 4.3).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date
from typing import NamedTuple

import peewee
from flask_babel import lazy_gettext as _l

from phoenix.barring import blocks
from phoenix.care import review_retention as reviews
from phoenix.database import transaction
from phoenix.kernel import clock
from phoenix.partners import retention as partners
from phoenix.privacy import contracts, letters, quotes, signs
from phoenix.privacy.models import RetentionRun
from phoenix.standing import retention as standing

BATCH = 200


class Kind(NamedTuple):
    """One line of the table: what, how long in words, which rows have served on a day, how they go."""

    code: str
    label: str
    kept: str
    old: Callable[[date], peewee.ModelSelect]
    purge: Callable[[list[int], date], int]


def _wake(ids: list[int], _day: date) -> int:
    return signs.IdleWarning.delete().where(signs.IdleWarning.id << ids).execute()


KINDS = (
    Kind("sign_up_forms", _l("Inscriptions jamais confirmées"), _l("sept jours"), letters.old_forms, letters.remove_forms),
    Kind("sign_ins", _l("Journal des connexions"), _l("douze mois"), letters.old_sign_ins, signs.fold_sign_ins),
    Kind("blocks", _l("Blocages de comptes et d’adresses"), _l("douze mois après leur fin"), blocks.old, blocks.remove),
    Kind("sessions", _l("Navigateurs connectés"), _l("douze mois"), letters.old_sessions, signs.fold_sessions),
    Kind("awake", _l("Avertissements devenus sans objet"), _l("jusqu’à votre retour"), signs.awake, _wake),
    Kind("idle_warned", _l("Comptes inactifs, avertis"), _l("deux ans sans signe de votre part"), signs.to_warn, signs.warn),
    Kind("idle_accounts", _l("Comptes inactifs"), _l("deux ans, puis trente jours après l’avertissement"), signs.to_delete, signs.delete),
    Kind("closed_accounts", _l("Données d’un compte clos"), _l("jusqu’au règlement de la dernière somme due"), signs.unfinished, signs.finish),
    Kind("late_mails", _l("Derniers e-mails d’un compte effacé"), _l("jusqu’à leur envoi"), signs.late_mails, signs.forget_late_mails),
    Kind("letters", _l("Messages que vous nous écrivez"), _l("trois ans après le dernier, cinq ans après la fin d’un contrat"), letters.old_letters, letters.remove_letters),
    Kind("claims", _l("Réclamations"), _l("cinq ans après la fin du contrat"), letters.old_claims, letters.remove_claims),
    Kind("reviews", _l("Avis"), _l("cinq ans après la publication ; un an après un refus ou un retrait"), reviews.expired, reviews.withdraw_expired),
    Kind("review_reports", _l("Signalements d’avis"), _l("un an après la décision"), reviews.old_reports, reviews.remove_reports),
    Kind("review_invitations", _l("Invitations à donner un avis"), _l("cinq ans"), reviews.old_invitations, reviews.remove_invitations),
    Kind("papers", _l("Documents que vous nous envoyez"), _l("avec leur commande, réclamation ou message ; pour un devis, trois ans"), letters.old_papers, letters.remove_papers),
    Kind("mails", _l("E-mails que nous vous envoyons"), _l("sécurité : douze mois ; autres : trois ans, ou cinq ans après la fin du contrat"), letters.old_mails, letters.remove_mails),
    Kind("unbound_orders", _l("Commandes préparées et jamais confirmées"), _l("trois ans"), contracts.never_bound, contracts.remove_orders),
    Kind("order_evidence", _l("Commandes, preuves d’acceptation"), _l("cinq ans après la fin du contrat"), contracts.old_evidence, contracts.empty_evidence),
    Kind("quotes", _l("Devis"), _l("trois ans sans suite ; accepté, avec les preuves de sa commande"), quotes.old, quotes.remove),
    Kind("standing", _l("Mises en demeure, suspensions, clôture"), _l("cinq ans après la clôture"), standing.old, standing.purge),
    Kind("partner_applications", _l("Candidatures de partenaire sans suite"), _l("trois ans"), partners.old_applications, partners.purge_applications),
    Kind("partnerships", _l("Partenariats, acceptations de l’accord"), _l("cinq ans après leur fin"), partners.old, partners.purge),
    Kind("mandates", _l("Mandats de prélèvement"), _l("leur durée de vie et treize mois"), contracts.old_mandates, contracts.remove_mandates),
    Kind("means", _l("Titulaires des moyens de paiement retirés"), _l("treize mois"), contracts.old_means, contracts.empty_means),
    Kind("invoices", _l("Factures, avoirs et leurs paiements"), _l("dix ans"), contracts.old_invoices, contracts.remove_invoices),
    Kind("orders", _l("Commandes, une fois leurs factures effacées"), _l("dix ans"), contracts.old_orders, contracts.remove_orders),
    Kind("cookie_choices", _l("Preuves de vos choix sur les cookies"), _l("cinq ans"), letters.old_choices, letters.remove_choices),
    Kind("oppositions", _l("Liste d’opposition aux offres, sous forme d’empreintes"), _l("trois ans"), letters.old_oppositions, letters.remove_oppositions),
    Kind("interests", _l("Profil, si vous y avez consenti"), _l("douze mois, ou jusqu’au retrait de votre accord"), letters.old_interests, letters.remove_interests),
    Kind("requests", _l("Demandes sur vos données et leurs réponses"), _l("cinq ans"), letters.old_requests, letters.remove_requests),
)
INTERNAL = ("awake",)  # no datum of anybody
# Kept by nothing but the moment: said on the page, with nothing to purge.
AT_ONCE = (
    (_l("Justificatifs d’identité"), _l("détruits dès la vérification")),
    (_l("Numéros de carte, IBAN complets, mots de passe"), _l("jamais conservés")),
)


def due(day: date) -> dict[str, int]:
    """The dry run: how many rows of each kind have served their time on `day`; nothing is changed."""
    return {kind.code: kind.old(day).count() for kind in KINDS}


def run(day: date, source: str, progress: Callable[[str, int], None] = lambda _code, _done: None) -> RetentionRun:
    """Purge all that has served its time on `day`; the report, which is kept. Safe to repeat and to be cut off."""
    report = RetentionRun.create(day=day, source=source, started_at=clock.now())
    counts: Counter = Counter()
    for kind in KINDS:
        for gone in _batches(kind, day):
            counts[kind.code] += gone
            progress(kind.code, counts[kind.code])
            report.counts = {code: count for code, count in counts.items() if count}
            report.save(only=[RetentionRun.counts])
    report.finished_at = clock.now()
    report.save(only=[RetentionRun.finished_at])
    return report


def daily(day: date | None = None) -> None:
    """The worker's part: once for each day, however often it is called."""
    day = day or signs.clock_day()
    done = RetentionRun.select().where(RetentionRun.day == day, RetentionRun.finished_at.is_null(False))
    if not done.exists():
        run(day, "worker")


def reports(limit: int = 30) -> list[RetentionRun]:
    """The last runs, the newest first."""
    return list(RetentionRun.select().order_by(RetentionRun.id.desc()).limit(limit))


def _batches(kind: Kind, day: date):
    """Each batch in a transaction of its own; how many rows went in each."""
    last = 0
    while _next(kind, day, last):  # most find nothing, and need no transaction
        with transaction():
            ids = _next(kind, day, last)
            gone = kind.purge(ids, day) if ids else 0
        last = ids[-1] if ids else last
        yield gone


def _next(kind: Kind, day: date, last: int) -> list[int]:
    query = kind.old(day)
    key = query.model.id
    return [row for (row,) in query.where(key > last).order_by(key).limit(BATCH).tuples()]
