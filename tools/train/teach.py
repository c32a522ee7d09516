"""What a teacher says of a sentence, and the losses that learn from it beside the gold annotation or in its place."""
import collections

import numpy as np
import torch

from data import IGNORE

KEEP = {"tag": 4, "script": 2, "head": 4, "label": 3}  # so many of the likeliest are written down
NAMES = 13
# The teacher's share in names that are annotated too. Those of texts follow several guidelines, and the teacher's one that is
# between them; those of made-up sentences are right, but the sentences are made up.
NAMES_TRUST = collections.defaultdict(lambda: 0.85, frames=0.5)


class Teaching:
    """Columns of a sentence: "best" heads (the labels are those of these arcs), the likeliest tags, scripts, heads and
    labels by number with their probabilities ("tag", "tag_p", …), the probabilities of the name tags ("name")."""
    __slots__ = ("columns",)

    def __init__(self, columns):
        self.columns = {k: np.ascontiguousarray(c) for k, c in columns.items()}

    def kept(self, keep):
        """For a sentence of which only the words numbered `keep` (from 1) are left. What was said of heads that are gone is
        not said any more."""
        n = len(self.columns["best"])
        number = np.zeros(n + 2, np.int16)
        number[keep] = np.arange(1, len(keep) + 1)
        there = np.zeros(n + 2, bool)
        there[keep] = there[0] = True
        out = {k: c[np.asarray(keep) - 1] for k, c in self.columns.items()}
        out["head_p"] = out["head_p"] * there[out["head"].clip(0, n + 1)]
        out["head"], out["best"] = number[out["head"].clip(0, n + 1)], number[out["best"]]
        return Teaching(out)

    def without(self, what, words):
        """The same, but that nothing is said of `what` for the words that are true in a list."""
        out = dict(self.columns)
        out[what + "_p"] = np.where(np.array(words)[:, None], np.float16(0), out[what + "_p"])
        return Teaching(out)


def absent(n):
    out = {"best": np.zeros(n, np.int16), "name": np.zeros((n, NAMES), np.float16)}
    for what, k in KEEP.items():
        out[what], out[what + "_p"] = np.zeros((n, k), np.int16), np.zeros((n, k), np.float16)
    return out


def columns_of(sentences):
    """For a batch: tensors teach_<column>."""
    rows = [s.teach.columns if s.teach else absent(len(s.forms)) for s in sentences]
    out = {}
    for key in rows[0]:
        c = torch.from_numpy(np.concatenate([r[key] for r in rows]))
        out["teach_" + key] = c.float() if c.is_floating_point() else c.long()
    out["name_trust"] = torch.cat([torch.full((len(s.forms),), NAMES_TRUST[s.source]) for s in sentences])
    return out


def loss(scores, gold, p, index=None, trust=0.5, smooth=0.0):
    """The mean over words of the distance from gold, from the teacher's probabilities, or from both (the teacher's share
    is `trust`). None where nothing is known of any word."""
    log = scores.float().log_softmax(1)
    has, said = gold != IGNORE, p.sum(1) > 0
    known = has | said
    if not known.any():
        return None
    hard = -log.gather(1, gold.clamp(min=0)[:, None])[:, 0]
    if smooth:
        hard = (1 - smooth) * hard - smooth * log.mean(1)
    soft = -(p * (log if index is None else log.gather(1, index))).sum(1)
    share = torch.where(said, torch.where(has, trust, 1.0), 0.0)
    return ((1 - share) * torch.where(has, hard, 0.0) + share * soft)[known].mean()
