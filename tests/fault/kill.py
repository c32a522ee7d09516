#!/usr/bin/env python3
"""kill.py SITREP REPORTS.jsonl SCRATCH [TIMES [PART...]] — kill -9 at TIMES random moments each of `add`, of linking, and of reviews.

PART: add, link, review (all three without). Adding: one file into a new store. Linking: a store whose reports nobody has linked yet; for an eighth of the
kills six times as many, so that they take two transactions. Reviews: decisions of each kind, undoing, and the import of another office's patches. After each kill the store opens and
verifies (chain, hashes, the sums of all rows), and holds nothing half; the same command run again to its end gives the same store, row by row in every table,
as a run that nobody disturbed. Only kills that found the program at work count. The seed is fixed; SITREP_SEED sets another."""
import hashlib
import json
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
PARTS = sys.argv[5:] or ["add", "link", "review"]
COPIES = 6  # of the reports, to be linked: more than link.c puts on disk together
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


def stage(path, total):
    if not path.exists():
        return "before the store"
    with open_store(path) as db:
        reports, linked = (db.execute(f"SELECT count(*) FROM {t}").fetchone()[0] for t in ("report", "report_origin"))
        ended = db.execute("SELECT count(*) FROM run WHERE ended IS NOT NULL").fetchone()[0]
    db.close()
    return "at the end" if ended else "linking" if reports == total else "adding" if reports else "before the first report"


def differs(a, b):
    return [table for table in a if a[table] != b.get(table)]


class Clock:
    """Moments within a command, while the machine is now fast, now slow: the length is what the last ones took."""

    def __init__(self, rng, took, first=0.02):
        self.rng, self.took, self.first = rng, took, first

    def kill(self, *arguments):
        """Whether it was at work when it was killed."""
        start = time.monotonic()
        code, _ = run(*arguments, kill_after=self.rng.uniform(self.first, 1.0) * self.took)
        if code != -signal.SIGKILL:
            self.took = 0.7 * self.took + 0.3 * (time.monotonic() - start)
        return code == -signal.SIGKILL

    def finish(self, *arguments):
        start = time.monotonic()
        code, err = run(*arguments)
        self.took = 0.8 * self.took + 0.2 * (time.monotonic() - start)
        return code, err


def timed(*arguments):
    start = time.monotonic()
    code, err = run(*arguments)
    if code:
        sys.exit(f"{' '.join(map(str, arguments))}: status {code}: {err}")
    return time.monotonic() - start


def kills_of_add(rng):
    clean, killed = SCRATCH / "clean.sitrep", SCRATCH / "killed.sitrep"
    arguments = ["add", "--seen", "published", REPORTS, "--store"]
    clock, total = Clock(rng, timed(*arguments, clean)), len(open(REPORTS, encoding="utf-8").readlines())
    if "add" not in PARTS:
        return clean
    wanted, stages, count = rows_of(clean), {}, 0
    while count < TIMES:
        fresh(killed)
        if not clock.kill(*arguments, killed):
            continue
        count += 1
        if killed.exists():
            check(killed, count, "add")
        where = stage(killed, total)
        stages[where] = stages.get(where, 0) + 1
        code, err = run(*arguments, killed)
        if code:
            sys.exit(f"kill {count} of add: it cannot be finished: {err}")
        check(killed, count, "add, finished")
        wrong = differs(wanted, rows_of(killed))
        if wrong:
            sys.exit(f"kill {count} of add, {where}: after finishing, other rows in {', '.join(wrong)}")
    print(f"add: {count} kills ({', '.join(f'{k} {v}' for k, v in sorted(stages.items()))}): nothing lost, nothing twice, the same in the end", flush=True)
    return clean


def unlinked(rng, path, reports, total):
    """A store with all reports, of which none is linked: `add`, killed when it begins to link."""
    arguments = ["add", "--seen", "published", reports, "--store", path]
    fresh(path)
    process = subprocess.Popen([SITREP, *map(str, arguments)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while process.poll() is None:
        time.sleep(0.002 if path.exists() else 0.01)
        if path.exists() and stage(path, total) == "linking":
            process.kill()
    process.wait()
    with open_store(path) as db:
        left = db.execute("SELECT count(*) FROM report_origin").fetchone()[0]
    db.close()
    return left == 0 and stage(path, total) == "linking"


def kills_of_link(rng, copies, times):
    base, killed, clean, many = SCRATCH / "unlinked.sitrep", SCRATCH / "killed.sitrep", SCRATCH / "linked.sitrep", SCRATCH / "many.jsonl"
    with open(REPORTS, encoding="utf-8") as lines, open(many, "w", encoding="utf-8") as out:
        for line in lines:
            for n in range(copies):
                report = json.loads(line)
                report["source"] = f"{report.get('source', 'Wire')} {n}"
                out.write(json.dumps(report) + "\n")
    total = len(open(many, encoding="utf-8").readlines())
    for _ in range(20):
        if unlinked(rng, base, many, total):
            break
    else:
        sys.exit("no store could be made whose reports are not linked")
    for end in ("", "-wal"):  # as it was killed: with its log
        if Path(f"{base}{end}").exists():
            shutil.copyfile(f"{base}{end}", f"{clean}{end}")
    arguments = ["add", "--seen", "published", SCRATCH / "nothing.jsonl", "--store"]
    one = json.loads(open(many, encoding="utf-8").readline())
    (SCRATCH / "nothing.jsonl").write_text(json.dumps(one) + "\n", encoding="utf-8")  # is there already
    clock = Clock(rng, timed(*arguments, clean), 0.05)
    wanted, count, half = rows_of(clean), 0, {}
    while count < times:
        fresh(killed)
        for end in ("", "-wal"):
            if Path(f"{base}{end}").exists():
                shutil.copyfile(f"{base}{end}", f"{killed}{end}")
        if not clock.kill(*arguments, killed):
            continue
        count += 1
        check(killed, count, "link")
        with open_store(killed) as db:
            linked = db.execute("SELECT count(*) FROM report_origin").fetchone()[0]
        db.close()
        half[linked] = half.get(linked, 0) + 1
        code, err = clock.finish(*arguments, killed)
        if code:
            sys.exit(f"kill {count} of link: it cannot be finished: {err}")
        check(killed, count, "link, finished")
        wrong = differs(wanted, rows_of(killed))
        if wrong:
            sys.exit(f"kill {count} of link, {linked} reports linked: after finishing, other rows in {', '.join(wrong)}")
    print(f"link: {count} kills (reports linked by then: {', '.join(f'{k}, {v} times' for k, v in sorted(half.items()))} of {total}): the same in the end", flush=True)


def decisions(clean, base):
    """Reviews of each kind: a name, the arguments, and what is done to the store before."""
    anna, ben = SCRATCH / "key" / "anna.key", SCRATCH / "key" / "ben.key"
    anna.parent.mkdir(exist_ok=True)
    for name, key in (("Anna Example", anna), ("Ben Example", ben)):
        timed("review", "key", "new", name, "--key", key, "--store", base)
    with open_store(clean) as db:
        figure, claim = (db.execute(f"SELECT id FROM {t} WHERE superseded_at IS NULL ORDER BY {t} LIMIT 1 OFFSET 7").fetchone()[0] for t in ("figure", "claim"))
        events = [r[0] for r in db.execute("SELECT e.id FROM event e JOIN event_claim c ON c.event = e.event GROUP BY e.event ORDER BY count(*) DESC, e.event LIMIT 2")]
        moved = db.execute("SELECT c.id FROM event_claim x JOIN claim c ON c.claim = x.claim JOIN event e ON e.event = x.event WHERE e.id = ? LIMIT 1", events[:1]).fetchone()[0]
        many = [r[0] for r in db.execute("SELECT id FROM claim WHERE superseded_at IS NULL ORDER BY claim LIMIT 12 OFFSET 20")]
    db.close()
    tail = ["--reason", "a test of kills", "--key", anna, "--at", AT]
    other, patches = SCRATCH / "other.sitrep", SCRATCH / "ben.patches"
    fresh(other)
    shutil.copyfile(base, other)
    for n, id_ in enumerate(many):
        what = (["reject", id_], ["correct", id_, "status=feared"], ["unverifiable", id_])[n % 3]
        timed("review", *what, "--reason", f"number {n}", "--key", ben, "--store", other)
    timed("patch", "export", patches, "--store", other)
    timed("review", "reject", many[1], *tail, "--store", base)  # to be undone, and to conflict with Ben's
    with open_store(base) as db:
        patch = db.execute("SELECT id FROM patch").fetchone()[0]
    db.close()
    return [["review", "reject", figure, *tail], ["review", "correct", claim, "status=feared", *tail], ["review", "unverifiable", claim, *tail],
            ["review", "accept", claim, *tail], ["review", "merge", *events, *tail], ["review", "split", events[0], moved, *tail],
            ["review", "undo", patch, *tail], ["patch", "import", patches, "--trust-signers"]]


def kills_of_review(rng, clean):
    base, wanted_store, killed = SCRATCH / "base.sitrep", SCRATCH / "decided.sitrep", SCRATCH / "killed.sitrep"
    fresh(base)
    shutil.copyfile(clean, base)
    todo, total, finished = decisions(clean, base), 0, 0
    for i, decision in enumerate(todo):
        arguments, name = [*decision, "--store"], " ".join(decision[:2])
        fresh(wanted_store)
        shutil.copyfile(base, wanted_store)
        clock = Clock(rng, timed(*arguments, wanted_store), 0.1)
        before, wanted, count = rows_of(base, True), rows_of(wanted_store, True), 0
        if not differs(before, wanted):
            sys.exit(f"{name}: nothing changed")
        while count < TIMES // len(todo) + (i < TIMES % len(todo)):
            fresh(killed)
            shutil.copyfile(base, killed)
            if not clock.kill(*arguments, killed):
                continue
            count += 1
            check(killed, count, name)
            now = rows_of(killed, True)
            if differs(before, now) and differs(wanted, now):
                sys.exit(f"kill {count} of {name}: a decision is half there: {differs(wanted, now)}")
            if differs(wanted, now):
                code, err = clock.finish(*arguments, killed)
                finished += 1
                if code or differs(wanted, rows_of(killed, True)):
                    sys.exit(f"kill {count} of {name}: after finishing, {err}, other rows in {differs(wanted, rows_of(killed, True))}")
                check(killed, count, f"{name}, finished")
        total += count
    print(f"review: {total} kills over {len(todo)} kinds of decisions, {finished} of them before it was there: each is there whole or not at all, and the same in the end", flush=True)


def main():
    rng = random.Random(int(os.environ.get("SITREP_SEED", "1")))
    shutil.rmtree(SCRATCH, ignore_errors=True)
    SCRATCH.mkdir(parents=True)
    os.environ["XDG_CONFIG_HOME"] = str(SCRATCH)
    clean = kills_of_add(rng)
    if "link" in PARTS:
        kills_of_link(rng, 1, TIMES - TIMES // 8)
        kills_of_link(rng, COPIES, TIMES // 8)
    if "review" in PARTS:
        kills_of_review(rng, clean)
    shutil.rmtree(SCRATCH)


if __name__ == "__main__":
    main()
