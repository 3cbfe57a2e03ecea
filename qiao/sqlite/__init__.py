"""A Django database backend on pysqlite3, which brings its own, current SQLite.

Importing this package puts pysqlite3 in the place of the standard library's `sqlite3`. It must happen before Django's
own SQLite backend is imported, because that binds `sqlite3.dbapi2` once, at the top of its module; Python runs a
package's `__init__` before any module in it, so here is early enough for `qiao.sqlite.base`. The swap stays for the
life of the process: Django's schema editor imports `sqlite3` again, later, inside a function, and must find the same
adapters.

Where pysqlite3 is not installed (it has no wheels for some machines) the standard library's module is used, and
`qiao.sqlite.checks` refuses it if its SQLite can corrupt a database.
"""

import sys

try:
    import pysqlite3
    import pysqlite3.dbapi2
except ImportError:
    pass
else:
    sys.modules["sqlite3"] = pysqlite3
    sys.modules["sqlite3.dbapi2"] = pysqlite3.dbapi2
