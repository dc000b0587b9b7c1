"""Refusals: what happened, why, and what to do, in one French sentence."""


class Refus(ValueError):
    """Base of every named refusal; its text is shown to people as it is."""
