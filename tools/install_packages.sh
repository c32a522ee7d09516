#!/bin/sh
# install_packages.sh [LIST...] — installs the Debian or Ubuntu packages of cmake/packages.txt, and of other lists, that are missing. Says which, and asks first unless root or YES=1.
# Does nothing, quickly and without network, where all are there.
set -eu
cd "$(dirname "$0")/.."
missing=
for package in $(cat cmake/packages.txt "$@" | sed 's/#.*//'); do
    state=$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null || true)
    [ "$state" = installed ] || missing="$missing $package"
done
[ -n "$missing" ] || exit 0
if ! command -v apt-get >/dev/null 2>&1; then
    echo "sitrep: this system has no apt-get; install by hand:$missing" >&2
    exit 1
fi
echo "sitrep: these packages are missing and will be installed with apt-get:$missing" >&2
as_root=
if [ "$(id -u)" != 0 ]; then
    as_root=sudo
    if [ "${YES:-}" != 1 ]; then
        printf 'Install them now? [y/N] ' >&2
        read -r answer || answer=
        case $answer in [yY]*) ;; *) echo "sitrep: nothing was installed" >&2; exit 1 ;; esac
    fi
fi
DEBIAN_FRONTEND=noninteractive
export DEBIAN_FRONTEND
# shellcheck disable=SC2086
$as_root apt-get install -y -q --no-install-recommends $missing >&2 ||
    { $as_root apt-get update -q >&2 && $as_root apt-get install -y -q --no-install-recommends $missing >&2; }
