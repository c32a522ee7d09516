#!/bin/sh
# kill_add.sh SITREP REPORTS.jsonl SCRATCH [TIMES] — kills `sitrep add` at TIMES moments spread over its run; after each the store must verify,
# and in the end it must hold what an undisturbed run holds: nothing lost, nothing twice, nothing half.
set -eu
sitrep=$1 reports=$2 scratch=$3 times=${4:-25}
rm -rf "$scratch"
mkdir -p "$scratch"
"$sitrep" add --store "$scratch/clean.sitrep" --seen published "$reports" 2>/dev/null
n=0
while [ "$n" -lt "$times" ]; do
    "$sitrep" add --store "$scratch/killed.sitrep" --seen published "$reports" 2>/dev/null &
    pid=$!
    sleep "0.$(printf '%03d' $((n * 37 % 400 + 5)))"
    kill -9 "$pid" 2>/dev/null || true
    wait "$pid" 2>/dev/null || true
    if [ -e "$scratch/killed.sitrep" ] && [ -s "$scratch/killed.sitrep" ]; then
        "$sitrep" verify --no-reading --store "$scratch/killed.sitrep" >/dev/null || { echo "kill $n: the store does not verify"; exit 1; }
    fi
    n=$((n + 1))
done
"$sitrep" add --store "$scratch/killed.sitrep" --seen published "$reports" 2>/dev/null
for table in reports claims figures statements; do
    "$sitrep" "$table" --store "$scratch/clean.sitrep" --format csv >"$scratch/clean.csv"
    "$sitrep" "$table" --store "$scratch/killed.sitrep" --format csv >"$scratch/killed.csv"
    cmp "$scratch/clean.csv" "$scratch/killed.csv" || { echo "$table differ after $times kills"; exit 1; }
done
echo "$times kills: nothing lost, nothing twice"
rm -rf "$scratch"
