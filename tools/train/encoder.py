"""The pretrained encoders that the teachers stand on, in plain PyTorch, and the pieces they read words as: MPNet (Song et
al. 2020; 12 layers of 768, Apache 2.0) from a safetensors file, BGE small (Xiao et al. 2023; a BERT of 12 layers of 384,
MIT) from an ONNX file. Used in training only."""
import json
import math
import pathlib
import unicodedata

import torch
import torch.nn.functional as F
from torch import nn

PIECES_MAX = 400  # pieces of a sentence that are read; the words beyond are seen without context


class Pieces:
    """Words to pieces: small letters without accents, the longest known piece first."""

    def __init__(self, folder):
        plain, packed = pathlib.Path(folder) / "vocab.txt", next(pathlib.Path(folder).glob("*tokenizer.json"))
        if plain.exists():
            self.id = {w.rstrip("\n"): i for i, w in enumerate(open(plain, encoding="utf-8"))}
        else:
            self.id = json.loads(packed.read_text(encoding="utf-8"))["model"]["vocab"]
        self.unknown = self.id["[UNK]"]
        marks = ("<s>", "<pad>", "</s>") if "<s>" in self.id else ("[CLS]", "[PAD]", "[SEP]")
        self.begin, self.pad, self.end = (self.id[m] for m in marks)
        self.cache = {}

    def of(self, word):
        got = self.cache.get(word)
        if got is None:
            plain = "".join(c for c in unicodedata.normalize("NFD", word.lower()) if unicodedata.category(c) != "Mn")
            got = []
            for part in split_marks(plain):
                got += self.cut(part)
            self.cache[word] = got = got[:12] or [self.unknown]
        return got

    def cut(self, part):
        out, at = [], 0
        while at < len(part):
            for end in range(len(part), at, -1):
                piece = self.id.get(("##" if at else "") + part[at:end])
                if piece is not None:
                    break
            else:
                return [self.unknown]
            out.append(piece)
            at = end
        return out


def split_marks(word):
    """Letters and digits together, each mark by itself."""
    out, run = [], ""
    for c in word:
        if c.isalnum():
            run += c
            continue
        if run:
            out.append(run)
        run = ""
        if not c.isspace():
            out.append(c)
    return out + [run] if run else out


class Block(nn.Module):
    def __init__(self, d, heads, inner, eps):
        super().__init__()
        self.heads = heads
        self.qkv, self.o = nn.Linear(d, 3 * d), nn.Linear(d, d)
        self.norm1, self.norm2 = nn.LayerNorm(d, eps), nn.LayerNorm(d, eps)
        self.up, self.down = nn.Linear(d, inner), nn.Linear(inner, d)

    def forward(self, x, mask, p):
        b, n, d = x.shape
        q, k, v = self.qkv(x).reshape(b, n, 3, self.heads, d // self.heads).permute(2, 0, 3, 1, 4)
        scores = q @ k.transpose(2, 3) * (d // self.heads) ** -0.5 + mask
        got = (scores.softmax(3).to(v.dtype) @ v).transpose(1, 2).reshape(b, n, d)
        x = self.norm1(x + F.dropout(self.o(got), p, p > 0))
        return self.norm2(x + F.dropout(self.down(F.gelu(self.up(x))), p, p > 0))


class Encoder(nn.Module):
    def __init__(self, config):
        super().__init__()
        d, eps = config["hidden_size"], config["layer_norm_eps"]
        self.config = config
        self.word = nn.Embedding(config["vocab_size"], d)
        self.place = nn.Embedding(config["max_position_embeddings"], d)  # from row `first_place` on
        self.norm = nn.LayerNorm(d, eps)
        self.blocks = nn.ModuleList(Block(d, config["num_attention_heads"], config["intermediate_size"], eps)
                                    for _ in range(config["num_hidden_layers"]))
        if config["relative_attention_num_buckets"]:
            self.bias = nn.Embedding(config["relative_attention_num_buckets"], config["num_attention_heads"])

    def distances(self, n):
        """MPNet's bucket of each pair's distance: 8 exact ones to a side, then wider ones up to 128."""
        offset = torch.arange(n)[None, :] - torch.arange(n)[:, None]
        half = self.config["relative_attention_num_buckets"] // 2
        exact = half // 2
        far = offset.abs()
        wide = exact + (torch.log(far.clamp(min=1).float() / exact) / math.log(128 / exact) * (half - exact)).long()
        return torch.where(offset > 0, half, 0) + torch.where(far < exact, far, wide.clamp(max=half - 1))

    def forward(self, ids, p=0.0, frozen=0):
        """b x n ids to b x n x d vectors, a mean of the last four layers. The lowest `frozen` layers learn nothing."""
        n = ids.shape[1]
        with torch.no_grad():
            x = self.norm(self.word(ids) + self.place(torch.arange(n) + self.config["first_place"]))
        mask = torch.where(ids == self.config["pad_token_id"], -1e4, 0.0)[:, None, None, :]
        if self.config["relative_attention_num_buckets"]:
            mask = mask + self.bias(self.distances(n)).permute(2, 0, 1)[None]
        mask = mask.to(torch.bfloat16) if torch.is_autocast_enabled("cpu") else mask
        last = []
        for i, block in enumerate(self.blocks):
            with torch.set_grad_enabled(torch.is_grad_enabled() and i >= frozen):
                x = block(x, mask.detach() if i < frozen else mask, p if i >= frozen else 0.0)
            if i + 4 >= len(self.blocks):
                last.append(x)
        return sum(last) / len(last)


BGE = {"hidden_size": 384, "layer_norm_eps": 1e-12, "vocab_size": 30522, "max_position_embeddings": 512, "num_attention_heads": 12,
       "intermediate_size": 1536, "num_hidden_layers": 12, "relative_attention_num_buckets": 0, "pad_token_id": 0, "first_place": 0}


def load_encoder(folder):
    """From a folder with config.json, vocab.txt and model.safetensors (MPNet), or with an ONNX file and its tokenizer (BGE)."""
    folder = pathlib.Path(folder)
    if (folder / "model.safetensors").exists():
        config = dict(json.loads((folder / "config.json").read_text()), first_place=2)
        get, attention = read_safetensors(folder / "model.safetensors"), "attention.attn."
        part = {"q": attention + "q", "k": attention + "k", "v": attention + "v", "o": attention + "o", "norm1": "attention.LayerNorm"}
    else:
        config, get = BGE, read_onnx(next(folder.glob("*.onnx")))
        part = {"q": "attention.self.query", "k": "attention.self.key", "v": "attention.self.value", "o": "attention.output.dense",
                "norm1": "attention.output.LayerNorm"}
    net = Encoder(config)
    state = {"word.weight": get["embeddings.word_embeddings.weight"], "place.weight": get["embeddings.position_embeddings.weight"]}
    if config["relative_attention_num_buckets"]:
        state["bias.weight"] = get["encoder.relative_attention_bias.weight"]
    if "embeddings.token_type_embeddings.weight" in get:
        state["place.weight"] = state["place.weight"] + get["embeddings.token_type_embeddings.weight"][:1]
    for kind in ("weight", "bias"):
        state["norm." + kind] = get["embeddings.LayerNorm." + kind]
        for i in range(config["num_hidden_layers"]):
            old, new = f"encoder.layer.{i}.", f"blocks.{i}."
            state[new + "qkv." + kind] = torch.cat([get[f"{old}{part[c]}.{kind}"] for c in "qkv"])
            state[new + "o." + kind] = get[f"{old}{part['o']}.{kind}"]
            state[new + "norm1." + kind] = get[f"{old}{part['norm1']}.{kind}"]
            state[new + "up." + kind] = get[f"{old}intermediate.dense.{kind}"]
            state[new + "down." + kind] = get[f"{old}output.dense.{kind}"]
            state[new + "norm2." + kind] = get[f"{old}output.LayerNorm.{kind}"]
    net.load_state_dict(state)
    return net


def read_onnx(path):
    """Tensors by their names in BERT; the matrices of products, which ONNX stores turned and without a name, by their step."""
    import onnx
    graph = onnx.load(path).graph
    out = {t.name: torch.from_numpy(onnx.numpy_helper.to_array(t).copy()) for t in graph.initializer}
    for node in graph.node:
        if node.op_type == "MatMul" and node.input[1] in out:
            name = node.output[0].strip("/").rsplit("/", 1)[0].replace("/", ".")
            out[name + ".weight"] = out[node.input[1]].t().contiguous()
    return out


def read_safetensors(path):
    data = bytearray(path.read_bytes())
    size = int.from_bytes(data[:8], "little")
    out = {}
    for name, entry in json.loads(data[8:8 + size]).items():
        if name != "__metadata__" and entry["dtype"] == "F32":
            begin, end = entry["data_offsets"]
            out[name.removeprefix("mpnet.")] = torch.frombuffer(data, dtype=torch.float32, offset=8 + size + begin,
                                                                count=(end - begin) // 4).reshape(entry["shape"])
    return out
