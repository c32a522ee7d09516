#!/usr/bin/env python3
"""osh_lines.py SITREP [--store FILE] [ID...] — the lines of the Osh scenario (O1 to O16, S1 to S17, Q3 …) as tests over examples/osh-2010.

osh_lines.tsv has a row a check: id, `has` or `not`, a command of sitrep, and what one printed row must hold (`has`) or no row may (`not`). The command
prints JSON Lines; conditions stand between ` ; `, `key=value` (equal), `key~words` (contains, letter case apart), `key>0` (a number above), `key?`
(is there) and `key!` (is not). `in` is the id that the example gives the row's report, `evidence_in` that of its evidence. A command that prints text (report,
--matrix) has the key `line`: one line of it. An id with `-` before it is known to fail: the test fails when it no longer does, so that the list
stays true. Prints pass or fail per id; status 1 where a line does not do what the table says."""
import argparse
import collections
import json
import re
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
EXAMPLES = HERE.parent.parent / "examples" / "osh-2010" / "reports.jsonl"


def run(sitrep, store, words):
    """The rows of a verb: objects of JSON Lines, or {"line": …} of anything else."""
    done = subprocess.run([sitrep, words[0], *words[1:], "--store", store], capture_output=True, text=True)
    if done.returncode:
        return [{"line": f"status {done.returncode}: {done.stderr.strip()}"}]
    rows = []
    for line in done.stdout.splitlines():
        try:
            row = json.loads(line)
            rows.append(row if isinstance(row, dict) else {"line": line})
        except ValueError:
            rows.append({"line": line})
    return rows


def blanks(value):
    return " ".join(str(value).split())


def swapped(row):
    """A pair of rows the other way round: the two sides have no order that matters."""
    return {**row, "one_quote": row.get("other_quote"), "other_quote": row.get("one_quote")}


def holds(condition, row, outer):
    """Whether one condition holds in a row."""
    match = re.fullmatch(r"\s*(\w+)\s*([=~><?!])(.*)", condition, re.S)
    if not match:
        sys.exit(f"osh_lines.tsv: no condition: {condition!r}")
    key, how, want = match[1], match[2], match[3].strip()
    value = row.get(key)
    if key == "in":
        value = outer.get(row.get("report"))
    if how in "?!":
        return (value is not None) == (how == "?")
    if value is None:
        return False
    if how == "=":
        return value == float(want) if isinstance(value, (int, float)) else blanks(value) == want
    if how in "><":
        return isinstance(value, (int, float)) and (value > float(want) if how == ">" else value < float(want))
    return want.casefold() in blanks(value).casefold()


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("sitrep")
    parser.add_argument("ids", nargs="*")
    parser.add_argument("--store", help="a store that has the examples already")
    args = parser.parse_args()
    rows = []
    for number, line in enumerate((HERE / "osh_lines.tsv").read_text(encoding="utf-8").splitlines(), 1):
        if line and not line.startswith("#"):
            cells = line.split("\t")
            if len(cells) != 4 or cells[1] not in ("has", "not"):
                sys.exit(f"osh_lines.tsv:{number}: four cells, the second has or not")
            rows.append((number, *cells))
    with tempfile.TemporaryDirectory() as scratch:
        store = args.store or str(Path(scratch) / "osh.sitrep")
        if not args.store:
            subprocess.run([args.sitrep, "add", "--store", store, "--seen", "published", EXAMPLES], check=True, capture_output=True)
        outer = {r["report"]: r["external_id"] for r in run(args.sitrep, store, ["reports", "--format", "jsonl"])}
        printed, results, wrong = {}, collections.OrderedDict(), 0
        for number, id_, how, command, conditions in rows:
            known = id_.startswith("-")
            name = id_.lstrip("-")
            if args.ids and name not in args.ids:
                continue
            if command not in printed:
                printed[command] = run(args.sitrep, store, shlex.split(command))
            found = [r for r in printed[command] if all(holds(c, r, outer) for c in conditions.split(" ; "))
                     or "other_quote" in conditions and all(holds(c, swapped(r), outer) for c in conditions.split(" ; "))]
            good = bool(found) == (how == "has")
            results.setdefault(name, []).append(good)
            if good == known:
                wrong += 1
                what = "passes now, and is listed as failing" if good else "no row" if how == "has" else f"printed: {json.dumps(found[0])[:300]}"
                print(f"osh_lines.tsv:{number}: {name} {how} {conditions}: {what}\n    $ sitrep {command}")
        for name, goods in results.items():
            print(f"{name:5} {'pass' if all(goods) else 'FAIL'}  {sum(goods)}/{len(goods)}")
        passed = sum(all(g) for g in results.values())
        print(f"{passed} of {len(results)} lines pass, {wrong} checks are not as listed")
    if not args.ids and not args.store:
        missing = [n for n in [f"O{i}" for i in range(1, 17)] + [f"S{i}" for i in range(1, 18)] if n not in results]
        if missing:
            print(f"osh_lines.tsv has no row of {', '.join(missing)}")
            return 1
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
