#!/usr/bin/env python3
"""Train the scorer that chooses among senses (data/read/senses.tsv, src/read/events_score.c).

Usage: train_senses.py SENSE_ROWS MODEL KNOWLEDGE [--root DIR] [--stories FILE] [--write]

SENSE_ROWS is the program tools/sense_rows.c, MODEL and KNOWLEDGE are its files. Rows are lines of the lexicon held against the
triggers of data/corpus: right where the corpus marks an event of that type there. The examples of the lexicon teach lines that
nearly hold: each example is read as if its own line did not exist. The examples of blockers teach what is no event. --stories
adds the headlines of ../shared/train/events (weak: a headline's type is that of one of its triggers).
Two logistic models, by gradient descent with a penalty; figures are on sentences left out (five folds of the corpus), for
the whole and with each group of features left out. --write replaces the table. Standard library only.
"""
import argparse
import collections
import json
import math
import pathlib
import random
import subprocess
import sys

from check_corpus import occurrence, read_corpus

FOLDS, EPOCHS, RATE, PENALTY = 5, 14, 0.25, {"hold": 0.03, "near": 0.03}
NUMBERS = ("prior", "specific", "share")
GROUPS = {"lemma": lambda n: ">" in n, "sides": lambda n: "subj=" in n or "obj=" in n, "prepositions": lambda n: "+" in n and "=" not in n
          and "quad" not in n, "topics": lambda n: "+quad" in n, "place in the tree": lambda n: n.startswith("is="),
          "lines of the lemma": lambda n: n in ("share", "alone", "no_other_type", "prior", "specific", "kin")}


def lexicon(root):
    """(file:line, lemma, pos, type, example) of every sense, and the examples of blockers."""
    senses, blocked = [], []
    for path in sorted((root / "data/events").glob("*.tsv")):
        if path.stem in ("light", "embed", "compose", "classes"):
            continue
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            cells = line.split("\t")
            if number == 1 or line.startswith("#"):
                continue
            if path.stem == "blockers":
                blocked.append((f"events/blockers.tsv:{number}", cells[5]))
            elif len(cells) == 12:
                senses.append((f"events/{path.name}:{number}", cells[0], cells[1], cells[5], cells[11]))
    return senses, blocked


def read_rows(args, texts):
    """For each id the triggers: {begin, end, absorbed, rows: [(model, line, type, coded, features)]}."""
    lines = "".join(f"{number}\t{' '.join(text.split())}\n" for number, text in texts)
    done = subprocess.run([args.rows, args.model, args.knowledge], input=lines.encode("utf-8"), stdout=subprocess.PIPE, check=True)
    read, triggers = {}, None
    for line in done.stdout.decode("utf-8", "replace").split("\n"):
        if line.startswith("# "):
            triggers = read.setdefault(line[2:], [])
        elif line.startswith("@ "):
            head, *features = line[2:].split("\t")
            model, where, kind, coded, begin, end = head.split(" ")
            span = (int(begin), int(end))
            if not triggers or triggers[-1]["span"] != span:
                triggers.append({"span": span, "absorbed": False, "rows": []})
            row = [(name.rpartition(":")[0], float(name.rpartition(":")[2])) for name in features]
            triggers[-1]["rows"].append((model, where, kind, coded, row))
        elif "absorbed by" in line and triggers:
            triggers[-1]["absorbed"] = True
    return read


def bytes_span(text, span):
    return tuple(len(text[:at].encode("utf-8")) for at in span)


def corpus_rows(args):
    """Rows (model, features, right, id, trigger) of the corpus."""
    rows = [row for _, _, row in read_corpus(args.root) if not row["faults"]]
    read = read_rows(args, [(row["id"], row["text"]) for row in rows])
    for row in rows:
        text = " ".join(row["text"].split())
        gold = [(bytes_span(text, occurrence(text, event["trigger"])), event["type"]) for event in row["parsed"]]
        for trigger in read.get(row["id"], []):
            if trigger["absorbed"]:
                continue
            held = any(model == "hold" for model, *_ in trigger["rows"])
            for model, where, kind, coded, features in trigger["rows"]:
                if held and model == "near":
                    continue
                right = any(span[0] < trigger["span"][1] and trigger["span"][0] < span[1] and wanted in (kind, coded)
                            for span, wanted in gold)
                yield model, features, float(right), row["id"], (row["id"], trigger["span"]), 1.0


def example_rows(args):
    """Rows of near lines: each example without its own line, the blockers' examples as they are."""
    senses, blocked = lexicon(args.root)
    types = collections.defaultdict(list)
    for _, lemma, pos, kind, _ in senses:
        types[lemma, pos].append(kind)
    read = read_rows(args, [(where, example) for where, *_, example in senses] + blocked)
    for where, lemma, pos, kind, _ in senses:
        for trigger in read.get(where, []):
            own = [row for row in trigger["rows"] if row[1] == where]
            if not own or any(row[0] == "hold" and row[1] != where for row in trigger["rows"]):
                continue
            for model, line, other, _, features in trigger["rows"]:
                if line == where:
                    continue
                rest = list(types[lemma, pos])
                for gone in (kind, other):
                    if gone in rest:
                        rest.remove(gone)
                same = sum(one == other for one in rest)
                fixed = [f for f in features if f[0] not in ("share", "alone", "no_other_type")]
                fixed += [("share", same / len(rest))] if rest else [("alone", 1.0)]
                fixed += [("no_other_type", 1.0)] if rest and same == len(rest) else []
                yield model, fixed, float(other == kind), None, (where, trigger["span"]), 0.35
    for where, _ in blocked:
        for trigger in read.get(where, []):
            for model, _, _, _, features in trigger["rows"]:
                if model == "near":
                    yield model, features, 0.0, None, (where, trigger["span"]), 0.5


def story_rows(args):
    """Weak rows of invented headlines: a trigger of the headline's type is right, others say nothing if one is."""
    titles = {}
    for line in args.stories.read_text(encoding="utf-8").splitlines():
        story = json.loads(line)
        titles.setdefault(story["title"], story["label"])
    read = read_rows(args, [(f"s{number}", title) for number, title in enumerate(titles)])
    for number, (title, label) in enumerate(titles.items()):
        for trigger in read.get(f"s{number}", []):
            if any(row[0] == "hold" for row in trigger["rows"]):
                continue
            for model, _, kind, coded, features in trigger["rows"]:
                yield model, features, float(label in (kind, coded)), None, (f"s{number}", trigger["span"]), 0.15


def sigmoid(x):
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, x))))


def fit(rows, penalty, seed=7):
    """AdaGrad over rows (features, right, weight)."""
    weights, squares = collections.defaultdict(float), collections.defaultdict(lambda: 1e-6)
    order = list(range(len(rows)))
    chance = random.Random(seed)
    for _ in range(EPOCHS):
        chance.shuffle(order)
        for at in order:
            features, right, importance = rows[at]
            error = importance * (sigmoid(sum(weights[name] * value for name, value in features)) - right)
            for name, value in features:
                slope = error * value + penalty * weights[name]
                squares[name] += slope * slope
                weights[name] -= RATE * slope / math.sqrt(squares[name])
    return weights


def keep_common(rows, least=3):
    """Lemma features that are seen too seldom tell nothing that holds elsewhere."""
    seen = collections.Counter(name for features, *_ in rows for name, _ in features)
    return [([f for f in features if seen[f[0]] >= (least if ">" in f[0] else 2)], right, weight) for features, right, weight in rows]


def choices(rows, weights):
    """For each trigger its best line: (probability, right, the trigger has a right line)."""
    best, reach = {}, collections.defaultdict(float)
    for features, right, trigger in rows:
        p = sigmoid(sum(weights.get(name, 0.0) * value for name, value in features))
        reach[trigger] = max(reach[trigger], right)
        if trigger not in best or p > best[trigger][0]:
            best[trigger] = (p, right)
    return [(p, right, reach[trigger]) for trigger, (p, right) in best.items()]


def report(pairs, threshold):
    taken = [(p, right) for p, right, _ in pairs if p >= threshold]
    right = sum(r for _, r in taken)
    wanted = sum(reach for *_, reach in pairs)
    precision, recall = right / max(len(taken), 1), right / max(wanted, 1)
    return f"taken {len(taken):5} right {int(right):5} precision {precision:.3f} recall {recall:.3f}"


def held_out(corpus, others, penalty, drop=None):
    out = []
    for fold in range(FOLDS):
        ids = sorted({row[2] for row in corpus})
        test = {name for at, name in enumerate(ids) if at % FOLDS == fold}
        clean = lambda features: [f for f in features if not (drop and drop(f[0]))]
        train = [(clean(f), r, w) for f, r, number, _, w in corpus if number not in test] + [(clean(f), r, w) for f, r, w in others]
        weights = fit(keep_common(train), penalty)
        out += choices([(clean(f), r, trigger) for f, r, number, trigger, _ in corpus if number in test], weights)
    return out


def error_of(pairs, bins=10):
    total = 0.0
    for at in range(bins):
        inside = [(p, r) for p, r, _ in pairs if at / bins <= p < (at + 1) / bins]
        total += abs(sum(p for p, _ in inside) - sum(r for _, r in inside))
    return total / max(len(pairs), 1)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("rows")
    parser.add_argument("model")
    parser.add_argument("knowledge")
    parser.add_argument("--root", default=pathlib.Path(__file__).resolve().parent.parent, type=pathlib.Path)
    parser.add_argument("--stories", type=pathlib.Path)
    parser.add_argument("--near", type=float, default=0.45, help="probability from which a line that nearly holds is taken")
    parser.add_argument("--hold", type=float, default=0.03, help="probability from which a line that holds is taken")
    parser.add_argument("--margin", type=float, default=3.0, help="how much better a less specific line must score")
    parser.add_argument("--ablate", action="store_true")
    parser.add_argument("--write", action="store_true")
    args = parser.parse_args()
    corpus, extra = list(corpus_rows(args)), list(example_rows(args))
    if args.stories:
        extra += list(story_rows(args))
    lines = []
    for model, threshold in (("hold", args.hold), ("near", args.near)):
        own = [(f, r, number, trigger, w) for m, f, r, number, trigger, w in corpus if m == model]
        others = [(f, r, w) for m, f, r, _, _, w in extra if m == model and model == "near"]
        print(f"{model}: {len(own)} lines of the corpus, {len(others)} others")
        first = {}
        for f, r, _, trigger, _ in own:
            if trigger not in first and any(name == "first" for name, _ in f):
                first[trigger] = r
        if model == "hold":
            print(f"  most specific first: taken {len(first)} right {int(sum(first.values()))} precision {sum(first.values()) / max(len(first), 1):.3f}")
        pairs = held_out(own, others, PENALTY[model])
        for at in (0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.55, 0.6, 0.7, 0.8):
            print(f"  at {at:.2f}: {report(pairs, at)}{'  <-' if abs(at - threshold) < 0.001 else ''}")
        print(f"  expected calibration error {error_of(pairs):.3f}")
        for name, drop in GROUPS.items() if args.ablate else ():
            print(f"  without {name:20} {report(held_out(own, others, PENALTY[model], drop), threshold)}")
        weights = fit(keep_common([(f, r, w) for f, r, _, _, w in own] + others), PENALTY[model])
        lines.append(f"{model}.threshold\t{threshold:.3f}")
        lines += [f"hold.margin\t{args.margin:.3f}"] if model == "hold" else []
        lines += [f"{model}.{name}\t{value:.3f}" for name, value in sorted(weights.items()) if abs(value) >= 0.02]
    if args.write:
        head = ("feature\tweight\n# Weights of the scorer that chooses among senses; written by tools/train_senses.py, read by src/read/events_score.c.\n"
                "# `hold`: a line whose conditions all hold; `near`: one of which a single condition fails. `lemma/pos>TYPE` is what a word mostly means.\n")
        (args.root / "data/read/senses.tsv").write_text(head + "\n".join(lines) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
