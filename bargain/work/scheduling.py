"""Independent tasks, in this process, on its cores, or on a cluster: one function for all.

A *task* is anything that pickles; the work is a pure function of it. What comes back is the same
whoever did it, so a caller that files answers by their task gives the same result to the last bit.

* ``None``: one after the other, here.
* ``"processes"``: new processes on the cores of this machine, by `concurrent.futures`. A process
  that dies takes nothing with it: its tasks are done again. Where the system can, they are copies
  of a server that has imported the package, so that only the first call waits for that; what a
  caller brings is read anew for every call. Large answers come back in shared memory
  (`bargain.work.handover`). Where the work is the package's own, this process does tasks too, from
  the first moment on.
* a `dask.distributed.Client`: an existing cluster. Dask does a dead worker's tasks again. Before
  anything is sent the workers' version of the package is compared.

Only so many tasks are handed out as keep everybody busy, whatever their number.
"""

from __future__ import annotations

import multiprocessing
import os
import pickle
import threading
import zlib
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from itertools import islice
from multiprocessing.context import BaseContext
from typing import TYPE_CHECKING, Literal, TypeAlias, TypeVar, cast
from uuid import uuid4

from bargain.arguments import shown
from bargain.errors import LimitReached, OptionError
from bargain.extras import missing, require
from bargain.version import __version__
from bargain.work.handover import Handover

if TYPE_CHECKING:
    import distributed
    from distributed import Client

__all__ = [
    "Scheduler",
    "context",
    "cores",
    "each_done",
    "end_with_parent",
    "memory_of_a_worker",
    "named",
]

Scheduler: TypeAlias = "Literal['processes'] | Client | None"
_Task = TypeVar("_Task")
_Answer = TypeVar("_Answer")
_AHEAD = 3  # tasks handed out for each worker
_PRELOADED = [
    "bargain.study.sweep",
    "bargain.verdicts.decide",
    "bargain.verdicts.exhibit",
    "zarr",
    "bargain.solve.payoffs.ready",
    "bargain.work.server",
]
_DEATHS = 3  # pools that break without an answer, before work is given up


def cores() -> int:
    """How many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def memory_of_a_worker(scheduler: Scheduler = None) -> float | None:
    """Bytes of memory that there are for each task at a time; None if the system does not say.

    Examples
    --------
    >>> memory_of_a_worker() is None or memory_of_a_worker() >= memory_of_a_worker("processes")
    True
    """
    if scheduler is not None and scheduler != "processes" and _is_client(scheduler):
        workers = scheduler.scheduler_info(n_workers=-1)["workers"].values()
        limits = [w["memory_limit"] / w["nthreads"] for w in workers if w["memory_limit"]]
        return min(limits, default=None)
    if not hasattr(os, "sysconf") or "SC_PHYS_PAGES" not in os.sysconf_names:
        return None
    there = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    return there / (1 if scheduler is None else cores())


def each_done(
    work: Callable[[_Task], _Answer],
    tasks: Iterable[_Task],
    scheduler: Scheduler = None,
    *,
    helping: bool = False,
    lent: bool = False,
) -> Iterator[tuple[_Task, _Answer]]:
    """Do every task; each comes with its answer as soon as it is done, in any order.

    Parameters
    ----------
    work : callable
        A pure function that pickles: of a module, or an object of one.
    tasks : iterable
        Taken one by one as workers become free.
    scheduler : None, "processes" or dask.distributed.Client
    helping : bool, default False
        With processes, do tasks here too, as one of them: for work that cannot end this process.
    lent : bool, default False
        The caller has done with an answer's arrays when it asks for the next: they need not be
        copied, which takes longer than to write them.

    Raises
    ------
    OptionError
        No such scheduler, work that cannot be sent, workers with another version of the package.
    LimitReached
        Processes die before they answer anything.

    Examples
    --------
    >>> sorted(each_done(abs, [-2, 1]))
    [(-2, 2), (1, 1)]
    """
    if scheduler is None:
        return ((task, work(task)) for task in tasks)
    if scheduler == "processes":
        return _in_processes(work, iter(tasks), helping=helping, lent=lent)
    if _is_client(scheduler):
        return _on_cluster(work, iter(tasks), scheduler)
    raise OptionError(
        f"{shown(scheduler)} is no scheduler",
        where="scheduler",
        fix="give None, 'processes' or a dask.distributed.Client",
    )


@contextmanager
def named(scheduler: str | None) -> Iterator[Scheduler]:
    """A scheduler by what a command line says: nothing, ``processes``, or a cluster's address.

    Raises
    ------
    OptionError
        Nothing answers at the address.
    """
    if scheduler is None or scheduler == "processes":
        yield cast("Scheduler", scheduler)
        return
    require("cluster", "--scheduler ADDRESS")
    from distributed import Client

    try:
        client = Client(scheduler, timeout=10)
    except (OSError, ValueError) as error:
        raise OptionError(
            f"no Dask scheduler answers: {error}",
            where=f"--scheduler {scheduler}",
            fix="give processes, or an address such as tcp://host:8786",
        ) from None
    with client:
        yield client


def _is_client(scheduler: object) -> bool:
    if missing("cluster"):
        return False
    from distributed import Client

    return isinstance(scheduler, Client)


def _in_processes(
    work: Callable[[_Task], _Answer], tasks: Iterator[_Task], *, helping: bool, lent: bool
) -> Iterator[tuple[_Task, _Answer]]:
    others = cores() - helping
    if not others:
        yield from ((task, work(task)) for task in tasks)
        return
    ahead = (_AHEAD - helping) * others  # the last tasks are not waited for here
    sent = _pickled(work)
    again: list[_Task] = []
    deaths = 0
    while deaths < _DEATHS:
        answered = False
        places, free = _places(ahead), list(range(ahead))  # new ones: who died may have written
        pool = ProcessPoolExecutor(others, context(), initializer=_receive, initargs=(sent, places))
        running: dict[Future[object], tuple[_Task, int]] = {}
        try:
            while True:
                for task in _next(again, tasks, len(free)):
                    again.append(task)  # until it is handed out
                    future = pool.submit(_do, task, free[-1])
                    running[future] = again.pop(), free.pop()
                if not running:
                    return
                done = wait(running, 0 if helping else None, FIRST_COMPLETED).done
                own = list(_next(again, tasks, 1)) if helping and not done else []
                for task in own:
                    yield task, work(task)
                for future in done or (() if own else wait(running, None, FIRST_COMPLETED).done):
                    found = future.result()
                    task, place = running.pop(future)
                    answered = True
                    if places:
                        found = places.unpacked(found, place, lent=lent)
                    yield task, cast("_Answer", found)
                    free.append(place)  # what lay there was lent until now
        except BrokenProcessPool:
            again += [task for task, _ in running.values()]
            deaths = 0 if answered else deaths + 1
        finally:
            pool.shutdown(wait=False, cancel_futures=True)
    raise LimitReached(
        "new processes die before they answer",
        where="scheduler='processes'",
        fix="in a script put the call under `if __name__ == '__main__':`, and what is to be done "
        "into a module of its own; else there may be too little memory: use smaller chunks",
    )


def _places(count: int) -> Handover | None:
    try:
        return Handover(count)
    except OSError:
        return None  # there is no room: answers go through pipes


def context() -> BaseContext:
    """How new processes start: never as copies of this one, which may hold locks of other threads.

    Examples
    --------
    >>> context().get_start_method() in ("forkserver", "spawn")
    True
    """
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    server = multiprocessing.get_context("forkserver")
    server.set_forkserver_preload(_PRELOADED)
    return server


def _next(again: list[_Task], tasks: Iterator[_Task], count: int) -> Iterator[_Task]:
    """So many tasks: those that were lost first."""
    while again and count > 0:
        count -= 1
        yield again.pop()
    yield from islice(tasks, max(count, 0))


def _pickled(work: object) -> bytes:
    try:  # what a pipe holds is not waited for: a process starts while the next is asked for
        return zlib.compress(pickle.dumps(work), 1)
    except (pickle.PicklingError, AttributeError, TypeError) as error:
        raise OptionError(
            f"what is to be done cannot be sent to another process: {error}",
            where="scheduler",
            fix="give a function of a module, not a lambda or a function inside another",
        ) from None


_WORK: Callable[[object], object] | None = None
_PLACES: Handover | None = None


def _receive(sent: bytes, places: Handover | None) -> None:
    global _WORK, _PLACES  # noqa: PLW0603  # one work for a process, sent once
    end_with_parent()
    _PLACES = places
    _WORK = pickle.loads(zlib.decompress(sent))  # noqa: S301  # from the process that made this one


def end_with_parent() -> None:
    """Have this process of a pool end when the one that started it is gone, however that ended.

    It would wait for tasks for ever: both ends of the pool's pipe are open in every process.

    Examples
    --------
    >>> end_with_parent()  # nothing to wait for: this process was not started by another
    """
    parent = multiprocessing.parent_process()
    if parent is None:
        return

    def wait_for_it() -> None:
        parent.join()
        os._exit(1)

    threading.Thread(target=wait_for_it, name="bargain parent", daemon=True).start()


def _do(task: object, place: int) -> object:
    assert _WORK is not None
    found = _WORK(task)
    return found if _PLACES is None else _PLACES.packed(found, place)


def _on_cluster(
    work: Callable[[_Task], _Answer], tasks: Iterator[_Task], client: Client
) -> Iterator[tuple[_Task, _Answer]]:
    from distributed import as_completed
    from distributed.client import FutureCancelledError

    _refuse_other_versions(client)
    ahead = _AHEAD * max(1, sum(client.nthreads().values()))
    # what is to be done goes to a worker once; as a task of its own it outlives whoever held it
    there = client.submit(_itself, work, pure=False)

    name = f"bargain {getattr(work, '__qualname__', type(work).__qualname__).strip('_')}"

    def sent(task: _Task) -> distributed.Future:  # Dask's own pages count by what precedes the -
        return client.submit(_done, there, task, key=f"{name}-{uuid4().hex}")

    running = {sent(task): task for task in islice(tasks, ahead)}
    queue = as_completed(list(running))
    try:
        for future in queue:
            try:
                answer = future.result()
            except FutureCancelledError as error:
                raise LimitReached(
                    f"the cluster does not answer any more: {error.reason}",
                    where=str(client),
                    fix="start it again; with a store the same call does what is left",
                ) from None
            task = running.pop(future)
            for more in islice(tasks, 1):
                added = sent(more)
                running[added] = more
                queue.add(added)
            yield task, answer
    finally:
        client.cancel(list(running))


def _itself(work: _Task) -> _Task:
    return work


def _done(work: Callable[[_Task], _Answer], task: _Task) -> _Answer:
    return work(task)


def _version() -> str:
    return __version__


def _refuse_other_versions(client: Client) -> None:
    try:
        found = client.run(_version)
    except Exception as error:  # noqa: BLE001  # whatever a worker that lacks the package raises
        raise OptionError(
            f"the workers cannot use bargain: {type(error).__name__}: {error}",
            where=str(client),
            fix=f"install bargain {__version__} on every worker",
        ) from None
    if not found:
        raise OptionError("the cluster has no workers", where=str(client), fix="start one")
    others = {worker: v for worker, v in found.items() if v != __version__}
    if others:
        worker, theirs = next(iter(others.items()))
        raise OptionError(
            f"{len(others)} of {len(found)} workers have another version: {worker} has {theirs}",
            where=f"bargain {__version__} here",
            fix="install the same version everywhere",
        )
