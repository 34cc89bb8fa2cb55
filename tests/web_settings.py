"""The settings tests run under: the application's own, a fixed clock, cheap password hashes."""

import os

os.environ.setdefault("DOORSTEP_SECRET_KEY", "for-tests-only-" * 4)
os.environ.setdefault("DOORSTEP_HTTPS", "no")
os.environ.setdefault("DOORSTEP_MFA", "no")
os.environ.setdefault("DOORSTEP_AUTHORITY", "Anyshire")
os.environ.setdefault("DOORSTEP_CLOCK", "2026-11-16T09:30:00+00:00")
os.environ.setdefault("DOORSTEP_HOSTS", "testserver,localhost,127.0.0.1")

from doorstep.web.settings import *  # noqa: E402, F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
