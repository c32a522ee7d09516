#!/usr/bin/env python3
"""Makes edited near-copies of example reports, and scores the origins that a store gives them.

    make_copies.py [--reports N] [--seed S] [--from FILE.jsonl] > copies.jsonl
    sitrep add --store copies.sitrep --seen published copies.jsonl
    make_copies.py --score copies.sitrep --sitrep build/release/sitrep

Each original of the examples is shifted in time and told of other people, places and numbers (so that two shifts are two origins), and then copied
as outlets copy wire reports: cut at the end, paragraphs dropped or in another order, another headline and dateline, words put for words, numbers
updated. The id says what the truth is: "o12.3" is the third copy of origin 12. Scoring prints precision and recall over pairs of one origin.
"""
import argparse
import collections
import datetime
import json
import random
import re
import subprocess
import sys
from pathlib import Path

EXAMPLES = Path(__file__).resolve().parent.parent / "examples" / "osh-2010" / "reports.jsonl"
OUTLETS = [f"{a} {b}" for a in ("Northern", "Harbour", "Valley", "Meridian", "Eastern", "Lake", "Summit", "Old Town") for b in ("Post", "Gazette", "Wire", "Radio", "Times")]
SYNONYMS = [("killed", "slain"), ("said", "told reporters"), ("people", "persons"), ("have been", "had been"), ("at least", "no fewer than"), ("fled", "escaped"), ("clashes", "fighting"),
            ("violence", "unrest"), ("soldiers", "troops"), ("told", "informed"), ("asked", "requested"), ("wounded", "injured"), ("began", "started"), ("large", "big"), ("help", "aid"),
            ("near", "close to"), ("city", "town"), ("after", "following"), ("about", "around"), ("houses", "homes"), ("which", "that"), ("also", "too"), ("several", "a number of")]
LINES = ["(Additional reporting by our correspondent.)", "Copyright {o}. All rights reserved.", "Follow {o} for updates on this story.", "Editing by the {o} desk", ""]


SYLLABLES = "ba de ki lo mu na re si to vu sha che zar min dol kar pel tan gor bek".split()


def made_up(rng):
    return "".join(rng.choice(SYLLABLES) for _ in range(rng.choice((2, 3)))).capitalize()


def words_of(text):
    return re.findall(r"[A-Za-z]+", text)


def other_story(text, rng, vocabulary, share):
    """The same kind of report about something else: names and numbers changed, and a share of the other words replaced by words of the vocabulary."""
    names = {}

    def swap(match):
        word = match.group(0)
        if word[0].isdigit():
            return str(int(int(word.replace(",", "")[:9] or 0) * rng.uniform(0.3, 3)) + rng.randint(1, 9))
        if word[0].isupper() and len(word) > 3:
            return names.setdefault(word, made_up(rng))
        return rng.choice(vocabulary) if len(word) > 3 and rng.random() < share else word

    return re.sub(r"\d[\d,]*|[A-Za-z]+", swap, text)


def edited(text, rng, outlet):
    paragraphs = [p for p in text.split("\n\n") if p.strip()]
    if rng.random() < 0.5 and len(paragraphs) > 3:  # cut from the end, as papers do
        paragraphs = paragraphs[:max(3, int(len(paragraphs) * rng.uniform(0.6, 0.95)))]
    if rng.random() < 0.3 and len(paragraphs) > 3:
        del paragraphs[rng.randrange(1, len(paragraphs))]
    if rng.random() < 0.3 and len(paragraphs) > 3:
        head, rest = paragraphs[:1], paragraphs[1:]
        rng.shuffle(rest)
        paragraphs = head + rest
    text = "\n\n".join(paragraphs)
    for a, b in SYNONYMS:
        if rng.random() < 0.35:
            text = re.sub(rf"\b{a}\b", b, text)
    text = re.sub(r"^[A-Z][^\n]{0,60}? \([^)]*\) - ", "", text)
    if rng.random() < 0.5:
        text = f"{rng.choice(('LONDON', 'MOSCOW', 'GENEVA'))} ({outlet}) - {text}"
    return text + "\n\n" + rng.choice(LINES).format(o=outlet)


def make(args):
    rng = random.Random(args.seed)
    base = [json.loads(line) for line in open(args.source, encoding="utf-8")]
    base = [r for r in base if len(r["text"].split()) >= 80]
    vocabulary = sorted({w.lower() for r in base for w in words_of(r["text"]) if len(w) > 3})
    made, origin = 0, 0
    while made < args.reports:
        for r in base:
            origin += 1
            day = datetime.datetime(2010, 1, 1, 6, tzinfo=datetime.timezone.utc) + datetime.timedelta(hours=origin * 0.9)
            text = other_story(r["text"], rng, vocabulary, args.other)
            title = other_story(r.get("title", ""), rng, vocabulary, args.other)
            for copy in range(rng.choice((1, 1, 2, 3, 4))):
                outlet = rng.choice(OUTLETS)
                body = edited(text, rng, outlet) if copy else text
                head = title if copy == 0 or rng.random() < 0.3 else " ".join(rng.sample(title.split() or ["News"], min(5, len(title.split()) or 1)))
                print(json.dumps({"id": f"o{origin}.{copy}", "title": head, "source": outlet, "published": (day + datetime.timedelta(hours=copy * 5)).isoformat(), "text": body}))
                made += 1
            if made >= args.reports:
                return


def score(args):
    lines = subprocess.run([args.sitrep, "reports", "--store", args.score, "--format", "jsonl"], capture_output=True, check=True).stdout.decode().splitlines()
    cells, gold, got = collections.Counter(), collections.Counter(), collections.Counter()
    for line in lines:
        r = json.loads(line)
        truth, printed = r["external_id"].split(".")[0], r.get("origin")
        cells[truth, printed] += 1
        gold[truth] += 1
        got[printed] += 1
    pairs = lambda c: sum(n * (n - 1) // 2 for n in c.values())
    both, wanted, printed = pairs(cells), pairs(gold), pairs(got)
    precision, recall = both / printed if printed else 1.0, both / wanted if wanted else 1.0
    print(f"{len(lines)} reports, {len(gold)} origins, {len(got)} found; pairs: precision {precision:.4f} ({both}/{printed}), recall {recall:.4f} ({both}/{wanted})")
    return 0 if precision >= args.floor and recall >= args.floor else 1


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--reports", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--other", type=float, default=0.6, help="share of plain words in which two stories from one example differ")
    parser.add_argument("--from", dest="source", default=EXAMPLES, type=Path)
    parser.add_argument("--score", metavar="STORE")
    parser.add_argument("--sitrep", default="build/release/sitrep")
    parser.add_argument("--floor", type=float, default=0.0, help="fail below this precision or recall")
    args = parser.parse_args()
    if args.score:
        sys.exit(score(args))
    make(args)


if __name__ == "__main__":
    main()
