#!/usr/bin/env python3
"""Trains the language model: treebanks and name texts in, checkpoint out. See train.sh for the whole way to the file."""
import argparse
import collections
import json
import math
import pathlib
import random
import time

import numpy as np
import torch
import torch.nn.functional as F

import features
from data import (IGNORE, NAME_TAGS, Sentence, apply_script, mark as mark_name, read_conllu, read_names, read_raw, script_of,
                  tokens)
from lists import Lists
from model import Net, best_tree

CONFIG = {"h": 128, "layers": 5, "mix": 256, "tag": 96, "arc": 128, "label": 128, "name": 48,
          "attend": [1, 3], "heads": 4, "head_width": 32, "tag_layer": 3}
NAME_FILES = ("re3d", "meantime", "uner-ewt-dev", "btc-news", "wnut17")
VECTORS_MAX = 100000


class Vocabulary:
    """Words, tags, scripts and labels by number, and the features of forms."""

    def __init__(self, train, vector_words, vectors, counts):
        self.tags = [t for t, _ in sorted(collections.Counter(t for s in train if s.tags for t in s.tags).items(),
                                          key=lambda e: (-e[1], e[0]))]
        scripts = collections.Counter(script_of(f, l) for s in train if s.lemmas for f, l in zip(s.forms, s.lemmas))
        self.scripts = [s for s, n in sorted(scripts.items(), key=lambda e: (-e[1], e[0])) if n >= 2]
        self.labels = [t for t, _ in sorted(collections.Counter(t for s in train if s.labels for t in s.labels).items(),
                                            key=lambda e: (-e[1], e[0]))]
        self.tag_id = {t: i for i, t in enumerate(self.tags)}
        self.script_id = {t: i for i, t in enumerate(self.scripts)}
        self.label_id = {t: i for i, t in enumerate(self.labels)}
        # Row 0 is the word never seen.
        self.words = [None] + [w for w, n in sorted(counts.items(), key=lambda e: (-e[1], e[0])) if n >= 2]
        self.word_id = {w: i for i, w in enumerate(self.words) if w is not None}
        self.vector_words = [None] + vector_words
        self.vector_id = {w: i for i, w in enumerate(self.vector_words) if w is not None}
        self.vectors = np.concatenate([np.zeros((1, vectors.shape[1]), np.float32), vectors])
        self.lists = {}  # normalised form -> bits
        self.lemmas = lemmas_of(train, self.script_id)
        self.cache = {}

    def sizes(self):
        return {"words": len(self.words), "tags": len(self.tags), "scripts": len(self.scripts), "labels": len(self.labels)}

    def of(self, form):
        row = self.cache.get(form)
        if row is None:
            norm = features.normalise(form)[:features.FORM_MAX]
            fixed = features.fixed(form)
            row = ([self.word_id.get(norm, 0), self.vector_id.get(norm, 0)] +
                   [fixed[n] for n in FIXED] + [self.lists.get(norm, 0)], features.grams(form))
            self.cache[form] = row
        return row


FIXED = ("p1", "p2", "p3", "s1", "s2", "s3", "s4", "shape", "class")
COLUMNS = ("word", "vector") + FIXED + ("lists",)


def lemmas_of(train, script_id):
    """(form, tag) -> script, for forms that were seen twice and have one lemma (19 times in 20) under that tag."""
    seen = collections.defaultdict(collections.Counter)
    for s in train:
        if s.lemmas:
            for form, lemma, tag in zip(s.forms, s.lemmas, s.tags):
                seen[form, tag[0]][script_of(form, lemma)] += 1
    out = {}
    for key, scripts in seen.items():
        script, n = scripts.most_common(1)[0]
        total = sum(scripts.values())
        if total >= 2 and n >= 0.95 * total and script in script_id:
            out[key] = script_id[script]
    return out


def load_vectors(path, wanted):
    """The first VECTORS_MAX words of GloVe and all wanted ones, by normalised form; none if there is no such folder."""
    if not path:
        return [], np.zeros((0, 50), np.float32)
    import pyarrow.parquet as pq
    words = pq.read_table(next(pathlib.Path(path).rglob("*index.parquet"))).column("index").to_pylist()
    table = np.load(next(pathlib.Path(path).rglob("*emb.npy")))
    keep, rows, seen = [], [], set()
    for i, w in enumerate(words):
        norm = features.normalise(w)[:features.FORM_MAX]
        if norm in seen or b"0" in norm or (len(keep) >= VECTORS_MAX and norm not in wanted):
            continue
        seen.add(norm)
        keep.append(norm)
        rows.append(i)
    table = table[rows]
    return keep, np.clip(table / 4.0, -1, 1).astype(np.float32)


def counts_of(sentences):
    return collections.Counter(features.normalise(f)[:features.FORM_MAX] for s in sentences for f in s.forms)


def made_up(kind, lists, rng):
    """A name of this kind, as words."""
    name = lists.made_up(kind, rng)
    if kind == "person" and rng.random() < 0.3:
        name = name.split()[-1]
    return [name[b:e] for b, e in tokens(name)]


def other_names(s, lists, rng):
    """The sentence with some of its names made others of their kind. Where there is a tree, one word for one word."""
    forms, tags, i = [], [], 0
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
            if s.heads:
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
    if not s.heads:
        return Sentence(forms, s.source, names=tags)
    lemmas = [lemma if old == new else new for old, new, lemma in zip(s.forms, forms, s.lemmas)]
    return Sentence(forms, s.source, s.tags, lemmas, s.heads, s.labels, tags)


ARTICLES = {"the", "a", "an"}
HELPERS = {"is", "are", "was", "were", "has", "have", "been"}


def as_headline(s, rng):
    """A parsed sentence without its articles, some of its auxiliaries and its full stop, as editors cut headlines."""
    leaf = set(range(1, len(s.forms) + 1)) - set(s.heads)
    auxiliaries = rng.random() < 0.6
    drop = {i for i in leaf if s.forms[i - 1].lower() in ARTICLES and s.labels[i - 1] == "det" or
            auxiliaries and s.forms[i - 1].lower() in HELPERS and s.labels[i - 1] in ("aux", "aux:pass", "cop") or
            i == len(s.forms) and s.forms[i - 1] == "."}
    keep = [i for i in range(1, len(s.forms) + 1) if i not in drop]
    if not drop or len(keep) < 3:
        return s
    number = {0: 0, IGNORE: IGNORE, **{old: new for new, old in enumerate(keep, 1)}}
    forms = [s.forms[i - 1] for i in keep]
    forms[0] = forms[0][:1].upper() + forms[0][1:]
    column = [None if c is None else [c[i - 1] for i in keep] for c in (s.tags, s.lemmas, s.labels, s.names)]
    return Sentence(forms, s.source, column[0], column[1], [number[s.heads[i - 1]] for i in keep], column[2], column[3])


def augment(s, lists, rng):
    """Now and then the sentence as a headline, in capitals or in small letters, or without its full stop; or with other
    names."""
    if s.names and lists and not s.source.startswith("silver") and rng.random() < (0.1 if s.heads else 0.25):
        s = other_names(s, lists, rng)
    if s.heads and rng.random() < 0.05:
        s = as_headline(s, rng)
    forms, x = s.forms, rng.random()
    if x < 0.05:
        forms = [f.lower() for f in forms]
    elif x < 0.10:
        forms = [f.upper() for f in forms]
    elif x < 0.13:
        forms = [f[:1].upper() + f[1:] if i == 0 or len(f) > 3 else f for i, f in enumerate(forms)]
    cut = rng.random() < 0.08 and len(forms) > 3 and forms[-1] == "." and (not s.heads or len(forms) not in s.heads)
    if forms is s.forms and not cut:
        return s
    n = len(forms) - (1 if cut else 0)
    new = Sentence(forms[:n], s.source, *[c[:n] if c else None for c in (s.tags, s.lemmas, s.heads, s.labels, s.names)])
    return new


def make_batch(sentences, vocabulary, rng=None):
    """Packs sentences. With rng, words that are rare lose their own row now and then."""
    batch, forms, form_of, flags = {}, {}, [], []
    sent, place, first = [], [], [0]
    for k, s in enumerate(sentences):
        case = features.case_flags(s.forms)
        for i, f in enumerate(s.forms):
            form_of.append(forms.setdefault(f, len(forms)))
            flags.append((float(i == 0), float(case & 1), float(case >> 1 & 1), float(case >> 2 & 1)))
            sent.append(k)
            place.append(i)
        first.append(len(form_of))
    rows = [vocabulary.of(f) for f in forms]
    table = np.array([r[0] for r in rows], dtype=np.int64)
    if rng is not None:
        drop = np.array([rng.random() for _ in rows]) < 0.10
        table[drop, 0] = 0
    for i, name in enumerate(COLUMNS):
        batch[name] = torch.from_numpy(np.ascontiguousarray(table[:, i]))
    lengths = [len(r[1]) for r in rows]
    batch["grams"] = torch.tensor([g for r in rows for g in r[1]])
    batch["grams_first"] = torch.tensor(np.concatenate([[0], np.cumsum(lengths)[:-1]]))
    batch["form"], batch["flags"] = torch.tensor(form_of), torch.tensor(flags)
    batch["sent"], batch["place"] = torch.tensor(sent), torch.tensor(place)
    batch["first"] = torch.tensor(first, dtype=torch.int32)
    batch["lengths"] = torch.tensor([len(s.forms) for s in sentences])

    def column(get):
        return torch.tensor([v for s in sentences for v in get(s)])

    def absent(s):
        return [IGNORE] * len(s.forms)

    v = vocabulary
    batch["tag"] = column(lambda s: [v.tag_id.get(t, IGNORE) for t in s.tags] if s.tags else absent(s))
    batch["script"] = column(lambda s: [IGNORE if l is None else v.script_id.get(script_of(f, l), IGNORE)
                                       for f, l in zip(s.forms, s.lemmas)]
                             if s.lemmas else absent(s))
    batch["head"] = column(lambda s: s.heads or absent(s))
    batch["label"] = column(lambda s: [v.label_id.get(t, IGNORE) for t in s.labels] if s.labels else absent(s))
    batch["name"] = column(lambda s: s.names or absent(s))
    return batch


def batches(sentences, words, rng):
    """Sentences of like length together, about `words` words a batch, in random order."""
    order = sorted(sentences, key=lambda s: len(s.forms) + rng.random() * 4)
    out, now, size = [], [], 0
    for s in order:
        now.append(s)
        size += len(s.forms)
        if size >= words:
            out.append(now)
            now, size = [], 0
    if now:
        out.append(now)
    rng.shuffle(out)
    return out


def loss_of(net, batch, p=0.33, smooth=0.03):
    low, h = net.encode(batch, p)
    losses = {}

    def cross(name, scores, gold, weight):
        if (gold != IGNORE).any():
            losses[name] = weight * F.cross_entropy(scores, gold, ignore_index=IGNORE, label_smoothing=smooth)

    parsed = batch["head"] != IGNORE
    if parsed.any():
        t = F.dropout(net.tag_hidden(low), 0.2)
        cross("tag", net.tag_out(t), batch["tag"], 1.0)
        cross("script", net.script_out(t), batch["script"], 0.5)
        scores = net.arcs(h, batch, p)
        gold = torch.full(scores.shape[:2], IGNORE)
        gold[batch["sent"], batch["place"]] = batch["head"]
        losses["arc"] = F.cross_entropy(scores.reshape(-1, scores.shape[2]), gold.reshape(-1), ignore_index=IGNORE)
        cross("label", net.labels(h, batch["head"].clamp(min=0), batch, p), batch["label"], 0.7)
    cross("name", net.name_scores(low, 0.2), batch["name"], 1.0)
    return sum(losses.values()), {k: float(v.detach()) for k, v in losses.items()}


NAME_OK = None


def name_transitions():
    """May tag b follow tag a?"""
    n = len(NAME_TAGS)
    ok = np.zeros((n + 1, n + 1), bool)  # the last row and column: sentence ends
    for a in range(n + 1):
        ta = NAME_TAGS[a] if a < n else "O"
        for b in range(n + 1):
            tb = NAME_TAGS[b] if b < n else "O"
            inside = ta[0] in "BI"
            ok[a, b] = (tb[0] in "IE" and tb[2:] == ta[2:]) if inside else tb[0] in "OBS"
    return np.where(ok, 0.0, -1e9).astype(np.float32)


def viterbi(scores):
    global NAME_OK
    if NAME_OK is None:
        NAME_OK = name_transitions()
    n = scores.shape[1]
    best = scores[0] + NAME_OK[n, :n]
    back = []
    for row in scores[1:]:
        all_ = best[:, None] + NAME_OK[:n, :n]
        back.append(all_.argmax(0))
        best = all_.max(0) + row
    best = best + NAME_OK[:n, n]
    at = int(best.argmax())
    out = [at]
    for b in reversed(back):
        at = int(b[at])
        out.append(at)
    return out[::-1]


def predict(net, sentences, vocabulary, parse=True, names=True, words=4000):
    """Gives for each sentence (tags, scripts, heads, labels, names)."""
    net.eval()
    order = sorted(range(len(sentences)), key=lambda i: len(sentences[i].forms))
    out = [None] * len(sentences)
    groups, now, size = [], [], 0
    for i in order:
        now.append(i)
        size += len(sentences[i].forms)
        if size >= words:
            groups.append(now)
            now, size = [], 0
    groups += [now] if now else []
    with torch.no_grad():
        for group in groups:
            batch = make_batch([sentences[i] for i in group], vocabulary)
            low, h = net.encode(batch)
            first = batch["first"].tolist()
            tag = script = labels = None
            if parse:
                t = net.tag_hidden(low)
                tag, script = net.tag_out(t).argmax(1), net.script_out(t).argmax(1)
                scores = net.arcs(h, batch).numpy()
                heads = []
                for k, i in enumerate(group):
                    n = len(sentences[i].forms)
                    square = np.full((n + 1, n + 1), -1e9, np.float32)
                    square[1:] = scores[k, :n, :n + 1]
                    heads.append(best_tree(square))
                flat = torch.from_numpy(np.concatenate(heads).astype(np.int64))
                labels = net.labels(h, flat, batch)
                # the label root stands on the root alone
                root = vocabulary.label_id["root"]
                labels[:, root] = torch.where(flat == 0, 1e9, -1e9)
                labels = labels.argmax(1)
            name = net.name_scores(low).numpy() if names else None
            for k, i in enumerate(group):
                a, b = first[k], first[k + 1]
                out[i] = (tag[a:b].tolist() if parse else None, script[a:b].tolist() if parse else None,
                          heads[k].tolist() if parse else None, labels[a:b].tolist() if parse else None,
                          viterbi(name[a:b]) if names else None)
    return out


def score_parse(net, sentences, vocabulary):
    n = upos = xpos = feats = lemma = uas = las = 0
    for s, (tag, script, heads, labels, _) in zip(sentences, predict(net, sentences, vocabulary, names=False)):
        for i in range(len(s.forms)):
            t = vocabulary.tags[tag[i]]
            n += 1
            upos += t[0] == s.tags[i][0]
            xpos += t[1] == s.tags[i][1]
            feats += t[2] == s.tags[i][2]
            edit = vocabulary.lemmas.get((s.forms[i], t[0]), script[i])
            lemma += s.lemmas[i] in ("_", apply_script(vocabulary.scripts[edit], s.forms[i]))
            right = heads[i] == s.heads[i]
            uas += right
            las += right and vocabulary.labels[labels[i]].split(":")[0] == s.labels[i].split(":")[0]
    return {k: round(100 * v / n, 2) for k, v in dict(upos=upos, xpos=xpos, feats=feats, lemma=lemma, uas=uas, las=las).items()}


def spans_of(tags):
    out, begin = set(), None
    for i, t in enumerate(tags):
        name = NAME_TAGS[t] if t >= 0 else "O"
        if name[0] in "BS":
            begin = i
        if name[0] in "ES" and begin is not None:
            out.add((begin, i, name[2:]))
            begin = None
    return out


def score_names(net, sentences, vocabulary):
    right = have = want = 0
    for s, p in zip(sentences, predict(net, sentences, vocabulary, parse=False)):
        gold, found = spans_of(s.names), spans_of(p[4])
        right, have, want = right + len(gold & found), have + len(found), want + len(gold)
    return round(200 * right / max(1, have + want), 2)


def load_model(path):
    """A trained network and its vocabulary."""
    checkpoint = torch.load(path, weights_only=False)
    vocabulary = Vocabulary.__new__(Vocabulary)
    vocabulary.__dict__.update(checkpoint["vocabulary"])
    net = Net(vocabulary.sizes(), vocabulary.vectors, checkpoint["config"])
    net.load_state_dict(checkpoint["state"])
    net.eval()
    return net, vocabulary


def read_silver(path, sentences):
    """What label.py wrote: sentences to add, and names for the treebank's sentences that have none."""
    add, names = [], {}
    for forms, source, tags, lemmas, heads, labels, marks in torch.load(path, weights_only=False):
        if source == "ewt":
            names[tuple(forms)] = marks
        else:
            add.append(Sentence(forms, "silver-" + source, tags, lemmas, heads, labels, marks))
    for s in sentences:
        if s.source == "ewt" and s.names is None:
            s.names = names.get(tuple(s.forms))
    return add


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--train", default="../shared/train")
    parser.add_argument("--dev", default="../shared/eval/data", help="for scores and nothing else; may be absent")
    parser.add_argument("--vectors", default="", help="folder with the GloVe vectors as numpy and parquet files")
    parser.add_argument("--data", default="data", help="the repository's data folder, for lists of names; may be empty")
    parser.add_argument("--out", required=True)
    parser.add_argument("--epochs", type=int, default=30)
    parser.add_argument("--batch", type=int, default=900)
    parser.add_argument("--rate", type=float, default=2e-3)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--silver", default="", help="what label.py wrote")
    parser.add_argument("--silver-words", type=int, default=500000, help="words of it that an epoch takes")
    parser.add_argument("--start", default="", help="a checkpoint to go on from")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--config", default="{}", help="JSON over the defaults of the network's sizes")
    parser.add_argument("--dropout", type=float, default=0.33)
    parser.add_argument("--limit", type=int, default=0, help="train on this many sentences of each file (trial runs)")
    parser.add_argument("--minutes", type=float, default=0, help="plan the epochs so that training ends by then")
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    torch.manual_seed(args.seed)
    rng = random.Random(args.seed)
    out = pathlib.Path(args.out)
    out.mkdir(parents=True, exist_ok=True)
    log = open(out / "log.jsonl", "a")

    train = pathlib.Path(args.train)
    sentences = []
    for source in ("ewt", "gum"):
        sentences += read_conllu(train / "ud" / f"{source}-train.conllu", source)[:args.limit or None]
    for source in NAME_FILES:
        sentences += read_names(train / "names" / f"{source}.jsonl", source)[:args.limit or None]
    silver = read_silver(args.silver, sentences) if args.silver else []
    if args.start:
        start, vocabulary = load_model(args.start)
    else:
        counts = counts_of(sentences)
        for word, n in counts_of(silver).items():
            if n >= 5:
                counts[word] += n
        vocabulary = Vocabulary(sentences, *load_vectors(args.vectors, counts), counts)
    # The commonest words of GloVe are no hints of names, whatever else they may be.
    lists = Lists(args.data, set(vocabulary.vector_words[1:2001])) if args.data else None
    if lists:
        vocabulary.lists = dict(lists.bits)
        vocabulary.cache = {}
    config = dict(CONFIG, **json.loads(args.config))
    net = Net(vocabulary.sizes(), vocabulary.vectors, config)
    if args.start:
        net.load_state_dict(start.state_dict())
    ema = Net(vocabulary.sizes(), vocabulary.vectors, config)
    ema.load_state_dict(net.state_dict())
    dev_parse, dev_names = {}, {}
    dev = pathlib.Path(args.dev)
    if dev.is_dir():
        dev_parse = {n: read_conllu(dev / "parse" / f"{n}.conllu", n) for n in ("ewt", "gum")}
        dev_names = {n: read_names(dev / "names" / f"{n}.jsonl", n) for n in ("re3d", "wikigold")}

    def note(**row):
        log.write(json.dumps(row) + "\n")
        log.flush()

    note(sizes=vocabulary.sizes(), config=config, parameters=sum(p.numel() for p in net.parameters()), args=vars(args))
    optimizer = torch.optim.AdamW(net.parameters(), lr=args.rate, betas=(0.9, 0.95), weight_decay=0.01, fused=True)
    silver_words = sum(len(s.forms) for s in silver)
    share = min(1.0, args.silver_words / silver_words) if silver else 0.0
    steps = int(args.epochs * (sum(len(s.forms) for s in sentences) + share * silver_words) // args.batch)
    warm, step, begun = 200, 0, time.time()
    for epoch in range(args.epochs):
        net.train()
        sums, count = collections.Counter(), 0
        for group in batches(sentences + rng.sample(silver, int(share * len(silver))), args.batch, rng):
            if args.minutes and time.time() - begun > 60 * args.minutes:
                break
            progress = step / steps
            if args.minutes:
                progress = max(progress if step > steps else 0, min(1.0, (time.time() - begun) / 60 / args.minutes))
            rate = args.rate * min(1, (step + 1) / warm) * max(0.02, 0.5 * (1 + math.cos(math.pi * min(1, progress))))
            for g in optimizer.param_groups:
                g["lr"] = rate
            batch = make_batch([augment(s, lists, rng) for s in group], vocabulary, rng)
            with torch.autocast("cpu", dtype=torch.bfloat16):
                loss, parts = loss_of(net, batch, args.dropout)
            optimizer.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(net.parameters(), 5.0)
            optimizer.step()
            step += 1
            keep = min(0.999, (1 + step) / (10 + step))
            with torch.no_grad():
                torch._foreach_lerp_(list(ema.parameters()), list(net.parameters()), 1 - keep)
            sums.update(parts)
            count += 1
            if count % 50 == 0:
                note(epoch=epoch, step=step, seconds=round(time.time() - begun), losses={k: round(v / count, 3) for k, v in sums.items()})
        row = dict(epoch=epoch, step=step, seconds=round(time.time() - begun), rate=rate,
                   losses={k: round(v / max(1, count), 3) for k, v in sums.items()})
        last = epoch + 1 == args.epochs or bool(args.minutes) and time.time() - begun > 60 * args.minutes
        if last or epoch % 2 == 1:
            for n, s in dev_parse.items():
                row[n] = score_parse(ema, s, vocabulary)
            for n, s in dev_names.items():
                row[n] = score_names(ema, s, vocabulary)
            torch.save({"state": ema.state_dict(), "config": config, "vocabulary": vocabulary.__dict__ | {"cache": {}},
                        "seed": args.seed, "row": row}, out / "model.pt.new")
            (out / "model.pt.new").rename(out / "model.pt")
        note(**row)
        if last:
            break


if __name__ == "__main__":
    main()
