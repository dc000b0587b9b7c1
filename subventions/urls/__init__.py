"""Addresses of an agreement's money: under `bureau/`, and the page where anybody checks a paper."""
