"""The web application: thin over the packages below it, and the only part that knows Django.

Where `pysqlite3` is installed it takes the place of the standard library's SQLite, whose versions
before 3.51.3 can corrupt a database in WAL mode (ADR 20).
"""

import sys

try:
    import pysqlite3
    import pysqlite3.dbapi2
except ImportError:  # no wheel for this machine: the journal is kept in mode DELETE instead
    pass
else:
    sys.modules["sqlite3"] = pysqlite3
    sys.modules["sqlite3.dbapi2"] = pysqlite3.dbapi2
