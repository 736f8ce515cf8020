"""How gunicorn serves the system: gunicorn nsc.wsgi -c python:nsc.served.

Everything is imported once, before the workers are forked: a worker that was killed is replaced within a tenth of a second instead of six
seconds of work, and all share the memory of the code and of the province's maps. Nothing else is read before the fork: neither connections
to the database nor the threads of polars survive it.
"""

import gc
import sys

preload_app = True
worker_class = "gthread"
workers = 2  # of four threads: more connections only make SQLite's writers wait longer
threads = 4
# One queue before both: a worker takes no connection that it has no thread for, and gives each back with its answer. Kept open, they stay
# with the worker that took them, six with one and ten with the other: a twentieth of sixteen readers waited a third longer (ADR 0062). The
# proxy keeps those of the browsers.
worker_connections = threads
keepalive = 0
timeout = 120
loglevel = "warning"
limit_request_line = 8190
limit_request_fields = 60
limit_request_field_size = 8190
# Seconds. Who writes gives Python's lock away at each statement and may wait so long to get it back from a thread that reckons: by default
# ten times this, some thirty times a verb, and all other writers wait with it (ADR 0059).
SWITCH = 0.0005
# Objects made before Python looks for those that hold each other, and how many such looks before a longer one: a page makes some thousands,
# and hardly any hold each other.
COLLECT = (5_000, 20, 100)


def on_starting(server: object) -> None:
    """The application is imported. The addresses, too: Django would import them with the first request of each worker."""
    import nsc.urls  # noqa: F401
    from nsc.web import maps

    maps.warm()
    gc.collect()
    gc.freeze()  # what is there now stays: a full collection would look through it again and again, 200 ms in which no thread answers
    gc.set_threshold(*COLLECT)


def post_worker_init(worker: object) -> None:
    from nsc import wsgi

    sys.setswitchinterval(SWITCH)
    wsgi.warm_beside()
