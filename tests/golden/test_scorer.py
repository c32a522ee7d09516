#!/usr/bin/env python3
"""test_scorer.py SITREP SCRATCH — shows that run_expected.py can fail: programs that print what `sitrep` prints, each broken in one
way, must fall under a floor; the unbroken one, put through the same wrapper, must not.

Floors are taken from the program itself, so this test says nothing about how good a reading is."""
import json
import os
import stat
import subprocess
import sys
from pathlib import Path

SCORER = Path(__file__).resolve().parent / "run_expected.py"

WRAPPER = '''#!{python}
import json, subprocess, sys
done = subprocess.run([{sitrep!r}] + sys.argv[1:], stdout=subprocess.PIPE)
verb = sys.argv[1]
for line in done.stdout.decode().splitlines():
    record = json.loads(line)
    {breakage}
    print(json.dumps(record))
sys.exit(done.returncode)
'''

# What is broken, the part of the scorer that must see it, and the measure that must fall.
BREAKAGES = [
    ("events left out", "osh", "osh.events recall", "if verb == 'read': record['events'] = []"),
    ("figures off by one", "osh", "osh.figures recall", "for f in record.get('figures', []) if verb == 'read' else []:\n"
     "        for k in ('low', 'best', 'high'): f[k] = f.get(k, 0) + 1"),
    ("figures of nothing", "osh", "osh.figures precision", "if verb == 'read': record['figures'] += "
     "[{'span': [i, i + 1], 'kind': 'killed', 'best': 1} for i in range(0, 40, 2)]"),
    ("statements without speakers", "osh", "osh.statements recall", "for s in record.get('statements', []) if verb == 'read' else []: s.pop('speaker', None)"),
    ("spans shifted", "osh", "osh.times recall", "for t in record.get('times', []) if verb == 'read' else []: t['span'] = [x + 40 for x in t['span']]"),
    ("places renamed", "osh", "osh.places recall", "for p in record.get('places', []) if verb == 'read' else []: p['country'] = 'XXX'"),
    ("peoples as places", "osh", "osh.places ethnic kept out", "if verb == 'read': record['places'].append({'span': [0, 100000], 'text': 'all'})"),
    ("entities merged", "osh", "osh.entities recall", "for e in record.get('entities', []) if verb == 'read' else []: e['name'] = 'nobody'"),
    ("page furniture in the text", "wire", "wire.feed text", "if verb == 'feed': record['text'] += ' Accept all. Winter tyres. Bomb hoax.'"),
    ("traps read as events", "wire", "wire.nonevents kept out", "if verb == 'read': record['events'].append({'trigger': [0, 100000], 'type': 'ASSAULT', "
     "'polarity': '+', 'status': 'happened', 'actors': [], 'recipients': []})"),
    ("all reports of one origin", "ledger", "ledger.origins pairs precision", "if verb == 'reports': record['origin'] = 'one'"),
    ("series split", "ledger", "ledger.series pairs recall", "if verb == 'figures': record['series'] = record['figure']"),
]


def scored(program, part, floors, *more):
    done = subprocess.run([sys.executable, SCORER, program, "--only", part, "--floors", floors, *more], capture_output=True, text=True)
    return done.returncode, done.stdout + done.stderr


def main():
    sitrep, scratch = str(Path(sys.argv[1]).resolve()), Path(sys.argv[2])
    scratch.mkdir(parents=True, exist_ok=True)
    floors, failures = scratch / "floors.tsv", 0
    floors.unlink(missing_ok=True)
    for part in ("osh", "wire", "ledger"):
        scored(sitrep, part, floors, "--update")
    for what, part, measure, breakage in [("nothing", p, "", "pass") for p in ("osh", "wire", "ledger")] + BREAKAGES:
        program = scratch / "broken"
        program.write_text(WRAPPER.format(python=sys.executable, sitrep=sitrep, breakage=breakage), encoding="utf-8")
        os.chmod(program, os.stat(program).st_mode | stat.S_IXUSR)
        code, said = scored(program, part, floors)
        fell = [line for line in said.splitlines() if line.startswith(measure) and "UNDER THE FLOOR" in line]
        good = code == 0 if not measure else code == 1 and fell
        print(f"{'ok' if good else 'WRONG'}: broken: {what}: status {code}" + (f", {fell[0]}" if fell and measure else ""))
        if not good:
            print(said)
            failures += 1
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
