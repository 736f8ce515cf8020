"""The door for a WSGI server: gunicorn nsc.wsgi."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nsc.settings")
application = get_wsgi_application()
