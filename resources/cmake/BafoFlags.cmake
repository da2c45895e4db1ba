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

# Foreign sources that are built here (SentencePiece) get the address sanitizer and the fuzzer's coverage, but not the
# undefined-behaviour sanitizer: their shifts and alignments are not ours to mend.
set(BAFO_FOREIGN_SANITIZER_OPTIONS "")
if(BAFO_SANITIZE OR BAFO_BUILD_FUZZERS)
  set(BAFO_FOREIGN_SANITIZER_OPTIONS -fsanitize=address -fno-omit-frame-pointer -g1)
  target_compile_options(bafo_flags INTERFACE -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer -g1)
  target_link_options(bafo_flags INTERFACE -fsanitize=address,undefined)
endif()
if(BAFO_BUILD_FUZZERS)
  list(APPEND BAFO_FOREIGN_SANITIZER_OPTIONS -fsanitize=fuzzer-no-link)
  target_compile_options(bafo_flags INTERFACE -fsanitize=fuzzer-no-link)
endif()

set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Release)
endif()
set(CMAKE_CXX_FLAGS_RELEASE "-O2")
if(BAFO_SANITIZE)
  set(CMAKE_CXX_FLAGS_RELEASE "-O1") # the sanitizers' checks make files large: half the time of -O2 to compile them
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
