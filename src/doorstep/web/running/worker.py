"""The worker: one process that does what is due, tries again after errors, and ends when told.

It may be killed at any point: every job can be done again from its beginning, and a job whose worker
died is free two minutes later. Several workers at once share the jobs and do no harm.
"""

import os
import signal
import socket
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from threading import Event

from django.db import Error, close_old_connections, connection

from doorstep.web.logs import fault, log
from doorstep.web.running import services
from doorstep.web.running.jobs import JOBS, RegularJob
from doorstep.web.running.mode import Mode, mode
from doorstep.web.running.queries import job as standing_of

PAUSE = 20.0  # seconds between two looks at what is due
LONGEST_PAUSE = 60.0
WORKER = "worker"


class StoppedError(Exception):
    """The worker was told to end while it was at a job."""


def machine_time() -> datetime:
    """Return the machine's own time: a held job must run free even where the setting CLOCK stands."""
    return datetime.fromtimestamp(time.time(), UTC)


def own_name() -> str:
    """Return a name no other worker has."""
    return f"{socket.gethostname()[:60]}:{os.getpid()}:{uuid.uuid4().hex[:8]}"


@dataclass
class Worker:
    """Does the jobs that are due, one after another, until it is stopped."""

    clock: Callable[[], datetime]
    jobs: tuple[RegularJob, ...] = JOBS
    pause: float = PAUSE
    name: str = field(default_factory=own_name)
    stopped: Event = field(default_factory=Event)
    told: Mode = field(default_factory=Mode)

    def obey_signals(self) -> None:
        """End at SIGTERM and SIGINT: after the children in hand are stored, within a second."""
        for each in (signal.SIGTERM, signal.SIGINT):
            signal.signal(each, lambda *_: self.stopped.set())

    def run(self) -> None:
        """Look at what is due again and again until stopped."""
        log.info("worker_started")
        troubles = 0
        while not self.stopped.is_set():
            try:
                self.once()
                troubles = 0
            except Error as error:
                troubles += 1
                log.error("database_lost", **fault(error))
                let_go_of_connection()
            self.stopped.wait(min(self.pause * 2 ** min(troubles, 6), LONGEST_PAUSE))
        log.info("worker_ended")

    def once(self) -> list[str]:
        """Do what is due now; return the names of the jobs done."""
        if not connection.in_atomic_block:
            close_old_connections()
        services.beat(name=WORKER, now=machine_time())
        if self._held():
            return []
        return [job.name for job in self.jobs if not self.stopped.is_set() and self._do(job)]

    def _held(self) -> bool:
        """Test whether nothing may be changed now; the worker then says only that it is alive."""
        found = mode(at=self.clock(), now=machine_time(), fresh=True)
        if found.holds and found != self.told:
            log.warning("worker_waits", told="clock" if found.clock else "read_only")
        self.told = found
        return found.holds

    def _do(self, job: RegularJob) -> bool:
        """Do a job if it is due and nobody is at it; return whether it was done."""
        at = self.clock()
        standing = standing_of(job.name)
        try:
            wanted = job.wanted(at)
        except Exception as error:  # such as a pack that cannot be loaded
            log.error("job_failed", job=job.name, **fault(error))
            return False
        if wanted is None or standing.done_for == wanted:
            return False
        if not services.take(name=job.name, holder=self.name, now=machine_time()):
            return False
        return self._work(job, at, wanted, standing.failures)

    def _work(self, job: RegularJob, at: datetime, wanted: str, failures: int) -> bool:
        """Do a job that is held; return whether it was finished."""
        try:
            done = job.work(at, self._renewing(job.name))
        except (StoppedError, services.LostError):
            services.let_go(name=job.name, holder=self.name)
            return False
        except Exception as error:  # whatever it is, the worker lives and tries again later
            self._put_off(job, failures, error)
            return False
        services.finish(name=job.name, holder=self.name, now=machine_time(), done_for=wanted)
        log.info("job_done", job=job.name, count=done)
        return True

    def _renewing(self, name: str) -> Callable[[str], None]:
        """Return what a job calls between two steps: it goes on holding it, or stops."""

        def step(_: str) -> None:
            if self.stopped.is_set():
                raise StoppedError
            services.renew(name=name, holder=self.name, now=machine_time())

        return step

    def _put_off(self, job: RegularJob, failures: int, error: Exception) -> None:
        log.error("job_failed", job=job.name, failures=failures + 1, **fault(error))
        if isinstance(error, Error):
            let_go_of_connection()
        services.put_off(name=job.name, holder=self.name, now=machine_time(), failures=failures)


def let_go_of_connection() -> None:
    """Close a connection that may be broken, so that the next look opens another."""
    if not connection.in_atomic_block:
        connection.close()
