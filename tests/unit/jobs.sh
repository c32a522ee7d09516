#!/bin/sh
# jobs.sh SITREP REPORTS.jsonl SCRATCH — `read --jobs 4` prints what one job prints, in the same order, every time; bad lines are told as often.
set -eu
sitrep=$1 reports=$2 scratch=$3
mkdir -p "$scratch"
{ cat "$reports"; echo '{"id":"no text"}'; cat "$reports"; echo 'no JSON'; } >"$scratch/in.jsonl"
code=0
"$sitrep" read --format json "$scratch/in.jsonl" >"$scratch/one" 2>"$scratch/one.err" || code=$?
for run in 1 2 3; do
    again=0
    "$sitrep" read --format json --jobs 4 "$scratch/in.jsonl" >"$scratch/four" 2>"$scratch/four.err" || again=$?
    [ "$again" = "$code" ] || { cat "$scratch/four.err"; echo "run $run: status $again with four jobs, $code with one"; exit 1; }
    cmp "$scratch/one" "$scratch/four" || { echo "run $run: four jobs print something else"; exit 1; }
    sort "$scratch/one.err" >"$scratch/one.sorted"
    sort "$scratch/four.err" | cmp - "$scratch/one.sorted" || { echo "run $run: other messages"; exit 1; }
done
lines=$(wc -l <"$scratch/one")
[ "$code" = 3 ] && [ "$lines" -gt 100 ] || { echo "status $code, $lines records"; exit 1; }
echo "three runs of four jobs: $lines records, as with one"
rm -rf "$scratch"
