"""Sentences with names in them, filled from data/lang/name_frames.tsv: how names of bands, clubs, units, stations, companies and
small places stand in a text. They carry names only; of tags and trees they say nothing."""
import random
import re

from data import KINDS, Sentence, mark, text_sentences
from lists import Lists, rows

GAP = re.compile(r"\{(\w+)\}(?::(\w+))?")
CHOICE = re.compile(r"\[([^\[\]]*)\]")


class Frames:
    def __init__(self, data, lists, rng):
        self.rng, self.slots, self.frames = rng, {}, []
        for row in rows(f"{data}/lang/name_frames.tsv"):
            if row[0] == "slot":
                self.slots[row[1]] = (row[2], row[3].split("|"))
            else:
                self.frames.append(row[1])
        self.basic = {"place": lambda: rng.choice(lists.stock["place"]), "surname": lambda: rng.choice(lists.surnames),
                      "given": lambda: rng.choice(lists.given), "initial": lambda: rng.choice("ABCDEFGHIJKLMNOPRSTVWYZ"),
                      "number": lambda: ordinal(rng.choice((rng.randint(1, 20), rng.randint(1, 130)))),
                      "initials": lambda: "".join(rng.choice("AABCDEFGHIKLMNNOPRRSSTTUVWX") for _ in range(rng.choice((2, 3, 3, 3, 4, 4, 5))))}

    def fill(self, gap, depth=0):
        """The text of a gap."""
        if gap in self.basic:
            return self.basic[gap]()
        choices = self.slots[gap][1]
        text = self.rng.choice(choices)
        while depth > 3 and "{" in text:
            text = self.rng.choice(choices)
        return GAP.sub(lambda m: self.fill(m.group(1), depth + 1), text)

    def sentence(self):
        """One sentence as a Sentence with names."""
        frame = CHOICE.sub(lambda m: self.rng.choice(m.group(1).split("|")), self.rng.choice(self.frames))
        text, spans, at = "", [], 0
        for m in GAP.finditer(frame):
            text += frame[at:m.start()]
            at = m.end()
            kind = m.group(2) or ("place" if m.group(1) == "place" else self.slots.get(m.group(1), "-")[0])
            filled = self.fill(m.group(1))
            if kind != "-" and filled.startswith("The ") and (kind != "organization" or self.rng.random() < 0.5) or \
                    re.search(r"(?i)\bthe $", text) and filled.startswith("The "):
                filled = filled[4:]
            if kind in KINDS:
                spans.append((len(text), len(text) + len(filled), kind))
            text += filled
        return text + frame[at:], spans

    def make(self, words):
        """Sentences of so many words in all."""
        out, size = [], 0
        while size < words:
            text, spans = self.sentence()
            got = [w for part in text_sentences(text) for w in part]
            tags = [0] * len(got)
            for begin, end, kind in spans:
                inside = [i for i, (b, e) in enumerate(got) if b < end and e > begin]
                if inside:
                    mark(tags, inside[0], inside[-1] + 1, kind)
            out.append(Sentence([text[b:e] for b, e in got], "frames", names=tags))
            size += len(got)
        return out


def read_frames(data, words, seed):
    rng = random.Random(seed)
    return Frames(data, Lists(data, set()), rng).make(words)


def ordinal(n):
    end = "th" if n % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(n % 10, "th")
    return f"{n}{end}"
