"""The calculation of each commune's share: plain integers and frozen dataclasses, neither Django nor models."""
