#!/usr/bin/env python3
"""Check data/corpus against its README: columns, marked words, types, modes, codes, duplicates.

Usage: check_corpus.py [--root DIR] [--quiet]            prints file:line: problem, then counts; exits 1 if there is a fault
       check_corpus.py [--root DIR] --agree FILE         compares FILE's coding with the corpus by id
FILE has the columns id, events, actor_codes, recipient_codes. Figures: agreement field by field where both codings have the
event, and Cohen's kappa on the type of event. Standard library only.
"""
import argparse
import collections
import pathlib
import re
import sys

COLUMNS = "id text events actor_codes recipient_codes voice note".split()
EVENT_FIELDS = "trigger type mode status polarity actor recipient place".split()
STATUSES = set("happened ongoing planned promised proposed demanded threatened feared conditional historical".split())
VOICES = set("wire headline agency indian-police ngo official broadcast lower caps latin-1980s feature".split())
SECTORS = set("COP GOV JUD LEG MIL PRM PTY REB SPY UAF UNK AGR BUS CRM CVL EDU ELI JRN LAB MED REF OPP PRE REL SOC".split())
BODIES = set("IGO UNO EUR NGO ISM IMG MNC".split())


def read_modes(root):
    modes = collections.defaultdict(set)
    for line in (root / "data/ontology/plover.tsv").read_text(encoding="utf-8").splitlines()[1:]:
        fields = line.split("\t")
        modes[fields[0]].add(fields[1])
    return modes


def read_states(root):
    lines = (root / "data/actors/states.tsv").read_text(encoding="utf-8").splitlines()
    return {line.split("\t")[0] for line in lines if line and not line.startswith("#")} - {"code"}


def occurrence(text, marked):
    """Begin and end of `words@n` in text, or None."""
    words, at, number = marked.rpartition("@")
    if not at or not number.isdigit():
        words, number = marked, "1"
    begin = -1
    for _ in range(int(number)):
        begin = text.find(words, begin + 1)
        if begin < 0:
            return None
    return begin, begin + len(words)


def split_events(events, actor_codes, recipient_codes):
    """The events of a line as dictionaries; actor, recipient and their codes are lists."""
    if events == "-":
        return []
    out = []
    count = len(events.split(" ; "))
    sides = [[""] * count if cell == "-" else re.split(r" ?; ?", cell) for cell in (actor_codes, recipient_codes)]
    for number, one in enumerate(events.split(" ; ")):
        fields = one.split("|")
        if len(fields) != len(EVENT_FIELDS):
            raise ValueError(f"event {number + 1} has {len(fields)} fields, must be {len(EVENT_FIELDS)}")
        event = dict(zip(EVENT_FIELDS, fields))
        for side in ("actor", "recipient"):
            event[side] = event[side].split(" & ") if event[side] else []
        for side, codes in zip(("actor_codes", "recipient_codes"), sides):
            if len(codes) != count:
                raise ValueError(f"{side} for {len(codes)} events, there are {count}")
            event[side] = [code.split() for code in codes[number].split(" & ")] if codes[number].strip() else []
        out.append(event)
    return out


def read_corpus(root):
    """(path, line number, row as a dictionary) of each line; a row with faults carries them under `faults`."""
    folder = root / "data/corpus"
    for path in sorted(folder.glob("events-*.tsv")) + sorted(folder.glob("negatives-*.tsv")):
        lines = path.read_text(encoding="utf-8").split("\n")
        if lines[0].split("\t") != COLUMNS:
            yield path, 1, {"faults": ["first line must name the columns " + " ".join(COLUMNS)]}
            continue
        for number, line in enumerate(lines[1:], 2):
            if not line or line.startswith("#"):
                continue
            fields = line.split("\t")
            if len(fields) != len(COLUMNS):
                yield path, number, {"faults": [f"{len(fields)} fields, must be {len(COLUMNS)}"]}
                continue
            row = dict(zip(COLUMNS, fields), faults=[])
            try:
                row["parsed"] = split_events(row["events"], row["actor_codes"], row["recipient_codes"])
            except ValueError as fault:
                row["faults"].append(str(fault))
                row["parsed"] = []
            yield path, number, row


def code_faults(codes, states):
    for code in codes:
        if not code:
            continue
        rest = code[1:] if code[0] in states or code[0] in BODIES else code
        for sector in rest:
            if sector not in SECTORS:
                yield f"'{sector}' of code '{' '.join(code)}' is neither state, body nor sector"


def event_faults(event, text, modes, states):
    if event["type"] not in modes:
        yield f"type '{event['type']}' is not known"
    elif event["mode"] not in modes[event["type"]]:
        yield f"mode '{event['mode']}' is none of {event['type']}"
    if event["status"] not in STATUSES:
        yield f"status '{event['status']}' is not known"
    if event["polarity"] not in ("+", "-"):
        yield f"polarity '{event['polarity']}' is not known"
    for words in [event["trigger"]] + event["actor"] + event["recipient"] + (event["place"].split(" & ") if event["place"] else []):
        if occurrence(text, words) is None:
            yield f"'{words}' is not in the text"
    for side in ("actor", "recipient"):
        codes = event[side + "_codes"]
        if len(codes) > 1 and len(codes) != len(event[side]) and len(event[side]) != 1:
            yield f"{len(codes)} {side} codes for {len(event[side])} {side}s"
        if codes and not event[side]:
            yield f"{side} code without {side}"
        yield from code_faults(codes, states)


def row_faults(row, seen, modes, states):
    yield from row["faults"]
    if "text" not in row:
        return
    if not re.fullmatch(r"[en][0-9]+", row["id"]):
        yield f"id '{row['id']}' is malformed"
    key = re.sub(r"\W+", " ", row["text"].lower()).strip()
    for kind, value in (("id", row["id"]), ("text", key)):
        if (kind, value) in seen:
            yield f"{kind} is the same as that of {seen[kind, value]}"
        seen[kind, value] = row["id"]
    if row["text"] != row["text"].strip() or "  " in row["text"]:
        yield "blanks at an end or doubled"
    if row["voice"] not in VOICES:
        yield f"voice '{row['voice']}' is not known"
    for event in row["parsed"]:
        yield from event_faults(event, row["text"], modes, states)


def print_counts(rows):
    tallies = {name: collections.Counter() for name in ("type/mode", "status", "polarity", "voice")}
    for row in rows:
        tallies["voice"][row["voice"]] += 1
        for event in row["parsed"]:
            tallies["type/mode"][event["type"] + "/" + (event["mode"] or "-")] += 1
            tallies["status"][event["status"]] += 1
            tallies["polarity"][event["polarity"]] += 1
    empty = sum(not row["parsed"] for row in rows)
    weak = sum(bool(row["parsed"]) and any(
        event["polarity"] == "-" or event["status"] not in ("happened", "ongoing") for event in row["parsed"]) for row in rows)
    print(f"{len(rows)} sentences, {sum(len(row['parsed']) for row in rows)} events; "
          f"{empty} without an event, {weak} with one denied, past or not yet done")
    for name, tally in tallies.items():
        print(f"{name}:", ", ".join(f"{key} {count}" for key, count in sorted(tally.items())))


def pair_events(first, second, text):
    """Pairs of the same happening in two codings: triggers that overlap, else the same type; None where one has none."""
    left, pairs = list(second), []
    for event in first:
        begin, end = occurrence(text, event["trigger"])
        def overlaps(other):
            span = occurrence(text, other["trigger"])
            return span is not None and span[0] < end and begin < span[1]
        match = next((o for o in left if overlaps(o)), None) or next((o for o in left if o["type"] == event["type"]), None)
        if match is not None:
            left.remove(match)
        pairs.append((event, match))
    return pairs + [(None, event) for event in left]


def kappa(labels):
    total = len(labels)
    same = sum(a == b for a, b in labels) / total
    ours, theirs = collections.Counter(a for a, _ in labels), collections.Counter(b for _, b in labels)
    chance = sum(ours[label] * theirs[label] for label in ours) / total ** 2
    return same, (same - chance) / (1 - chance) if chance < 1 else 1.0


def print_agreement(root, path):
    rows = {row["id"]: row for _, _, row in read_corpus(root) if "id" in row}
    labels, same, total, known = [], collections.Counter(), collections.Counter(), 0
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines()[1:], 2):
        fields = line.split("\t")
        if len(fields) != 4 or fields[0] not in rows:
            print(f"{path}:{number}: not an id of the corpus with four fields")
            return 1
        row, known = rows[fields[0]], known + 1
        pairs = pair_events(row["parsed"], split_events(*fields[1:]), row["text"])
        for ours, theirs in pairs or [(None, None)]:
            labels.append((ours["type"] if ours else "-", theirs["type"] if theirs else "-"))
            if labels[-1][0] != labels[-1][1]:
                print(f"  {fields[0]}: {labels[-1][0]} against {labels[-1][1]}: {row['text']}")
            if not ours or not theirs:
                continue
            for field in EVENT_FIELDS + ["actor_codes", "recipient_codes"]:
                total[field] += 1
                same[field] += ours[field] == theirs[field]
                if field in ("mode", "status", "polarity") and ours[field] != theirs[field]:
                    print(f"  {fields[0]}: {field} {ours[field] or '-'} against {theirs[field] or '-'}: {row['text']}")
    agreed, chance_corrected = kappa(labels)
    print(f"{known} sentences, {len(labels)} events or none; type: same {agreed:.3f}, kappa {chance_corrected:.3f}")
    for field in total:
        print(f"{field}: same {same[field]} of {total[field]} ({same[field] / total[field]:.3f})")
    return 0


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--root", type=pathlib.Path, default=pathlib.Path(__file__).resolve().parent.parent)
    parser.add_argument("--agree", type=pathlib.Path)
    parser.add_argument("--quiet", action="store_true")
    options = parser.parse_args()
    if options.agree:
        return print_agreement(options.root, options.agree)
    modes, states = read_modes(options.root), read_states(options.root)
    seen, good, faults = {}, [], 0
    for path, number, row in read_corpus(options.root):
        found = list(row_faults(row, seen, modes, states))
        for fault in found:
            print(f"{path}:{number}: {fault}")
        faults += len(found)
        if not found:
            good.append(row)
    if not good:
        print("no sentences found")
        return 1
    if not options.quiet:
        print_counts(good)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
