"""Work on all cores, in order."""

from __future__ import annotations

import os
import signal
from functools import partial
from itertools import count, islice

import pytest

from corpus_kit.errors import WorkerKilled
from corpus_kit.parallel import ALONE, ordered


@pytest.mark.parametrize("number", [0, 1, ALONE, ALONE + 1, 100])
def test_results_stand_in_the_order_of_the_items(number: int) -> None:
    """However many they are."""
    found = list(ordered(partial(partial, pow, 2), range(number)))
    assert found == [2**item for item in range(number)]


def test_little_is_done_here_and_much_elsewhere() -> None:
    """The first items in this process, the others in some that are gone afterwards."""
    here = os.getpid()
    found = list(ordered(lambda: lambda _: os.getpid(), range(60)))
    assert set(found[:ALONE]) == {here}
    others = set(found[ALONE:])
    assert here not in others or os.cpu_count() == 1
    assert not any(map(_runs, others - {here}))


def test_items_are_taken_as_they_are_needed() -> None:
    """So that memory does not grow with them."""
    taken: list[int] = []

    def items() -> object:
        for item in count():
            taken.append(item)
            yield item

    found = ordered(partial(partial, pow, 1), items())  # type: ignore[arg-type]
    assert list(islice(found, 20)) == [1] * 20
    assert len(taken) < 20 + 3 * 4
    found.close()  # type: ignore[attr-defined]


def test_what_the_work_raises_is_raised() -> None:
    """In the place of the result."""
    found = ordered(partial(partial, divmod, 1), [1, 1, 1, 1, 1, 0, 1])
    assert len(list(islice(found, 5))) == 5
    with pytest.raises(ZeroDivisionError):
        next(found)


@pytest.mark.skipif(os.cpu_count() == 1, reason="all is done in this process")
def test_a_killed_process_is_told() -> None:
    """With what to do."""
    here = os.getpid()

    def end(_: int) -> None:
        if os.getpid() != here:
            os.kill(os.getpid(), signal.SIGKILL)

    with pytest.raises(WorkerKilled, match="was killed, perhaps because memory ran out"):
        list(ordered(lambda: end, range(20)))


def _runs(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True
