"""What training changes in sentences: other names, headlines, capitals and small letters, no full stop."""
import re

from data import IGNORE, NAME_TAGS, Sentence, mark as mark_name, tokens

RAW = ("wiki", "raw", "frames")  # sources without gold trees; what names they have stay as they are


def made_up(kind, lists, rng):
    """A name of this kind, as words."""
    name = lists.made_up(kind, rng)
    if kind == "person" and rng.random() < 0.3:
        name = name.split()[-1]
    return [name[b:e] for b, e in tokens(name)]


def other_names(s, lists, rng):
    """The sentence with some of its names made others of their kind. Where there is a tree, one word for one word."""
    forms, tags, i = [], [], 0
    tree = bool(s.heads)
    while i < len(s.forms):
        tag = s.names[i]
        name = NAME_TAGS[tag] if tag > 0 else "O"
        end = i + 1
        if name[0] == "B":
            while end < len(s.forms) and s.names[end] > 0 and NAME_TAGS[s.names[end]][0] in "IE":
                end += 1
                if NAME_TAGS[s.names[end - 1]][0] == "E":
                    break
        new = s.forms[i:end]
        if name[0] in "BS" and rng.random() < 0.5:
            other = made_up(name[2:], lists, rng)
            if tree:
                proper = all(s.tags[k][1] == "NNP" and s.forms[k][:1].isupper() for k in range(i, end))
                other = other if proper and len(other) == end - i else new
            if new[0].islower():
                other = [w.lower() for w in other]
            elif new[0].isupper() and len(new[0]) > 4:
                other = [w.upper() for w in other]
            new = other
        forms += new
        mark = [0] * len(new)
        if name[0] in "BS":
            mark_name(mark, 0, len(new), name[2:])
        tags += mark if name[0] in "BS" else s.names[i:end]
        i = end
    if not tree:
        return Sentence(forms, s.source, names=tags)
    lemmas = [lemma if old == new else new for old, new, lemma in zip(s.forms, forms, s.lemmas)]
    return Sentence(forms, s.source, s.tags, lemmas, s.heads, s.labels, tags, teach=s.teach)


ARTICLES = {"the", "a", "an"}
HELPERS = {"is", "are", "was", "were", "has", "have", "been"}


def as_headline(s, labels, rng):
    """A parsed sentence without its articles, some of its auxiliaries and its full stop, as editors cut headlines."""
    heads, said = tree_of(s, labels)
    leaf = set(range(1, len(s.forms) + 1)) - set(heads)
    auxiliaries = rng.random() < 0.6
    drop = {i for i in leaf if s.forms[i - 1].lower() in ARTICLES and said[i - 1] == "det" or
            auxiliaries and s.forms[i - 1].lower() in HELPERS and said[i - 1] in ("aux", "aux:pass", "cop") or
            i == len(s.forms) and s.forms[i - 1] == "."}
    keep = [i for i in range(1, len(s.forms) + 1) if i not in drop]
    if not drop or len(keep) < 3:
        return s
    new = part_of(s, keep)
    if s.tags:
        present(new, rng)
    new.forms[0] = new.forms[0][:1].upper() + new.forms[0][1:]
    return new


THIRD = "Mood=Ind|Number=Sing|Person=3|Tense=Pres|VerbForm=Fin"
COMMA, MARK = ("PUNCT", ",", "_"), ("PART", "TO", "_")


def present(s, rng):
    """The past becomes present, "will" becomes "to", "and" a comma, in a sentence with gold annotation."""
    now, to, comma = rng.random() < 0.7, rng.random() < 0.7, rng.random() < 0.3
    for i, (upos, xpos, _) in enumerate(list(s.tags)):
        lemma = s.lemmas[i]
        if now and xpos == "VBD" and upos == "VERB" and lemma.isalpha():
            s.forms[i] = lemma[:-1] + "ies" if re.search("[^aeiou]y$", lemma) else \
                lemma + ("es" if re.search("(s|x|z|ch|sh|o)$", lemma) else "s")
            s.tags[i] = (upos, "VBZ", THIRD)
        elif to and s.forms[i] == "will" and s.labels[i] == "aux":
            s.forms[i], s.tags[i], s.lemmas[i], s.labels[i] = "to", MARK, "to", "mark"
        elif comma and 0 < i < len(s.forms) - 1 and s.forms[i] == "and" and s.labels[i] == "cc" and "," not in s.forms[i - 1:i + 2]:
            s.forms[i], s.tags[i], s.lemmas[i], s.labels[i] = ",", COMMA, ",", "punct"
        else:
            continue
        if s.teach:
            for column in ("tag_p", "script_p") + (("label_p",) if s.labels[i] in ("mark", "punct") else ()):
                s.teach.columns[column][i] = 0


def tree_of(s, labels):
    """Heads and labels, gold or by the teacher."""
    if s.heads:
        return s.heads, s.labels
    return s.teach.columns["best"].tolist(), [labels[i] for i in s.teach.columns["label"][:, 0]]


def part_of(s, keep):
    """The sentence of the words numbered `keep` (from 1) alone."""
    number = {0: 0, IGNORE: IGNORE, **{old: new for new, old in enumerate(keep, 1)}}
    column = [None if c is None else [c[i - 1] for i in keep] for c in (s.tags, s.lemmas, s.labels, s.names)]
    heads = [number[s.heads[i - 1]] for i in keep] if s.heads else None
    return Sentence([s.forms[i - 1] for i in keep], s.source, column[0], column[1], heads, column[2], column[3],
                    s.teach.kept(keep) if s.teach else None)


def augment(s, lists, labels, rng):
    """Now and then the sentence as a headline, in capitals or in small letters, or without its full stop; or with other
    names."""
    if s.names and lists and s.source not in RAW and rng.random() < (0.1 if s.heads else 0.25):
        s = other_names(s, lists, rng)
    if (s.heads or s.teach) and rng.random() < 0.08:
        s = as_headline(s, labels, rng)
    forms, x = s.forms, rng.random()
    if x < 0.05:
        forms = [f.lower() for f in forms]
    elif x < 0.10:
        forms = [f.upper() for f in forms]
    elif x < 0.13:
        forms = [f[:1].upper() + f[1:] if i == 0 or len(f) > 3 else f for i, f in enumerate(forms)]
    heads = s.heads or (s.teach.columns["best"] if s.teach else ())
    if forms is not s.forms:
        changed = [a != b and a[:1].isupper() for a, b in zip(s.forms, forms)]
        teach = s.teach.without("script", changed) if s.teach else None  # what makes the lemma of London, not of LONDON
        s = Sentence(forms, s.source, s.tags, s.lemmas, s.heads, s.labels, s.names, teach)
    if rng.random() < 0.08 and len(forms) > 3 and forms[-1] == "." and len(forms) not in heads:
        s = part_of(s, list(range(1, len(forms))))
    return s
