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
if(BAFO_SANITIZE)
  target_compile_options(bafo_flags INTERFACE -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer -g1)
  target_link_options(bafo_flags INTERFACE -fsanitize=address,undefined)
endif()

set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Release)
endif()
set(CMAKE_CXX_FLAGS_RELEASE "-O2")

find_program(BAFO_CCACHE ccache)
if(BAFO_CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER "${BAFO_CCACHE}")
  set(CMAKE_C_COMPILER_LAUNCHER "${BAFO_CCACHE}")
endif()
find_program(BAFO_MOLD mold)
if(BAFO_MOLD)
  add_link_options(-fuse-ld=mold)
endif()
