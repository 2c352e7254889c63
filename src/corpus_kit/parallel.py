"""Work for all cores: a function over many items, in their order, in processes of its own."""

from __future__ import annotations

import gc
from collections import deque
from itertools import islice
from typing import TYPE_CHECKING, TypeVar

from corpus_kit.errors import WorkerKilled

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

T = TypeVar("T")
R = TypeVar("R")

ALONE = 4
"""So many items are done in this process, before others are worth their start."""

MOST = 4
"""Processes at a time; more would wait for the one that hands the work out and takes it in."""

_work: Callable[[object], object]
"""What the worker process does with an item."""


def ordered(make: Callable[[], Callable[[T], R]], items: Iterable[T]) -> Iterator[R]:
    """
    What the function that `make` makes gives of each item, in the order of the items.

    `make` is called once in each process, so it and the items have to be such as pickle takes.
    Few items are held at a time. What the function raises is raised here.

    Raises: WorkerKilled.
    """
    from loky import BrokenProcessPool, ProcessPoolExecutor, cpu_count

    waiting = iter(items)
    work = make()
    yield from map(work, islice(waiting, ALONE))
    count = min(cpu_count(), MOST)
    if count == 1 or (following := next(waiting, None)) is None:
        yield from map(work, waiting)
        return
    executor = ProcessPoolExecutor(count, timeout=60, initializer=_begin, initargs=(make,))
    try:
        done = deque([executor.submit(_run, following)])
        for item in waiting:
            done.append(executor.submit(_run, item))
            if len(done) > 2 * count:
                yield done.popleft().result()
        while done:
            yield done.popleft().result()
    except BrokenProcessPool as error:
        raise WorkerKilled from error
    finally:
        executor.shutdown(wait=True, kill_workers=True)


def _begin(make: Callable[[], Callable[[object], object]]) -> None:
    global _work  # noqa: PLW0603 - a process of the pool has one thing to do
    _work = make()
    gc.freeze()  # what was imported stays, and need not be looked at again and again
    gc.set_threshold(50_000)


def _run(item: object) -> object:
    return _work(item)
