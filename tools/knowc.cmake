# The knowledge file, compiled from data/ beside the program. Faulty lines stop a build with SITREP_WERROR (CI); otherwise they
# are reported and dropped, so that one helper's half-written table does not stop everybody's build.
add_executable(know_compile knowc/main.c)
target_link_libraries(know_compile PRIVATE know_compiler)
set(know_flags $<$<NOT:$<BOOL:${SITREP_WERROR}>>:--lenient>)
file(GLOB_RECURSE know_inputs CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/data/*.tsv ${PROJECT_SOURCE_DIR}/data/*.tsv.xz)
add_custom_command(OUTPUT ${PROJECT_BINARY_DIR}/sitrep.know
  COMMAND know_compile ${know_flags} ${PROJECT_SOURCE_DIR}/data ${PROJECT_BINARY_DIR}/sitrep.know
  DEPENDS know_compile ${know_inputs} COMMAND_EXPAND_LISTS VERBATIM)
add_custom_target(knowledge ALL DEPENDS ${PROJECT_BINARY_DIR}/sitrep.know)
