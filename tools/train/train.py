#!/usr/bin/env python3
"""Trains the language model: treebanks and name texts in, checkpoint out. See train.sh for the whole way to the file."""
import argparse
import collections
import json
import math
import pathlib
import random

import torch
import torch.nn.functional as F

import teach
import together
from augment import RAW, augment
from data import IGNORE, read_conllu, read_names
from lists import Lists
from model import Net
from score import load_model, score_names, score_parse
from together import Together
from vocabulary import Vocabulary, batches, counts_of, load_vectors, make_batch

CONFIG = {"h": 128, "layers": 6, "mix": 256, "tag": 96, "arc": 128, "label": 128, "name": 96,
          "attend": [1, 3], "heads": 4, "head_width": 32, "tag_layer": 4}
NAME_FILES = ("re3d", "meantime", "uner-ewt-dev", "btc-news", "wnut17")


def loss_of(net, batch, p=0.33, smooth=0.03, trust=0.5):
    """The sum of the heads' losses. `trust`: the teacher's share where there is gold annotation too."""
    low, h = net.encode(batch, p)
    losses = {}

    def add(name, scores, weight, smooth=smooth):
        value = teach.loss(scores, batch[name], batch[f"teach_{name}_p"], batch[f"teach_{name}"], trust, smooth)
        if value is not None:
            losses[name] = weight * value

    said = batch["teach_head_p"].sum(1) > 0
    if ((batch["head"] != IGNORE) | said).any():
        t = F.dropout(net.tag_hidden(low), 0.2)
        add("tag", net.tag_out(t), 1.0)
        add("script", net.script_out(t), 0.5)
        scores = net.arcs(h, batch, p)[batch["sent"], batch["place"]]
        batch["teach_head"] = batch["teach_head"].clamp(max=scores.shape[1] - 1)
        add("head", scores, 1.0, smooth=0.0)
        heads = torch.where(batch["head"] != IGNORE, batch["head"], batch["teach_best"])
        add("label", net.labels(h, heads, batch, p), 0.7)
    value = teach.loss(net.name_scores(low, 0.2), batch["name"], batch["teach_name"], None, batch["name_trust"], 0.0)
    if value is not None:
        losses["name"] = value
    return sum(losses.values()), {k: float(v.detach()) for k, v in losses.items()}


def read_dev(dev):
    if not dev.is_dir():
        return {}, {}
    return ({n: read_conllu(dev / "parse" / f"{n}.conllu", n) for n in ("ewt", "gum")},
            {n: read_names(dev / "names" / f"{n}.jsonl", n) for n in ("re3d", "wikigold")})


def read_gold(train, limit):
    sentences = []
    for source in ("ewt", "gum"):
        sentences += read_conllu(train / "ud" / f"{source}-train.conllu", source)[:limit or None]
    for source in NAME_FILES:
        sentences += read_names(train / "names" / f"{source}.jsonl", source)[:limit or None]
    return sentences


def read_taught(paths):
    """What label.py wrote: the sentences with gold annotation, and the others."""
    sentences = [s for path in paths for s in torch.load(path, weights_only=False)]
    return [s for s in sentences if s.source not in RAW], [s for s in sentences if s.source in RAW and s.teach]


def begin(config, vocabulary, start):
    """A network, from another's weights where there is one. Layers that the other has not pass on what they get, at first."""
    net = Net(vocabulary.sizes(), vocabulary.vectors, config)
    if start:
        net.load_state_dict(start.state_dict(), strict=False)
        h = config["h"]
        for layer in net.layers[len(start.layers):]:
            with torch.no_grad():
                layer.v.view(2, 4, h)[:, 3] = -2.5
    return net


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--train", default="../shared/train")
    parser.add_argument("--dev", default="../shared/eval/data", help="for scores and nothing else; may be absent")
    parser.add_argument("--vectors", default="", help="what pieces.py wrote")
    parser.add_argument("--data", default="data", help="the repository's data folder, for lists of names; may be empty")
    parser.add_argument("--out", required=True)
    parser.add_argument("--epochs", type=float, default=30)
    parser.add_argument("--batch", type=int, default=900)
    parser.add_argument("--rate", type=float, default=2e-3)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--taught", nargs="*", default=[], help="what label.py wrote; without, the gold annotation alone")
    parser.add_argument("--more-words", type=int, default=700000, help="words without gold annotation that an epoch takes")
    parser.add_argument("--again", default="ewt", help="treebank that an epoch reads twice: the one that is hardest to learn")
    parser.add_argument("--trust", type=float, default=0.5, help="the teacher's share where there is gold annotation too")
    parser.add_argument("--start", default="", help="a checkpoint to go on from")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--config", default="{}", help="JSON over the defaults of the network's sizes")
    parser.add_argument("--dropout", type=float, default=0.33)
    parser.add_argument("--limit", type=int, default=0, help="train on this many sentences of each file (trial runs)")
    parser.add_argument("--scores", type=int, default=4, help="how often the dev sets are scored, at like distances")
    together.arguments(parser)
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    torch.manual_seed(args.seed)
    rng, order = random.Random(args.seed + args.rank), random.Random(args.seed)
    out = pathlib.Path(args.out)
    out.mkdir(parents=True, exist_ok=True)
    log = open(out / f"log{args.rank or ''}.jsonl", "a")
    sentences, more = read_taught(args.taught) if args.taught else (read_gold(pathlib.Path(args.train), args.limit), [])
    if args.taught:
        sentences += [s for s in sentences if s.source == args.again]
    start = None
    if args.start:
        start, vocabulary = load_model(args.start)
    else:
        counts = counts_of(sentences)
        vocabulary = Vocabulary(sentences, *load_vectors(args.vectors), counts)
    # The commonest words of GloVe are no hints of names, whatever else they may be.
    lists = Lists(args.data, set(vocabulary.vector_words[1:2001])) if args.data else None
    if lists:
        vocabulary.lists = dict(lists.bits)
        vocabulary.cache = {}
    config = dict(CONFIG, **json.loads(args.config))
    net, ema = begin(config, vocabulary, start), Net(vocabulary.sizes(), vocabulary.vectors, config)
    ema.load_state_dict(net.state_dict())
    torch.manual_seed(args.seed + args.rank)
    dev_parse, dev_names = read_dev(pathlib.Path(args.dev))

    def note(**row):
        log.write(json.dumps(row) + "\n")
        log.flush()

    def keep(**row):
        for n, s in dev_parse.items():
            row[n] = score_parse(ema, s, vocabulary)
        for n, s in dev_names.items():
            row[n] = score_names(ema, s, vocabulary)
        torch.save({"state": ema.state_dict(), "config": config, "vocabulary": vocabulary.__dict__ | {"cache": {}},
                    "seed": args.seed, "row": row}, out / "model.pt.new")
        (out / "model.pt.new").rename(out / "model.pt")
        note(**row)

    note(sizes=vocabulary.sizes(), config=config, parameters=sum(p.numel() for p in net.parameters()), args=vars(args))
    optimizer = torch.optim.AdamW(net.parameters(), lr=args.rate, betas=(0.9, 0.95), weight_decay=0.01, fused=True)
    more_words = sum(len(s.forms) for s in more)
    share = min(1.0, args.more_words / more_words) if more else 0.0
    all_ = Together(args, out, list(net.parameters()),
                    args.epochs * (sum(len(s.forms) for s in sentences) + share * more_words) / args.batch)
    todo, sums, count, scored = [], collections.Counter(), 0, 1
    while all_.progress < 1:
        if not todo:
            todo = batches(sentences + order.sample(more, int(share * len(more))), args.batch, order)[args.rank::args.workers]
        net.train()
        rate = args.rate * min(1, (all_.step + 1) / 200) * max(0.02, 0.5 * (1 + math.cos(math.pi * min(1, all_.progress))))
        for g in optimizer.param_groups:
            g["lr"] = rate
        batch = make_batch([augment(s, lists, vocabulary.labels, rng) for s in todo.pop()], vocabulary, rng)
        with torch.autocast("cpu", dtype=torch.bfloat16):
            loss, parts = loss_of(net, batch, args.dropout, trust=args.trust)
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(net.parameters(), 5.0)
        optimizer.step()
        all_.took_step()
        with torch.no_grad():
            torch._foreach_lerp_(list(ema.parameters()), list(net.parameters()), 1 - min(0.999, (1 + all_.step) / (10 + all_.step)))
        sums.update(parts)
        count += 1
        if count == 100:
            note(step=all_.step, progress=round(all_.progress, 3), seconds=all_.seconds(), rate=rate,
                 losses={k: round(v / count, 3) for k, v in sums.items()})
            sums, count = collections.Counter(), 0
        if args.rank == 0 and all_.progress * args.scores >= scored and all_.progress < 1:
            scored += 1
            keep(step=all_.step, seconds=all_.seconds())
    if args.rank == 0:
        keep(step=all_.step, seconds=all_.seconds())


if __name__ == "__main__":
    main()
