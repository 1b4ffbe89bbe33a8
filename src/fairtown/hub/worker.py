"""The worker of the website's server: it takes a new connection only while one of its threads is free."""

from __future__ import annotations

from gunicorn.workers.gthread import ThreadWorker


class FreeThreadWorker(ThreadWorker):
    """A threaded worker that leaves a connection to the others while all its threads are at work.

    Without it a worker takes whatever comes and lets it wait in its own line, while another worker has nothing to do:
    of four people who ask at once, all four could wait for one processor.
    """

    @property
    def worker_connections(self) -> int:
        """How many connections it may have now: those that wait for their reader count beside those at work."""
        idle = len(self.keepalived_conns) + len(self.pending_conns)
        return min(self._most, int(self.cfg.threads) + idle)

    @worker_connections.setter
    def worker_connections(self, most: int) -> None:
        self._most = most
