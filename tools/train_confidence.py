#!/usr/bin/env python3
"""Fit the weights by which the event coder turns its first guess into a confidence: data/read/confidence.tsv.

    train_confidence.py SITREP [--root DIR] [--write]

Reads data/corpus with the program. An event counts as right where the corpus has one of that type on an overlapping trigger.
The first guess of the program (the lexicon's prior, the sides, the kind of trigger) is won back from the printed confidence
with the weights of the present file; then a logistic regression over it and what the record shows is fitted, by gradient
descent with a penalty. Prints the expected calibration error before and after, the latter on sentences left out (ten folds).
--write replaces the file. Standard library only.
"""
import argparse
import json
import math
import pathlib
import subprocess
import tempfile

FOLDS, STEPS, RATE, PENALTY = 10, 400, 0.5, 0.002
HARD = 0.1  # what a sentence of the hard negatives weighs: the corpus has many times more of them than news has


def corpus(root):
    for path in sorted((root / "data/corpus").glob("*.tsv")):
        if path.name.startswith("agreement"):
            continue
        lines = path.read_text(encoding="utf-8").splitlines()
        for line in lines[1:]:
            cells = line.split("\t")
            if len(cells) >= 3 and not line.startswith("#"):
                yield cells[0], cells[1], [] if cells[2] == "-" else [e.split("|") for e in cells[2].split(" ; ")]


def read(sitrep, sentences):
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl", encoding="utf-8") as f:
        for number, text, _ in sentences:
            f.write(json.dumps({"id": number, "text": text}, ensure_ascii=False) + "\n")
        f.flush()
        out = subprocess.run([sitrep, "read", "--format", "json", f.name], stdout=subprocess.PIPE, check=True).stdout.decode("utf-8")
    return [json.loads(line) for line in out.split("\n") if line.strip()]


def is_right(event, gold):
    """A happening that is told twice is marked once: an event of a marked type is right on any of its words."""
    return any(parts[1] == event["type"] for parts in gold)


def features(event):
    yield "bias", 1.0
    if not event["actors"]:
        yield "no_actor", 1.0
    if not event["recipients"]:
        yield "no_recipient", 1.0
    if not event["actors"] and not event["recipients"]:
        yield "no_side", 1.0
    if event["polarity"] == "-":
        yield "negative", 1.0
    if event.get("omission"):
        yield "omission", 1.0
    yield "status=" + event["status"], 1.0
    yield "type=" + event["type"], 1.0


def logit(p):
    p = min(max(p, 1e-4), 1 - 1e-4)
    return math.log(p / (1 - p))


def sigmoid(x):
    return 1 / (1 + math.exp(-x))


def load(path):
    weights = {"base": 1.0}
    if path.exists():
        for line in path.read_text(encoding="utf-8").splitlines()[1:]:
            if line and not line.startswith("#"):
                name, value = line.split("\t")
                weights[name] = float(value)
    return weights


def dot(weights, row):
    return sum(weights.get(name, 0.0) * value for name, value in row)


def fit(rows):
    weights, total = {"base": 1.0}, sum(importance for *_, importance in rows)
    for _ in range(STEPS):
        slope = {}
        for row, right, importance in rows:
            error = importance * (sigmoid(dot(weights, row)) - right)
            for name, value in row:
                slope[name] = slope.get(name, 0.0) + error * value / total
        for name, value in slope.items():
            anchor = 1.0 if name == "base" else 0.0
            weights[name] = weights.get(name, 0.0) - RATE * (value + PENALTY * (weights.get(name, 0.0) - anchor))
    return weights


def calibration_error(pairs, bins=10):
    total = 0.0
    for i in range(bins):
        inside = [(p, right) for p, right in pairs if i / bins <= p < (i + 1) / bins or (i == bins - 1 and p == 1)]
        if inside:
            total += abs(sum(p for p, _ in inside) - sum(right for _, right in inside))
    return total / len(pairs)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sitrep")
    parser.add_argument("--root", default=pathlib.Path(__file__).resolve().parent.parent, type=pathlib.Path)
    parser.add_argument("--write", action="store_true")
    args = parser.parse_args()
    path = args.root / "data/read/confidence.tsv"
    old, rows, before = load(path), [], []
    sentences = list(corpus(args.root))
    for (number, _, gold), record in zip(sentences, read(args.sitrep, sentences)):
        for event in record["events"]:
            row = list(features(event))
            base = (logit(event["confidence"]) - dot(old, row)) / old["base"]
            right = float(is_right(event, gold))
            rows.append((row + [("base", base)], right, HARD if number.startswith("n") else 1.0))
            before.append((event["confidence"], right))
    held = []
    for fold in range(FOLDS):
        weights = fit([r for i, r in enumerate(rows) if i % FOLDS != fold])
        held += [(sigmoid(dot(weights, row)), right) for i, (row, right, _) in enumerate(rows) if i % FOLDS == fold]
    print(f"events {len(rows)}, right {sum(right for _, right, _ in rows) / len(rows):.3f}")
    print(f"expected calibration error: printed {calibration_error(before):.3f}, fitted, on sentences left out {calibration_error(held):.3f}")
    weights = fit(rows)
    text = "feature\tweight\n# Weights of the event coder's confidence, fitted on data/corpus by tools/train_confidence.py; `base` is for its first guess.\n"
    text += "".join(f"{name}\t{weights[name]:.4f}\n" for name in sorted(weights))
    if args.write:
        path.write_text(text, encoding="utf-8")
    else:
        print(text, end="")


if __name__ == "__main__":
    main()
