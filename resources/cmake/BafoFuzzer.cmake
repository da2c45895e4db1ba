# SPDX-License-Identifier: Apache-2.0
# bafo_fuzzer(<name> SOURCES <file>... LINKS <target>... CORPUS <folder> [MAX_LENGTH <bytes>] [DICTIONARY <file>])
# A libFuzzer program build/asan/fuzzers/fuzz_<name> over the whole of floors 0 and 1, in the sanitized tree.
# CORPUS is a committed folder of small seeds; inputs found on the way stay in the build folder.
# As a test it runs BAFO_FUZZ_SECONDS; by hand: build/asan/fuzzers/fuzz_<name> -runs=1000000 <scratch folder> <corpus folder>
add_custom_target(fuzzers)
set(BAFO_FUZZ_SECONDS 20 CACHE STRING "How long each fuzz target runs as a test")

function(bafo_fuzzer name)
  cmake_parse_arguments(FUZZ "" "CORPUS;MAX_LENGTH;DICTIONARY" "SOURCES;LINKS" ${ARGN})
  get_filename_component(corpus "${FUZZ_CORPUS}" ABSOLUTE)
  file(GLOB seeds "${corpus}/*")
  if(NOT seeds)
    message(FATAL_ERROR "fuzz target ${name}: no seeds in ${corpus}")
  endif()
  add_executable(fuzz_${name} ${FUZZ_SOURCES})
  set_target_properties(fuzz_${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/fuzzers")
  target_link_libraries(fuzz_${name} PRIVATE bafo_flags ${FUZZ_LINKS})
  target_link_options(fuzz_${name} PRIVATE -fsanitize=fuzzer)
  add_dependencies(fuzzers fuzz_${name})
  foreach(room ${FUZZ_LINKS})
    if(room MATCHES "^bafo::(.+)")
      set_property(TARGET bafo_${CMAKE_MATCH_1} APPEND PROPERTY COMPILE_OPTIONS -O1) # a fuzzer lives by its speed
    endif()
  endforeach()

  if(NOT FUZZ_MAX_LENGTH)
    set(FUZZ_MAX_LENGTH 65536)
  endif()
  set(options -max_total_time=${BAFO_FUZZ_SECONDS} -timeout=20 -rss_limit_mb=2048 -max_len=${FUZZ_MAX_LENGTH}
    -print_final_stats=1 -verbosity=0 "-artifact_prefix=${CMAKE_BINARY_DIR}/fuzzers/${name}-")
  if(FUZZ_DICTIONARY)
    get_filename_component(dictionary "${FUZZ_DICTIONARY}" ABSOLUTE)
    list(APPEND options "-dict=${dictionary}")
  endif()
  set(scratch "${CMAKE_BINARY_DIR}/fuzzers/corpus_${name}")
  file(MAKE_DIRECTORY "${scratch}")
  math(EXPR limit "${BAFO_FUZZ_SECONDS} + 60")
  add_test(NAME fuzz_${name} COMMAND fuzz_${name} ${options} "${scratch}" "${corpus}")
  set_tests_properties(fuzz_${name} PROPERTIES LABELS slow TIMEOUT ${limit})
endfunction()
