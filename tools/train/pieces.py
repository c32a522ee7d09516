#!/usr/bin/env python3
"""Vectors of words by themselves: GloVe's, and beside them what a pretrained encoder makes of the word's pieces without any
context, its main directions. usage: pieces.py GLOVE ENCODER OUT [WORDS]"""
import sys

import numpy as np
import torch

from encoder import Pieces, load_encoder
from vocabulary import load_glove

LAYERS = 8     # of the encoder: middle layers know most of a word's use
WIDTH = 48
SPREAD = 0.25  # of a column: about that of GloVe's columns here


def piece_vectors(folder):
    """One row a piece: the encoder's middle layers where the piece stands alone."""
    pieces, net = Pieces(folder), load_encoder(folder)
    del net.blocks[LAYERS:]
    net.eval()
    out = []
    ids = torch.arange(len(pieces.id))
    with torch.no_grad(), torch.autocast("cpu", dtype=torch.bfloat16):
        for part in ids.split(500):
            ends = torch.full_like(part, pieces.begin), torch.full_like(part, pieces.end)
            out.append(net(torch.stack([ends[0], part, ends[1]], 1))[:, 1].float())
    return pieces, torch.cat(out).numpy()


def main():
    words, glove = load_glove(sys.argv[1], int(sys.argv[4]) if len(sys.argv) > 4 else 200000)
    pieces, rows = piece_vectors(sys.argv[2])
    whole = np.stack([rows[pieces.of(w.decode("utf-8", "replace"))].mean(0) for w in words])
    # Directions are found with words weighted as they are frequent: the list is in order of frequency.
    weight = 1 / (np.arange(len(words)) + 100)
    weight /= weight.sum()
    whole -= weight @ whole
    directions = np.linalg.eigh((whole * weight[:, None]).T @ whole)[1][:, ::-1][:, :WIDTH]
    more = whole @ directions
    more *= SPREAD / more.std(0).clip(min=1e-6) ** 0.5 / more.std() ** 0.5  # the first directions stay somewhat larger
    table = np.concatenate([glove, np.clip(more, -1, 1)], 1).astype(np.float16)
    np.savez(sys.argv[3], words=np.array(words, dtype=object), table=table)


if __name__ == "__main__":
    main()
