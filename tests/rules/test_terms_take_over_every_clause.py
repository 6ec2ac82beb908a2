"""The French terms take over every row of the clause ledger, in the article of its section."""

from __future__ import annotations

import pytest

from phoenix.legal import rules
from phoenix.legal.facts import legal_facts
from phoenix.legal.sources import sources

ROWS = {
    "1a": ["nos activités, nos produits et nos services", "acheter des services en ligne", "joindre notre équipe de support"],
    "1b": ["personnes morales, professionnelles ou non professionnelles", "personne physique"],
    "2a": ["à tout moment à l’écran", "support durable", "imprimée", "le PDF de la version exacte"],
    "2b": ["conservée, datée", "empreinte", "en vigueur au moment où", "à sa propre adresse"],
    "2c": ["quatre sortes", "conditions générales de service", "conditions particulières", "accord de partenariat", "le devis"],
    "2d": ["pièces jointes le récapitulatif de commande et chaque document accepté"],
    "2e": ["vous cochez une case", "Confirmer et payer", "la date et l’heure", "l’adresse et le navigateur"],
    "3.1a": ["Il est gratuit", "une seule organisation", "avoir le pouvoir de l’engager"],
    "3.1b": ["nom d’utilisateur selon les règles affichées", "un seul compte au plus", "majuscules ou minuscules"],
    "3.1c": ["à quoi elle sert", "SIREN ou SIRET", "TVA intracommunautaire", "ICE au Maroc", "RC et IF", "téléphone dans les deux pays"],
    "3.1d": ["voir et modifier", "consignées"],
    "3.1e": ["à la demande d’un partenaire", "courriel et par un bandeau", "quinze jours", "en un clic"],
    "3.1f": ["réputé accompli par vous", "empreinte", "vos sessions et y mettre fin", "vous sont montrées"],
    "3.2a": ["formulaire de contact ou dans", "support vous la confirme"],
    "3.2b": ["mise en demeure par courriel ou par courrier", "cinq jours calendaires se sont écoulés depuis sa réception"],
    "3.2c": ["fausse identité ou abus", "immédiatement", "motif est conservé"],
    "3.3a": ["après qu’une exportation vous a été proposée", "gardé à part, pour une durée annoncée, puis effacé automatiquement"],
    "3.3b": ["aucun remboursement des services en cours", "un mois, un an ou trois ans", "autre partenaire Microsoft", "montant par montant"],
    "3.3c": ["avant la clôture restent exigibles"],
    "4.1a": ["aussi longtemps qu’elle figure sur le site, à moins qu’elle n’indique une période"],
    "4.1b": ["deux clics", "le détail complet de son prix", "« Commander »", "Rien ne vous engage avant ce dernier clic", "il oblige à payer"],
    "4.1c": ["une étape de moins", "aux prix et aux conditions du jour"],
    "4.1d": ["en particulier aux partenaires", "Nous établissons le prix", "fin de validité", "mêmes effets juridiques"],
    "4.1e": ["que l’exécution commence aussitôt", "le courriel de confirmation le rappellent"],
    "4.1f": ["jamais modifiée sans notre accord écrit", "nouveau document, que nous approuvons"],
    "4.2": ["Ni les professionnels ni les non-professionnels", "avant le dernier clic"],
    "4.3": ["commandes, factures, contrats, fichiers et messages", "copie fidèle", "altéré ni retiré"],
    "5a": ["euros (EUR) pour la France, en dirhams (MAD) pour le Maroc", "n’est pas converti"],
    "5b": ["en vigueur le jour où elle est passée, et il lui reste attaché"],
    "5c": ["lignes, quantités, remises, total hors taxes, TVA par taux, total toutes taxes comprises", "ce qui est payé maintenant"],
    "5d": ["hors de proportion", "devis complémentaire", "intégralement remboursé, sans frais"],
    "6.1a": ["dû en totalité dès que la commande est confirmée"],
    "6.1b": ["CB, Visa et Mastercard", "Stripe", "ne passe jamais par notre serveur"],
    "6.1c": ["prélèvement SEPA", "IBAN", "le remplacer ou le révoquer", "Tant qu’aucun mandat n’est actif"],
    "6.1d": ["dans une autre monnaie", "celle que vous lui avez substituée"],
    "6.2a": ["Chaque commande et chaque échéance", "envoyée aussitôt par courriel"],
    "6.2b": ["au début de chaque mois ou de chaque année, à la date anniversaire"],
    "6.2c": ["imprimer ou de conserver vos factures", "d’une période en un seul fichier"],
    "7a": ["Les textes, les logos et les noms", "protégés", "L’Alliance du Phénix", "Un avis le rappelle sur le site"],
    "8a": ["strictement nécessaires, techniques (confort d’utilisation) et statistiques", "Seuls les premiers", "aussi simple", "« Personnaliser »", "à tout moment", "comme preuve", "expire"],
    "9.1": ["responsable du traitement", "base légale", "durée de conservation", "destinataires"],
    "9.2": ["jamais conservées", "ce qu’exige le service"],
    "9.3": ["d’accès, de rectification, d’effacement, d’opposition, de limitation et de portabilité", "rgpd@taotp.tech", "justificatif d’identité", "un mois", "téléchargement établi par le logiciel"],
    "10.1": ["par courriel, par SMS et par téléphone", "préférences figurent dans", "en un clic"],
    "10.2": ["consentement préalable", "case distincte, non cochée d’avance", "daté", "retirer"],
    "10.3": ["votre navigation et sur vos réactions à nos courriels", "dès que vous le retirez"],
    "11a": ["par formulaire", "enregistrée par notre équipe", "cinq jours ouvrés", "jours fériés de votre pays", "suspendu tant que des pièces"],
    "12a": ["seul un client qui a acheté", "Aucune contrepartie"],
    "12b": ["recueillis, modérés et affichés selon les mêmes règles pour tous", "Tout refus est motivé", "Nous pouvons répondre"],
    "12c": ["ne se modifie pas", "demandez sa suppression"],
    "12d": ["date de l’expérience et la date de publication, les plus récents d’abord", "cinq ans", "automatiquement"],
    "12e": ["aucune certification qu’il ne détient pas"],
    "13a": ["maintenance", "annoncée à l’avance", "une page l’indique"],
    "13b": ["plafonnée à la somme que vous avez payée pour le service concerné, remboursements déduits", "page de la commande"],
    "13c": ["force majeure", "informés aussitôt", "suspendus", "trente jours", "lettre recommandée"],
    "14a": ["Il est interdit", "une adresse IP ou une plage d’adresses", "un motif et une date de fin", "être levé"],
    "14b": ["Aucune liste d’utilisateurs", "ralenties, puis arrêtées"],
    "15a": ["Un nouveau prix porte une date", "gardent l’ancien"],
    "15b": ["garde son prix pendant tout l’engagement", "postes ajoutés", "au prix en vigueur le jour où il a lieu", "informé auparavant"],
    "15c": ["les prix annoncés figurent à tout moment au catalogue"],
    "15d": ["désactiver le renouvellement automatique à tout moment avant la fin", "que le prix ait changé ou non"],
    "16a": ["Microsoft en premier lieu", "nom de leur éditeur", "limites de leur licence", "intermédiaire et non l’éditeur"],
    "17": ["nulle ou sans effet"],
    "18": ["n’est pas y renoncer"],
    "19a": ["Seul le texte français fait foi", "renvoie au texte français"],
    "19b": ["jamais en retard", "signalée comme telle, jusqu’à ce qu’elle soit traduite"],
    "20a": ["droit français", "solution amiable", "constat", "tribunaux de Paris"],
}


def article(number: int) -> str:
    """The words of an article of the newest terms, facts in place, spaces made plain."""
    newest = next(source for source in sources() if source.code == "conditions" and source.newest)
    section = rules.parse(newest.text).sections[number - 1]
    text = "\n".join(rules.fill(block.text, legal_facts()) for block in section.blocks)
    return text.replace("\u00a0", " ")


@pytest.mark.parametrize("row", ROWS)
def test_a_row_of_the_ledger_is_taken_over(row):
    number = int(row.rstrip("abcdef").split(".")[0])
    missing = [fact for fact in ROWS[row] if fact not in article(number)]
    assert not missing, f"clause {row}"
