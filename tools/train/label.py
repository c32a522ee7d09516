#!/usr/bin/env python3
"""Writes down what the teachers say of the treebanks' sentences, the texts with names and raw text: for each word the
likeliest tags, lemma edits, heads and labels with their probabilities, and the names'. Gold annotation stays beside it.
usage: label.py OUT --teacher CHECKPOINT ENCODER [--teacher …] (options below)"""
import argparse
import pathlib

import numpy as np
import torch

from data import read_conllu, read_names, read_raw
from encyclopedia import read_encyclopedia
from frames import read_frames
from model import best_tree
from score import load_model
from teach import KEEP, Teaching
from teacher import load_teacher
from train import NAME_FILES
from vocabulary import make_batch

LENGTH = 100  # longer sentences are left without
SCORED = ("uner-ewt-dev",)  # its text is that of a set that trees are scored on: no trees are made for it


def top(p, k):
    values, indices = p.topk(k, 1)
    return indices.numpy().astype(np.int16), (values / values.sum(1, keepdim=True)).numpy().astype(np.float16)


def annotate(models, weights, group):
    """models: networks and the vocabulary that they share; weights: of their words, 1 in all."""
    nets, vocabulary = [net for net, _ in models], models[0][1]
    tag = script = arc = name = 0
    hidden = []
    batch = make_batch(group, vocabulary)
    for net, weight in zip(nets, weights):
        low, h = net.encode(batch)
        t = net.tag_hidden(low)
        tag = tag + net.tag_out(t).float().softmax(1) * weight
        script = script + net.script_out(t).float().softmax(1) * weight
        name = name + net.name_scores(low).float().softmax(1) * weight
        arc = arc + net.arcs(h, batch).float().softmax(2) * weight
        hidden.append(h)
    heads = []
    for k, s in enumerate(group):
        n = len(s.forms)
        square = np.full((n + 1, n + 1), -1e9, np.float32)
        square[1:] = np.log(arc[k, :n, :n + 1].numpy() + 1e-9)
        heads += s.heads if s.heads else best_tree(square).tolist()
    flat = torch.tensor(heads)
    label = sum(net.labels(h, flat, batch).float().softmax(1) * weight for net, weight, h in zip(nets, weights, hidden))
    rows = arc[batch["sent"], batch["place"]]
    if rows.shape[1] < KEEP["head"]:
        rows = torch.nn.functional.pad(rows, (0, KEEP["head"] - rows.shape[1]))
    columns = {"best": flat.numpy().astype(np.int16), "name": name.numpy().astype(np.float16)}
    for what, p in (("tag", tag), ("script", script), ("head", rows), ("label", label)):
        columns[what], columns[what + "_p"] = top(p, KEEP[what])
    at = 0
    for s in group:
        s.teach = Teaching({k: c[at:at + len(s.forms)] for k, c in columns.items()})
        at += len(s.forms)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("out")
    parser.add_argument("--teacher", nargs=2, action="append", required=True)
    parser.add_argument("--student", action="append", default=[], help="a checkpoint of train.py that speaks too")
    parser.add_argument("--train", default="../shared/train")
    parser.add_argument("--encyclopedia", default="", help="JSON file of openings of articles")
    parser.add_argument("--data", default="data", help="the repository's data folder, for sentences made of frames")
    parser.add_argument("--frames", type=int, default=120000, help="words of such sentences")
    parser.add_argument("--sources", default=f"ewt,gum,{','.join(NAME_FILES)},encyclopedia,news,frames")
    parser.add_argument("--news", type=int, default=0, help="stories of the synthetic news that are read (0: all)")
    parser.add_argument("--limit", type=int, default=0, help="sentences of each source that are read (trial runs)")
    parser.add_argument("--part", default="1/1", help="which part of the sentences, of how many")
    parser.add_argument("--threads", type=int, default=1)
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    models = [load_teacher(*paths) for paths in args.teacher] + [load_model(path) for path in args.student]
    weights = [2.0] * len(args.teacher) + [1.0] * len(args.student)  # on dev sets better than alone and than one to one
    weights = [w / sum(weights) for w in weights]
    train, sources = pathlib.Path(args.train), args.sources.split(",")

    def read(source):
        if source in ("ewt", "gum"):
            return read_conllu(train / "ud" / f"{source}-train.conllu", source)
        if source == "encyclopedia":
            return read_encyclopedia(args.encyclopedia)
        if source == "news":
            return read_raw(train / "events" / "ngec-synthetic.jsonl", args.news)
        if source == "frames":
            return read_frames(args.data, args.frames, seed=6)
        return read_names(train / "names" / f"{source}.jsonl", source)

    sentences = [s for source in sources for s in read(source)[:args.limit or None]]
    part, parts = map(int, args.part.split("/"))
    sentences = sentences[part - 1::parts]
    group, size = [], 0
    with torch.no_grad(), torch.autocast("cpu", dtype=torch.bfloat16):
        said = [s for s in sentences if len(s.forms) <= LENGTH and s.source not in SCORED]
        for s in sorted(said, key=lambda s: len(s.forms)) + [None]:
            if s is None or size + len(s.forms) > 3000:
                annotate(models, weights, group)
                group, size = [], 0
            if s is not None:
                group.append(s)
                size += len(s.forms)
    torch.save(sentences, args.out + ".new")
    pathlib.Path(args.out + ".new").rename(args.out)


if __name__ == "__main__":
    main()
