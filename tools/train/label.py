#!/usr/bin/env python3
"""Annotates raw text with several trained models together, for the last training ("silver"): what they agree on is kept,
the rest is left open. usage: label.py OUT CHECKPOINT... (options below)

Read are the synthetic news of train/events, the texts with names (their names stay as marked; those of EWT's dev part get
no trees), and EWT's train part, which gets names."""
import argparse
import pathlib

import numpy as np
import torch

from data import IGNORE, apply_script, read_conllu, read_names, read_raw
from model import best_tree
from train import CONFIG, NAME_FILES, load_model, make_batch, viterbi

SURE = {"tag": 0.6, "head": 0.5, "label": 0.5, "name": 0.7}


def annotate(models, group):
    nets, vocabulary = [net for net, _ in models], models[0][1]
    tag = script = arc = name = 0
    hidden = []
    for net, own in models:
        batch = make_batch(group, own)
        low, h = net.encode(batch)
        t = net.tag_hidden(low)
        tag = tag + net.tag_out(t).softmax(1) / len(nets)
        script = script + net.script_out(t).softmax(1) / len(nets)
        name = name + net.name_scores(low).softmax(1) / len(nets)
        arc = arc + net.arcs(h, batch).softmax(2) / len(nets)
        hidden.append(h)
    first, arc = batch["first"].tolist(), arc.numpy()
    heads, sure = [], []
    for k, s in enumerate(group):
        n = len(s.forms)
        square = np.full((n + 1, n + 1), -1e9, np.float32)
        square[1:] = np.log(arc[k, :n, :n + 1] + 1e-9)
        best = best_tree(square)
        heads.append(best)
        sure.append(arc[k, np.arange(n), best])
    flat = torch.from_numpy(np.concatenate(heads).astype(np.int64))
    label = sum(net.labels(h, flat, batch).softmax(1) for net, h in zip(nets, hidden)) / len(nets)
    label_p, label = label.max(1)
    tag_p, tag = tag.max(1)
    script = script.argmax(1)
    sure, name = np.concatenate(sure), name.numpy()
    for k, s in enumerate(group):
        a, b = first[k], first[k + 1]
        if s.tags is None:
            s.tags = [vocabulary.tags[tag[i]] if tag_p[i] >= SURE["tag"] else None for i in range(a, b)]
            s.lemmas = [apply_script(vocabulary.scripts[vocabulary.lemmas.get((f, t[0]), int(script[i]))], f) if t else None
                        for i, f, t in zip(range(a, b), s.forms, s.tags)]
            s.heads = [int(flat[i]) if sure[i] >= SURE["head"] else IGNORE for i in range(a, b)]
            s.labels = [vocabulary.labels[label[i]] if sure[i] >= SURE["head"] and label_p[i] >= SURE["label"] else None
                        for i in range(a, b)]
        if s.names is None:
            best = viterbi(np.log(name[a:b] + 1e-9))
            s.names = [t if name[a + i, t] >= SURE["name"] else IGNORE for i, t in enumerate(best)]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("out")
    parser.add_argument("checkpoints", nargs="+")
    parser.add_argument("--train", default="../shared/train")
    parser.add_argument("--limit", type=int, default=0, help="stories read")
    parser.add_argument("--threads", type=int, default=1)
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    models = [load_model(path) for path in args.checkpoints]
    vocabulary = models[0][1]
    assert all(v.tags == vocabulary.tags and v.labels == vocabulary.labels and v.scripts == vocabulary.scripts for _, v in models)
    train = pathlib.Path(args.train)
    silver = read_raw(train / "events" / "ngec-synthetic.jsonl", args.limit)
    for source in NAME_FILES:
        if source != "uner-ewt-dev":
            silver += read_names(train / "names" / f"{source}.jsonl", source)
    silver += read_conllu(train / "ud" / "ewt-train.conllu", "ewt")
    silver = [s for s in silver if len(s.forms) <= 100]
    order = sorted(silver, key=lambda s: len(s.forms))
    group, size = [], 0
    with torch.no_grad():
        for s in order + [None]:
            if s is None or size + len(s.forms) > 3000:
                annotate(models, group)
                group, size = [], 0
            if s is not None:
                group.append(s)
                size += len(s.forms)
    torch.save([(s.forms, s.source, s.tags, s.lemmas, s.heads, s.labels, s.names) for s in silver], args.out)


if __name__ == "__main__":
    main()
