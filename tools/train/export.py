#!/usr/bin/env python3
"""Writes the section NET of the model file from a checkpoint: 8-bit weights, lexicon, symbols. Layout:
docs/format-lang-model.md. usage: export.py CHECKPOINT OUT [VERB_LEMMAS]"""
import struct
import sys

import numpy as np
import torch

import features
from data import script_of

MATRIX, FLOATS, U32, U16, U8, TABLE = range(1, 7)
LANES = 16
LAYERS_MAX = 6
UPOS = "ADJ ADP ADV AUX CCONJ DET INTJ NOUN NUM PART PRON PROPN PUNCT SCONJ SYM VERB X".split()


class Section:
    def __init__(self):
        self.tensors = []

    def add(self, name, kind, array):
        array = np.ascontiguousarray(np.atleast_2d(array), dtype={MATRIX: "i1", FLOATS: "<f4", U32: "<u4", U16: "<u2", U8: "u1",
                                                                  TABLE: "i1"}[kind])
        assert len(name) < 16, name
        self.tensors.append((name, kind, array.shape[0], array.shape[1], array.tobytes()))

    def matrix(self, name, weight, bias=None, n=None, k=None):
        """weight: outputs x inputs, floats."""
        n, k = pad(n or weight.shape[0], LANES), pad(k or weight.shape[1], 4)
        full = np.zeros((n, k), np.float32)
        full[:weight.shape[0], :weight.shape[1]] = weight
        scale = np.abs(full).max(1) / 127
        q = np.rint(full / np.where(scale > 0, scale, 1)[:, None]).astype(np.int32)
        sums = (128 * q.sum(1)).astype(np.int32).view(np.uint32)
        packed = q.astype(np.int8).reshape(n, k // 4, 4).transpose(1, 0, 2)
        whole = np.zeros(n, np.float32)
        if bias is not None:
            whole[:len(bias)] = bias
        self.tensors.append((name, MATRIX, n, k, np.ascontiguousarray(packed).tobytes()))
        self.add(name + ".s", FLOATS, scale)
        self.add(name + ".b", FLOATS, whole)
        self.add(name + ".z", U32, sums)

    def bytes(self):
        at = pad(16 + 48 * len(self.tensors), 64)
        directory, body = b"", b""
        start = at
        for name, kind, rows, cols, data in self.tensors:
            directory += struct.pack("<16sIIIIQQ", name.encode(), kind, rows, cols, 0, at, len(data))
            piece = data + bytes(pad(len(data), 64) - len(data))
            body += piece
            at += len(piece)
        head = struct.pack("<4sIII", b"SNET", 1, len(self.tensors), 0) + directory
        return head + bytes(start - len(head)) + body


def pad(n, to):
    return (n + to - 1) // to * to


class Strings:
    def __init__(self):
        self.bytes, self.at = b"\0", {"": 0}

    def of(self, text):
        if text not in self.at:
            self.at[text] = len(self.bytes)
            self.bytes += text.encode() + b"\0"
        return self.at[text]


def hashed(entries, fill=0.7):
    """Open addressing: entries (key, values...) to columns check, values...; a check of 0 is a free slot."""
    size = 1
    while size * fill < len(entries) + 1:
        size *= 2
    columns = [np.zeros(size, np.uint32) for _ in range(len(entries[0]))]
    for key, *values in entries:
        at, check = key & (size - 1), key >> 32 | 1
        while columns[0][at]:
            assert columns[0][at] != check, "two words have one hash"
            at = (at + 1) & (size - 1)
        columns[0][at] = check
        for column, value in zip(columns[1:], values):
            column[at] = value
    return columns


def lexicon(v):
    words = {w: [i, 0, 0] for i, w in enumerate(v["words"]) if w is not None}
    for i, w in enumerate(v["vector_words"]):
        if w is not None:
            words.setdefault(w, [0, 0, 0])[1] = i
    for w, bits in v["lists"].items():
        words.setdefault(w, [0, 0, 0])[2] = bits
    return hashed([(features.hash64(w, 0), *row) for w, row in words.items()], 0.85)


def add_verbs(path, v, get):
    """Forms of a list of verbs join the known lemmas, in three cases, where the treebanks gave none. An edit that no word of
    the treebanks needs is one that the network never chooses."""
    number = {s: i for i, s in enumerate(v["scripts"])}
    for line in open(path, encoding="utf-8"):
        lemma, *forms = line.rstrip("\n").split("\t")
        for form in forms if not line.startswith("#") else ():
            for cased in (form, form.capitalize(), form.upper()):
                script = script_of(cased, lemma)
                v["lemmas"].setdefault((cased, "VERB"), number.setdefault(script, len(number)))
    more = len(number) - len(v["scripts"])
    v["scripts"] = list(number)
    get["script_out.weight"] = np.concatenate([get["script_out.weight"], np.zeros((more, get["script_out.weight"].shape[1]), np.float32)])
    get["script_out.bias"] = np.concatenate([get["script_out.bias"], np.full(more, -1e4, np.float32)])


def export(checkpoint, verbs=None):
    state, v, config = checkpoint["state"], checkpoint["vocabulary"], checkpoint["config"]
    get = {k: t.float().numpy() for k, t in state.items()}
    if verbs:
        add_verbs(verbs, v, get)
    out, strings, scales = Section(), Strings(), []
    heads = [config["heads"] if i in config["attend"] else 0 for i in range(LAYERS_MAX)]
    out.add("sizes", U32, [config["h"], config["layers"], config["tag_layer"], *heads])
    for name, _, _ in features.TABLES:
        rows = get["vectors"] if name == "vector" else get[f"tables.t_{name}.weight"]
        scale = float(np.abs(rows).max()) / 127
        scales.append(scale)
        out.add(name, TABLE, np.rint(rows / scale))
    out.add("scales", FLOATS, scales)
    check, word, vector, lists = lexicon(v)
    out.add("lex.check", U32, check)
    out.add("lex.word", U16, word)
    out.add("lex.vector", U32, vector)
    out.add("lex.lists", U8, lists)
    out.add("tags", U32, [[UPOS.index(u), strings.of("" if x == "_" else x), strings.of("" if f == "_" else f)]
                          for u, x, f in v["tags"]])
    out.add("scripts", U32, [["lkt".index(c), cut, strings.of(add)] for c, cut, add in v["scripts"]])
    out.add("labels", U32, [[strings.of(label)] for label in v["labels"]])
    check, script = hashed([(features.hash64(form.encode(), 100 + UPOS.index(upos)), s)
                            for (form, upos), s in sorted(v["lemmas"].items())])
    out.add("lemma.check", U32, check)
    out.add("lemma.script", U16, script)
    out.add("strings", U8, np.frombuffer(strings.bytes, np.uint8))

    for name in ("direct", "mix"):
        out.matrix(name, get[name + ".weight"], get[name + ".bias"])
    out.matrix("mix_out", get["mix_out.weight"])
    out.add("flags", FLOATS, get["flags"])
    for i in range(config["layers"]):
        out.matrix(f"u{i}", get[f"layers.{i}.u.weight"])
        out.add(f"v{i}", FLOATS, get[f"layers.{i}.v"].reshape(2, -1))
    for i in config["attend"]:
        weight, bias = get[f"attend.{i}.qkv.weight"].copy(), get[f"attend.{i}.qkv.bias"].copy()
        width = config["heads"] * config["head_width"]
        assert config["head_width"] == 32
        weight[:width] /= 32 ** 0.5
        bias[:width] /= 32 ** 0.5
        out.matrix(f"qkv{i}", weight, bias)
        out.matrix(f"seen{i}", get[f"attend.{i}.out.weight"], get[f"attend.{i}.out.bias"])
        out.add(f"far{i}", FLOATS, get[f"attend.{i}.far"])
    for name in ("tag_in", "tag_out", "script_out", "name_in", "name_out", "arc_dep", "arc_head", "arc_mix",
                 "label_dep", "label_head", "label_out"):
        out.matrix(name, get[name + ".weight"], get[name + ".bias"])
    for name in ("arc_root", "arc_far", "label_root"):
        out.add(name, FLOATS, get[name])
    out.add("label_far", FLOATS, get["label_far"])
    return out.bytes()


if __name__ == "__main__":
    with open(sys.argv[2], "wb") as f:
        f.write(export(torch.load(sys.argv[1], weights_only=False), *sys.argv[3:]))
