"""Closed statements: their job."""

RENDU_ARRETE = "subventions.tasks.render_arrete"
