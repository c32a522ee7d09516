#!/usr/bin/env python3
"""Read data/corpus with the program and say where it differs: recall and precision by type and mode, status, sides.

Usage: score_corpus.py SITREP [--root DIR] [--errors FILE] [--voice VOICE] [--examples N]
--errors writes every difference, one a line: kind, wanted, got, id, text. The summary ends with the kinds of error that are
most frequent, each with ids of examples. Standard library only; never fails on a low figure.
"""
import argparse
import collections
import json
import pathlib
import subprocess
import sys

from check_corpus import occurrence, read_corpus


def read_reports(program, rows):
    """The program's record of each line, by id; every sentence is a report of its own."""
    lines = "".join(json.dumps({"id": row["id"], "text": row["text"]}) + "\n" for row in rows)
    done = subprocess.run([program, "read", "--format", "json", "-"], input=lines, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        print(f"{program}: exit status {done.returncode}: {done.stderr.strip()[:300]}", file=sys.stderr)
    return {record["id"]: record for record in map(json.loads, done.stdout.splitlines())}


def overlap(a, b):
    return a[0] < b[1] and b[0] < a[1]


def pair(gold, read, text):
    """Pairs (gold, read): the trigger overlaps and the type is the same, then overlapping triggers, then the same type."""
    left, pairs = list(read), {}
    spans = [occurrence(text, event["trigger"]) for event in gold]
    rules = (lambda g, s, r: overlap(s, r["trigger"]) and g["type"] == r["type"],
             lambda g, s, r: g["type"] == r["type"],
             lambda g, s, r: overlap(s, r["trigger"]))
    for rule in rules:
        for number, event in enumerate(gold):
            if number in pairs:
                continue
            match = next((other for other in left if rule(event, spans[number], other)), None)
            if match is not None:
                pairs[number] = match
                left.remove(match)
    return [(event, pairs.get(number)) for number, event in enumerate(gold)], left


def side_score(gold, read, text, place):
    """hit, wrong, missed or spare for one side: some span of the program overlaps some marked one. The place told is no fault."""
    spans = [occurrence(text, words) for words in gold]
    where = occurrence(text, place) if place else None
    if where and not any(overlap(span, where) for span in spans):
        read = [other for other in read if not overlap(where, other["span"])]
    if not spans:
        return "spare" if read else "none"
    if not read:
        return "missed"
    return "hit" if any(overlap(span, other["span"]) for span in spans for other in read) else "wrong"


def code_right(gold, read):
    """Whether each country or body named by the corpus is among the program's codes."""
    wanted = {code[0] for code in gold if code and len(code[0]) == 3}
    return None if not wanted else wanted <= {other.get("code", "") for other in read} | {
        sector for other in read for sector in other.get("sectors", [])}


class Tally:
    def __init__(self):
        self.wanted, self.found, self.printed = collections.Counter(), collections.Counter(), collections.Counter()
        self.right, self.total = collections.Counter(), collections.Counter()
        self.errors = []

    def error(self, kind, wanted, got, row):
        self.errors.append((kind, wanted, got, row["id"], row["text"]))

    def count(self, name, right):
        self.total[name] += 1
        self.right[name] += bool(right)

    def add(self, row, record):
        read = [event for event in record.get("events", []) if event.get("type")]
        pairs, spare = pair(row["parsed"], read, row["text"])
        for event in read:
            self.printed[event["type"]] += 1
        for gold, event in pairs:
            self.add_pair(gold, event, row)
        self.count("sentences without an event: none printed", not read) if not row["parsed"] else None
        for event in spare:
            kind = "event where there is none" if not row["parsed"] else "one event too many"
            self.error(kind, "-", f"{event['type']} by '{event.get('lemma', '')}'", row)

    def add_pair(self, gold, event, row):
        label = gold["type"] + ("/" + gold["mode"] if gold["mode"] else "")
        for key in {gold["type"], label}:
            self.wanted[key] += 1
        if event is None or event["type"] != gold["type"]:
            got = event["type"] if event else "-"
            self.error("type" if event else "missed", f"{gold['type']} by '{gold['trigger']}'", got, row)
            return
        self.found[gold["type"]] += 1
        mode = event.get("mode") or ""
        if gold["mode"] and mode == gold["mode"]:
            self.found[label] += 1
        for name, wanted, got in (("mode", gold["mode"], mode), ("status", gold["status"], event["status"]),
                                  ("polarity", gold["polarity"], event["polarity"])):
            self.count(name, wanted == got)
            if wanted != got:
                self.error(name, wanted or "-", got or "-", row)
        real = gold["status"] in ("happened", "ongoing") and gold["polarity"] == "+"
        if not real:
            told = event["status"] in ("happened", "ongoing") and event["polarity"] == "+"
            self.count("not happened: not printed as happened", not told)
        self.add_side("actor", gold, event.get("actors", []), row)
        self.add_side("recipient", gold, event.get("recipients", []), row)

    def add_side(self, side, gold, read, row):
        score = side_score(gold[side], read, row["text"], gold["place"].split(" & ")[0])
        if score in ("hit", "wrong", "missed"):
            self.count(side, score == "hit")
        if score == "spare":
            self.count(side + ": none wanted, none printed", False)
        elif score == "none":
            self.count(side + ": none wanted, none printed", True)
        got = " & ".join(other.get("text", "") for other in read)
        if score in ("wrong", "missed", "spare"):
            self.error(f"{side} {score}", " & ".join(gold[side]), got, row)
        right = code_right(gold[side + "_codes"], read) if score == "hit" else None
        if right is not None:
            self.count(side + " country", right)
            if not right:
                self.error(side + " country", " ".join(gold[side + "_codes"][0]), " ".join(o.get("code", "-") for o in read), row)


def share(part, whole):
    return f"{part / whole:.3f}" if whole else "  -  "


def print_summary(tally, examples):
    types = sorted(key for key in tally.wanted if "/" not in key)
    print("type         gold  recall  precision")
    scores = []
    for key in types:
        recall, precision = tally.found[key] / tally.wanted[key], tally.found[key] / max(tally.printed[key], 1)
        scores.append(2 * recall * precision / (recall + precision) if recall + precision else 0.0)
        print(f"{key:12} {tally.wanted[key]:5}   {recall:.3f}   {precision:.3f}")
    total, found = sum(tally.wanted[key] for key in types), sum(tally.found[key] for key in types)
    print(f"{'all':12} {total:5}   {share(found, total)}   {share(found, sum(tally.printed.values()))}   "
          f"macro-F1 {sum(scores) / max(len(scores), 1):.3f}")
    print("recall by mode (type and mode right):")
    print("  " + ", ".join(f"{key} {tally.found[key]}/{tally.wanted[key]}" for key in sorted(tally.wanted) if "/" in key))
    for name in tally.total:
        print(f"{name}: {tally.right[name]} of {tally.total[name]} ({share(tally.right[name], tally.total[name])})")
    groups = collections.defaultdict(list)
    for kind, wanted, got, number, _ in tally.errors:
        detail = "" if "actor" in kind or "recipient" in kind else f": {wanted.split(' ')[0]} -> {got.split(' ')[0]}"
        groups[kind + detail].append(number)
    print("kinds of error:")
    for kind, ids in sorted(groups.items(), key=lambda item: -len(item[1]))[:40]:
        print(f"  {len(ids):4} {kind}  e.g. {' '.join(ids[:examples])}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sitrep")
    parser.add_argument("--root", type=pathlib.Path, default=pathlib.Path(__file__).resolve().parent.parent)
    parser.add_argument("--errors", type=pathlib.Path)
    parser.add_argument("--voice")
    parser.add_argument("--examples", type=int, default=4)
    options = parser.parse_args()
    rows = [row for _, _, row in read_corpus(options.root)
            if not row["faults"] and options.voice in (None, row["voice"])]
    records = read_reports(options.sitrep, rows)
    tally = Tally()
    for row in rows:
        if row["id"] in records:
            tally.add(row, records[row["id"]])
        else:
            tally.error("not read", "-", "-", row)
    print_summary(tally, options.examples)
    if options.errors:
        options.errors.write_text("kind\twanted\tgot\tid\ttext\n" + "".join("\t".join(one) + "\n" for one in tally.errors),
                                  encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
