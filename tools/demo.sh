#!/bin/sh
# Reads the example reports into crisis.sitrep, writes the situation reports, and prints what an officer reads first. `make demo` builds, then calls it.
set -eu
cd "$(dirname "$0")/.."
sitrep=${SITREP:-build/release/sitrep}
store=crisis.sitrep
[ -x "$sitrep" ] || { echo "demo: $sitrep is not built; 'make build' does it" >&2; exit 1; }

now() { date +%s%N; }
# step WORDS COMMAND...: runs the command and says how long it took.
step() {
    words=$1
    shift
    before=$(now)
    "$@"
    printf '  %-58s %6d ms\n' "$words" $((($(now) - before) / 1000000))
}

rm -f "$store" "$store-wal" "$store-shm"
echo "sitrep demo: southern Kyrgyzstan, June to September 2010, from reports written for this project (examples/osh-2010)"
step "read $(cat examples/osh-2010/*.jsonl | wc -l) reports into $store" "$sitrep" add --store "$store" --seen published examples/osh-2010/*.jsonl
step "sitrep-report.html, as of 25 June 2010" "$sitrep" report --store "$store" --as-of 2010-06-25 --output sitrep-report.html
step "sitrep-report-final.html, as of 7 September 2010" \
    "$sitrep" report --store "$store" --as-of 2010-09-07 --changed-since 2010-06-25 --output sitrep-report-final.html
step "sitrep-report.txt, as of 25 June 2010" "$sitrep" report --store "$store" --as-of 2010-06-25 --output sitrep-report.txt
step "re-hash the archive and check the audit chain" "$sitrep" verify --store "$store"

echo
sed '/^What changed since/,$d' sitrep-report.txt
echo "The whole report, with map, charts and every cited sentence marked in its text: sitrep-report.html"
echo "Try:  $sitrep figures --metric killed --format table        who says how many"
echo "      $sitrep events --where Osh --since 2010-06-14 --format table"
echo "      $sitrep undertakings --format table                   who promised what, and what became of it"
