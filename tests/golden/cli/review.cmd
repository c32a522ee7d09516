# Reviewing: what is wrong with a command is said before any store or key is touched.
sitrep review accept
sitrep review accept caaaaaaaaaaaaaaaa
sitrep review accept caaaaaaaaaaaaaaaa --reason ''
sitrep review accept caaaaaaaaaaaaaaaa more --reason 'seen'
sitrep review correct caaaaaaaaaaaaaaaa --reason 'seen'
sitrep review correct caaaaaaaaaaaaaaaa status --reason 'seen' --key no.key
sitrep review correct caaaaaaaaaaaaaaaa status=planned --reason 'seen' --key no.key
sitrep review frobnicate
sitrep review case --into x
sitrep review key
sitrep review key new 'Anna Example' --key anna.key
sitrep review key new 'Anna Example' --key anna.key
sitrep review key new ' Anna' --key other.key
sitrep review key trust no.pub
sitrep review list
sitrep review list more
sitrep patch
sitrep patch export
sitrep patch export x more
sitrep patch frobnicate x
sitrep patch import no.patches
sitrep reread more
sitrep events --why caaaaaaaaaaaaaaaa
