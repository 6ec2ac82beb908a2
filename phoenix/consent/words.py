"""What a visitor reads before choosing; the templates show these sentences and the proof keeps them."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from phoenix.consent.rules import STATISTICS, TECHNICAL

TITLE = _l("Vos cookies")
QUESTION = _l(
    "Les cookies nécessaires font marcher le panier et la connexion. D’autres, facultatifs, retiennent les "
    "produits que vous avez vus et mesurent nos visites. Votre choix vaut six mois ; il se change sur chaque page."
)
ACCEPT = _l("Tout accepter")
REFUSE = _l("Tout refuser")
CUSTOMISE = _l("Personnaliser")
NECESSARY_NAME = _l("Strictement nécessaires")
NECESSARY = _l(
    "La session (« phoenix », un mois) : connexion, panier, protection des formulaires. Votre choix de cookies "
    "(« phoenix_choix », six mois). Ils ne demandent pas d’accord."
)
NAMES = {TECHNICAL: _l("Techniques, pour votre confort"), STATISTICS: _l("Statistiques")}
MEANINGS = {
    TECHNICAL: _l(
        "« phoenix_vus », trente jours : les six derniers produits que vous avez ouverts, pour les retrouver sur "
        "l’accueil et sur les fiches. La liste reste dans votre navigateur ; nous ne la gardons pas."
    ),
    STATISTICS: _l(
        "« phoenix_visite », six mois au plus : l’heure de votre dernière page, le nombre de visites et de pages "
        "vues, pour distinguer nouvelles visites et retours, et voir par où l’on passe. Sans numéro qui vous "
        "désigne ; nous ne gardons que des totaux par jour."
    ),
}
SENTENCES = (
    TITLE,
    QUESTION,
    ACCEPT,
    REFUSE,
    CUSTOMISE,
    NECESSARY_NAME,
    NECESSARY,
    *(each for kind in NAMES for each in (NAMES[kind], MEANINGS[kind])),
)


def shown() -> str:
    """Everything that the banner and the page of choices say, in the present language."""
    return "\n".join(str(each) for each in SENTENCES)
