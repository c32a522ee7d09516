#!/usr/bin/env python3
"""damaged_pages.py SITREP REPORTS.jsonl SCRATCH [TIMES] — bytes of a store changed at random, a page at a time.

Every table verb then either prints what it printed before or fails with a message; none prints something else and says that all is well, unless `verify`
(which reads every report again) names the damage. Prints how often each happened; what only `verify` finds is counted apart."""
import csv
import io
import random
import shutil
import subprocess
import sys
from pathlib import Path

SITREP, REPORTS, SCRATCH, TIMES = sys.argv[1], sys.argv[2], Path(sys.argv[3]), int(sys.argv[4]) if len(sys.argv) > 4 else 25
TABLES = ("reports", "claims", "figures", "statements", "events", "undertakings", "contradictions", "sources", "sentences")


def run(*args):
    return subprocess.run([SITREP, *map(str, args)], capture_output=True, check=False)


# What linking put into words of its own; no hash covers it yet. Columns of `report` itself are checked without exception.
LINKED = ("origin", "origin_reason", "credits", "withdrawn_by")


def only_links_differ(one, other):
    """Whether two outputs of `reports` are the same but for what linking wrote."""
    tables = []
    for output in (one, other):
        rows = list(csv.reader(io.StringIO(output.decode("utf-8", "replace"))))
        keep = [i for i, name in enumerate(rows[0]) if name not in LINKED]
        tables.append([[row[i] for i in keep if i < len(row)] for row in rows])
    return tables[0] == tables[1]


def main():
    shutil.rmtree(SCRATCH, ignore_errors=True)
    SCRATCH.mkdir(parents=True)
    rng = random.Random(7)
    whole, damaged = SCRATCH / "whole.sitrep", SCRATCH / "damaged.sitrep"
    lines = Path(REPORTS).read_bytes().splitlines(keepends=True)[:20]
    (SCRATCH / "some.jsonl").write_bytes(b"".join(lines))
    if run("add", "--store", whole, "--seen", "published", SCRATCH / "some.jsonl").returncode:
        sys.exit("the store cannot be made")
    wanted = {t: run(t, "--store", whole, "--format", "csv").stdout for t in TABLES}
    content, same, told, by_verify, linked, wrong = whole.read_bytes(), 0, 0, 0, 0, []
    for n in range(TIMES):
        page = rng.randrange(len(content) // 4096)
        bytes_ = bytearray(content)
        for at in rng.sample(range(4096), rng.choice((1, 8, 64))):
            bytes_[page * 4096 + at] ^= rng.randrange(1, 256)
        damaged.write_bytes(bytes_)
        silent, shown = [], {}
        for table in TABLES:
            done = run(table, "--store", damaged, "--format", "csv")
            if done.returncode < 0 or (done.returncode and not done.stderr):
                wrong.append(f"damage {n}, page {page + 1}: {table} ended with {done.returncode} and said nothing")
            elif done.returncode:
                told += 1
            elif done.stdout == wanted[table]:
                same += 1
            else:
                silent.append(table)
                shown[table] = done.stdout
        if silent and (run("verify", "--no-reading", "--store", damaged).returncode or run("verify", "--store", damaged).returncode):
            by_verify += len(silent)
        elif silent == ["reports"] and only_links_differ(shown["reports"], wanted["reports"]):
            linked += 1
        elif silent:
            wrong.append(f"damage {n}, page {page + 1}: {', '.join(silent)} print something else and nothing finds it")
        for end in ("-wal", "-shm"):
            Path(f"{damaged}{end}").unlink(missing_ok=True)
    print("\n".join(wrong + [f"{TIMES} damaged pages, {TIMES * len(TABLES)} tables asked: {same} the same, {told} refused, {by_verify} found by verify alone, {linked} in what linking wrote, {len(wrong)} wrong"]))
    shutil.rmtree(SCRATCH)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
