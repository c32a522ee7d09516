# What every room's CMakeLists.txt uses.
find_package(PkgConfig REQUIRED)
find_package(Threads REQUIRED)

# Compiler flags of all our targets.
add_library(sitrep_flags INTERFACE)
target_compile_options(sitrep_flags INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wvla -ffp-contract=off
  $<$<COMPILE_LANGUAGE:C>:-Wconversion -Wno-sign-conversion -Wstrict-prototypes -Wmissing-prototypes>
  $<$<BOOL:${SITREP_WERROR}>:-Werror>)
target_compile_definitions(sitrep_flags INTERFACE _POSIX_C_SOURCE=200809L SITREP_VERSION_STRING="${PROJECT_VERSION}")
target_include_directories(sitrep_flags INTERFACE ${PROJECT_SOURCE_DIR}/include ${PROJECT_SOURCE_DIR}/src)
if(SITREP_SANITIZE)
  target_compile_options(sitrep_flags INTERFACE -fsanitize=${SITREP_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  target_link_options(sitrep_flags INTERFACE -fsanitize=${SITREP_SANITIZE})
endif()
if(SITREP_FUZZ)
  target_compile_options(sitrep_flags INTERFACE -fsanitize=fuzzer-no-link)
endif()

# sitrep_room(NAME SOURCES a.c … ROOMS base … PACKAGES sqlite3 …): src/NAME as a static library of that name.
function(sitrep_room name)
  cmake_parse_arguments(ROOM "" "" "SOURCES;ROOMS;PACKAGES" ${ARGN})
  add_library(${name} STATIC ${ROOM_SOURCES})
  target_link_libraries(${name} PUBLIC sitrep_flags ${ROOM_ROOMS})
  foreach(package ${ROOM_PACKAGES})
    if(NOT TARGET PkgConfig::${package})
      pkg_check_modules(${package} REQUIRED IMPORTED_TARGET GLOBAL ${package})
    endif()
    target_link_libraries(${name} PUBLIC PkgConfig::${package})
  endforeach()
  target_compile_options(${name} PRIVATE -fvisibility=hidden)
endfunction()

# sitrep_add_unit(LAYER MODULE ROOMS …): tests/unit/test_MODULE.c as the ctest unit.LAYER.MODULE.
function(sitrep_add_unit layer module)
  add_executable(test_${module} ${PROJECT_SOURCE_DIR}/tests/unit/test_${module}.c)
  target_link_libraries(test_${module} PRIVATE ${ARGN})
  target_compile_definitions(test_${module} PRIVATE
    TEST_SOURCE_DIR="${PROJECT_SOURCE_DIR}" TEST_BINARY_DIR="${PROJECT_BINARY_DIR}")
  add_test(NAME unit.${layer}.${module} COMMAND test_${module})
  set_tests_properties(unit.${layer}.${module} PROPERTIES LABELS unit TIMEOUT 120)
endfunction()

# sitrep_add_fuzz(NAME ROOMS …): fuzz/fuzz_NAME.c; as a libFuzzer target with SITREP_FUZZ, and always as a program that
# replays fuzz/seeds/NAME/* in ctest.
function(sitrep_add_fuzz name)
  add_executable(fuzz_${name} ${PROJECT_SOURCE_DIR}/fuzz/fuzz_${name}.c
    $<$<NOT:$<BOOL:${SITREP_FUZZ}>>:${PROJECT_SOURCE_DIR}/fuzz/replay.c>)
  target_link_libraries(fuzz_${name} PRIVATE ${ARGN})
  if(SITREP_FUZZ)
    target_link_options(fuzz_${name} PRIVATE -fsanitize=fuzzer)
  else()
    add_test(NAME fuzz.${name} COMMAND fuzz_${name} ${PROJECT_SOURCE_DIR}/fuzz/seeds/${name})
    set_tests_properties(fuzz.${name} PROPERTIES LABELS fuzz TIMEOUT 120
      ENVIRONMENT "SITREP_DATA=${PROJECT_BINARY_DIR}")
  endif()
endfunction()
