"""One PDF: our rendering against WeasyPrint as it is usually called, and the memory after many documents.

Both print the same words and pictures in the same process. « Naïf » gives its style sheet and its font in the page,
lays addresses and boxes out by flex and tables by their content, and builds everything for each document, without tags
nor PDF/A. « Naïf, police réduite » is the same with the light font that we make, to tell what the rest is worth.
"""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

import django

from bench.parts import measure

TOURS, TOURS_RAPIDES = 15, 3
# The documents after which memory is read.
DOCUMENTS, DOCUMENTS_RAPIDES = (50, 200), (10, 20)
OCTETS_PAR_PAGE = os.sysconf("SC_PAGE_SIZE")
STYLE_NAIF = """
html { hyphens: auto; }
table { table-layout: auto; }
.grille { display: block; }
.grille > div { display: flex; flex-wrap: wrap; justify-content: space-between; }
.grille > div > div { display: block; }
"""


def run() -> dict[str, float]:
    """Measure, print the table, give the figures: processor seconds, ratios of paired rounds, MiB.

    With BENCH_RAPIDE in the environment, fewer rounds.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "conseiller.settings")
    django.setup()
    rapide = "BENCH_RAPIDE" in os.environ
    figures = {
        **measure_rendu(TOURS_RAPIDES if rapide else TOURS),
        **measure_memory(*(DOCUMENTS_RAPIDES if rapide else DOCUMENTS)),
    }
    print("État liquidatif de deux pages, processus déjà chaud, médianes de tours alternés")
    print(f"  naïf                   {figures['naif_ms']:8.0f} ms    1,00")
    print(f"  naïf, police réduite   {figures['naif_police_ms']:8.0f} ms    {figures['rapport_naif_police']:.2f}")
    print(f"  le nôtre, PDF/A-3a     {figures['notre_ms']:8.0f} ms    {figures['rapport']:.2f}    (but\u00a0: 0,75)")
    print(f"  le nôtre contre le naïf à police réduite   {figures['rapport_a_police_egale']:.2f}")
    print(
        f"Mémoire résidente : {figures['memoire_debut_mio']:.0f} Mio puis {figures['memoire_fin_mio']:.0f} Mio,"
        f" rapport {figures['croissance_memoire']:.3f} (but\u00a0: 1,05 au plus)"
    )
    return figures


def measure_rendu(tours: int) -> dict[str, float]:
    """Milliseconds of one document each way; the ratios are medians of the ratios of each round."""
    rendu = prepare_rendu()
    with tempfile.TemporaryDirectory() as dossier:
        naif = prepare_naif(Path(dossier) / "entiere", reduite=False)
        naif_police = prepare_naif(Path(dossier) / "reduite", reduite=True)
        for action in (rendu, naif, naif_police):
            action()
        durees = [(measure(rendu), measure(naif), measure(naif_police)) for _ in range(tours)]
    return {
        "notre_ms": 1e3 * median(notre for notre, _, _ in durees),
        "naif_ms": 1e3 * median(naif for _, naif, _ in durees),
        "naif_police_ms": 1e3 * median(police for _, _, police in durees),
        "rapport": median(notre / naif for notre, naif, _ in durees),
        "rapport_naif_police": median(police / naif for _, naif, police in durees),
        "rapport_a_police_egale": median(notre / police for notre, _, police in durees),
    }


def prepare_rendu() -> Callable[[], Any]:
    """Our whole rendering: words, template, layout, PDF."""
    from subventions.documents import render_etat_liquidatif
    from tests.subventions.instantanes import EMPREINTE, build_cas

    instantane = build_cas("avenant-en-cours-d-annee")
    resultat = instantane.compute()
    return lambda: render_etat_liquidatif(instantane, resultat, "54197", version=1, empreinte=EMPREINTE)


def prepare_naif(dossier: Path, *, reduite: bool) -> Callable[[], Any]:
    """The same page, its style sheet inside, printed by a plain call in `dossier`, where the font is."""
    import weasyprint
    from django.contrib.staticfiles import finders
    from django.template.loader import render_to_string

    from conseiller.impression.moteur import FEUILLE, reduce_font
    from subventions.documents import TEMPLATE, prepare_etat_liquidatif
    from tests.subventions.instantanes import EMPREINTE, build_cas

    instantane = build_cas("avenant-en-cours-d-annee")
    resultat = instantane.compute()
    police = Path(str(finders.find("vendor/fonts/SourceSans3[wght].ttf")))
    dossier.mkdir()
    (dossier / "police.ttf").write_bytes(reduce_font(police) if reduite else police.read_bytes())
    style = Path(str(finders.find(FEUILLE))).read_text(encoding="utf-8")
    style = re.sub(r'url\(".*?"\)', 'url("police.ttf")', style) + STYLE_NAIF

    def render() -> Any:
        contexte = prepare_etat_liquidatif(instantane, resultat, "54197", version=1, empreinte=EMPREINTE)
        page: str = render_to_string(TEMPLATE, {**contexte, "titre": contexte["etat"].titre_fichier})
        page = page.replace("</head>", f"<style>{style}</style></head>")
        return weasyprint.HTML(string=page, base_url=f"{dossier}/").write_pdf()

    return render


def measure_memory(debut: int, fin: int) -> dict[str, float]:
    """Resident memory after `debut` and `fin` documents, in MiB."""
    rendu = prepare_rendu()
    memoires = []
    for rang in range(1, fin + 1):
        rendu()
        if rang in (debut, fin):
            memoires.append(read_memory())
    premiere, derniere = memoires
    return {
        "memoire_debut_mio": premiere,
        "memoire_fin_mio": derniere,
        "croissance_memoire": derniere / premiere,
    }


def read_memory() -> float:
    """Resident memory of this process, in MiB."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * OCTETS_PAR_PAGE / 2**20
