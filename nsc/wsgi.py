"""The door for a WSGI server: gunicorn nsc.wsgi -c python:nsc.served."""

import logging
import os
import threading
import time

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nsc.settings")
application = get_wsgi_application()
AGAIN = 20  # seconds after which what was published meanwhile is read


def warm_beside() -> None:
    """In a thread of this process, for as long as it lives."""
    threading.Thread(target=_warm, name="warm", daemon=True).start()


def _warm() -> None:
    """Reads the columns of the lists whenever they are others, beside the requests: whoever opens one first does not wait for it. Whoever
    is quicker reads it himself."""
    from django.db import DatabaseError, connection  # only now: models need the application

    from nsc.surveys import shelf

    while True:
        try:
            shelf.warm()
        except DatabaseError:
            logging.getLogger(__name__).warning("the columns of the lists could not be read", exc_info=True)
        finally:
            connection.close()
        time.sleep(AGAIN)
