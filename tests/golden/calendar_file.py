#!/usr/bin/env python3
"""calendar_file.py SITREP — `sitrep undertakings --ics` over the examples is iCalendar as RFC 5545 wants it, and twice the same.

Checked here, by the grammar of the RFC: UTF-8, CRLF line ends, no line over 75 octets, folded lines never cut inside a character, BEGIN and END nested,
VERSION and PRODID, and in each VEVENT exactly one UID, DTSTAMP (UTC), DTSTART and DTEND (a later DATE), STATUS of the list, escaped text; UIDs are unique; no alarm."""
import datetime
import re
import subprocess
import sys
import tempfile
from pathlib import Path

EXAMPLES = Path(__file__).resolve().parent.parent.parent / "examples" / "osh-2010" / "reports.jsonl"


def faults_of(data):
    faults, stack, events = [], [], []
    if b"\n" in data.replace(b"\r\n", b"") or b"\r" in data.replace(b"\r\n", b""):
        faults.append("a line does not end in CRLF")
    raw = data.split(b"\r\n")
    if raw[-1] != b"":
        faults.append("the last line has no end")
    for line in raw[:-1]:
        if len(line) > 75:
            faults.append(f"a line of {len(line)} octets")
        try:
            line.decode("utf-8")
        except UnicodeDecodeError:
            faults.append(f"a line is cut inside a character: {line!r}")
    lines = data.replace(b"\r\n ", b"").decode("utf-8").split("\r\n")[:-1]
    for line in lines:
        match = re.fullmatch(r"([A-Z-]+)((?:;[A-Z-]+=[^:;]+)*):(.*)", line)
        if not match or re.search(r"[\x00-\x08\x0a-\x1f\x7f]", line):
            faults.append(f"no content line: {line[:60]!r}")
            continue
        name, parameters, value = match.groups()
        if name == "BEGIN":
            stack.append(value)
            if value == "VEVENT":
                events.append({})
        elif name == "END":
            if not stack or stack.pop() != value:
                faults.append(f"END:{value} ends nothing")
        elif stack == ["VCALENDAR", "VEVENT"]:
            events[-1].setdefault(name, []).append((parameters, value))
        if name in ("SUMMARY", "DESCRIPTION") and re.search(r"(?<!\\)(?:\\\\)*[,;]|\\[^\\,;nN]", value):
            faults.append(f"text that is not escaped: {value[:60]!r}")
    if stack or lines[:1] != ["BEGIN:VCALENDAR"] or "VERSION:2.0" not in lines or not any(x.startswith("PRODID:") for x in lines):
        faults.append("no whole VCALENDAR of version 2.0")
    if "BEGIN:VALARM" in lines:
        faults.append("an alarm")
    for e in events:
        for name in ("UID", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY", "STATUS"):
            if len(e.get(name, [])) != 1:
                faults.append(f"a VEVENT has {len(e.get(name, []))} {name}")
                return faults, events
        if not re.fullmatch(r"\d{8}T\d{6}Z", e["DTSTAMP"][0][1]):
            faults.append(f"DTSTAMP:{e['DTSTAMP'][0][1]}")
        first, last = (datetime.datetime.strptime(e[n][0][1], "%Y%m%d") for n in ("DTSTART", "DTEND"))
        if last - first != datetime.timedelta(days=1) or e["DTSTART"][0][0] != ";VALUE=DATE":
            faults.append("no event of one day")
        if e["STATUS"][0][1] not in ("TENTATIVE", "CONFIRMED", "CANCELLED"):
            faults.append(f"STATUS:{e['STATUS'][0][1]}")
    if len({e["UID"][0][1] for e in events}) != len(events):
        faults.append("a UID stands twice")
    return faults, events


def main():
    sitrep = str(Path(sys.argv[1]).resolve())
    with tempfile.TemporaryDirectory() as scratch:
        store, files = f"{scratch}/osh.sitrep", [f"{scratch}/one.ics", f"{scratch}/two.ics"]
        subprocess.run([sitrep, "add", "--store", store, "--seen", "published", EXAMPLES], check=True, capture_output=True)
        for file in files:
            subprocess.run([sitrep, "undertakings", "--store", store, "--ics", file], check=True)
        one, two = (Path(f).read_bytes() for f in files)
    faults, events = faults_of(one)
    if one != two:
        faults.append("twice is not the same")
    if len(events) < 10:
        faults.append(f"{len(events)} events")
    broken = one.replace(b"\r\n ", b"", 1).replace(b"DTSTAMP", b"DTSTAMQ", 1)
    if not faults_of(broken)[0]:
        faults.append("this check does not see a broken file")
    print("\n".join([*faults, f"{len(events)} events, {len(faults)} faults"]))
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
