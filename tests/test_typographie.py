"""French typography of all that people read: spaces that do not break before « : ; ! ? % € », curved apostrophes."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

RACINE = Path(__file__).resolve().parent.parent
# Sentences of the terminal keep a keyboard's spaces.
MODULES = sorted(
    chemin.relative_to(RACINE).as_posix()
    for app in ("conseiller", "communes", "ateliers", "subventions")
    for chemin in (RACINE / app).rglob("*.py")
    if not {"migrations", "settings.py"} & set(chemin.parts)
)
GABARITS = sorted(
    chemin.relative_to(RACINE).as_posix()
    for chemin in (RACINE / "templates").rglob("*.*")
    if chemin.suffix in {".html", ".txt"}
)
FAUTE = re.compile(r"\S [:;!?»%€](?!\w)|« |[A-Za-zÀ-ÿ]'[a-zà-ÿ]|[a-zà-ÿ»)][!?](?=\s|$)|(?:\u00a0|&nbsp;)[;!?]")
FRANCAIS = re.compile(r"[À-ÿ’]|\b(le|la|les|un|une|des|du|de|est|pas|vous|et)\b")
SANS_TEXTE = re.compile(r"\{#.*?#\}|\{% comment %\}.*?\{% endcomment %\}|<svg.*?</svg>", re.DOTALL)
# The words that templates give to others: `with constat="…"`, `aria-label="…"`.
MOTS_DONNES = re.compile(r'(?:with \w+|constat|conseil|titre|nom|aria-label|data-nom)="([^"{]*)"')


def list_strings(module: str) -> Iterator[str]:
    """The literals of a module, docstrings aside; what an f-string inserts is one letter."""
    arbre = ast.parse((RACINE / module).read_text(encoding="utf-8"))
    ecartes: set[ast.AST] = set()
    for noeud in ast.walk(arbre):
        if isinstance(noeud, ast.Expr) and isinstance(noeud.value, ast.Constant):
            ecartes.add(noeud.value)
        if isinstance(noeud, ast.JoinedStr):
            ecartes.update(noeud.values)
            yield "".join(str(part.value) if isinstance(part, ast.Constant) else "X" for part in noeud.values)
        elif isinstance(noeud, ast.Constant) and isinstance(noeud.value, str) and noeud not in ecartes:
            yield noeud.value


def find_faults(textes: Iterator[str]) -> list[str]:
    return [texte for texte in textes if FRANCAIS.search(texte) and FAUTE.search(texte)]


@pytest.mark.parametrize("module", MODULES)
def test_sentences_of_the_code_keep_their_signs(module):
    assert find_faults(list_strings(module)) == []


@pytest.mark.parametrize("gabarit", GABARITS)
def test_sentences_of_the_templates_keep_their_signs(gabarit):
    page = SANS_TEXTE.sub("", (RACINE / "templates" / gabarit.removeprefix("templates/")).read_text(encoding="utf-8"))
    donnes = MOTS_DONNES.findall(page)
    texte = re.sub(r"<[^>]*>", "", re.sub(r"\{\{.*?\}\}", "X", re.sub(r"\{%.*?%\}", "", page)))
    assert find_faults(iter([*texte.splitlines(), *donnes])) == []
