"""What a new agreement still needs before its first statement: found in the database each time, stored nowhere."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from ateliers.models import Lieu
from communes.enums import TypeActe
from communes.models import Contrat, Convention, Role
from communes.permissions import Action, functions_allowing
from communes.presentation.lieux import write_de
from communes.selectors import list_agents_employeur
from conseiller.bureau.heures import NOMS_LUS, PARTIES_MIN, HeuresVues, read_heures
from conseiller.enums import Enumeration
from subventions.presentation.mots import count_mots, join_mots, write_jour


class EtatEtape(Enumeration):
    """Where a step stands."""

    FAIT = "fait", "Fait"
    A_FAIRE = "a_faire", "À faire"
    FACULTATIF = "facultatif", "Facultatif"


@dataclass(frozen=True, slots=True)
class Etape:
    """One step: what it says, the name of the page that does it, and what that page asks for."""

    etat: EtatEtape
    titre: str
    texte: str
    page: str
    bouton: str
    droit: Action = Action.MODIFIER_CONVENTION

    @property
    def pour(self) -> str:
        """Whose it is, when the reader may not do it."""
        return "au conseiller" if self.droit is Action.PLANIFIER else "aux finances"


def list_etapes(convention: Convention, *, now: date) -> tuple[Etape, ...]:
    """The eleven steps in the order that suits most people, in 14 queries."""
    vues = read_heures(convention, now=now)
    return (
        _tell_convention(convention),
        _tell_parties(vues),
        _tell_heures(vues),
        _tell_subvention(convention),
        _tell_actes(convention, vues),
        _tell_poste(convention),
        _tell_agents(convention, vues),
        _tell_lieux(convention),
        _tell_ateliers(convention),
        _tell_depenses(convention),
        _tell_decomptes(convention),
    )


def find_suivante(etapes: tuple[Etape, ...], actions: frozenset[Action]) -> Etape | None:
    """The first step still to do that the agent may do."""
    return next((etape for etape in etapes if etape.etat is EtatEtape.A_FAIRE and etape.droit in actions), None)


def _choose(fait: bool, sinon: EtatEtape = EtatEtape.A_FAIRE) -> EtatEtape:
    return EtatEtape.FAIT if fait else sinon


def _tell_convention(convention: Convention) -> Etape:
    return Etape(
        EtatEtape.FAIT,
        "L’employeur et les dates",
        f"{convention.employeuse} emploie le conseiller, du {write_jour(convention.debut)} au"
        f" {write_jour(convention.fin)}.",
        page="convention_modifier",
        bouton="Modifier",
    )


def _tell_parties(vues: HeuresVues) -> Etape:
    nombre = len(vues.parties)
    if nombre < PARTIES_MIN:
        texte = "Ajoutez chaque commune qui partage le conseiller, dans l’ordre de l’acte."
        return Etape(EtatEtape.A_FAIRE, "Les parties", texte, "partie_ajouter", "Ajouter une partie")
    noms = [str(partie.organisme) for partie in vues.parties]
    suite = f"\u00a0: {join_mots(noms)}" if nombre <= NOMS_LUS else ""
    texte = f"{count_mots(nombre, 'partie')}{suite}."
    return Etape(EtatEtape.FAIT, "Les parties", texte, "parties", "Revoir les parties")


def _tell_heures(vues: HeuresVues) -> Etape:
    if not vues.tranches:
        texte = "Écrivez les heures par an de chaque partie\u00a0: c’est sur elles que les coûts se partagent."
        return Etape(EtatEtape.A_FAIRE, "Les heures", texte, "heures_ajouter", "Écrire les heures")
    return Etape(EtatEtape.FAIT, "Les heures", vues.somme, "heures", "Revoir les heures")


def _tell_subvention(convention: Convention) -> Etape:
    nombre = convention.subventions.count()
    if nombre:
        texte = f"{count_mots(nombre, 'subvention')} avec ses versements."
        return Etape(
            EtatEtape.FAIT, "La subvention", texte, "subvention", "Revoir la subvention", Action.MODIFIER_FINANCES
        )
    return Etape(
        EtatEtape.FACULTATIF,
        "La subvention",
        "Passez cette étape si l’État ne verse rien\u00a0: les parties partagent alors tous les coûts.",
        page="subvention_ajouter",
        bouton="Ajouter la subvention",
        droit=Action.MODIFIER_FINANCES,
    )


def _tell_actes(convention: Convention, vues: HeuresVues) -> Etape:
    actes = list(convention.actes.filter(avenant=None).values_list("type", "organisme", "date"))
    deliberes = {organisme for genre, organisme, jour in actes if genre == TypeActe.DELIBERATION and jour}
    manquent = [str(partie.organisme) for partie in vues.parties if partie.organisme_id not in deliberes]
    signee = convention.signee_le is not None or any(genre == TypeActe.CONVENTION and jour for genre, _, jour in actes)
    restes = [] if signee else ["la convention signée"]
    if manquent:
        noms = [write_de(nom) for nom in manquent]
        conseils = join_mots(noms) if len(noms) <= NOMS_LUS else f"de {len(noms)} conseils"
        restes.append(f"la délibération {conseils}")
    texte = (
        f"Il manque {join_mots(restes)}." if restes else "La convention et la délibération de chaque partie sont là."
    )
    bouton = "Ajouter un acte" if restes else "Revoir les actes"
    return Etape(_choose(not restes), "Les actes", texte, "acte_ajouter" if restes else "actes", bouton)


def _tell_poste(convention: Convention) -> Etape:
    contrats = Contrat.objects.filter(poste__convention=convention).count()
    texte = "Notez le contrat du conseiller\u00a0: un poste vide plus de six mois peut être rendu à l’État."
    if contrats:
        texte = f"{count_mots(contrats, 'contrat')} sur ce poste."
    return Etape(
        _choose(contrats > 0),
        "Le poste et son contrat",
        texte,
        "poste",
        "Revoir le poste" if contrats else "Ajouter un contrat",
    )


def _tell_agents(convention: Convention, vues: HeuresVues) -> Etape:
    partenaires = {p.organisme_id: str(p.organisme) for p in vues.parties if p.organisme_id != convention.employeuse_id}
    tenus = Role.objects.filter(
        organisme__in=partenaires, fonction__in=functions_allowing(Action.MODIFIER_SA_PARTIE)[1]
    )
    suivies = set(tenus.filter(convention=convention).values_list("organisme", flat=True))
    suivies |= set(tenus.filter(convention=None).values_list("organisme", flat=True))
    manquent = [nom for cle, nom in partenaires.items() if cle not in suivies]
    if not list_agents_employeur(convention, Action.DEMANDER_DECOMPTE).exists():
        manquent.insert(0, str(convention.employeuse))
    texte = "Chaque partie a une personne pour suivre les décomptes."
    if manquent:
        parties = join_mots(manquent) if len(manquent) <= NOMS_LUS else f"{len(manquent)} parties"
        texte = f"Personne ne suit encore les décomptes pour {parties}."
    elif not partenaires:
        texte = "Quand les parties seront là, invitez une personne pour chacune."
    return Etape(
        _choose(bool(partenaires) and not manquent),
        "Les agents",
        texte,
        page="agent_inviter" if manquent else "agents",
        bouton="Inviter un agent" if manquent else "Revoir les agents",
        droit=Action.GERER_AGENTS,
    )


def _tell_lieux(convention: Convention) -> Etape:
    nombre = Lieu.objects.filter(groupe=convention.groupe_id).count()
    texte = "Dites où les habitants viennent, et quel numéro ils appellent\u00a0: leurs pages le montrent."
    if nombre:
        texte = f"{count_mots(nombre, 'lieu', 'lieux')} d’accueil, pour {convention.groupe}."
    bouton = "Revoir les lieux" if nombre else "Ajouter un lieu"
    return Etape(_choose(nombre > 0, EtatEtape.FACULTATIF), "Les lieux d’accueil", texte, "groupe", bouton)


def _tell_ateliers(convention: Convention) -> Etape:
    nombre = convention.ateliers.count()
    texte = "Un titre, une date, un lieu, des places\u00a0: les habitants réservent dès qu’il est publié."
    if nombre:
        texte = f"{count_mots(nombre, 'atelier')} sur la page des habitants."
    return Etape(
        _choose(nombre > 0, EtatEtape.FACULTATIF),
        "Publier un premier atelier",
        texte,
        page="ateliers" if nombre else "atelier_ajouter",
        bouton="Revoir les ateliers" if nombre else "Publier un atelier",
        droit=Action.PLANIFIER,
    )


def _tell_depenses(convention: Convention) -> Etape:
    # Not how many: not everybody who reads this page may know that there is one more of pay.
    commence = convention.depenses.exists()
    texte = "Écrivez ce que coûte le poste, ou importez-le depuis un tableur."
    if commence:
        texte = "Le registre est commencé."
    return Etape(
        _choose(commence),
        "Les dépenses",
        texte,
        page="depenses" if commence else "depense_ajouter",
        bouton="Revoir les dépenses" if commence else "Ajouter une dépense",
        droit=Action.MODIFIER_FINANCES,
    )


def _tell_decomptes(convention: Convention) -> Etape:
    nombre = convention.decomptes.count()
    texte = "Demandez-le quand la première période est finie\u00a0: il montre chaque étape du calcul."
    if nombre:
        texte = f"{count_mots(nombre, 'décompte')}. La convention est en route."
    return Etape(
        _choose(nombre > 0),
        "Le premier décompte",
        texte,
        page="decomptes",
        bouton="Revoir les décomptes" if nombre else "Demander un décompte",
        droit=Action.DEMANDER_DECOMPTE,
    )
