"""The network: word features, a bidirectional recurrent encoder, and the heads for tags, lemmas, arcs, labels, names."""
import ctypes
import os
import subprocess
import tempfile

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

import features
from data import NAME_TAGS

DISTANCE = 10  # arcs know how far their head is, up to this, on either side


def build_recur():
    here = os.path.dirname(os.path.abspath(__file__))
    out = os.path.join(tempfile.mkdtemp(prefix="recur"), "recur.so")
    subprocess.run(["cc", "-O3", "-march=native", "-ffast-math", "-shared", "-fPIC", "-o", out,
                    os.path.join(here, "recur.c"), "-lm"], check=True)
    return ctypes.CDLL(out)


LIB = build_recur()


def at(tensor, column=0):
    return ctypes.c_void_p(tensor.data_ptr() + 4 * column)


class Recurrence(torch.autograd.Function):
    """Both directions of one layer: u is n x 6h (x~, f, r forward, then backward), x n x 2h."""

    @staticmethod
    def forward(ctx, u, x, v, first, h):
        u, x, v = u.float().contiguous(), x.float().contiguous(), v.contiguous()
        n = u.shape[0]
        out = torch.empty(n, 2 * h)
        saved = [torch.empty(n, h) for _ in range(6)]
        long = ctypes.c_long
        for d in range(2):
            c, f, r = saved[3 * d:3 * d + 3]
            LIB.recur_forward(at(first), len(first) - 1, h, d, at(u, 3 * h * d), long(6 * h), at(x, h * d), long(2 * h),
                              at(v, 4 * h * d), at(out, h * d), long(2 * h), at(c), at(f), at(r))
        ctx.save_for_backward(u, x, v, first, *saved)
        ctx.h = h
        return out

    @staticmethod
    def backward(ctx, go):
        u, x, v, first, *saved = ctx.saved_tensors
        h, go = ctx.h, go.float().contiguous()
        gu, gx, gv = torch.empty_like(u), torch.empty_like(x), torch.zeros_like(v)
        long = ctypes.c_long
        for d in range(2):
            c, f, r = saved[3 * d:3 * d + 3]
            LIB.recur_backward(at(first), len(first) - 1, h, d, at(u, 3 * h * d), long(6 * h), at(x, h * d), long(2 * h),
                               at(v, 4 * h * d), at(c), at(f), at(r), at(go, h * d), long(2 * h),
                               at(gu, 3 * h * d), long(6 * h), at(gx, h * d), long(2 * h), at(gv, 4 * h * d))
        return gu, gx, gv, None, None


def best_tree(scores):
    """scores: (n+1) x (n+1) array, dependent by head, 0 the root. Gives the heads of 1..n."""
    n = scores.shape[0] - 1
    scores = np.ascontiguousarray(scores, dtype=np.float32)
    heads = np.zeros(n + 1, dtype=np.int32)
    LIB.recur_tree(n, scores.ctypes.data_as(ctypes.c_void_p), heads.ctypes.data_as(ctypes.c_void_p))
    return heads[1:]


class Layer(nn.Module):
    def __init__(self, h):
        super().__init__()
        self.h = h
        self.u = nn.Linear(2 * h, 6 * h, bias=False)
        nn.init.xavier_uniform_(self.u.weight)
        v = torch.zeros(2, 4, h)
        v[:, 0:2] = torch.empty(2, 2, h).uniform_(-0.3, 0.3)
        v[:, 2], v[:, 3] = 0.5, 0.0
        self.v = nn.Parameter(v.reshape(-1))

    def forward(self, x, first, dropout):
        return Recurrence.apply(self.u(dropout(x)), x, self.v, first, self.h)


class Attention(nn.Module):
    """Each word looks at the others of its sentence: some heads, a bias by distance, added to what it knew."""

    def __init__(self, d, heads, width):
        super().__init__()
        self.heads, self.width = heads, width
        self.qkv = nn.Linear(d, 3 * heads * width)
        self.out = nn.Linear(heads * width, d)
        self.far = nn.Parameter(torch.zeros(2 * DISTANCE + 1, heads))
        nn.init.normal_(self.out.weight, std=0.02)

    def forward(self, x, batch, dropout, p):
        sent, place, lengths = batch["sent"], batch["place"], batch["lengths"]
        b, n = len(lengths), int(lengths.max())
        qkv = self.qkv(dropout(x)).float()
        full = x.new_zeros(b, n, qkv.shape[1])
        full[sent, place] = qkv
        q, k, v = full.reshape(b, n, 3, self.heads, self.width).permute(2, 0, 3, 1, 4)
        offset = torch.arange(n)[None, :] - torch.arange(n)[:, None]
        bias = self.far[offset.clamp(-DISTANCE, DISTANCE) + DISTANCE].permute(2, 0, 1)
        with torch.autocast("cpu", enabled=False):
            scores = q @ k.transpose(2, 3) / self.width ** 0.5 + bias
            pad = torch.arange(n)[None, :] >= lengths[:, None]
            scores = scores.masked_fill(pad[:, None, None, :], -1e9)
            got = F.dropout(scores.softmax(3), p * 0.5) @ v
        got = got.permute(0, 2, 1, 3).reshape(b, n, -1)[sent, place]
        return x + self.out(got).float()


class Net(nn.Module):
    def __init__(self, sizes, vectors, config):
        """sizes: words, tags, scripts, labels. vectors: rows x 50 array, row 0 zero, kept as it is."""
        super().__init__()
        h = config["h"]
        d = 2 * h
        self.config, self.d = config, d
        self.tables = nn.ModuleDict()
        for name, rows, width in features.TABLES:
            if name == "vector":
                continue
            rows = sizes["words"] if name == "word" else rows
            make = nn.EmbeddingBag(rows, width, mode="mean") if name == "grams" else nn.Embedding(rows, width)
            nn.init.normal_(make.weight, std=0.1)
            self.tables["t_" + name] = make
        self.register_buffer("vectors", torch.as_tensor(vectors, dtype=torch.float32))
        self.mix = nn.Linear(features.WIDTH, config["mix"])
        self.mix_out = nn.Linear(config["mix"], d, bias=False)
        self.direct = nn.Linear(features.WIDTH, d)
        self.flags = nn.Parameter(torch.zeros(4, d))
        self.layers = nn.ModuleList(Layer(h) for _ in range(config["layers"]))
        # after which layers words look at each other
        self.attend = nn.ModuleDict({str(i): Attention(d, config["heads"], config["head_width"]) for i in config["attend"]})
        t, a, l, m = config["tag"], config["arc"], config["label"], config["name"]
        self.tag_in, self.tag_out = nn.Linear(d, t), nn.Linear(t, sizes["tags"])
        self.script_out = nn.Linear(t, sizes["scripts"])
        self.name_in, self.name_out = nn.Linear(d, m), nn.Linear(m, len(NAME_TAGS))
        self.arc_dep, self.arc_head = nn.Linear(d, a), nn.Linear(d, a)
        self.arc_mix = nn.Linear(a, a)
        self.arc_root = nn.Parameter(torch.randn(a) * 0.1)
        self.arc_far = nn.Parameter(torch.zeros(2 * DISTANCE + 2))
        self.label_dep, self.label_head = nn.Linear(d, l), nn.Linear(d, l)
        self.label_root = nn.Parameter(torch.randn(l) * 0.1)
        self.label_far = nn.Parameter(torch.zeros(2 * DISTANCE + 2, l))
        self.label_out = nn.Linear(l, sizes["labels"])
        for layer in (self.arc_mix,):
            nn.init.xavier_uniform_(layer.weight)

    def words(self, batch, p):
        """The input vectors of the batch's distinct forms."""
        parts = []
        for name, _, width in features.TABLES:
            if name == "vector":
                part = self.vectors[batch["vector"]]
            elif name == "grams":
                part = self.tables["t_grams"](batch["grams"], batch["grams_first"])
            else:
                part = self.tables["t_" + name](batch[name])
            if p and name != "class":
                # whole features are dropped, so that no single one is leant on
                keep = (torch.rand(part.shape[0], 1) >= (0.15 if name in ("word", "vector", "s3", "s4") else 0.1)).float()
                part = part * keep
            parts.append(part)
        c = torch.cat(parts, 1)
        return (self.direct(c) + self.mix_out(F.relu(self.mix(c)))).float()

    def inputs(self, batch, p):
        """What the layers start from, for each word."""
        return self.words(batch, p)[batch["form"]] + batch["flags"] @ self.flags

    def encode(self, batch, p=0.0):
        x = self.inputs(batch, p)
        first, sent = batch["first"], batch["sent"]

        def dropout(y):
            if not p:
                return y
            mask = (torch.rand(len(first) - 1, y.shape[1]) >= p).float() / (1 - p)
            return y * mask[sent]

        for i, layer in enumerate(self.layers):
            x = layer(x, first, dropout)
            if i in self.config["attend"]:
                x = self.attend[str(i)](x, batch, dropout, p)
            if i + 1 == self.config["tag_layer"]:
                low = x
        return dropout(low), dropout(x)

    def tag_hidden(self, h):
        return F.relu(self.tag_in(h))

    def name_scores(self, h, p=0.0):
        return self.name_out(F.dropout(F.relu(self.name_in(h)), p))

    def arcs(self, h, batch, p=0.0):
        """b x L x (L+1) scores, dependent by head; head 0 is the root. Padding scores are -1e9."""
        sent, place, lengths = batch["sent"], batch["place"], batch["lengths"]
        b, longest = len(lengths), int(lengths.max())
        dep = F.dropout(F.relu(self.arc_dep(h)), p)
        head = F.dropout(F.relu(self.arc_head(h)), p)
        dep, head = self.arc_mix(dep).float(), head.float()
        a = dep.shape[1]
        dep_p, head_p = h.new_zeros(b, longest, a), h.new_zeros(b, longest + 1, a)
        dep_p[sent, place] = dep
        head_p[sent, place + 1] = head
        head_p[:, 0] = self.arc_root
        with torch.autocast("cpu", enabled=False):
            scores = torch.bmm(dep_p, head_p.transpose(1, 2))
        scores = scores + self.arc_far[far_table(longest)]
        pad = torch.arange(longest + 1)[None, :] > lengths[:, None]
        return scores.masked_fill(pad[:, None, :], -1e9)

    def labels(self, h, heads, batch, p=0.0):
        """Scores of the labels of words whose heads (0 the root, else 1.. in the sentence) are given."""
        dep, head = self.label_dep(h).float(), self.label_head(h).float()
        first, sent, place = batch["first"].long(), batch["sent"], batch["place"]
        of = (first[sent] + heads - 1).clamp(min=0)
        hd = torch.where((heads == 0)[:, None], self.label_root[None, :], head[of])
        z = dep + hd + self.label_far[far(heads, place)]
        return self.label_out(F.dropout(F.relu(z), p))


def far(heads, place):
    """The bucket of a head's distance: 2*DISTANCE+1 for the root, else the clipped offset."""
    offset = (heads - 1 - place).clamp(-DISTANCE, DISTANCE) + DISTANCE
    return torch.where(heads == 0, torch.full_like(offset, 2 * DISTANCE + 1), offset)


FAR = {}


def far_table(n):
    if n not in FAR:
        place = torch.arange(n)[:, None].expand(n, n + 1)
        heads = torch.arange(n + 1)[None, :].expand(n, n + 1)
        FAR[n] = far(heads, place)
    return FAR[n]
