#!/bin/sh
# kill_review.sh SITREP REPORTS.jsonl SCRATCH [TIMES] — kills decisions, imports and undoings at TIMES moments; after each the store must verify: a
# patch is there with all its effects, or not at all. In the end, all patches imported once more, it shows what an undisturbed store shows.
set -eu
sitrep=$1 reports=$2 scratch=$3 times=${4:-40}
rm -rf "$scratch"
mkdir -p "$scratch"
cd "$scratch"
"$sitrep" review key new "Anna Example" --key anna.key 2>/dev/null
"$sitrep" add --store clean.sitrep --seen published "$reports" 2>/dev/null
cp clean.sitrep killed.sitrep
"$sitrep" claims --store clean.sitrep | cut -d'"' -f4 | head -"$times" >claims
"$sitrep" events --store clean.sitrep | cut -d'"' -f4 | head -"$times" >events
n=0
while [ "$n" -lt "$times" ]; do # decisions of all kinds
    claim=$(sed -n "$((n + 1))p" claims) event=$(sed -n "$((n % 20 + 1))p" events) other=$(sed -n "$((n + 21))p" events)
    case $((n % 4)) in
    0) set -- reject "$claim" ;;
    1) set -- correct "$claim" status=ongoing "place=Osh, KGZ" ;;
    2) set -- unverifiable "$claim" ;;
    3) set -- merge "$event" "${other:-$claim}" ;;
    esac
    "$sitrep" review "$@" --reason "number $n" --key anna.key --store clean.sitrep >/dev/null 2>&1 || true
    n=$((n + 1))
done
"$sitrep" patch export all.patches --store clean.sitrep 2>/dev/null
n=0
while [ "$n" -lt "$times" ]; do
    claim=$(sed -n "$((n + 1))p" claims)
    case $((n % 3)) in
    0) "$sitrep" patch import all.patches --trust-signers --store killed.sitrep >/dev/null 2>&1 & ;;
    1) "$sitrep" review reject "$claim" --reason "cut off" --key anna.key --store killed.sitrep >/dev/null 2>&1 & ;;
    2)
        patch=$("$sitrep" review patches --store killed.sitrep --format csv | sed -n 2p | cut -d, -f1)
        "$sitrep" review undo "${patch:-none}" --reason "cut off" --key anna.key --store killed.sitrep >/dev/null 2>&1 &
        ;;
    esac
    pid=$!
    sleep "0.0$(printf '%02d' $((n * 37 % 90)))"
    kill -9 "$pid" 2>/dev/null || true
    wait "$pid" 2>/dev/null || true
    "$sitrep" verify --no-reading --store killed.sitrep >verified 2>&1 || { cat verified; echo "kill $n: the store does not verify"; exit 1; }
    half=$("$sitrep" review patches --store killed.sitrep --format csv | awk -F, 'NR > 1 && $6 == ""' | wc -l)
    [ "$half" -eq 0 ] || { echo "kill $n: $half patches without a state"; exit 1; }
    n=$((n + 1))
done
"$sitrep" patch export mine.patches --store killed.sitrep 2>/dev/null
"$sitrep" patch import all.patches --trust-signers --store killed.sitrep 2>/dev/null
"$sitrep" patch import mine.patches --store clean.sitrep 2>/dev/null
for table in claims events figures statements undertakings contradictions; do
    "$sitrep" "$table" --store clean.sitrep | sed 's/"seen": "[^"]*"//' | sort >clean.out
    "$sitrep" "$table" --store killed.sitrep | sed 's/"seen": "[^"]*"//' | sort >killed.out
    cmp clean.out killed.out || { diff clean.out killed.out | head -4 | cut -c1-300; echo "$table differ after $times kills"; exit 1; }
done
echo "$times kills: $(wc -l <all.patches) lines of patches, no decision half, none lost"
rm -rf "$scratch"
