"""What a trained network says of sentences, and how often that is right."""
import numpy as np
import torch

from data import NAME_TAGS, apply_script
from model import Net, best_tree
from vocabulary import Vocabulary, make_batch


def load_model(path):
    """A trained network and its vocabulary."""
    checkpoint = torch.load(path, weights_only=False)
    vocabulary = Vocabulary.__new__(Vocabulary)
    vocabulary.__dict__.update(checkpoint["vocabulary"])
    net = Net(vocabulary.sizes(), vocabulary.vectors, checkpoint["config"])
    net.load_state_dict(checkpoint["state"])
    net.eval()
    return net, vocabulary


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
                scores = net.arcs(h, batch).float().numpy()
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
            name = net.name_scores(low).float().numpy() if names else None
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
