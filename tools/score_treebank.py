#!/usr/bin/env python3
"""Scores a build on a treebank file, per part: tags, lemmas and trees on given tokens, tokens and sentences on raw text.

usage: tools/score_treebank.py SITREP [--gold FILE] [--model FILE] [--markdown] [--errors N] [--floors FILE [--write]]

UPOS, lemma, UAS, LAS: words of which the figure is right, in per cent; LAS leaves subtypes out (nmod:poss counts as nmod), case counts in lemmas.
Tokens, sentences: F1 of exact spans over the characters that are no white space, from the text alone, its paragraphs apart by empty lines.
--errors N lists the N commonest confusions of relations and of tags, each with an example. --floors FILE compares with the floors in FILE and fails
where one is missed; --write makes FILE anew, each floor a point under what is reached (three under for a single part: a part has few words).
"""
import argparse
import collections
import os
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
TREEBANK = os.path.join(HERE, "..", "data", "treebank", "news-test.conllu")
MEASURES = ("upos", "lemma", "uas", "las", "tokens", "sentences")
MARGIN_ALL, MARGIN_PART = 1.0, 3.0


class Sentence:
    """One sentence of CoNLL-U: words (ten columns each) and surface tokens, a multiword token counting once."""

    def __init__(self, comments, rows):
        self.part = next((c[len("# part = "):] for c in comments if c.startswith("# part = ")), "-")
        self.name = next((c[len("# sent_id = "):] for c in comments if c.startswith("# sent_id = ")), "?")
        self.text = next((c[len("# text = "):] for c in comments if c.startswith("# text = ")), "")
        self.opens_paragraph = any(c.startswith(("# newpar", "# newdoc")) for c in comments)
        self.rows = rows
        self.words = [row for row in rows if row[0].isdigit()]
        self.tokens, covered = [], 0
        for row in rows:
            if "-" in row[0]:
                covered = int(row[0].split("-")[1])
                self.tokens.append(row[1])
            elif row[0].isdigit() and int(row[0]) > covered:
                self.tokens.append(row[1])


def read(lines):
    comments, rows, out = [], [], []
    for line in [*lines, ""]:
        if line.startswith("#"):
            comments.append(line)
        elif line.strip():
            rows.append(line.split("\t"))
        elif rows:
            out.append(Sentence(comments, rows))
            comments, rows = [], []
    return out


def run(options, arguments, text):
    command = [options.sitrep, "parse", *arguments]
    if options.model:
        command += ["--model", options.model]
    done = subprocess.run(command, input=text, stdout=subprocess.PIPE, encoding="utf-8", check=False)
    if done.returncode:
        sys.exit(f"{' '.join(command)} ended with {done.returncode}")
    return read(done.stdout.split("\n"))


def parse_given_tokens(options, gold):
    """The program's analysis of the gold sentences and tokens, every other column blank."""
    lines = []
    for sentence in gold:
        lines += [f"# sent_id = {sentence.name}", f"# text = {sentence.text}"]
        lines += ["\t".join([row[0], row[1], *["_"] * 7, row[9]]) for row in sentence.rows]
        lines.append("")
    system = run(options, ["--input", "conllu"], "\n".join(lines) + "\n")
    if [s.tokens for s in system] != [s.tokens for s in gold] or [len(s.words) for s in system] != [len(s.words) for s in gold]:
        sys.exit("the program did not keep the tokens that it was given")
    return system


def spans(sentences):
    """Token and sentence spans, in characters that are no white space."""
    at, tokens, whole = 0, set(), set()
    for sentence in sentences:
        begin = at
        for token in sentence.tokens:
            length = len("".join(token.split()))
            tokens.add((at, at + length))
            at += length
        whole.add((begin, at))
    return tokens, whole


def f1(gold, system):
    return 100.0 * 2 * len(gold & system) / (len(gold) + len(system))


def raw_text(sentences):
    text = ""
    for sentence in sentences:
        text += ("\n\n" if sentence.opens_paragraph else " ") + sentence.text
    return text.lstrip() + "\n"


def base(relation):
    return relation.split(":")[0]


def score(options, gold):
    parts = list(dict.fromkeys(s.part for s in gold))
    right = {part: collections.Counter() for part in parts}
    system = parse_given_tokens(options, gold)
    for g, s in zip(gold, system):
        count = right[g.part]
        count["sentences_given"] += 1
        for a, b in zip(g.words, s.words):
            count["words"] += 1
            count["upos"] += a[3] == b[3]
            count["lemma"] += a[2] == b[2]
            count["uas"] += a[6] == b[6]
            count["las"] += a[6] == b[6] and base(a[7]) == base(b[7])
    figures, all_gold, all_system, shift = {}, [set(), set()], [set(), set()], 0
    for part in parts:
        mine = [s for s in gold if s.part == part]
        gold_spans, system_spans = spans(mine), spans(run(options, [], raw_text(mine)))
        count = right[part]
        figures[part] = {m: 100.0 * count[m] / count["words"] for m in ("upos", "lemma", "uas", "las")}
        figures[part].update(sentences_given=count["sentences_given"], words=count["words"])
        for i, measure in enumerate(("tokens", "sentences")):
            figures[part][measure] = f1(gold_spans[i], system_spans[i])
            all_gold[i] |= {(b + shift, e + shift) for b, e in gold_spans[i]}
            all_system[i] |= {(b + shift, e + shift) for b, e in system_spans[i]}
        shift += 1 + max(e for _, e in gold_spans[0] | system_spans[0])
    total = sum(right.values(), collections.Counter())
    figures["all"] = {m: 100.0 * total[m] / total["words"] for m in ("upos", "lemma", "uas", "las")}
    figures["all"].update(sentences_given=total["sentences_given"], words=total["words"])
    for i, measure in enumerate(("tokens", "sentences")):
        figures["all"][measure] = f1(all_gold[i], all_system[i])
    return figures, system


def show(figures, markdown):
    if markdown:
        print("| part | sentences | words | UPOS | lemma | UAS | LAS | tokens F1 | sentences F1 |\n|---|---:|---:|---:|---:|---:|---:|---:|---:|")
    else:
        print(f"{'part':<13}{'sents':>6}{'words':>7}" + "".join(f"{m:>11}" for m in MEASURES))
    for part, row in figures.items():
        if markdown:
            print(f"| {part} | {row['sentences_given']} | {row['words']} | " + " | ".join(f"{row[m]:.1f}" for m in MEASURES) + " |")
        else:
            print(f"{part:<13}{row['sentences_given']:>6}{row['words']:>7}" + "".join(f"{row[m]:>11.2f}" for m in MEASURES))


def example(sentence, i):
    words = [word[1] for word in sentence.words]
    return " ".join(words[max(0, i - 5):i] + [f"[{words[i]}]"] + words[i + 1:i + 6])


def show_errors(gold, system, limit):
    relations, tags = collections.defaultdict(list), collections.defaultdict(list)
    for g, s in zip(gold, system):
        for i, (a, b) in enumerate(zip(g.words, s.words)):
            if base(a[7]) != base(b[7]):
                relations[f"{base(a[7])} called {base(b[7])}"].append((g, i))
            elif a[6] != b[6]:
                relations[f"{base(a[7])} at a wrong head"].append((g, i))
            if a[3] != b[3]:
                tags[f"{a[3]} called {b[3]}"].append((g, i))
    for title, table in (("relations", relations), ("tags", tags)):
        print(f"\n{title}")
        for what, places in sorted(table.items(), key=lambda item: -len(item[1]))[:limit]:
            print(f"{len(places):>5}  {what}: " + " / ".join(f"{g.part}: {example(g, i)}" for g, i in places[:: max(1, len(places) // 3)][:3]))


def read_floors(path):
    with open(path, encoding="utf-8") as file:
        rows = [line.rstrip("\n").split("\t") for line in file if line.strip() and not line.startswith("#")]
    return {(part, measure): float(floor) for part, measure, floor in rows}


def write_floors(path, figures):
    with open(path, "w", encoding="utf-8") as file:
        file.write("# Floors of the news treebank slice, by tools/score_treebank.py --floors FILE --write: part, measure, floor in per cent.\n")
        for part, row in figures.items():
            for measure in MEASURES if part == "all" else ("las",):
                file.write(f"{part}\t{measure}\t{row[measure] - (MARGIN_ALL if part == 'all' else MARGIN_PART):.2f}\n")


def main():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("sitrep")
    parser.add_argument("--gold", default=TREEBANK)
    parser.add_argument("--model")
    parser.add_argument("--markdown", action="store_true")
    parser.add_argument("--errors", type=int, default=0)
    parser.add_argument("--floors")
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    with open(options.gold, encoding="utf-8") as file:
        gold = read(file.read().split("\n"))
    figures, system = score(options, gold)
    show(figures, options.markdown)
    if options.errors:
        show_errors(gold, system, options.errors)
    if options.floors and options.write:
        write_floors(options.floors, figures)
    elif options.floors:
        missed = [(part, measure, floor) for (part, measure), floor in read_floors(options.floors).items() if figures[part][measure] < floor]
        for part, measure, floor in missed:
            print(f"{part} {measure}: {figures[part][measure]:.2f} is under the floor of {floor:.2f}")
        sys.exit(1 if missed else 0)


if __name__ == "__main__":
    main()
