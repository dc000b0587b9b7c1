"""Papers of workshops."""
