#!/usr/bin/env python3
"""damaged_trees.py SITREP REPORTS.jsonl SCRATCH [STEP] — the page in the middle of each B-tree of a store is damaged in turn, and each verb that reads is run.

Two damages: the page is all zeros, and its header is noise. A verb whose question does not touch the page prints what it printed before; one that does ends
with status 1 and names the store. None prints something else and says that all is well. `verify` finds each damage.
STEP: only each STEP-th tree."""
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

SITREP, REPORTS, SCRATCH, STEP = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]), int(sys.argv[4]) if len(sys.argv) > 4 else 1
FAILED, NOT_VERIFIED, PAGE = 1, 4, 4096
VERBS = [[t, "--format", "csv"] for t in ("reports", "claims", "figures", "statements", "events", "undertakings", "contradictions", "sources", "sentences", "positions",
                                          "accusations", "places", "times", "runs", "withdrawals", "silence")]
VERBS += [["diff", "--from", "2010-06-14", "--to", "2010-06-20"], ["report", "--format", "text"], ["claims", "--text", "troops", "--format", "csv"], ["review", "list"]]


def run(store, *args):
    return subprocess.run([SITREP, *args, "--store", str(store)], capture_output=True, check=False)


def trees(path):
    """A page from the middle of each tree, by its name."""
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as db:
        rows = db.execute("SELECT name, pageno FROM dbstat WHERE pagetype <> 'overflow' ORDER BY name, path").fetchall()
    db.close()
    pages = {}
    for name, page in rows:
        pages.setdefault(name, []).append(page)
    return {name: p[len(p) // 2] for name, p in pages.items() if name != "sqlite_schema"}


def main():
    shutil.rmtree(SCRATCH, ignore_errors=True)
    SCRATCH.mkdir(parents=True)
    whole, damaged = SCRATCH / "whole.sitrep", SCRATCH / "damaged.sitrep"
    (SCRATCH / "some.jsonl").write_bytes(b"".join(REPORTS.read_bytes().splitlines(keepends=True)[:40]))
    if run(whole, "add", "--seen", "published", str(SCRATCH / "some.jsonl")).returncode:
        sys.exit("the store cannot be made")
    verbs = [v for v in VERBS if run(whole, *v).returncode == 0]
    if len(verbs) < 15:
        sys.exit(f"only {len(verbs)} verbs read a store that is whole")
    wanted = [run(whole, *v).stdout for v in verbs]
    content, same, told, wrong, unfound = whole.read_bytes(), 0, 0, [], []
    for n, (tree, page) in enumerate(sorted(trees(whole).items())[::STEP]):
        bytes_ = bytearray(content)
        at = (page - 1) * PAGE
        bytes_[at:at + PAGE] = bytes(PAGE) if n % 2 else bytes((i * 7919 + 90) & 255 for i in range(64)) + bytes_[at + 64:at + PAGE]
        damaged.write_bytes(bytes_)
        for verb, before in zip(verbs, wanted):
            done = run(damaged, *verb)
            if done.returncode == FAILED and b"damaged.sitrep" in done.stderr:
                told += 1
            elif done.returncode == 0 and done.stdout == before:
                same += 1
            else:
                wrong.append(f"{tree}, page {page}: {' '.join(verb)}: status {done.returncode}, {'another output' if done.stdout != before else 'no name'}: {done.stderr[:200]}")
        if run(damaged, "verify", "--no-reading").returncode not in (FAILED, NOT_VERIFIED):
            unfound.append(tree)
    if unfound:
        wrong.append(f"verify does not find the damage of {', '.join(unfound)}")
    print("\n".join([*wrong, f"{n + 1} trees, {len(verbs)} verbs each: {same} print the same, {told} refuse, {len(wrong)} wrong"]))
    if not wrong:
        shutil.rmtree(SCRATCH)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
