"""The web server's settings: `gunicorn -c python:doorstep.web.server doorstep.web.wsgi`."""

import logging
import os
from typing import Any

from doorstep.web import environment as env
from doorstep.web.logs import LOGGING

bind = env.text("BIND", "127.0.0.1:8000")
workers = env.number("WORKERS", 2)
threads = env.number("THREADS", 2)
worker_class = "gthread"
timeout = 60
graceful_timeout = 10
max_requests = 20_000  # a process is renewed after so many, not all at once
max_requests_jitter = 4_000
control_socket_disable = True
logconfig_dict = LOGGING
accesslog = None  # the application writes its own line a request, without paths


def worker_exit(_: Any, worker: Any) -> None:
    """End a process whose requests are answered at once: Python's own clearing up can take seconds.

    One that never came to serve ends as it would, so that the server sees why.
    """
    if worker.booted:
        logging.shutdown()
        os._exit(0)
