# Files and stores that are not there or hold nothing: what is said, and the status.
sitrep read nothing.txt
sitrep read .
sitrep read -- --help
sitrep read
sitrep parse nothing.txt
sitrep feed nothing.txt
sitrep group nothing.txt
sitrep read --model none.lang nothing.txt
sitrep read --knowledge none.know nothing.txt
sitrep events
sitrep figures --store none.sitrep
sitrep verify --store none.sitrep
sitrep add --store none/none.sitrep nothing.txt
sitrep report
sitrep report --store none.sitrep --output none/none.html
