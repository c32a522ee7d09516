#!/usr/bin/env python3
"""as_of.py SITREP SCRATCH [REPORTS] — `--as-of T` shows what a store that ends at T would show, for every table and every form of the report.

A store of all reports is asked with --as-of T; so is one that holds only the reports published until T. Both must print the same bytes, for several T. A store that
grows beyond T must go on printing them: what became known later moves nothing of what was known before."""
import datetime
import json
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
MOMENTS = ["2010-06-13", "2010-06-15T13:30:00Z", "2010-06-15", "2010-06-18", "2010-06-22", "2010-07-22", "2010-09-01"]
# Of runs, the clock of the machine and what was added later are the store's own.
DROPPED = {"runs": {"started", "ended", "run"}}


def moment(text):
    """Seconds of a day's end, or of a time."""
    if len(text) == 10:
        text += "T23:59:59Z"
    return datetime.datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp()


def run(*arguments):
    done = subprocess.run([str(a) for a in arguments], capture_output=True)
    if done.returncode:
        sys.exit(f"{' '.join(map(str, arguments))}: status {done.returncode}: {done.stderr.decode()}")
    return done.stdout


def rows(sitrep, store, verb, when):
    out = run(sitrep, verb, "--store", store, "--format", "jsonl", "--as-of", when).decode()
    return [{k: v for k, v in json.loads(line).items() if k not in DROPPED.get(verb, ())} for line in out.splitlines()]


def table_verbs(sitrep):
    """Every verb that takes --format jsonl and --as-of."""
    overview = run(sitrep, "--help").decode()
    verbs = [line.split()[0] for line in overview.splitlines() if line.startswith("  ")]
    helps = {verb: run(sitrep, verb, "--help").decode() for verb in verbs if verb.isidentifier()}
    return [verb for verb, text in helps.items() if "--as-of" in text and "jsonl" in text and "--from " not in text and f"usage: sitrep {verb} [options] \n" in text]


def differences(sitrep, one, other, when, but):
    found = []
    for verb in table_verbs(sitrep):
        if verb in but:
            continue
        a, b = rows(sitrep, one, verb, when), rows(sitrep, other, verb, when)
        if a != b:
            lost, new = [r for r in b if r not in a], [r for r in a if r not in b]
            found.append(f"{verb} --as-of {when}: {len(a)} rows, {len(b)} in the store that ends there; "
                         f"only in the full store: {str(new[:2])[:600]}; only in the short one: {str(lost[:2])[:600]}; order only: {not new and not lost}")
    return found


def ids(table, key):
    return {row[key]: row for row in table}


def diff_differs(sitrep, store, earlier, later):
    """What `diff` tells must be what the tables of the two moments do not share."""
    changes = [json.loads(line) for line in run(sitrep, "diff", "--store", store, "--from", earlier, "--to", later, "--format", "jsonl").decode().splitlines()]
    told = {}
    for change in changes:
        told.setdefault(change["change"], set()).add(change.get("event") or change.get("undertaking") or change.get("contradiction") or "")
    found = []
    before, after = ids(rows(sitrep, store, "claims", earlier), "claim"), ids(rows(sitrep, store, "claims", later), "claim")
    events_before, events_after = {c.get("event") for c in before.values()}, {c.get("event") for c in after.values()}
    extra = told.get("event new", set()) - (events_after - events_before)
    if extra:
        found.append(f"diff {earlier} {later}: events told as new that are not: {sorted(extra)}")
    alive = {c["event"] for c in after.values() if c["status"] != "historical"}
    only_historical = events_after - alive
    missing = (events_after - events_before) - told.get("event new", set()) - only_historical
    # An event is left out as a whole where its best claim is of the distant past.
    historical = {c["event"] for c in after.values() if c["status"] == "historical"}
    if missing - historical:
        found.append(f"diff {earlier} {later}: new events that are not told: {sorted(missing - historical)}")
    old, new = ids(rows(sitrep, store, "undertakings", earlier), "undertaking"), ids(rows(sitrep, store, "undertakings", later), "undertaking")
    moved = {u for u, row in new.items() if u not in old or old[u]["state"] != row["state"]}
    put_off = {u for u, row in new.items() if u in old and old[u].get("due_now") != row.get("due_now")}
    said = set().union(*(names for kind, names in told.items() if kind.startswith("undertaking") and
                          kind not in ("undertaking put off", "undertaking answered")), set())  # told, though the state is what it was
    if moved - said or said - moved - put_off:  # in doubt before and in doubt again, for another day: told, and rightly
        found.append(f"diff {earlier} {later}: undertakings told {sorted(said - moved - put_off)}, not told {sorted(moved - said)}")
    old, new = ids(rows(sitrep, store, "contradictions", earlier), "contradiction"), ids(rows(sitrep, store, "contradictions", later), "contradiction")
    fresh = {x for x, row in new.items() if x not in old and row["kind"] != "figures differ"}
    if told.get("contradiction", set()) != fresh:
        found.append(f"diff {earlier} {later}: contradictions told {sorted(told.get('contradiction', set()) ^ fresh)}")
    return found


def report(sitrep, store, when, form):
    text = run(sitrep, "report", "--store", store, "--as-of", when, "--format", form).decode()
    return [line for line in text.splitlines() if "started" not in line]  # the run's own clock


def main():
    sitrep, scratch = Path(sys.argv[1]).resolve(), Path(sys.argv[2])
    source = Path(sys.argv[3]) if len(sys.argv) > 3 else ROOT / "examples" / "osh-2010" / "reports.jsonl"
    shutil.rmtree(scratch, ignore_errors=True)
    scratch.mkdir(parents=True)
    lines = source.read_text(encoding="utf-8").splitlines()
    times = [moment(json.loads(line)["published"]) for line in lines]
    full, grown = scratch / "full.sitrep", scratch / "grown.sitrep"
    run(sitrep, "add", "--store", full, "--seen", "published", source)
    failures, before = [], {}
    for number, when in enumerate(MOMENTS):
        upto = scratch / f"until-{number}.jsonl"
        kept = [line for line, t in zip(lines, times) if t <= moment(when)]
        upto.write_text("\n".join(kept) + "\n", encoding="utf-8")
        short = scratch / f"until-{number}.sitrep"
        run(sitrep, "add", "--store", short, "--seen", "published", upto)
        run(sitrep, "add", "--store", grown, "--seen", "published", upto)
        failures += differences(sitrep, full, short, when, ())
        failures += differences(sitrep, grown, short, when, ("runs",))  # it grew in several
        for form in ["text", "markdown", "html"]:
            if report(sitrep, full, when, form) != report(sitrep, short, when, form):
                failures.append(f"report --as-of {when} --format {form} differs")
        # Bytes of reports printed from the growing store, each as of its own day, to be printed again once it has grown.
        for form in ["text", "html"]:
            before[when, form] = run(sitrep, "report", "--store", grown, "--as-of", when, "--format", form)
    for (when, form), text in before.items():
        if run(sitrep, "report", "--store", grown, "--as-of", when, "--format", form) != text:
            failures.append(f"report --as-of {when} --format {form} is not made again byte for byte")
    for earlier, later in zip(MOMENTS, MOMENTS[1:]):
        failures += diff_differs(sitrep, full, earlier, later)
    for failure in failures:
        print(failure)
    print(f"{len(MOMENTS)} moments, {len(table_verbs(sitrep))} tables, {len(failures)} differences")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
