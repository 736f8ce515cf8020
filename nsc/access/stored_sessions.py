"""Django's sessions of the database (settings.SESSION_ENGINE), of which every page reads its own."""

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.utils import timezone

from nsc.statements import Statement

_stored: Statement[Session] = Statement(lambda key: Session.objects.filter(session_key=key))


class SessionStore(db.SessionStore):
    def _get_session_from_db(self) -> Session | None:
        found = _stored.first(self.session_key)
        if found and found.expire_date > timezone.now():
            return found
        self._session_key = None
        return None
