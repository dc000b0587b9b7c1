"""Bodies that take part: reference data, known by SIRET."""

from __future__ import annotations

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q

from communes.enums import TypeOrganisme

DEVANT_VOYELLE = tuple("AEIOUYÀÂÉÈÊÎÔÛŒ")


class Organisme(models.Model):
    """A commune, an intercommunal body, an association…

    The key of the SIRET is not enforced: a body that exists is never blocked by a wrong key, the form warns.
    """

    type = models.CharField("type", max_length=12, choices=TypeOrganisme.choices(), default=TypeOrganisme.COMMUNE.value)
    nom = models.CharField("nom", max_length=500)
    siret = models.CharField(
        "SIRET",
        max_length=14,
        unique=True,
        validators=[RegexValidator(r"^[0-9]{14}$", "Le SIRET s’écrit avec 14 chiffres.")],
        error_messages={"unique": "Un organisme porte déjà ce SIRET\u00a0: choisissez-le dans la liste."},
    )
    insee = models.CharField(
        "code INSEE",
        max_length=5,
        unique=True,
        null=True,
        blank=True,
        validators=[RegexValidator(r"^[0-9][0-9AB][0-9]{3}$", "Le code INSEE s’écrit avec 5 caractères, 54328.")],
        error_messages={"unique": "Une commune porte déjà ce code INSEE\u00a0: choisissez-la dans la liste."},
    )
    service = models.CharField("service", max_length=100, blank=True)
    adresse = models.CharField("adresse", max_length=200, blank=True)
    code_postal = models.CharField("code postal", max_length=5, blank=True)
    localite = models.CharField("localité", max_length=100, blank=True)
    telephone = models.CharField("téléphone", max_length=20, blank=True)
    courriel = models.EmailField("courriel", blank=True)

    class Meta:
        verbose_name = "organisme"
        ordering = ["nom"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(type=TypeOrganisme.COMMUNE) | Q(insee__isnull=False),
                name="organisme_commune_a_un_code_insee",
                violation_error_message="Une commune a un code INSEE\u00a0: complétez-le.",
            )
        ]

    def __str__(self) -> str:
        return self.nom

    @property
    def code(self) -> str:
        """Key in the dossier: INSEE code of a commune, else SIREN."""
        return self.insee or self.siret[:9]

    @property
    def nom_complet(self) -> str:
        """« Commune de Ludres », « Commune d’Essey »; the name alone for other bodies."""
        return self._write_after("Commune")

    @property
    def mairie(self) -> str:
        """« La mairie de Ludres », at the head of a sentence for residents; the name alone for other bodies."""
        return self._write_after("La mairie")

    def _write_after(self, mot: str) -> str:
        if self.type != TypeOrganisme.COMMUNE:
            return self.nom
        return f"{mot} d’{self.nom}" if self.nom.startswith(DEVANT_VOYELLE) else f"{mot} de {self.nom}"
