#!/usr/bin/env python3
"""bench_ledger.py SITREP STORE [--day DAY] [--only WORD] — how long the manual's questions take on a large store (bench_store makes one).

Each command runs once to warm the pages and then RUNS times; the median is printed, the whole program with its start, as the user sees it. Commands that print all
they find are limited as on a screen. Beside each the same question with --as-of, then `diff` over a day, a week and a month, the review queue, and the report (told,
not judged). The clock is what counts on a machine of one's own; on one that others use too the processor time says more, and with --cpu it decides. Exit status 1 where
a question took more than 100 ms, --as-of more than twice the plain one (from 30 ms on), a difference over a second."""
import argparse
import datetime
import os
import shlex
import statistics
import subprocess
import sys
import time

QUESTIONS = ["events --where Osh --type ASSAULT --limit 2", "events --limit 100", "events --where Osh --limit 100", "events --format csv --where Kyrgyzstan --status happened --limit 2",
             "figures --metric killed --format csv --limit 100", "figures --metric killed --where Kyrgyzstan --limit 100", "figures --metric killed --why 191 2000", "figures --why 38000",
             "statements --by Otunbayeva --until 2010-06-30 --limit 100", "statements --by Otunbayeva --limit 100", "statements --where Osh --since 2010-06-21 --until 2010-06-22 --limit 100",
             "undertakings --format table --limit 100", "undertakings --text troops --limit 1", "undertakings --about troops --act request --limit 100", "undertakings --status overdue --format csv --limit 100",
             "undertakings --status open --text curfew --limit 100", "contradictions --limit 1", "contradictions --limit 100", "sources --format csv", "reports --source Tulip --limit 1", "reports --format csv --limit 100",
             "claims --status planned --limit 1", "claims --status promised --limit 100", "claims --status feared,threatened --limit 100", "claims --actor 'KGZ COP' --limit 100", "claims --text hospital --source Meridian --limit 100",
             "sentences --text hospital --limit 1", "sentences --text 'open a hospital in Osh' --limit 100", "runs --limit 100", "positions --about troops --actor Otunbayeva --limit 100", "positions --about police --limit 100",
             "positions --about troops --actor Otunbayeva --matrix", "blame --recipient Otunbayeva --limit 100", "accusations --recipient Kyrgyz --limit 1", "places --where Osh --limit 1", "withdrawals --format table --limit 100",
             "question list", "silence --where Osh --since 2010-06-21 --until 2010-06-23", "printed", "review list --limit 3"]
PLAIN = {"review list --limit 3", "printed"}  # without --as-of
LIMIT, AS_OF_FLOOR, RUNS = 0.100, 0.030, 5


def once(command):
    before = os.times()
    start = time.monotonic()
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
    clock, after = time.monotonic() - start, os.times()
    return clock, after.children_user + after.children_system - before.children_user - before.children_system, done


def measure(sitrep, store, question, runs=RUNS):
    command = [sitrep, *shlex.split(question), "--store", store]
    done = once(command)[2]
    if done.returncode:
        sys.exit(f"{question}: {done.stderr.decode()}")
    times = [once(command) for _ in range(runs)]
    return statistics.median(t[0] for t in times), statistics.median(t[1] for t in times), done.stdout.count(b"\n")


def line(name, cells, rows, verdict):
    print(f"{name:78} " + " ".join(f"{cell:>7}" for cell in cells) + f" {rows:6} {verdict}", flush=True)


def ms(seconds):
    return f"{seconds * 1000:.0f}"


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("sitrep")
    parser.add_argument("store")
    parser.add_argument("--day", type=datetime.date.fromisoformat, default=datetime.date(2011, 1, 1), help="asked as of, and where differences end")
    parser.add_argument("--cpu", action="store_true", help="judge by processor time")
    parser.add_argument("--runs", type=int, default=RUNS)
    parser.add_argument("--only", default="")
    args = parser.parse_args()
    failed = []
    which = 1 if args.cpu else 0
    line("question", ["ms", "cpu", "as of", "cpu"], "rows", "")
    for question in QUESTIONS:
        if args.only not in question:
            continue
        plain = measure(args.sitrep, args.store, question, args.runs)
        then = plain if question in PLAIN else measure(args.sitrep, args.store, f"{question} --as-of {args.day}", args.runs)
        wrong = plain[which] > LIMIT or then[which] > max(2 * plain[which], AS_OF_FLOOR)
        failed += [question] * wrong
        line(question, [ms(plain[0]), ms(plain[1]), ms(then[0]), ms(then[1])], plain[2], "FAIL" if wrong else "PASS")
    for days in (1, 7, 30):
        question = f"diff --from {args.day - datetime.timedelta(days=days)} --to {args.day}"
        if args.only in question:
            took = measure(args.sitrep, args.store, question, min(args.runs, 3))
            failed += [question] * (took[which] > 1)
            line(question, [ms(took[0]), ms(took[1]), "", ""], took[2], "FAIL" if took[which] > 1 else "PASS")
    if args.only in "report":
        took = measure(args.sitrep, args.store, f"report --as-of {args.day}", 1)
        line("report (HTML)", [ms(took[0]), ms(took[1]), "", ""], took[2], "")
    print(f"{len(failed)} of the limits are passed over" if failed else "all within the limits")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
