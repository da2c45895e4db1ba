# SPDX-License-Identifier: Apache-2.0
# Precompiled headers: what a group of targets includes again and again is read once. Each holds foreign headers only.
# bafo_precompile(<target> <group> LINKS <target>...): the group's header is resources/cmake/<group>_precompiled.h.
function(bafo_precompile target group)
  cmake_parse_arguments(PCH "" "" "LINKS" ${ARGN})
  if(NOT TARGET bafo_${group}_pch)
    file(WRITE "${CMAKE_BINARY_DIR}/${group}_pch.cpp" "// Carries the precompiled header ${group}_precompiled.h.\n")
    add_library(bafo_${group}_pch STATIC "${CMAKE_BINARY_DIR}/${group}_pch.cpp")
    target_link_libraries(bafo_${group}_pch PUBLIC bafo_flags ${PCH_LINKS})
    target_precompile_headers(bafo_${group}_pch PRIVATE "${PROJECT_SOURCE_DIR}/resources/cmake/${group}_precompiled.h")
  endif()
  target_precompile_headers(${target} REUSE_FROM bafo_${group}_pch)
endfunction()

# What tests widgets. QTest asks whether Qt Network is there: so it is for all of them.
function(bafo_precompile_window_test target)
  target_link_libraries(${target} PRIVATE Qt6::Network)
  bafo_precompile(${target} qt_test LINKS Qt6::Widgets Qt6::Network Qt6::Test)
endfunction()
