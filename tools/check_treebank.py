#!/usr/bin/env python3
"""Checks a treebank file: form, trees, tags, and that relations, tags and features agree.

usage: tools/check_treebank.py [--at-least N] [FILE.conllu]      (data/treebank/news-test.conllu when none is named)

Prints one line per fault, "SENT_ID TOKEN: what is wrong", then the counts per part; fails where there is a fault or there are fewer sentences than N.
"""
import argparse
import collections
import os
import re
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
DEFAULT = os.path.join(HERE, "..", "data", "treebank", "news-test.conllu")

RELATIONS = set("""acl acl:relcl advcl advcl:relcl advmod amod appos aux aux:pass case cc cc:preconj ccomp compound compound:prt conj cop csubj
csubj:outer csubj:pass dep det det:predet discourse dislocated expl fixed flat goeswith iobj list mark nmod nmod:desc nmod:poss nmod:unmarked
nsubj nsubj:outer nsubj:pass nummod obj obl obl:agent obl:unmarked orphan parataxis punct reparandum root vocative xcomp""".split())

# universal tag: the fine tags it may go with
TAGS = {
    "ADJ": "JJ JJR JJS NNP FW AFX", "ADP": "IN RP", "ADV": "RB RBR RBS WRB FW", "AUX": "MD VB VBD VBG VBN VBP VBZ", "CCONJ": "CC", "DET": "DT PDT WDT",
    "INTJ": "UH", "NOUN": "NN NNS FW", "NUM": "CD LS NNP", "PART": "TO POS RB", "PRON": "DT EX NN PRP PRP$ WDT WP WP$", "PROPN": "NNP NNPS ADD",
    "PUNCT": ", . : -LRB- -RRB- `` '' HYPH NFP", "SCONJ": "IN", "SYM": "$ SYM , NN NFP", "VERB": "VB VBD VBG VBN VBP VBZ NNP", "X": "FW GW LS ADD",
}
TAGS = {upos: set(fine.split()) for upos, fine in TAGS.items()}

# relation: the universal tags its dependent may have
TAG_OF_RELATION = {
    "punct": "PUNCT", "aux": "AUX", "aux:pass": "AUX", "cop": "AUX", "cc": "CCONJ ADV SYM PART", "cc:preconj": "CCONJ DET", "det": "DET", "det:predet": "DET",
    "nummod": "NUM SYM", "compound:prt": "ADP ADV", "mark": "SCONJ PART ADP VERB ADV", "case": "ADP PART VERB ADJ ADV SCONJ SYM", "expl": "PRON",
    "advmod": "ADV PART ADJ DET ADP", "amod": "ADJ VERB NUM ADP", "flat": "PROPN NUM X NOUN ADP ADJ DET", "discourse": "INTJ NUM",
    "nsubj": "NOUN PROPN PRON NUM DET ADJ SYM VERB ADV X", "obj": "NOUN PROPN PRON NUM DET ADJ SYM VERB X",
}
TAG_OF_RELATION = {relation: set(tags.split()) for relation, tags in TAG_OF_RELATION.items()}

# These relations go from left to right, and these tokens carry few dependents.
LEFT_HEADED = {"conj", "flat", "fixed", "goeswith", "appos", "list", "compound:prt", "orphan"}
LEAVES = {"punct": "", "aux": "", "aux:pass": "", "cop": "", "fixed": "", "mark": "fixed advmod", "case": "fixed advmod", "cc": "fixed",
          "det": "advmod", "compound:prt": "", "flat": "punct", "expl": ""}
LEAVES = {relation: set(children.split()) for relation, children in LEAVES.items()}
# What English moves away from its head: relative pronouns out of complements, relative clauses behind the verb.
MAY_CROSS = {"acl:relcl", "obj", "obl", "nsubj", "advmod"}
OF_PREDICATES = {"nsubj", "nsubj:pass", "nsubj:outer", "csubj", "csubj:pass", "aux", "aux:pass", "cop", "expl"}

# fine tag: what its features must match
FEATURES = [
    ("NN", r"Number=Sing|PronType|Number=Plur"), ("NNS", r"Number=(Plur|Ptan)"), ("NNP", r"Number=Sing|Degree=|VerbForm="), ("NNPS", r"Number=(Plur|Ptan)"),
    ("VB", r"VerbForm=(Inf|Fin)"), ("VBD", r"Mood=(Ind|Sub).*Tense=Past.*VerbForm=Fin"), ("VBG", r"VerbForm=(Ger|Part)"), ("VBN", r"Tense=Past.*VerbForm=Part"),
    ("VBZ", r"Number=Sing\|Person=3\|Tense=Pres\|VerbForm=Fin"), ("VBP", r"Mood=Ind.*Tense=Pres\|VerbForm=Fin"), ("MD", r"VerbForm=Fin"), ("JJ", r"Degree=Pos|Num|ExtPos"),
    ("JJR", r"Degree=Cmp"), ("JJS", r"Degree=Sup"), ("RBR", r"Degree=Cmp"), ("RBS", r"Degree=Sup"), ("PRP", r"PronType=Prs"), ("PRP$", r"Poss=Yes"),
    ("CD", r"NumType=(Card|Frac)"), ("DT", r"PronType="), ("WP", r"PronType=(Int|Rel)"), ("WDT", r"PronType=(Int|Rel)"), ("WRB", r"PronType=(Int|Rel)"),
]
FEATURES = {tag: re.compile(pattern) for tag, pattern in FEATURES}


def read(path):
    """Yields (comments, rows) per sentence; rows are lists of ten columns."""
    comments, rows = [], []
    with open(path, encoding="utf-8") as file:
        for line in file:
            line = line.rstrip("\n")
            if line.startswith("#"):
                comments.append(line)
            elif line:
                rows.append(line.split("\t"))
            elif rows:
                yield comments, rows
                comments, rows = [], []
    if rows:
        yield comments, rows


def value_of(comments, key):
    for comment in comments:
        if comment.startswith(f"# {key} = "):
            return comment[len(key) + 5:]
    return None


def check_form(comments, rows):
    """Columns, ids, ranges and the text."""
    want, inside_to, text = 1, 0, ""
    for row in rows:
        if len(row) != 10:
            yield row[0], "has not ten columns"
            return
        spaced = "SpaceAfter=No" not in row[9]
        if "-" in row[0]:
            first, inside_to = map(int, row[0].split("-"))
            if first != want or inside_to <= first:
                yield row[0], "is a range that does not fit its tokens"
            text += row[1] + (" " if spaced else "")
            continue
        if row[0] != str(want):
            yield row[0], f"should be numbered {want}"
        if want > inside_to:
            text += row[1] + (" " if spaced else "")
        elif not spaced:
            yield row[0], "lies in a range and cannot say SpaceAfter"
        want += 1
    if text.rstrip(" ") != value_of(comments, "text"):
        yield "text", f"is not what the tokens spell: {text!r}"


def is_projective(head, dependent, heads):
    """Whether all tokens between `head` and `dependent` hang under `head`."""
    low, high = sorted((head, dependent))
    for between in range(low + 1, high):
        up = between
        while up not in (0, head):
            up = heads[up]
        if up != head:
            return False
    return True


def check_tree(words):
    heads = {i: int(word[6]) for i, word in enumerate(words, 1)}
    roots = [i for i, head in heads.items() if head == 0]
    if len(roots) != 1 or words[roots[0] - 1][7] != "root":
        yield "tree", "has not one root"
        return
    for i, head in heads.items():
        seen, up = set(), i
        while up:
            if up in seen or up not in heads:
                yield str(i), "does not hang under the root"
                return
            seen.add(up)
            up = heads[up]
    for i, head in heads.items():
        relation = words[i - 1][7]
        if head and relation == "root":
            yield str(i), "is called root and is none"
        if head and relation not in MAY_CROSS and not is_projective(head, i, heads):
            yield str(i), f"{relation} crosses another arc"
        if relation in LEFT_HEADED and head > i:
            yield str(i), f"{relation} goes from right to left"


def check_tags(words):
    for word in words:
        if word[7] not in RELATIONS:
            yield word[0], f"has the unknown relation {word[7]}"
        if word[4] not in TAGS.get(word[3], ()):
            yield word[0], f"{word[1]}: {word[3]} does not go with {word[4]}"
        allowed = TAG_OF_RELATION.get(word[7])
        if allowed and word[3] not in allowed:
            yield word[0], f"{word[1]}: a {word[7]} should not be {word[3]}"
        if word[3] == "PUNCT" and word[7] not in ("punct", "root"):
            yield word[0], f"{word[1]}: PUNCT is {word[7]}"
        wanted = FEATURES.get(word[4])
        if wanted and word[3] not in ("SYM", "PUNCT", "ADV", "PART") and not wanted.search(word[5]):
            yield word[0], f"{word[1]}: features {word[5]} do not fit {word[4]}"
        if word[5] != "_" and word[5].split("|") != sorted(word[5].split("|"), key=str.lower):
            yield word[0], f"{word[1]}: features are out of order"
        if word[2] == "_" and word[1] != "_":
            yield word[0], f"{word[1]}: has no lemma"


def check_relations(words):
    children = collections.defaultdict(list)
    for word in words:
        children[word[6]].append(word)
    for word in words:
        below = children[word[0]]
        relations = collections.Counter(child[7] for child in below)
        allowed = LEAVES.get(word[7])
        for child in below:
            if allowed is not None and child[7] not in allowed | {"goeswith", "conj", "cc"}:
                yield child[0], f"{child[1]}: {child[7]} hangs under a {word[7]}"
        passive = relations["aux:pass"] > 0
        for relation in ("nsubj", "nsubj:pass", "obj", "iobj", "cop", "nsubj:outer", "obl:agent"):
            if relations[relation] > 1:
                yield word[0], f"{word[1]}: has {relations[relation]} {relation}"
        if relations["nsubj"] and relations["nsubj:pass"]:
            yield word[0], f"{word[1]}: has an active and a passive subject"
        if passive and (relations["nsubj"] or word[4] != "VBN" or "Voice=Pass" not in word[5]):
            yield word[0], f"{word[1]}: a passive auxiliary, and the verb is not passive"
        if relations["nsubj:pass"] and "Voice=Pass" not in word[5]:
            yield word[0], f"{word[1]}: a passive subject, and the verb is not passive"
        if relations["aux"] and not passive and "Voice=Pass" in word[5] and any(c[2] == "have" for c in below):
            yield word[0], f"{word[1]}: a perfect called passive"
        helped = [c for c in below if c[7] in ("aux", "aux:pass")] or word[7] in ("conj", "aux", "aux:pass", "cop")
        if word[4] == "VBN" and word[3] == "VERB" and relations["nsubj"] and not helped:
            yield word[0], f"{word[1]}: VBN with a subject and no auxiliary"
        if word[4] in ("VBD", "VBZ", "VBP") and word[3] == "VERB" and (relations["aux"] or passive):
            yield word[0], f"{word[1]}: {word[4]} under an auxiliary"
        if word[4] == "VB" and word[3] == "VERB" and not helped and not any(c[1].lower() == "to" for c in below) and word[7] != "xcomp" and "Mood=Imp" not in word[5]:
            yield word[0], f"{word[1]}: VB with neither 'to' nor an auxiliary"
        predicate = word[3] in ("VERB", "AUX", "ADJ", "ADV") or any(relations[r] for r in OF_PREDICATES)
        for child in below:
            if child[7].startswith("obl") and not predicate and word[7] not in ("root", "parataxis", "ccomp", "conj") and word[3] not in ("DET", "NUM"):
                yield child[0], f"{child[1]}: {child[7]} under the nominal {word[1]}"
            if child[7].split(":")[0] == "nmod" and word[3] in ("VERB", "AUX", "ADV"):
                yield child[0], f"{child[1]}: {child[7]} under the {word[3]} {word[1]}"
            if child[7] in ("advcl", "xcomp") and not predicate and word[7] != "root":
                yield child[0], f"{child[1]}: {child[7]} under the nominal {word[1]}"
            if child[7] in ("acl", "acl:relcl", "amod", "det", "nummod", "appos") and word[3] in ("VERB", "AUX", "ADV"):
                yield child[0], f"{child[1]}: {child[7]} under the {word[3]} {word[1]}"
        if word[7] == "conj" and not any(c[7] in ("cc", "punct") for c in below):
            if not (word[3] in ("NUM",) or any(c[7] == "cc" for c in children[word[6]])):
                yield word[0], f"{word[1]}: a conjunct with neither conjunction nor comma"
        if relations["fixed"] and "ExtPos=" not in word[5] or not relations["fixed"] and "ExtPos=" in word[5]:
            yield word[0], f"{word[1]}: ExtPos goes with the head of a fixed expression, and with no other"
        if word[7] == "obl:agent" and not any(c[7] == "case" and c[1].lower() == "by" for c in below):
            yield word[0], f"{word[1]}: an agent without 'by'"
        if word[7] in ("nmod:unmarked", "obl:unmarked", "nmod:desc") and any(c[7] == "case" and c[1].lower() not in ("'s", "'") for c in below):
            yield word[0], f"{word[1]}: {word[7]} with a preposition"
        if word[7] in ("obl", "nmod") and word[3] in ("NOUN", "PROPN") and not any(c[7] == "case" for c in below):
            yield word[0], f"{word[1]}: {word[7]} without a preposition"


def main():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("file", nargs="?", default=DEFAULT)
    parser.add_argument("--at-least", type=int, default=0)
    options = parser.parse_args()
    faults, ids = 0, set()
    parts = collections.defaultdict(lambda: [0, 0, 0])
    for comments, rows in read(options.file):
        name, part = value_of(comments, "sent_id"), value_of(comments, "part") or "-"
        words = [row for row in rows if "-" not in row[0]]
        found = [*check_form(comments, rows)]
        if not found:
            found = [*check_tree(words), *check_tags(words), *check_relations(words)]
        if name in ids or not name:
            found.append(("sent_id", "is missing or not unique"))
        ids.add(name)
        for where, what in found:
            print(f"{name} {where}: {what}")
        faults += len(found)
        count = parts[part]
        count[0] += 1
        count[1] += len(words)
        count[2] += sum("-" in row[0] for row in rows)
    print(f"{'part':<16} {'sentences':>9} {'words':>7} {'multiword':>9}")
    for part, (sentences, words, ranges) in parts.items():
        print(f"{part:<16} {sentences:>9} {words:>7} {ranges:>9}")
    total = [sum(column) for column in zip(*parts.values())] or [0, 0, 0]
    print(f"{'all':<16} {total[0]:>9} {total[1]:>7} {total[2]:>9}")
    if total[0] < options.at_least:
        print(f"fewer than {options.at_least} sentences")
        faults += 1
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
