#!/usr/bin/env python3
"""Makes data/gazetteer/us_places.tsv: small places of the United States that have a post office but stand in no list of GeoNames'
populated places. Run through make.sh, after make.py. Names that are plainly firms, offices or universities with a ZIP code of
their own are left out. The point is the mean of the places' ZIP codes; there is no geonameid and no population.
"""
import collections
import json
import lzma
import pathlib
import re
import sys

from make import fold

NO_PLACE = re.compile(r"\b(?:inc|corp|corporation|co|company|bank|bkcard|services?|insurance|mail|telephone|electric|univ|university|college|school|irs|"
                      r"usps|dept|department|credit|card|firms?|life|assoc|association|express|crm|brm|ctr|court|tax|fed|federal|reserve bank|gov|"
                      r"government|state of|hospital|medical|clinic|magazine|press|news|times|sweepstakes|contest|fulfillment|chase|citi\w*|visa|"
                      r"savings|trust|financial|finance|group|mutual|motors?|oil|gas|power|light|energy|systems?|data|computer|software|ibm|sears|"
                      r"penney|macys|bulk|returns|remittance|agency|bureau|board|authority|commission|headquarters|hdqtrs|foundation|ministries|"
                      r"club|league|army|navy|air force|afb|naval|nas|fpo|apo|pentagon|veterans|va|prison|correctional|plant|publishing|"
                      r"publishers|records?|book|books|video|music|products|industries|intl|international|america|american|national|amer|"
                      r"shared|unique|zip|box|boxes|business reply|reply|general delivery|facility|annex|terminal|airport|mall|plaza|"
                      r"building|tower|towers|center|office|offices|admin|administration|division|div|lottery|election|ballots?)\b", re.I)


def main(work, out):
    text = (work / "npm/zipcodes/lib/codes.js").read_text(encoding="utf8")
    codes = json.JSONDecoder().raw_decode(text[text.index("{"):])[0]
    known, states = collections.defaultdict(set), set()
    for line in lzma.open(out / "geonames.tsv.xz", "rt", encoding="utf8"):
        f = line.rstrip("\n").split("\t")
        if f[0].startswith("#") or f[8] != "USA":
            continue
        if f[7] == "ADM1":
            states.add(f[9])
        if f[6] == "P":
            known[f[9]].update(fold(n).replace(".", "") for n in [f[1], f[2], *f[3].split("|")])
    points = collections.defaultdict(list)
    for z in codes.values():
        if z.get("country") == "US" and z["state"] in states:
            points[z["state"], z["city"]].append((z["latitude"], z["longitude"]))
    rows = []
    for (state, city), where in points.items():
        if fold(city) in known[state] or re.search(r"\d", city) or NO_PLACE.search(city) or len(city.split()) > 3 or len(city) < 4:
            continue
        lat, lon = (round(sum(p[i] for p in where) / len(where), 3) for i in (0, 1))
        if lat and lon:
            rows.append(f"\t{city}\t{city}\t\t{lat}\t{lon}\tP\tPPL\tUSA\t{state}\t\t\tpostal\n")
    rows.sort()
    header = "#geonameid\tname\tascii\talternates\tlat\tlon\tfeature_class\tfeature_code\tcountry\tadmin1\tadmin2\tpopulation\tpoint\n"
    (out / "us_places.tsv").write_text("# us_places.tsv -- made by tools/gazetteer/make_us.py, which says from what.\n" + header + "".join(rows), encoding="utf8")
    print(len(rows), "places with a post office")


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]))
