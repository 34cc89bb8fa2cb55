"""Sessions made and ended in the database itself: what a password would do takes longer."""

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def new_session(user_id: int) -> str:
    """Return the key of a new session of somebody."""
    from django.contrib.sessions.backends.db import SessionStore

    from doorstep.web.accounts.models import User

    made = SessionStore()
    made[SESSION_KEY] = str(user_id)
    made[BACKEND_SESSION_KEY] = BACKEND
    made[HASH_SESSION_KEY] = User.objects.get(pk=user_id).get_session_auth_hash()
    made.create()
    return str(made.session_key)


def end_session(key: str) -> None:
    """End a session."""
    from django.contrib.sessions.models import Session

    Session.objects.filter(session_key=key).delete()
