#!/usr/bin/env python3
"""Checks the hand-kept actor knowledge under data/actors: columns, code sets, years, duplicates, parents.

Usage: tools/check_actors.py [DIRECTORY] [--counts]
Prints one line per fault as file:line: message; exit status 1 when there is any, 2 for a usage error.
"""
import re
import sys
from pathlib import Path

COLUMNS = {
    "states.tsv": "code iso2 name aliases adjectives capital metonyms government_terms languages from to notes",
    "organizations.tsv": "name aliases code sectors kind parent seat from to wikidata",
    "groups.tsv": "name aliases kind tag countries sectors ambiguous_with notes",
    "roles.tsv": "noun sectors kind affiliation notes",
    "titles.tsv": "title sectors gender office",
    "given_names.tsv": "name gender region",
    "surnames.tsv": "name region",
}
SECTORS = set("COP GOV JUD LEG MIL PRM PTY REB SPY UAF UNK AGR BUS CRM CVL EDU ELI JRN LAB MED REF OPP PRE REL SOC "
              "IGO NGO".split())
WORLD_CODES = set("IGO UNO EUR NGO ISM IMG MNC".split())
ORGANIZATION_KINDS = set("international alliance agency ngo armed party media company religious union court police "
                         "military intelligence criminal university research".split())
GROUP_KINDS = set("ethnic religious caste tribal political social".split())
ROLE_KINDS = set("person people organization thing".split())
AFFILIATIONS = set("place modifier none".split())
GENDERS = {"given_names.tsv": {"m", "f", "u"}, "titles.tsv": {"m", "f", ""}}
REGIONS = set("english western northern southern eastern balkan caucasus central-asia arabic persian turkic south-asia "
              "east-asia southeast-asia africa-west africa-east africa-central africa-south africa-horn latin jewish "
              "pacific international".split())
MIN_YEAR, MAX_YEAR = 600, 2100


class Faults:
    """Collects faults; the position is the file and line of the row at hand."""

    def __init__(self):
        self.lines = []

    def add(self, path, line, message):
        self.lines.append(f"{path}:{line}: {message}")


def rows_of(path, faults):
    """Yields (line number, {column: cell}) for every well-formed data row."""
    wanted = COLUMNS[path.name].split()
    header = None
    for number, raw in enumerate(path.read_bytes().split(b"\n"), 1):
        try:
            line = raw.decode("utf-8")
        except UnicodeDecodeError as error:
            faults.add(path, number, f"not UTF-8 at byte {error.start}")
            continue
        if line.endswith("\r"):
            faults.add(path, number, "carriage return at the end of the line")
            line = line[:-1]
        if not line or line.startswith("#"):
            continue
        cells = line.split("\t")
        if header is None:
            header = cells
            if cells != wanted:
                faults.add(path, number, f"header is {cells}, wanted {wanted}")
                return
            continue
        if len(cells) != len(wanted):
            faults.add(path, number, f"{len(cells)} columns, wanted {len(wanted)}: {line[:60]!r}")
            continue
        for name, cell in zip(wanted, cells):
            check_spacing(path, number, name, cell, faults)
        yield number, dict(zip(wanted, cells))
    if header is None:
        faults.add(path, 1, "no header")


def check_spacing(path, number, name, cell, faults):
    if cell != cell.strip() or "  " in cell:
        faults.add(path, number, f"stray space in {name} {cell!r}")
    if name == "notes" or not cell:
        return
    parts = cell.split("|")
    if any(not part or part != part.strip() for part in parts):
        faults.add(path, number, f"empty or padded alternative in {name} {cell!r}")
    if len(set(parts)) != len(parts):
        faults.add(path, number, f"an alternative twice in {name} {cell!r}")


def check_sectors(path, number, cell, faults, required=True):
    if not cell:
        if required:
            faults.add(path, number, "no sector")
        return
    for sector in cell.split("|"):
        if sector not in SECTORS:
            faults.add(path, number, f"unknown sector {sector!r}")


def check_years(path, number, row, faults):
    years = []
    for name in ("from", "to"):
        if not row[name]:
            continue
        if not re.fullmatch(r"\d{3,4}", row[name]) or not MIN_YEAR <= int(row[name]) <= MAX_YEAR:
            faults.add(path, number, f"{name} is no year: {row[name]!r}")
        else:
            years.append(int(row[name]))
    if len(years) == 2 and years[0] > years[1]:
        faults.add(path, number, f"from {years[0]} is after to {years[1]}")


def check_set(path, number, what, value, allowed, faults):
    if value not in allowed:
        faults.add(path, number, f"unknown {what} {value!r}")


class Once:
    """Refuses a second row with the same key."""

    def __init__(self, path, what, faults):
        self.path, self.what, self.faults, self.seen = path, what, faults, {}

    def add(self, number, key):
        if not key:
            self.faults.add(self.path, number, f"no {self.what}")
        elif key in self.seen:
            self.faults.add(self.path, number, f"{self.what} {key!r} already on line {self.seen[key]}")
        else:
            self.seen[key] = number


def check_states(path, faults):
    codes, whole, names = set(), Once(path, "code of a whole state", faults), Once(path, "name", faults)
    for number, row in rows_of(path, faults):
        if not re.fullmatch(r"[A-Z]{3}", row["code"]):
            faults.add(path, number, f"code {row['code']!r} is not three capitals")
        codes.add(row["code"])
        if not re.match(r"sub-state", row["notes"]) and row["name"] != "East Jerusalem":
            whole.add(number, row["code"])
        if row["iso2"] and not re.fullmatch(r"[A-Z]{2}", row["iso2"]):
            faults.add(path, number, f"iso2 {row['iso2']!r} is not two capitals")
        names.add(number, row["name"])
        for column in ("metonyms", "government_terms"):
            check_terms(path, number, column, row[column], faults)
        check_years(path, number, row, faults)
    for number, row in rows_of(path, Faults()):
        if row["code"] not in whole.seen:
            faults.add(path, number, f"sub-state of unknown state {row['code']!r}")
    return codes


def check_terms(path, number, column, cell, faults):
    for term in cell.split("|") if cell else []:
        text, equals, sector = term.rpartition("=")
        if equals and (not text or sector not in SECTORS):
            faults.add(path, number, f"bad sector in {column} {term!r}")
        if not equals and column == "government_terms":
            faults.add(path, number, f"government term without sector {term!r}")


def check_organizations(path, faults, codes):
    names, rows = Once(path, "name and code", faults), []
    known = set()
    for number, row in rows_of(path, faults):
        rows.append((number, row))
        names.add(number, row["name"] and f"{row['name']} ({row['code']})")
        known.add(row["name"])
        check_set(path, number, "code", row["code"], codes | WORLD_CODES, faults)
        check_set(path, number, "kind", row["kind"], ORGANIZATION_KINDS, faults)
        check_sectors(path, number, row["sectors"], faults)
        check_years(path, number, row, faults)
        if row["wikidata"] and not re.fullmatch(r"Q[1-9]\d*", row["wikidata"]):
            faults.add(path, number, f"bad wikidata id {row['wikidata']!r}")
        if row["name"] in row["aliases"].split("|"):
            faults.add(path, number, f"alias repeats the name {row['name']!r}")
    ids = Once(path, "wikidata id", faults)
    for number, row in rows:
        for alias in row["aliases"].split("|"):
            if alias and f"{alias} ({row['code']})" in names.seen:
                faults.add(path, number, f"alias {alias!r} is the name of line {names.seen[alias + ' (' + row['code'] + ')']}")
        if row["parent"] and row["parent"] not in known:
            faults.add(path, number, f"unknown parent {row['parent']!r}")
        if row["wikidata"]:
            ids.add(number, row["wikidata"])


def check_groups(path, faults, codes):
    names, tags = Once(path, "name", faults), Once(path, "tag", faults)
    for number, row in rows_of(path, faults):
        names.add(number, row["name"])
        tags.add(number, row["tag"])
        if row["tag"] and not re.fullmatch(r"[a-z]{3,4}", row["tag"]):
            faults.add(path, number, f"tag {row['tag']!r} is not three or four small letters")
        check_set(path, number, "kind", row["kind"], GROUP_KINDS, faults)
        check_sectors(path, number, row["sectors"], faults)
        for column in ("countries", "ambiguous_with"):
            for code in row[column].split("|") if row[column] else []:
                check_set(path, number, f"code in {column}", code, codes, faults)


def check_roles(path, faults, _codes):
    names = Once(path, "noun", faults)
    for number, row in rows_of(path, faults):
        names.add(number, row["noun"])
        check_sectors(path, number, row["sectors"], faults, required=False)  # a spokesman has that of his modifier
        check_set(path, number, "kind", row["kind"], ROLE_KINDS, faults)
        check_set(path, number, "affiliation", row["affiliation"], AFFILIATIONS, faults)


def check_titles(path, faults, _codes):
    names = Once(path, "title", faults)
    for number, row in rows_of(path, faults):
        names.add(number, row["title"])
        check_sectors(path, number, row["sectors"], faults, required=False)
        check_set(path, number, "gender", row["gender"], GENDERS[path.name], faults)


def check_given_names(path, faults, _codes):
    names = Once(path, "name", faults)
    for number, row in rows_of(path, faults):
        names.add(number, row["name"])
        check_set(path, number, "gender", row["gender"], GENDERS[path.name], faults)
        check_set(path, number, "region", row["region"], REGIONS, faults)


def check_surnames(path, faults, _codes):
    names = Once(path, "name", faults)
    for number, row in rows_of(path, faults):
        names.add(number, row["name"])
        check_set(path, number, "region", row["region"], REGIONS, faults)


CHECKS = {
    "organizations.tsv": check_organizations,
    "groups.tsv": check_groups,
    "roles.tsv": check_roles,
    "titles.tsv": check_titles,
    "given_names.tsv": check_given_names,
    "surnames.tsv": check_surnames,
}


def main(arguments):
    options = [a for a in arguments if a.startswith("--")]
    paths = [a for a in arguments if not a.startswith("--")]
    if any(option != "--counts" for option in options) or len(paths) > 1:
        print(__doc__, file=sys.stderr)
        return 2
    directory = Path(paths[0]) if paths else Path(__file__).resolve().parent.parent / "data" / "actors"
    faults = Faults()
    codes = set()
    for name in COLUMNS:
        if not (directory / name).exists():
            faults.add(directory / name, 0, "missing")
    if (directory / "states.tsv").exists():
        codes = check_states(directory / "states.tsv", faults)
    for name, check in CHECKS.items():
        if (directory / name).exists():
            check(directory / name, faults, codes)
    for line in faults.lines:
        print(line)
    if "--counts" in options:
        for name in COLUMNS:
            if (directory / name).exists():
                print(f"{name}\t{sum(1 for _ in rows_of(directory / name, Faults()))}")
    return 1 if faults.lines else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
