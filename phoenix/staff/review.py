"""The desk of one review: read in seven days, decided by the published rules, answered; nobody edits it (clause 12b)."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, abort, flash, url_for
from flask_babel import gettext as _

from phoenix.care import review_desk, review_reading, review_rules, reviews
from phoenix.care.review_desk import Act, Changed
from phoenix.care.review_models import Review
from phoenix.care.review_reading import Thread
from phoenix.staff.review_forms import DecisionForm, GroundForm, WordsForm
from phoenix.team.access import current_member, staff_only
from phoenix.team.rules import SALES, SUPPORT
from phoenix.web.render import page, see_other

blueprint = Blueprint("staff_review", __name__, url_prefix="/equipe/avis/<reference>")


@blueprint.get("")
@staff_only(SALES, SUPPORT)
def one(reference: str):
    """The review, its history, its reports, and what this member can do."""
    return _page(_load(reference))


@blueprint.post("/publier")
@staff_only(SUPPORT)
def publish(reference: str):
    """Show it to all."""
    return _do(reference, "publish", DecisionForm(), lambda act, _form: review_desk.publish(act), _("L’avis est publié."))


@blueprint.post("/refuser")
@staff_only(SUPPORT)
def refuse(reference: str):
    """Refuse it on a published ground."""
    form = GroundForm(prefix="refuse-")
    done = _("L’avis est refusé ; son auteur reçoit le motif.")
    return _do(reference, "refuse", form, lambda act, form: review_desk.refuse(act, form.ground.data), done)


@blueprint.post("/retirer")
@staff_only(SUPPORT)
def withdraw(reference: str):
    """Take it off, on a published ground."""
    form = GroundForm(prefix="withdraw-")
    done = _("L’avis est retiré ; son auteur et ceux qui l’ont signalé reçoivent le motif.")
    return _do(reference, "withdraw", form, lambda act, form: review_desk.withdraw(act, form.ground.data), done)


@blueprint.post("/maintenir")
@staff_only(SUPPORT)
def maintain(reference: str):
    """Leave it where it is, after a report."""
    form = WordsForm(prefix="maintain-")
    done = _("L’avis est maintenu ; son auteur et ceux qui l’ont signalé en reçoivent les raisons.")
    return _do(reference, "maintain", form, lambda act, _form: review_desk.maintain(act), done)


@blueprint.post("/repondre")
@staff_only(SALES, SUPPORT)
def reply(reference: str):
    """Answer under it, in the company's name."""
    form = WordsForm(prefix="reply-")
    return _do(reference, "reply", form, lambda act, _form: review_desk.reply(act), _("La réponse est publiée sous l’avis."))


@blueprint.post("/reponse/retirer")
@staff_only(SALES, SUPPORT)
def take_reply_back(reference: str):
    """The company's answer goes."""
    form = DecisionForm(prefix="back-")
    return _do(reference, "back", form, lambda act, _form: review_desk.take_reply_back(act), _("La réponse est retirée."))


@blueprint.post("/contestation")
@staff_only(SUPPORT)
def enter_contest(reference: str):
    """Its author contests by mail: somebody else reads it again."""
    form = WordsForm(prefix="contest-")
    done = _("La contestation est enregistrée : une autre personne décide dans les sept jours.")
    return _do(reference, "contest", form, lambda act, _form: review_desk.enter_contest(act), done)


@blueprint.post("/supprimer")
@staff_only(SUPPORT)
def delete(reference: str):
    """Its author asked by mail: it goes for good."""
    form = WordsForm(prefix="delete-")
    done = _("L’avis est supprimé, comme son auteur l’a demandé.")
    answer = _do(reference, "delete", form, lambda act, _form: review_desk.delete_as_asked(act), done)
    return see_other(url_for("staff_reviews.view")) if answer.status_code == 303 else answer


def _do(reference: str, name: str, form: DecisionForm, function: Callable, done: str):
    """Do it if the form is right and nobody was faster; nothing that was typed is lost."""
    row, member = _load(reference), current_member()
    if not form.validate():
        return _page(row, 422, **{name: form})
    body = form.body.data if "body" in form else ""
    try:
        function(Act(row.id, form.version.data, form.key.data, member.id, member.name, body), form)
    except Changed:
        return _told(reference, name, form, _("Cet avis a changé entre-temps : relisez-le. Rien n’a été fait."))
    except review_rules.SamePerson:
        return _told(reference, name, form, _("Vous avez refusé cet avis : une autre personne doit le relire."))
    except reviews.AlreadyReviewed:
        return _told(reference, name, form, _("Son auteur a écrit un autre avis sur ce produit."))
    except Review.DoesNotExist:  # its author deleted it this very moment
        abort(404)
    except review_rules.NotAllowed:
        return _told(reference, name, form, _("Ce n’est plus possible dans l’état où est l’avis."))
    flash(done, "success")
    return see_other(url_for(".one", reference=reference))


def _told(reference: str, name: str, form: DecisionForm, why: str):
    """The review as it is now, what was typed still in its form, ready for another try."""
    row = _load(reference)
    form.form_errors.append(why)
    form.version.raw_data, form.version.data = None, row.version
    return _page(row, 409, **{name: form})


def _page(row: Review, status: int = 200, **given):
    fresh = {"formdata": None, "version": row.version}
    forms = {
        "publish": DecisionForm(**fresh),
        "refuse": GroundForm(prefix="refuse-", **fresh),
        "withdraw": GroundForm(prefix="withdraw-", **fresh),
        "maintain": WordsForm(prefix="maintain-", **fresh),
        "reply": WordsForm(prefix="reply-", body=row.reply, **fresh),
        "back": DecisionForm(prefix="back-", **fresh),
        "contest": WordsForm(prefix="contest-", **fresh),
        "delete": WordsForm(prefix="delete-", **fresh),
    }
    left = (row.due_on - reviews.today_of(row)).days if row.due_on else None
    thread = review_reading.thread(row)
    return page(
        "staff/review.html",
        status=status,
        thread=thread,
        forms=forms | given,
        wrong=next(iter(given), None),
        left=left,
        offered=_offered(thread),
        other_must=row.refused_by == current_member().id,
        hidden=review_reading.is_hidden(row.person),
    )


def _offered(thread: Thread) -> list[str]:
    """What this member can do to a review as it stands: sellers answer, the support decides."""
    row, decides = thread.row, current_member().may(SUPPORT)
    answers = ["reply", *(["back"] if row.reply else [])] if row.state == review_rules.PUBLISHED else []
    return answers + [*_decisions(thread), "delete"] if decides else answers


def _decisions(thread: Thread) -> list[str]:
    row = thread.row
    if row.state == review_rules.PUBLISHED:
        return ["withdraw", *(["maintain"] if thread.reports else [])]
    if row.state == review_rules.SUBMITTED:
        return ["publish", "refuse"]
    return [] if row.contested_at else ["contest"]


def _load(reference: str) -> Review:
    return review_reading.referenced(reference.upper()) or abort(404)
