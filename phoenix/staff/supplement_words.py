"""What the staff read of supplementary quotes."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

STATES = {
    "waiting": (_l("à envoyer, ou attend le client"), "info"),
    "unanswered": (_l("sans réponse : à décider"), "warning"),
    "accepted": (_l("accepté"), "success"),
    "refused": (_l("refusé : commande annulée et remboursée"), "error"),
    "given_up": (_l("sans réponse : commande annulée et remboursée"), "error"),
    "withdrawn": (_l("abandonné : la commande se poursuit"), ""),
}
