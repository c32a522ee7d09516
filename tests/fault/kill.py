#!/usr/bin/env python3
"""kill.py SITREP REPORTS.jsonl SCRATCH [TIMES] — kill -9 at TIMES moments spread at random over `add` (reading, storing and linking) and `review`.

After each kill the store opens and verifies, and holds nothing half; the same command run again to its end gives the same store, row by row in every table
that reports and links fill, as a run that nobody disturbed. Prints how many kills fell into which part. The seed is fixed; SITREP_SEED sets another."""
import hashlib
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

SITREP, REPORTS, SCRATCH, TIMES = sys.argv[1], sys.argv[2], Path(sys.argv[3]), int(sys.argv[4]) if len(sys.argv) > 4 else 16
AT = "2010-07-01T12:00:00Z"
# What differs between a run and two runs: how many there were, what the chain says of it, and so the sums of rows, which `verify` checks. FTS's own tables
# are its own affair.
APART = {"run", "audit", "digest", "sqlite_sequence"}
VOLATILE = {"run", "at", "asked_at", "sha256"}  # columns: which run, and when; a hash over those
TIMES_SEEN = {"seen_at", "superseded_at"}  # of a review: the moment of the command; that there is one is compared


def run(*args, kill_after=None):
    process = subprocess.Popen([SITREP, *map(str, args)], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    if kill_after is not None:
        try:
            process.wait(kill_after)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
    _, err = process.communicate()
    return process.returncode, err.decode("utf-8", "replace")


def open_store(path):
    return sqlite3.connect(f"file:{path}?mode=ro", uri=True)


def rows_of(path, reviewed=False):
    """Each table as a hash of its rows in order, without what two runs may differ in."""
    out = {}
    with open_store(path) as db:
        for (table,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
            if table in APART or table.startswith("sentence_text"):
                continue
            columns = [row[1] for row in db.execute(f"PRAGMA table_info({table})") if row[1] not in VOLATILE]
            listed = ",".join(f'"{c}" IS NULL' if reviewed and c in TIMES_SEEN else f'"{c}"' for c in columns)
            out[table] = hashlib.sha1(repr(db.execute(f"SELECT {listed} FROM {table} ORDER BY {listed}").fetchall()).encode()).hexdigest()
    db.close()
    return out


def fresh(path):
    for end in ("", "-wal", "-shm", "-journal"):
        Path(f"{path}{end}").unlink(missing_ok=True)


def check(path, n, what):
    code, err = run("verify", "--no-reading", "--store", path)
    if code:
        sys.exit(f"kill {n} of {what}: the store does not verify: {err}")


def stage(path):
    if not path.exists():
        return "before the store"
    with open_store(path) as db:
        reports, linked = (db.execute(f"SELECT count(*) FROM {t}").fetchone()[0] for t in ("report", "report_origin"))
        total = len(open(REPORTS, encoding="utf-8").readlines())
        ended = db.execute("SELECT count(*) FROM run WHERE ended IS NOT NULL").fetchone()[0]
    db.close()
    return "at the end" if ended else "linking" if reports == total else "adding" if reports else "before the first report"


def differs(a, b):
    return [table for table in a if a[table] != b.get(table)]


def kills_of_add(rng):
    clean, killed = SCRATCH / "clean.sitrep", SCRATCH / "killed.sitrep"
    arguments = ["add", "--seen", "published", REPORTS, "--store"]
    start = time.monotonic()
    run(*arguments, clean)
    took, wanted, stages = time.monotonic() - start, rows_of(clean), {}
    for n in range(TIMES):
        fresh(killed)
        run(*arguments, killed, kill_after=rng.uniform(0.02, 1.0) * took)
        if killed.exists():
            check(killed, n, "add")
        where = stage(killed)
        stages[where] = stages.get(where, 0) + 1
        code, err = run(*arguments, killed)
        if code:
            sys.exit(f"kill {n} of add: it cannot be finished: {err}")
        wrong = differs(wanted, rows_of(killed))
        if wrong:
            sys.exit(f"kill {n} of add, {where}: after finishing, other rows in {', '.join(wrong)}")
    print(f"add: {TIMES} kills ({', '.join(f'{k} {v}' for k, v in sorted(stages.items()))}): nothing lost, nothing twice, the same in the end")
    return clean


def kills_of_review(rng, clean):
    base, wanted_store, killed = SCRATCH / "base.sitrep", SCRATCH / "decided.sitrep", SCRATCH / "killed.sitrep"
    key = SCRATCH / "key" / "anna.key"
    key.parent.mkdir(exist_ok=True)
    code, err = run("review", "key", "new", "Anna Example", "--key", key)
    if code:
        sys.exit(f"no key could be made: {err}")
    with open_store(clean) as db:
        figure, claim = (db.execute(f"SELECT id FROM {t} WHERE superseded_at IS NULL ORDER BY {t} LIMIT 1 OFFSET 7").fetchone()[0] for t in ("figure", "claim"))
    db.close()
    fresh(base)
    shutil.copyfile(clean, base)
    decisions = [["reject", figure], ["correct", claim, "status=feared"], ["unverifiable", claim]]
    count = 0
    for decision in decisions:
        arguments = ["review", *decision, "--reason", "a test of kills", "--key", key, "--at", AT, "--store"]
        fresh(wanted_store)
        shutil.copyfile(base, wanted_store)
        start = time.monotonic()
        code, err = run(*arguments, wanted_store)
        took, before, wanted = time.monotonic() - start, rows_of(base, True), rows_of(wanted_store, True)
        if code or not differs(before, wanted):
            sys.exit(f"review {decision}: {err or 'nothing changed'}")
        for n in range(max(2, TIMES // len(decisions))):
            fresh(killed)
            shutil.copyfile(base, killed)
            run(*arguments, killed, kill_after=rng.uniform(0.1, 1.0) * took)
            check(killed, n, f"review {decision[0]}")
            now = rows_of(killed, True)
            if differs(before, now) and differs(wanted, now):
                sys.exit(f"kill {n} of review {decision[0]}: a decision is half there: {differs(wanted, now)}")
            if differs(wanted, now):
                run(*arguments, killed)
                if differs(wanted, rows_of(killed, True)):
                    sys.exit(f"kill {n} of review {decision[0]}: after finishing, other rows in {differs(wanted, rows_of(killed, True))}")
            count += 1
    print(f"review: {count} kills: each decision is there whole or not at all, and the same in the end")


def main():
    rng = random.Random(int(os.environ.get("SITREP_SEED", "1")))
    shutil.rmtree(SCRATCH, ignore_errors=True)
    SCRATCH.mkdir(parents=True)
    os.environ["XDG_CONFIG_HOME"] = str(SCRATCH)
    clean = kills_of_add(rng)
    kills_of_review(rng, clean)
    shutil.rmtree(SCRATCH)


if __name__ == "__main__":
    main()
