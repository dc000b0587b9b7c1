"""Kept answers: made once per version, by one thread at a time, the others being served meanwhile."""

from __future__ import annotations

from threading import Event, Thread

import pytest

from conseiller.gardees import keep


def test_it_is_made_again_when_the_version_changes_only():
    faits = []

    def make() -> int:
        faits.append(1)
        return len(faits)

    assert [keep("cle", version, make) for version in (1, 1, 2, 2)] == [1, 1, 2, 2]


def test_a_failure_is_not_kept_and_leaves_the_way_open():
    with pytest.raises(ZeroDivisionError):
        keep("cle", 1, lambda: 1 // 0)
    assert keep("cle", 1, lambda: "fait") == "fait"


def test_while_one_makes_it_again_the_others_have_the_former_one():
    keep("cle", 1, lambda: "ancienne")
    commence, suite = Event(), Event()

    def make() -> str:
        commence.set()
        assert suite.wait(10)
        return "nouvelle"

    fil = Thread(target=keep, args=("cle", 2, make))
    fil.start()
    assert commence.wait(10)
    assert keep("cle", 2, lambda: "jamais") == "ancienne"
    suite.set()
    fil.join()
    assert keep("cle", 2, lambda: "jamais") == "nouvelle"


def test_the_first_ones_wait_and_it_is_made_once():
    faits, commence, suite, lus = [], Event(), Event(), []

    def make() -> str:
        faits.append(1)
        commence.set()
        assert suite.wait(10)
        return "page"

    fils = [Thread(target=lambda: lus.append(keep("cle", 1, make))) for _ in range(5)]
    for fil in fils:
        fil.start()
    assert commence.wait(10)
    suite.set()
    for fil in fils:
        fil.join()
    assert (len(faits), lus) == (1, ["page"] * 5)
