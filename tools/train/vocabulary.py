"""Words, tags, edits and labels by number; sentences packed into batches."""
import collections
import pathlib

import numpy as np
import torch

import features
import teach
from data import IGNORE, script_of

VECTOR = next(width for name, _, width in features.TABLES if name == "vector")


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


def load_glove(path, most):
    """The first `most` words of GloVe, by normalised form, and their vectors."""
    import pyarrow.parquet as pq
    words = pq.read_table(next(pathlib.Path(path).rglob("*index.parquet"))).column("index").to_pylist()
    table = np.load(next(pathlib.Path(path).rglob("*emb.npy")))
    keep, rows, seen = [], [], set()
    for i, w in enumerate(words):
        norm = features.normalise(w)[:features.FORM_MAX]
        if norm in seen or b"0" in norm:
            continue
        seen.add(norm)
        keep.append(norm)
        rows.append(i)
        if len(keep) == most:
            break
    return keep, np.clip(table[rows] / 4.0, -1, 1).astype(np.float32)


def load_vectors(path):
    """What pieces.py wrote; no words if there is no such file."""
    if not path:
        return [], np.zeros((0, VECTOR), np.float32)
    got = np.load(path, allow_pickle=True)
    return list(got["words"]), got["table"].astype(np.float32)


def counts_of(sentences):
    return collections.Counter(features.normalise(f)[:features.FORM_MAX] for s in sentences for f in s.forms)


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
    batch["sentences"] = sentences
    batch.update(teach.columns_of(sentences))

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
