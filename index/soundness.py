"""Whether a SQLite file is whole: pages that were torn or overwritten are found by reading all."""

import sqlite3

DAMAGE = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


def is_damage(error: BaseException | None) -> bool:
    """Whether an error says that a file is not as SQLite wrote it."""
    return isinstance(error, sqlite3.DatabaseError) and (
        getattr(error, "sqlite_errorcode", 0) & 0xFF in DAMAGE
    )


def damage(db: sqlite3.Connection) -> str:
    """The first thing that is wrong with a file, in SQLite's words; empty where it is whole."""
    try:
        (said,) = db.execute("PRAGMA quick_check(1)").fetchone()
    except sqlite3.DatabaseError as error:
        if not is_damage(error):
            raise
        return str(error)
    return "" if said == "ok" else " ".join(said.split())
