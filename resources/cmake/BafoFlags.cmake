# SPDX-License-Identifier: Apache-2.0
# bafo_flags: the one target that holds language level, warnings and sanitizers. Every target of ours links it.
add_library(bafo_flags INTERFACE)
target_compile_features(bafo_flags INTERFACE cxx_std_20)
target_include_directories(bafo_flags INTERFACE "${PROJECT_SOURCE_DIR}")
target_compile_options(bafo_flags INTERFACE
  -Wall -Wextra -Wshadow -Wconversion -Wno-sign-conversion -Wnon-virtual-dtor -Woverloaded-virtual
  -fvisibility=hidden -fno-math-errno -ffp-contract=off)
target_compile_definitions(bafo_flags INTERFACE QT_NO_KEYWORDS QT_NO_CAST_FROM_ASCII)
if(BAFO_WARNINGS_ARE_ERRORS)
  target_compile_options(bafo_flags INTERFACE -Werror)
endif()

# The sanitized tree holds the fuzz targets too, so it is clang's, with the coverage that libFuzzer asks for.
# Foreign sources that are built here (SentencePiece) get the address sanitizer and the coverage, but not the
# undefined-behaviour sanitizer: their shifts and alignments are not ours to mend.
set(BAFO_FOREIGN_SANITIZER_OPTIONS "")
if(BAFO_SANITIZE)
  if(NOT CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
    message(FATAL_ERROR "The sanitized tree needs clang: cmake --preset asan")
  endif()
  set(BAFO_FOREIGN_SANITIZER_OPTIONS -fsanitize=address,fuzzer-no-link -fno-omit-frame-pointer -g1 -O1)
  target_compile_options(bafo_flags INTERFACE
    -fsanitize=address,undefined,fuzzer-no-link -fno-sanitize-recover=all -fno-omit-frame-pointer -g1)
  target_link_options(bafo_flags INTERFACE -fsanitize=address,undefined,fuzzer-no-link)
  target_compile_definitions(bafo_flags INTERFACE BAFO_SANITIZED)
endif()

set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Release)
endif()
set(CMAKE_CXX_FLAGS_RELEASE "-O2")
if(BAFO_SANITIZE)
  set(CMAKE_CXX_FLAGS_RELEASE "-O0") # half the time of -O1 to compile; what is fuzzed gets -O1 (BafoFuzzer.cmake)
endif()

# ccache refuses precompiled headers unless told that their macros and times do not matter.
find_program(BAFO_CCACHE ccache)
if(BAFO_CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER "${CMAKE_COMMAND}" -E env
    CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime "${BAFO_CCACHE}")
  set(CMAKE_C_COMPILER_LAUNCHER "${CMAKE_CXX_COMPILER_LAUNCHER}")
endif()
# lld, not mold: Debian 12's mold 1.10 protects pages that it does not load where ATen's thread-local byte ends a page (the
# program cannot start; tests/architecture looks for that), and told not to protect any, it links some programs for ever.
find_program(BAFO_LLD ld.lld)
if(BAFO_LLD)
  add_link_options(-fuse-ld=lld)
endif()
