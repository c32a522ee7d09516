#!/usr/bin/env python3
"""changed_rows.py SITREP REPORTS.jsonl SCRATCH [STEP] — somebody else changes a store: each column of each table in turn.

A store is filled with everything that verbs can put into one: reports of two days, decisions of two offices that conflict, questions, a printed report, a
re-reading. Then, a table at a time, through plain SQLite: a byte of one value of each column is changed, a row is taken away, a row is put there; and the
schema is changed. Each time `verify --no-reading` must give status 4 and name the table, and the row where it has a number. STEP: only each STEP-th change."""
import os
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

SITREP, REPORTS, SCRATCH, STEP = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]), int(sys.argv[4]) if len(sys.argv) > 4 else 1
NOT_VERIFIED = 4
EMPTY = {"shingle", "linked"}  # of schema 1, filled no more
EXEMPT = {"sentence_text": "virtual: its rows are in sentence_text_data, _idx, _docsize, _config"}
failures = []


def run(*args, code=0):
    done = subprocess.run([SITREP, *map(str, args)], capture_output=True, text=True, check=False)
    if code is not None and done.returncode != code:
        sys.exit(f"{' '.join(map(str, args))}: status {done.returncode}, wanted {code}: {done.stderr}{done.stdout}")
    return done


def ids(store, table, where="1"):
    with sqlite3.connect(f"file:{store}?mode=ro", uri=True) as db:
        rows = [r[0] for r in db.execute(f"SELECT id FROM {table} WHERE {where} ORDER BY {table}")]
    db.close()
    return rows


def fill(store, other):
    """Everything that verbs put into a store."""
    lines = REPORTS.read_bytes().splitlines(keepends=True)
    first, rest = SCRATCH / "first.jsonl", SCRATCH / "rest.jsonl"
    first.write_bytes(b"".join(lines[:30]))
    rest.write_bytes(b"".join(lines[30:]))
    keys = [SCRATCH / "anna.key", SCRATCH / "ben.key"]
    run("add", "--store", store, "--seen", "published", first)
    for name, key in zip(("Anna Example", "Ben Example"), keys):
        run("review", "key", "new", name, "--key", key, "--store", store)
    run("question", "add", "Who sends troops?", "--text", "troops", "--in", "sentences", "--store", store)
    shutil.copyfile(store, other)
    claims, events = ids(store, "claim", "superseded_at IS NULL"), ids(store, "event")
    common = ["--reason", "a test", "--store"]
    run("review", "reject", claims[3], "--key", keys[0], *common, store)
    run("review", "correct", claims[4], "status=planned", "--key", keys[0], "--at", "2010-07-01T12:00:00Z", *common, store)
    run("review", "merge", events[0], events[1], "--key", keys[0], *common, store)
    run("review", "correct", claims[4], "status=feared", "--key", keys[1], "--at", "2010-07-01T12:01:00Z", *common, other)
    run("patch", "export", SCRATCH / "ben.patches", "--store", other)
    run("patch", "import", SCRATCH / "ben.patches", "--trust-signers", "--store", store)
    run("add", "--store", store, "--seen", "published", rest)
    run("report", "--keep", "--format", "text", "--output", SCRATCH / "report.txt", "--store", store)
    actors = SCRATCH / "actors.tsv"  # another reading
    actors.write_text("name\taliases\tkind\tcode\tsectors\tfrom\tto\nOsh Women Network\tresidents\torganization\tKGZ\tMED\t-\t-\n", encoding="utf-8")
    run("reread", "--store", store, "--actors", actors)


def forms(db):
    """Tables with rows in them: name, columns, one row's values, and a condition that finds the row."""
    for (table,) in db.execute("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name").fetchall():
        if table in EXEMPT:
            continue
        columns = [r[1] for r in db.execute(f'PRAGMA table_info("{table}")')]
        count = db.execute(f'SELECT count(*) FROM "{table}"').fetchone()[0]
        if not count:
            if table not in EMPTY:
                failures.append(f"nothing is in {table}: it is not tested")
            continue
        row = db.execute(f'SELECT * FROM "{table}" LIMIT 1 OFFSET {count // 2}').fetchone()
        yield table, columns, row


def changed(value):
    """The value with one byte, or one bit of a number, changed."""
    if value is None:
        return "x"
    if isinstance(value, int):
        return value ^ 0x400000  # a bit of the third byte: no other row has such a key
    if isinstance(value, float):
        return value + 0.001
    if isinstance(value, str):
        return (chr(ord(value[0]) ^ 1) if value and ord(value[0]) < 128 else "x") + value[1:]
    return bytes([value[0] ^ 1]) + value[1:] if value else b"x"


def where(columns, row):
    return " AND ".join(f'"{c}" IS ?' for c in columns), list(row)


def changes(db):
    """What is done to the store, as SQL with values; and what verify has to name."""
    for table, columns, row in forms(db):
        found, values = where(columns, row)
        names = "audit" if table == "audit" else f"table {table}"
        for column, value in zip(columns, row):
            if table == "digest" and column in ("what", "block", "rows", "sum"):
                names = "table"  # named by the table that the sum is of
            yield f"{table}.{column}", f'UPDATE "{table}" SET "{column}" = ? WHERE {found}', [changed(value), *values], names
        yield f"a row of {table} is gone", f'DELETE FROM "{table}" WHERE {found}', values, names
        if table not in ("audit", "digest"):
            other = [v + 100000 if isinstance(v, int) else f"{v}x" if isinstance(v, str) else v for v in row]
            yield f"a row more in {table}", f'INSERT INTO "{table}" VALUES ({",".join("?" * len(row))})', other, names
    yield "an index is gone", "DROP INDEX claim_type", [], "schema"
    yield "a trigger is there", "CREATE TRIGGER t AFTER INSERT ON claim BEGIN DELETE FROM claim; END", [], "schema"
    yield "a table is gone", "DROP TABLE doubt", [], "doubt"
    yield "the newest reports are gone", "DELETE FROM report WHERE report > 70", [], "table report,"


def main():
    shutil.rmtree(SCRATCH, ignore_errors=True)
    SCRATCH.mkdir(parents=True)
    os.environ["XDG_CONFIG_HOME"] = str(SCRATCH)
    whole, damaged = SCRATCH / "whole.sitrep", SCRATCH / "damaged.sitrep"
    fill(whole, SCRATCH / "other.sitrep")
    run("verify", "--no-reading", "--store", whole)
    with sqlite3.connect(whole) as db:
        db.execute("VACUUM INTO ?", [str(SCRATCH / "copy.sitrep")])
    run("verify", "--no-reading", "--store", SCRATCH / "copy.sitrep")  # a copy by other means is as good
    with sqlite3.connect(f"file:{whole}?mode=ro", uri=True) as db:
        todo = list(changes(db))
    db.close()
    done = 0
    for what, sql, values, names in todo[::STEP]:
        shutil.copyfile(whole, damaged)
        db = sqlite3.connect(damaged, isolation_level=None)
        db.execute("PRAGMA foreign_keys = OFF")
        if db.execute(sql, values).rowcount == 0:
            failures.append(f"{what}: nothing was changed")
        db.close()
        verified = run("verify", "--no-reading", "--store", damaged, code=None)
        done += 1
        if verified.returncode != NOT_VERIFIED or names not in verified.stderr:
            failures.append(f"{what}: status {verified.returncode}, said: {verified.stderr[:300]}")
    print("\n".join([*failures, f"{done} changes of {len(todo)}, {len(failures)} not found or not named"]))
    if not failures:
        shutil.rmtree(SCRATCH)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
