"""The door for a WSGI server: gunicorn nsc.wsgi."""

import os
import threading

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nsc.settings")
application = get_wsgi_application()


def _warm() -> None:
    """Draws the province's maps once, beside the first requests: whoever opens one first does not wait for it."""
    from nsc.web import maps  # only now: models need the application

    maps.warm()


threading.Thread(target=_warm, name="warm", daemon=True).start()
