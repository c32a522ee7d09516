# Wrong command lines: one precise line on standard error, status 2.
sitrep
sitrep --version
sitrep help
sitrep frobnicate
sitrep read --frobnicate
sitrep read --format
sitrep read --format xml nothing.txt
sitrep read --format=yaml nothing.txt
sitrep read --from pdf nothing.txt
sitrep read --offsets words nothing.txt
sitrep read --jobs 0 nothing.txt
sitrep read --jobs many nothing.txt
sitrep read --timing=yes nothing.txt
sitrep parse --input conll nothing.txt
sitrep feed --from pdf nothing.txt
sitrep add --seen yesterday nothing.txt
sitrep events surplus
sitrep events --format xml
sitrep events --since 2010-02-30
sitrep events --since yesterday
sitrep events --until 2010
sitrep events --type KISS
sitrep events --confidence high
sitrep events --limit some
sitrep events --as-of never
sitrep figures --metric dragons
sitrep statements --act sing
sitrep events --status perhaps
sitrep verify surplus
sitrep report surplus
sitrep report --format pdf
sitrep report --changed-since monday
sitrep gazetteer
sitrep gazetteer burn dump
sitrep gazetteer build
sitrep gazetteer build --population few places.txt
