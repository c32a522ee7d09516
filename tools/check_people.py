#!/usr/bin/env python3
"""Check data/actors/people.tsv and offices.tsv; print file:line for each fault and exit 1 if there is any.

usage: check_people.py [--stats] [FOLDER]        FOLDER defaults to data/actors beside tools/
"""
import os
import re
import sys

PEOPLE = ["name", "aliases", "gender", "country", "sectors", "office", "of", "from", "to", "sectors_in_office"]
OFFICES = ["office", "aliases", "sectors", "kind", "rank"]
SECTORS = set("COP GOV JUD LEG MIL PRM PTY REB SPY UAF UNK AGR BUS CRM CVL EDU ELI JRN LAB MED REF OPP PRE REL SOC "
              "IGO NGO".split())
KINDS = set("state government legislature military police judiciary party international religious local media".split())
BODIES = set("UNO EUR NATO OSCE COE CSTO CIS SCO AFU OAU LAS OIC GCC ASEAN OAS IMF WB NGO IGO".split())
# Organisations whose usual name has the shape of a code.
ORGANISATIONS = set("""ICC WHO WTO WFP IOM FAO ILO ECB PLO SVR SBU UNHCR OHCHR IAEA OPEC""".split())
# States of the period by ISO 3166 alpha-3, states that ended in it, and places the press codes like states.
STATES = set("""
AFG AGO ALB AND ARE ARG ARM ATG AUS AUT AZE BDI BEL BEN BFA BGD BGR BHR BHS BIH BLR BLZ BOL BRA BRB BRN BTN BWA CAF CAN
CHE CHL CHN CIV CMR COD COG COK COL COM CPV CRI CUB CYP CZE DEU DJI DMA DNK DOM DZA ECU EGY ERI ESH ESP EST ETH FIN FJI
FRA FSM GAB GBR GEO GHA GIB GIN GMB GNB GNQ GRC GRD GRL GTM GUY HKG HND HRV HTI HUN IDN IND IRL IRN IRQ ISL ISR ITA JAM
JOR JPN KAZ KEN KGZ KHM KIR KNA KOR KWT LAO LBN LBR LBY LCA LIE LKA LSO LTU LUX LVA MAR MCO MDA MDG MDV MEX MHL MKD MLI
MLT MMR MNE MNG MOZ MRT MUS MWI MYS NAM NCL NER NGA NIC NIU NLD NOR NPL NRU NZL OMN PAK PAN PER PHL PLW PNG POL PRI PRK
PRT PRY PSE QAT ROU RUS RWA SAU SDN SEN SGP SLB SLE SLV SMR SOM SRB SSD STP SUR SVK SVN SWE SWZ SYC SYR TCD TGO THA TJK
TKM TLS TON TTO TUN TUR TUV TWN TZA UGA UKR URY USA UZB VAT VCT VEN VNM VUT WSM YEM ZAF ZMB ZWE KOS
SUN YUG SCG CSK DDR YMD ZAR""".split())
DATE = re.compile(r"^\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$")
YEARS = (1920, 2027)


class Checker:
    def __init__(self):
        self.faults = 0

    def fault(self, path, line, text):
        self.faults += 1
        print(f"{path}:{line}: {text}")

    def rows(self, path, header):
        """Yield (line number, dict) for each data row; a row of the wrong width is reported and left out."""
        seen_header = False
        with open(path, encoding="utf-8", newline="") as source:
            for number, line in enumerate(source, 1):
                line = line.rstrip("\n")
                if "\r" in line:
                    self.fault(path, number, "carriage return")
                if not line or line.startswith("#"):
                    continue
                cells = line.split("\t")
                if not seen_header:
                    seen_header = True
                    if cells != header:
                        self.fault(path, number, f"header is {cells}, not {header}")
                    continue
                if len(cells) != len(header):
                    self.fault(path, number, f"{len(cells)} columns, not {len(header)}")
                    continue
                for column, cell in zip(header, cells):
                    if cell != cell.strip() or "  " in cell:
                        self.fault(path, number, f"stray space in {column}: '{cell}'")
                yield number, dict(zip(header, cells))
        if not seen_header:
            self.fault(path, 1, "no header line")

    def alternatives(self, path, line, column, cell):
        parts = cell.split("|") if cell else []
        if any(not p.strip() for p in parts):
            self.fault(path, line, f"empty alternative in {column}: '{cell}'")
        if len(parts) != len(set(parts)):
            self.fault(path, line, f"alternative twice in {column}: '{cell}'")
        return parts

    def sectors(self, path, line, column, cell, needed):
        codes = self.alternatives(path, line, column, cell)
        if needed and not codes:
            self.fault(path, line, f"{column} is empty")
        for code in codes:
            if code not in SECTORS:
                self.fault(path, line, f"unknown sector '{code}' in {column}")


def check_offices(checker, path):
    offices = {}
    for line, row in checker.rows(path, OFFICES):
        name = row["office"]
        if name in offices:
            checker.fault(path, line, f"office '{name}' is already in line {offices[name][0]}")
        aliases = checker.alternatives(path, line, "aliases", row["aliases"])
        for alias in aliases:
            base, bracket, code = alias.partition("(")
            if bracket and code.rstrip(")") not in STATES | BODIES | ORGANISATIONS:
                checker.fault(path, line, f"alias '{alias}' is bound to an unknown code")
            if base == name:
                checker.fault(path, line, f"alias repeats the office '{name}'")
        checker.sectors(path, line, "sectors", row["sectors"], True)
        if row["kind"] not in KINDS:
            checker.fault(path, line, f"unknown kind '{row['kind']}'")
        if not re.fullmatch("[1-9]", row["rank"]):
            checker.fault(path, line, f"rank is '{row['rank']}', not 1..9")
        offices[name] = (line, row)
    return offices


def check_dates(checker, path, line, row):
    for column in ("from", "to"):
        date = row[column]
        if date and (not DATE.match(date) or not YEARS[0] <= int(date[:4]) <= YEARS[1]):
            checker.fault(path, line, f"bad date in {column}: '{date}'")
            return
    start, end = row["from"], row["to"]
    width = min(len(start), len(end))
    if width and end[:width] < start[:width]:
        checker.fault(path, line, f"to '{end}' is before from '{start}'")


def check_people(checker, path, offices):
    first, lines = {}, {}
    for line, row in checker.rows(path, PEOPLE):
        name = row["name"]
        if not name:
            checker.fault(path, line, "no name")
        aliases = checker.alternatives(path, line, "aliases", row["aliases"])
        if name in aliases:
            checker.fault(path, line, f"alias repeats the name '{name}'")
        if name not in first:
            first[name] = (line, row)
        else:
            if aliases:
                checker.fault(path, line, f"aliases of '{name}' belong on line {first[name][0]}")
            if row["gender"] != first[name][1]["gender"]:
                checker.fault(path, line, f"gender of '{name}' differs from line {first[name][0]}")
        if row["gender"] not in ("m", "f"):
            checker.fault(path, line, f"gender is '{row['gender']}', not m or f")
        if row["country"] not in STATES | BODIES:
            checker.fault(path, line, f"unknown country '{row['country']}'")
        checker.sectors(path, line, "sectors", row["sectors"], True)
        checker.sectors(path, line, "sectors_in_office", row["sectors_in_office"], bool(row["office"]))
        if row["office"]:
            if row["office"] not in offices:
                checker.fault(path, line, f"office '{row['office']}' is not in offices.tsv")
            if not row["of"]:
                checker.fault(path, line, "office without of")
        elif row["of"] or row["from"] or row["to"]:
            checker.fault(path, line, "of or dates without office")
        check_dates(checker, path, line, row)
        key = (name, row["office"], row["of"], row["from"])
        if key in lines:
            checker.fault(path, line, f"same person, office and from as line {lines[key]}")
        lines.setdefault(key, line)
    return first, lines


def main(arguments):
    stats = "--stats" in arguments
    folders = [a for a in arguments if not a.startswith("--")]
    here = os.path.dirname(os.path.abspath(__file__))
    folder = folders[0] if folders else os.path.join(os.path.dirname(here), "data", "actors")
    checker = Checker()
    offices = check_offices(checker, os.path.join(folder, "offices.tsv"))
    first, lines = check_people(checker, os.path.join(folder, "people.tsv"), offices)
    if stats:
        women = sum(row["gender"] == "f" for _, row in first.values())
        aliases = sum(len(row["aliases"].split("|")) for _, row in first.values() if row["aliases"])
        countries = {row["country"] for _, row in first.values()}
        dated = sum(1 for key in lines if key[3])
        print(f"offices {len(offices)}, people {len(first)} ({women} women), aliases {aliases}, lines {len(lines)}, "
              f"with a from date {dated}, countries and bodies {len(countries)}")
    return 1 if checker.faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
