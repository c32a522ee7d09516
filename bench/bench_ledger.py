#!/usr/bin/env python3
"""bench_ledger.py SITREP STORE [--as-of DAY] [--from DAY --to DAY] — how long the manual's questions take on a large store (bench_store makes one).

Each command is run five times, the first to warm the pages; the median of the others is printed, the whole program with its start, and beside it the same
with --as-of. Commands that print all they find are limited as on a screen. Then `diff` between two days. Processor time stands beside the clock's, for
machines that others use too. Exit status 1 where a question took more than 100 ms of processor time, --as-of more than twice the plain one, diff over 1 s."""
import argparse
import os
import shlex
import statistics
import subprocess
import sys
import time

QUESTIONS = ["events --where Osh --type ASSAULT --limit 2", "events --limit 100", "events --where Osh --limit 100", "figures --metric killed --format csv --limit 100",
             "figures --metric killed --where Kyrgyzstan --limit 100", "statements --by Otunbayeva --until 2010-06-30 --limit 100", "statements --by Otunbayeva --limit 100",
             "undertakings --format csv --limit 100", "contradictions --limit 1", "contradictions --limit 100", "sources --format csv", "reports --source Tulip --limit 1",
             "claims --status planned --limit 1", "claims --status promised --limit 100", "claims --actor 'KGZ COP' --limit 100", "sentences --text hospital --limit 1",
             "sentences --text 'open a hospital in Osh' --limit 100", "runs --limit 100"]
LIMIT, RUNS = 0.100, 3


def once(command):
    before = os.times()
    start = time.monotonic()
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
    clock, after = time.monotonic() - start, os.times()
    return clock, after.children_user + after.children_system - before.children_user - before.children_system, done


def measure(sitrep, store, question):
    command = [sitrep, *shlex.split(question), "--store", store]
    once(command)
    runs = [once(command) for _ in range(RUNS - 1)]
    done = runs[0][2]
    if done.returncode:
        sys.exit(f"{question}: {done.stderr.decode()}")
    return statistics.median(r[0] for r in runs), statistics.median(r[1] for r in runs), done.stdout.count(b"\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("sitrep")
    parser.add_argument("store")
    parser.add_argument("--as-of", default="2011-01-01")
    parser.add_argument("--from", dest="first", default="2010-12-30")
    parser.add_argument("--to", dest="last", default="2010-12-31")
    args = parser.parse_args()
    slow = 0
    print(f"{'question':62} {'ms':>7} {'cpu':>7} {'as of':>7} {'cpu':>7} {'rows':>6}")
    for question in QUESTIONS:
        clock, cpu, rows = measure(args.sitrep, args.store, question)
        clock_then, cpu_then, _ = measure(args.sitrep, args.store, f"{question} --as-of {args.as_of}")
        wrong = cpu > LIMIT or cpu_then > max(2 * cpu, 0.03)
        slow += wrong
        print(f"{question:62} {clock * 1000:7.0f} {cpu * 1000:7.0f} {clock_then * 1000:7.0f} {cpu_then * 1000:7.0f} {rows:6}{' !' if wrong else ''}", flush=True)
    clock, cpu, rows = measure(args.sitrep, args.store, f"diff --from {args.first} --to {args.last}")
    print(f"{'diff --from ' + args.first + ' --to ' + args.last:62} {clock * 1000:7.0f} {cpu * 1000:7.0f} {'':15} {rows:6}{' !' if cpu > 1 else ''}")
    return 1 if slow or cpu > 1 else 0


if __name__ == "__main__":
    sys.exit(main())
