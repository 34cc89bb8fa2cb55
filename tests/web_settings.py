"""The settings tests run under: the application's own, a fixed clock, cheap password hashes.

The database is SQLite in a temporary file, or with DOORSTEP_TEST_DATABASE=postgresql a cluster of the
run's own. A database set up for other work is never touched.
"""

import atexit
import os
import shutil
import sys
import tempfile
from pathlib import Path

import throwaway_postgresql

os.environ.setdefault("DOORSTEP_SECRET_KEY", "for-tests-only-" * 4)
os.environ.setdefault("DOORSTEP_HTTPS", "no")
os.environ.setdefault("DOORSTEP_MFA", "no")
os.environ.setdefault("DOORSTEP_AUTHORITY", "Anyshire")
os.environ.setdefault("DOORSTEP_CLOCK", "2026-11-16T09:30:00+00:00")
os.environ.setdefault("DOORSTEP_HOSTS", "testserver,localhost,127.0.0.1")

ON_POSTGRESQL = os.environ.get("DOORSTEP_TEST_DATABASE") == "postgresql"
if "mypy" in sys.modules:  # it reads the settings only, and ends without clearing up
    os.environ.setdefault("DOORSTEP_TEST_FOLDER", tempfile.gettempdir())
if "DOORSTEP_TEST_FOLDER" not in os.environ:  # the run's first process; its children use the same
    os.environ["DOORSTEP_TEST_FOLDER"] = tempfile.mkdtemp(prefix="doorstep-tests-")
    atexit.register(shutil.rmtree, os.environ["DOORSTEP_TEST_FOLDER"], ignore_errors=True)
FOLDER = f"{os.environ['DOORSTEP_TEST_FOLDER']}/{os.getpid()}"
if "mypy" not in sys.modules:
    Path(FOLDER).mkdir(exist_ok=True)
os.environ["DOORSTEP_DATABASE"] = (
    throwaway_postgresql.address_for_this_run()
    if ON_POSTGRESQL
    else f"sqlite://{FOLDER}/doorstep.sqlite3"
)

from doorstep.web.settings import *  # noqa: E402, F403

# Added to what stands there: the search for doctests loads this file once more, later.
asked = DATABASES["default"].setdefault("TEST", {})  # noqa: F405
if not ON_POSTGRESQL:
    # A file and not memory: threads of one test must meet the locks they meet in life.
    asked["NAME"] = f"{FOLDER}/test.sqlite3"
# Made from the models, which takes a second and not eight; `db/running/test_upgrading.py` holds that
# the migrations make the same.
asked["MIGRATE"] = bool(os.environ.get("DOORSTEP_LONG_TESTS"))
STATE = Path(FOLDER) / "state"  # what is kept beside the database, such as files that came in
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
