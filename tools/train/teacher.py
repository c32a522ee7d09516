#!/usr/bin/env python3
"""Trains the teacher: the pretrained encoder (encoder.py) beside the student's own word features, two recurrent layers
and the student's heads, wider. It is too slow to ship; what it says of treebanks and raw text (label.py) trains the
student. usage: teacher.py --encoder FOLDER --out FOLDER (options below)"""
import argparse
import collections
import json
import math
import pathlib
import random

import torch
from torch import nn

import together
from augment import augment
from encoder import PIECES_MAX, Pieces, load_encoder
from frames import read_frames
from lists import Lists
from model import Net
from score import load_model, score_names, score_parse
from together import Together
from train import loss_of, read_dev, read_gold
from vocabulary import Vocabulary, batches, make_batch

SIZES = {"h": 256, "layers": 2, "mix": 256, "tag": 256, "arc": 256, "label": 256, "name": 128, "attend": [], "heads": 4,
         "head_width": 32, "tag_layer": 1}


class Teacher(Net):
    def __init__(self, sizes, vectors, config, folder):
        super().__init__(sizes, vectors, config)
        self.pieces, self.encoder = Pieces(folder), load_encoder(folder)
        self.bring = nn.Linear(self.encoder.config["hidden_size"], self.d)
        del self.encoder.blocks[config["keep"]:]
        self.frozen = config["frozen"]

    def read(self, sentences, p):
        """The encoder's vector of each word: that of its first piece."""
        rows, places = [], []
        for k, s in enumerate(sentences):
            row = [self.pieces.begin]
            for form in s.forms:
                places.append((k, min(len(row), PIECES_MAX - 1)))
                row += self.pieces.of(form)
            rows.append(row[:PIECES_MAX - 1] + [self.pieces.end])
        longest = max(map(len, rows))
        ids = torch.tensor([row + [self.pieces.pad] * (longest - len(row)) for row in rows])
        places = torch.tensor(places)
        got = self.encoder(ids, 0.1 if p else 0.0, self.frozen)
        return got[places[:, 0], places[:, 1].clamp(max=longest - 1)]

    def encode(self, batch, p=0.0):
        self.seen = self.bring(self.read(batch["sentences"], p)).float()
        return super().encode(batch, p)

    def inputs(self, batch, p):
        return super().inputs(batch, p) + self.seen


def load_teacher(path, folder):
    checkpoint = torch.load(path, weights_only=False)
    vocabulary = Vocabulary.__new__(Vocabulary)
    vocabulary.__dict__.update(checkpoint["vocabulary"])
    net = Teacher(vocabulary.sizes(), vocabulary.vectors, checkpoint["config"], folder)
    net.load_state_dict(checkpoint["state"])
    net.eval()
    return net, vocabulary


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--train", default="../shared/train")
    parser.add_argument("--dev", default="../shared/eval/data", help="for scores and nothing else; may be absent")
    parser.add_argument("--data", default="data")
    parser.add_argument("--encoder", required=True, help="folder with the encoder's files")
    parser.add_argument("--out", required=True)
    parser.add_argument("--epochs", type=float, default=6, help="passes")
    parser.add_argument("--batch", type=int, default=900)
    parser.add_argument("--rate", type=float, default=1.5e-3, help="of all but the encoder")
    parser.add_argument("--encoder-rate", type=float, default=1.8e-4, help="of its highest layer")
    parser.add_argument("--keep", type=int, default=10, help="layers of the encoder that are used, from below")
    parser.add_argument("--frozen", type=int, default=2, help="layers of the encoder, from below, that stay as they are")
    parser.add_argument("--start", required=True, help="a trained student: vocabulary and word features to start from")
    parser.add_argument("--decay", type=float, default=0.9, help="the rate of each layer of the encoder over that of the next")
    parser.add_argument("--frames", type=int, default=100000, help="words of made-up sentences with names, in each pass")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--limit", type=int, default=0)
    together.arguments(parser)
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    torch.manual_seed(args.seed)
    rng, order = random.Random(args.seed + args.rank), random.Random(args.seed)
    out = pathlib.Path(args.out)
    out.mkdir(parents=True, exist_ok=True)
    sentences = read_gold(pathlib.Path(args.train), args.limit)
    student, vocabulary = load_model(args.start)
    lists = Lists(args.data, set(vocabulary.vector_words[1:2001]))
    config = dict(SIZES, frozen=args.frozen, keep=args.keep)
    net = Teacher(vocabulary.sizes(), vocabulary.vectors, config, args.encoder)
    known = {k: v for k, v in student.state_dict().items() if k.startswith(("tables.", "vectors", "mix."))}
    net.load_state_dict(known, strict=False)
    torch.manual_seed(args.seed + args.rank)
    groups = [{"params": list(net.encoder.blocks[i].parameters()), "top": args.encoder_rate * args.decay ** (args.keep - 1 - i)}
              for i in range(args.frozen, args.keep)]
    if hasattr(net.encoder, "bias"):
        groups.append({"params": [net.encoder.bias.weight], "top": args.encoder_rate})
    inside = [p for g in groups for p in g["params"]]
    ours = [p for n, p in net.named_parameters() if not n.startswith("encoder.")]
    optimizer = torch.optim.AdamW(groups + [{"params": ours, "top": args.rate}], betas=(0.9, 0.98), weight_decay=0.01, fused=True)
    mean = [p.detach().clone() for p in inside + ours]
    log = open(out / f"log{args.rank or ''}.jsonl", "a")

    def note(**row):
        log.write(json.dumps(row) + "\n")
        log.flush()

    note(args=vars(args), config=config, parameters=sum(p.numel() for p in net.parameters()))
    dev_parse, dev_names = read_dev(pathlib.Path(args.dev))

    def score(**row):
        with torch.autocast("cpu", dtype=torch.bfloat16):
            for n, s in dev_parse.items():
                row[n] = score_parse(net, s, vocabulary)
            for n, s in dev_names.items():
                row[n] = score_names(net, s, vocabulary)
        note(**row)

    trees, names = [s for s in sentences if s.heads], [s for s in sentences if not s.heads]
    words = sum(len(s.forms) for s in trees) + 0.6 * sum(len(s.forms) for s in names) + args.frames
    all_ = Together(args, out, inside + ours, args.epochs * words / args.batch)
    warm, todo, sums, count = 80, [], collections.Counter(), 0
    while all_.progress < 1:
        if not todo:
            # Texts with names only teach less a word than trees do; some of them sit out each pass.
            part = trees + order.sample(names, int(0.6 * len(names))) + read_frames(args.data, args.frames, order.random())
            todo = batches(part, args.batch, order)[args.rank::args.workers]
        net.train()
        for g in optimizer.param_groups:
            g["lr"] = g["top"] * min(1, (all_.step + 1) / warm) * max(0.01, 0.5 * (1 + math.cos(math.pi * min(1, all_.progress))))
        batch = make_batch([augment(s, lists, vocabulary.labels, rng) for s in todo.pop()], vocabulary, rng)
        with torch.autocast("cpu", dtype=torch.bfloat16):
            loss, parts = loss_of(net, batch, 0.33)
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(inside, 1.0)
        torch.nn.utils.clip_grad_norm_(ours, 5.0)
        optimizer.step()
        all_.took_step()
        with torch.no_grad():
            torch._foreach_lerp_(mean, inside + ours, 1 - min(0.995, (1 + all_.step) / (10 + all_.step)))
        count += 1
        sums.update(parts)
        if count == 25:
            note(step=all_.step, progress=round(all_.progress, 3), seconds=all_.seconds(),
                 losses={k: round(v / count, 3) for k, v in sums.items()})
            sums, count = collections.Counter(), 0
    if args.rank == 0:
        for p, m in zip(inside + ours, mean):
            p.data.copy_(m)
        torch.save({"state": net.state_dict(), "config": config, "vocabulary": vocabulary.__dict__ | {"cache": {}},
                    "seed": args.seed}, out / "model.pt")
        score(step=all_.step, seconds=all_.seconds())


if __name__ == "__main__":
    main()
