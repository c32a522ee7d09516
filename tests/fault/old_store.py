#!/usr/bin/env python3
"""old_store.py SITREP STORE.gz EXAMPLES SCRATCH — a store that the program made when its schema was 1.

Verbs that read show what is in it and leave every byte as it is. The first verb that writes puts a copy beside it, tells where, and brings it up to date;
where there is no room for that nothing changes. Old rows keep their ids."""
import csv
import gzip
import hashlib
import io
import os
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

SITREP, PACKED, EXAMPLES, SCRATCH = sys.argv[1], sys.argv[2], Path(sys.argv[3]), Path(sys.argv[4])
OK, FAILED, FULL = 0, 1, 6
failures = []


def run(*args, file_size=0, program=None):
    def limit():
        if file_size:
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (file_size, file_size))
    return subprocess.run([*(program or [SITREP]), *map(str, args)], capture_output=True, text=True, preexec_fn=limit, check=False)


def check(what, good, detail=""):
    print(f"{'ok' if good else 'WRONG'}: {what}{'' if good else ': ' + str(detail)}")
    if not good:
        failures.append(what)


def digest(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


def ids(store, table):
    done = run(table, "--store", store, "--format", "csv")
    return done.returncode, [row[0] for row in csv.reader(io.StringIO(done.stdout))][1:], done.stderr


def main():
    shutil.rmtree(SCRATCH, ignore_errors=True)
    SCRATCH.mkdir(parents=True)
    store = SCRATCH / "old.sitrep"
    store.write_bytes(gzip.open(PACKED).read())
    before, names = digest(store), lambda: sorted(p.name for p in SCRATCH.glob("old.sitrep*"))
    with sqlite3.connect(f"file:{store}?mode=ro", uri=True) as db:
        version = db.execute("PRAGMA user_version").fetchone()[0]
        kept = {t: {r[0] for r in db.execute(f"SELECT id FROM {t}" + ("" if t in ("event", "report") else " WHERE superseded_at IS NULL"))}
                for t in ("claim", "figure", "statement", "event", "report")}
    db.close()
    check("the fixture is of schema 1", version == 1, version)
    for table in ("claims", "figures", "statements", "events", "reports", "undertakings", "contradictions", "sources", "sentences", "runs"):
        code, rows, err = ids(store, table)
        check(f"{table} of an old store", code == OK and (rows or table == "contradictions"), f"{code} {err}")
        if table[:-1] in kept:
            check(f"{table} have their ids", set(rows) == kept[table[:-1]], len(rows))
    check("verify of an old store", run("verify", "--no-reading", "--store", store).returncode == OK)
    check("report of an old store", run("report", "--format", "text", "--store", store).returncode == OK)
    check("reading changed no byte and left nothing", digest(store) == before and not [n for n in names() if "backup" in n], names())

    reports = SCRATCH / "more.jsonl"
    reports.write_bytes(b"".join((EXAMPLES / "osh-2010" / "reports.jsonl").read_bytes().splitlines(keepends=True)[12:15]))
    done = run("add", "--store", store, "--seen", "published", reports, file_size=store.stat().st_size // 2)
    check("no room for the copy: told", done.returncode in (FAILED, FULL) and "old.sitrep" in done.stderr, done.stderr)
    check("no room for the copy: nothing changed", digest(store) == before and not [n for n in names() if "backup" in n], names())
    full_disk(store)

    done = run("add", "--store", store, "--seen", "published", reports)
    check("the first verb that writes", done.returncode == OK and "old.sitrep.schema1-backup" in done.stderr and "3 reports added" in done.stderr, done.stderr)
    copy = SCRATCH / "old.sitrep.schema1-backup"
    with sqlite3.connect(f"file:{copy}?mode=ro", uri=True) as db:
        check("the copy is the store as it was", db.execute("PRAGMA user_version").fetchone()[0] == 1 and db.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
              and {r[0] for r in db.execute("SELECT id FROM claim")} >= kept["claim"])
    db.close()
    for table in ("claims", "figures", "statements", "events", "reports"):
        code, rows, err = ids(store, table)
        check(f"{table} are still there", code == OK and kept[table[:-1]] <= set(rows), err)
    check("verify afterwards", run("verify", "--no-reading", "--store", store).returncode == OK)
    done = run("add", "--store", store, "--seen", "published", reports)
    check("the next one needs no copy", done.returncode == OK and "backup" not in done.stderr and len([n for n in names() if "backup" in n]) == 1, names())
    print(f"{len(failures)} wrong")
    return 1 if failures else 0


def full_disk(store):
    """The same on a disk that is full, where one may be mounted."""
    disk = SCRATCH / "disk"
    disk.mkdir()
    size = store.stat().st_size // 1024 + 200
    script = (f"mount -t tmpfs -o size={size}k none '{disk}' || exit 99; cp '{store}' '{disk}/old.sitrep'; before=$(sha256sum <'{disk}/old.sitrep');"
              f" '{SITREP}' add --store '{disk}/old.sitrep' '{SCRATCH}/more.jsonl'; code=$?; [ \"$before\" = \"$(sha256sum <'{disk}/old.sitrep')\" ] || exit 98;"
              f" [ \"$(ls '{disk}' | grep -c backup)\" = 0 ] || exit 97; '{SITREP}' claims --limit 1 --store '{disk}/old.sitrep' >/dev/null || exit 96; exit $code")
    if not shutil.which("unshare"):
        return
    done = run("-m" if os.geteuid() == 0 else "-rm", "sh", "-c", script, program=["unshare"])
    if done.returncode in (1, 99) and ("unshare" in done.stderr or "mount" in done.stderr):
        print("skipped: no tmpfs may be mounted here")
        return
    check("a full disk: the store stays as it was", done.returncode == FULL, f"{done.returncode} {done.stderr}")


if __name__ == "__main__":
    sys.exit(main())
