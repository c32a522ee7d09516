#!/bin/sh
# gazetteer.sh SITREP MAKE_GEONAMES STATES KNOW SCRATCH — a generated dump of 20,000 places built into a knowledge file, twice, and read with.
set -eu
sitrep=$1 make=$2 scratch=$5
export SITREP_STATES="$3" SITREP_KNOW="$4"
rm -rf "$scratch"
mkdir -p "$scratch/dump"
"$make" "$scratch/dump" 20000
"$sitrep" gazetteer build "$scratch/dump" --knowledge "$4" --out "$scratch/a.know" | tee "$scratch/told"
"$sitrep" gazetteer build "$scratch/dump" --knowledge "$4" --out "$scratch/b.know" > /dev/null
cmp "$scratch/a.know" "$scratch/b.know"
grep -q ' places added, ' "$scratch/told"
if grep -q faulty "$scratch/told"; then echo "faulty lines in a whole dump"; exit 1; fi
# A village of the dump is read with its country, and so is what the program's own gazetteer knows.
line=$(awk -F '\t' '$8 == "PPL" && $15 > 5000 && $2 !~ / / {print $2; exit}' "$scratch/dump/allCountries.txt")
printf 'Two men were killed in the village of %s on Monday, officials in Bishkek, Kyrgyzstan, said.\n' "$line" > "$scratch/report.txt"
"$sitrep" read --knowledge "$scratch/a.know" --format json "$scratch/report.txt" > "$scratch/record"
grep -q "\"text\": \"$line\", \"name\": \"$line\", .*\"geonameid\": 2" "$scratch/record"
grep -q '"text": "Bishkek", "name": "Bishkek", .*"geonameid": 1528675' "$scratch/record"
# Lines that are no rows are told, counted, and end with status 3.
head -c 100000 "$scratch/dump/allCountries.txt" > "$scratch/cut.txt"
status=0
"$sitrep" gazetteer build "$scratch/cut.txt" --knowledge "$4" --out "$scratch/c.know" > "$scratch/told" 2> "$scratch/errors" || status=$?
test "$status" = 3
grep -q 'cut.txt:[0-9]*: ' "$scratch/errors"
grep -q '1 lines were faulty' "$scratch/told"
echo ok
