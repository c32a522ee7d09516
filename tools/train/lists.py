"""Lists of the words that names are made of, from the reviewable text under data/, as features and as stock for made-up
names. What is in them is a hint to the network and no more."""
import collections
import lzma
import pathlib
import re

import features

GIVEN, SURNAME, PLACE, PLACE_PART, ORGANIZATION, COUNTRY = 1, 2, 4, 8, 16, 32
POPULATION = 20000  # smaller places than this give no feature
LATIN = re.compile(r"^[A-Za-zÀ-ɏ'’.-]+$")
SMALL = {"of", "the", "and", "de", "la", "al", "el", "del", "for", "in", "on", "du", "des", "a", "le", "les", "to", "da", "do", "van",
         "bin", "ibn", "von", "der", "den", "y", "e", "i", "as", "at", "by", "or"}


def rows(path):
    for line in open(path, encoding="utf-8"):
        line = line.rstrip("\n")
        if line and not line.startswith("#"):
            yield line.split("\t")


class Lists:
    def __init__(self, data, common):
        """`common`: normalised words that are too frequent as ordinary words to be a hint of a place."""
        data = pathlib.Path(data)
        self.bits = collections.Counter()
        self.stock = {"person": [], "place": [], "organization": []}
        self.given, self.surnames = [], []
        self.common = common
        self.people(data)
        self.places(data)
        self.organizations(data)
        self.patterns = collections.defaultdict(list)
        for kind, pattern in rows(data / "lang" / "name_patterns.tsv"):
            self.patterns[kind].append(pattern.split("|"))

    def made_up(self, kind, rng):
        """A name of this kind: one of the lists, or put together."""
        # Put-together organizations and places are few: with many, the recognizer of real ones got worse.
        if rng.random() < (0.5 if kind == "person" else 0.9):
            return rng.choice(self.stock[kind])
        fill = {"place": lambda: rng.choice(self.stock["place"]), "surname": lambda: rng.choice(self.surnames),
                "given": lambda: rng.choice(self.given), "initial": lambda: rng.choice("ABCDEFGHIJKLMNOPRSTVWYZ"),
                "number": lambda: rng.choice(("1st", "2nd", "3rd", "4th", "5th", "7th", "10th", "25th", "82nd", "101st"))}
        pattern = rng.choice(rng.choice(self.patterns[kind]))
        return re.sub(r"\{(\w+)\}", lambda m: fill[m.group(1)](), pattern)

    def add(self, word, bit):
        if len(word) > 1 and word.lower() not in SMALL:
            key = features.normalise(word)[:features.FORM_MAX]
            self.bits[key] |= bit

    def people(self, data):
        for line in open(data / "lang" / "given_names.txt", encoding="utf-8"):
            if not line.startswith("#"):
                for name in line.split():
                    self.add(name, GIVEN)
                    self.given.append(name)
        for i, row in enumerate(rows(data / "actors" / "people.tsv")):
            if i == 0:
                continue
            for name in [row[0]] + (row[1].split("|") if len(row) > 1 else []):
                words = name.split()
                if not words or not all(LATIN.match(w) for w in words):
                    continue
                for w in words[:-1]:
                    self.add(w, GIVEN)
                if len(words) > 1 or name != row[0]:
                    self.add(words[-1], SURNAME)
                    self.surnames.append(words[-1])
                if len(words) > 1:
                    self.stock["person"].append(name)

    def places(self, data):
        with lzma.open(data / "gazetteer" / "geonames.tsv.xz", "rt", encoding="utf-8") as f:
            for line in f:
                if line.startswith("#"):
                    continue
                row = line.rstrip("\n").split("\t")
                people = int(row[11] or 0)
                if people < POPULATION and row[6] != "A":
                    continue
                names = {row[1], row[2]} | set(row[3].split("|")[:3])
                for name in names:
                    words = name.split()
                    if not words or not all(LATIN.match(w) for w in words):
                        continue
                    if len(words) == 1:
                        if features.normalise(name) not in self.common:
                            self.add(name, PLACE)
                    else:
                        for w in words:
                            if w[:1].isupper() and features.normalise(w) not in self.common:
                                self.add(w, PLACE_PART)
                if people >= 100000 and all(LATIN.match(w) for w in row[2].split()):
                    self.stock["place"].append(row[2])
        for i, row in enumerate(rows(data / "actors" / "states.tsv")):
            for field in row[2:5] if i else []:
                for name in field.split("|"):
                    for w in name.split():
                        if w[:1].isupper() and LATIN.match(w):
                            self.add(w, COUNTRY)

    def organizations(self, data):
        seen = collections.Counter()
        for i, row in enumerate(rows(data / "actors" / "organizations.tsv")):
            if i == 0:
                continue
            names = [row[0]] + (row[1].split("|") if len(row) > 1 and row[1] else [])
            for name in names:
                name = re.sub(r"^the ", "", name)
                if not name[:1].isupper() or not all(LATIN.match(w) or w in "&-" for w in name.split()):
                    continue
                self.stock["organization"].append(name)
                if name.isupper() and " " not in name:
                    self.add(name, ORGANIZATION)
                seen.update({w for w in name.split() if w[:1].isupper()})
        for word, n in seen.items():
            if n >= 2:
                self.add(word, ORGANIZATION)
