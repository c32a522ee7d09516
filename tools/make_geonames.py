#!/usr/bin/env python3
"""Makes a dump in the form of GeoNames', of any size, for measuring and testing `sitrep gazetteer build`.

make_geonames.py OUT --rows 12000000 [--seed 1] writes OUT/allCountries.txt, alternateNamesV2.txt, admin1CodesASCII.txt,
admin2Codes.txt, countryInfo.txt. Nothing in it is GeoNames' but the codes and numbers of countries: names are made of
syllables, as many of one name as the real dump has (a few in thousands of places, most in one), classes, populations
and alternate names in about its proportions. The same arguments give the same bytes.
"""
import argparse
import bisect
import itertools
import lzma
import pathlib
import random

ROOT = pathlib.Path(__file__).resolve().parent.parent
FIRST_ID = 20_000_000  # beyond GeoNames' own numbers

# Shares of the classes, with codes, in percent of all rows.
CODES = [("P", "PPL", 38.0), ("P", "PPLX", 1.5), ("P", "PPLL", 2.0), ("P", "PPLA4", 0.4), ("S", "SCH", 4.0), ("S", "HTL", 3.0),
         ("S", "FRM", 4.0), ("S", "CH", 2.5), ("S", "AIRP", 0.5), ("S", "BLDG", 4.0), ("H", "STM", 11.0), ("H", "LK", 4.0),
         ("H", "RSV", 1.0), ("H", "BAY", 1.0), ("T", "HLL", 5.0), ("T", "MT", 6.0), ("T", "ISL", 1.5), ("T", "VAL", 1.0),
         ("L", "LCTY", 3.0), ("L", "PRK", 1.2), ("A", "ADM3", 1.8), ("A", "ADM4", 2.4), ("A", "ADM1H", 0.1), ("R", "RD", 0.5),
         ("V", "FRST", 0.4), ("U", "SHLU", 0.2)]
# Heads and tails of names by family of languages; what stands around them in that family.
FAMILIES = [
    ("ka sha ba ri do mu ta len gor pol ver nov kras bel chor zar".split(), "ovo insk evka ino itsa grad ka oye sk ovka".split(),
     "", ["", "Novaya ", "Staraya ", "Verkhniy "], "cyrillic"),
    ("san el la los puerto villa monte rio".split(), "bar cal dor lin mar nez pas ran tel vil zan cor".split(), "", ["", "San ", "Santa ", "El ", "Los "], "latin"),
    ("qal deh mah kuh shah bag tal gul khan dar".split(), "abad an eh ak ian gerd zar i un estan".split(), "", ["", "Qaryat ", "Deh-e ", "Tall "], "arabic"),
    ("ham wood ash oak spring mill clear green black stone".split(), "ton ville field burg ford dale port land wick".split(), "",
     ["", "New ", "North ", "Mount ", "Lake "], "latin"),
    ("zhang li wang xin da tian hong long shang bei nan".split(), "cun zhuang jia tun kou wan ping shan he".split(), "", ["", "Da ", "Xiao "], "han"),
    ("nga mbo ki lu wa ma tu ko sa du ban bu".split(), "ra gu ndi la mba ro sa ni te lo".split(), "", ["", "Ki ", "Mto "], "latin"),
]
LANGUAGES = {"cyrillic": ["ru", "uk", "bg"], "latin": ["es", "en", "fr", "de"], "arabic": ["fa", "ar"], "han": ["zh"]}
TO_CYRILLIC = str.maketrans("abvgdezijklmnoprstufhcyw", "абвгдезийклмнопрстуфхцыв")


def countries():
    """[(iso2, iso3, geonameid)] of the repository's own tables."""
    iso2 = {}
    for line in open(ROOT / "data/actors/states.tsv", encoding="utf8"):
        cells = line.rstrip("\n").split("\t")
        if not line.startswith("#") and len(cells) > 2 and len(cells[0]) == 3 and len(cells[1]) == 2:
            iso2[cells[0]] = cells[1]
    found = []
    for line in lzma.open(ROOT / "data/gazetteer/geonames.tsv.xz", "rt", encoding="utf8"):
        cells = line.split("\t")
        if len(cells) > 8 and cells[7].startswith("PCL") and cells[8] in iso2:
            found.append((iso2[cells[8]], cells[8], int(cells[0])))
    return sorted(set(found))


class Names:
    """Names with the frequencies of a gazetteer: some in thousands of places, most in few."""

    def __init__(self, rng, rows):
        self.rng = rng
        self.pools = []
        for heads, tails, _, fronts, script in FAMILIES:
            pool = set()
            while len(pool) < max(40, rows // 14):
                middle = "".join(rng.choice(heads) for _ in range(rng.choice((0, 1, 1, 2, 2))))
                word = rng.choice(heads) + middle + rng.choice(heads)[:2] + rng.choice(tails)
                pool.add(rng.choice(fronts) + word.capitalize())
            pool = sorted(pool)
            rng.shuffle(pool)
            self.pools.append((pool, script))

    def draw(self, family):
        pool, script = self.pools[family]
        # log-uniform over the ranks: the first names are in many places
        return pool[min(len(pool) - 1, int(len(pool) ** self.rng.random() * 1.2))] if self.rng.random() < 0.35 else self.rng.choice(pool), script


def row(gid, name, alternates, lat, lon, fclass, fcode, cc, a1, a2, population):
    return (f"{gid}\t{name}\t{name}\t{alternates}\t{lat:.5f}\t{lon:.5f}\t{fclass}\t{fcode}\t{cc}\t\t{a1}\t{a2}\t\t\t{population}\t\t"
            f"{int(abs(lat) * 10)}\tEtc/UTC\t2024-01-01\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("out", type=pathlib.Path)
    parser.add_argument("--rows", type=int, default=12_000_000)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    rng = random.Random(args.seed)
    lands = countries()
    names = Names(rng, args.rows)
    ids = itertools.count(FIRST_ID)
    classes = [(c, k) for c, k, _ in CODES]
    sums = list(itertools.accumulate(share for _, _, share in CODES))
    files = {name: open(args.out / name, "w", encoding="utf8", buffering=1 << 20) for name in
             ("allCountries.txt", "alternateNamesV2.txt", "admin1CodesASCII.txt", "admin2Codes.txt", "countryInfo.txt")}
    places, alternates = files["allCountries.txt"].write, files["alternateNamesV2.txt"].write
    files["countryInfo.txt"].write("#ISO\tISO3\t…\n")
    written, alternate_id = 0, 0
    areas = []  # (country, admin1, admin2, lat, lon, family)
    for n, (iso2, iso3, gid) in enumerate(lands):
        files["countryInfo.txt"].write("\t".join([iso2, iso3, "0", "", iso3, "", "1", "1", "EU", "", "", "", "", "", "", "", str(gid), "", ""]) + "\n")
        places(row(gid, iso3.capitalize(), "", 0, 0, "A", "PCLI", iso2, "", "", 1000000))
        written += 1
        lat, lon, family = rng.uniform(-50, 65), rng.uniform(-170, 170), n % len(FAMILIES)
        for a in range(1, 1 + max(1, min(30, args.rows // 8000))):
            a1, a1_id = f"{a:02d}", next(ids)
            name, _ = names.draw(family)
            files["admin1CodesASCII.txt"].write(f"{iso2}.{a1}\t{name}\t{name}\t{a1_id}\n")
            places(row(a1_id, f"{name} Province", name, lat, lon, "A", "ADM1", iso2, a1, "", 100000))
            for b in range(1, 1 + max(1, min(12, args.rows // 60000))):
                a2, a2_id = f"{a:02d}{b:02d}", next(ids)
                name, _ = names.draw(family)
                files["admin2Codes.txt"].write(f"{iso2}.{a1}.{a2}\t{name}\t{name}\t{a2_id}\n")
                places(row(a2_id, f"{name} District", name, lat, lon, "A", "ADM2", iso2, a1, a2, 10000))
                areas.append((iso2, a1, a2, lat + rng.uniform(-4, 4), lon + rng.uniform(-4, 4), family))
                written += 1
            written += 1
    while written < args.rows:
        iso2, a1, a2, lat, lon, family = rng.choice(areas)
        name, script = names.draw(family)
        fclass, fcode = classes[bisect.bisect(sums, rng.random() * sums[-1])]
        gid, population = next(ids), 0
        if fclass == "P" and rng.random() < 0.1:
            population = int(10 ** rng.uniform(1.5, 5.8))
        variants = []
        if rng.random() < 0.45:
            variants.append((rng.choice(LANGUAGES[script]), name.replace("a", "o", 1) if script != "cyrillic" else
                             name.lower().translate(TO_CYRILLIC).capitalize()))
            if rng.random() < 0.4:
                variants.append(("", name.replace("h", "kh", 1)))
            if rng.random() < 0.15:
                variants.append(("link", f"https://en.example.org/{gid}"))
        places(row(gid, name, ",".join(v for l, v in variants if l != "link"), lat + rng.uniform(-0.5, 0.5), lon + rng.uniform(-0.5, 0.5),
                   fclass, fcode, iso2, a1, a2, population))
        for language, variant in variants:
            alternate_id += 1
            alternates(f"{alternate_id}\t{gid}\t{language}\t{variant}\t\t\t\t\t\t\n")
        written += 1
    for f in files.values():
        f.close()
    print(f"{written} places, {alternate_id} alternate names in {args.out}")


if __name__ == "__main__":
    main()
