# SPDX-License-Identifier: Apache-2.0
# bafo_test(<name> SOURCES <file>... LINKS <target>... [LABELS <label>...] [TIMEOUT <s>] [TORCH] [DISPLAY])
# DISPLAY: on a screen of its own (Xvfb, where it is installed), as people have one; else without any ("offscreen").
# A Qt Test program. Labels: fast (default), ui, gpu, slow. A test that lacks its data or device calls QSKIP.
# Under the sanitizers the fast tests are called asan.<name>, so that one ctest run can hold both; slow ones are left out there.
find_package(Qt6 6.4 REQUIRED COMPONENTS Core Test)
# It would define every test's own folder (for QFINDTESTDATA, which no test uses), and no two could share a precompiled header.
set_target_properties(Qt6::Test PROPERTIES INTERFACE_COMPILE_DEFINITIONS QT_TESTLIB_LIB)
find_program(BAFO_XVFB xvfb-run)
set(BAFO_TEST_PREFIX "")
if(BAFO_SANITIZE)
  set(BAFO_TEST_PREFIX "asan.")
endif()

# The first source is the one with the test's class, and includes its own .moc. Not by AUTOMOC, which would cost every
# test a scan and a further file to compile: some minutes over the whole tree.
function(bafo_test_moc target source)
  get_filename_component(stem "${source}" NAME_WE)
  set(folder "${CMAKE_CURRENT_BINARY_DIR}/${target}_moc")
  file(MAKE_DIRECTORY "${folder}")
  qt6_generate_moc("${source}" "${folder}/${stem}.moc")
  target_sources(${target} PRIVATE "${folder}/${stem}.moc")
  target_include_directories(${target} PRIVATE "${folder}")
endfunction()

function(bafo_test name)
  cmake_parse_arguments(TEST "TORCH;DISPLAY" "TIMEOUT" "SOURCES;LINKS;LABELS" ${ARGN})
  if(BAFO_SANITIZE AND "slow" IN_LIST TEST_LABELS)
    return()
  endif()
  add_executable(test_${name} ${TEST_SOURCES})
  set_target_properties(test_${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/tests")
  bafo_test_moc(test_${name} ${TEST_SOURCES})
  target_link_libraries(test_${name} PRIVATE bafo_flags ${TEST_LINKS} Qt6::Core Qt6::Test)
  target_compile_definitions(test_${name} PRIVATE
    BAFO_SOURCE_DIR="${PROJECT_SOURCE_DIR}" BAFO_BIN_DIR="${CMAKE_RUNTIME_OUTPUT_DIRECTORY}")
  if(TEST_TORCH)
    bafo_precompile(test_${name} torch_test LINKS bafo_torch Qt6::Core Qt6::Test)
    target_link_libraries(test_${name} PRIVATE bafo_torch)
  elseif(TEST_LINKS MATCHES "bafo::ui_")
    bafo_precompile_window_test(test_${name})
  elseif(NOT TEST_LINKS MATCHES "bafo::(model|generate|eval|train|exchange|checkpoint|distributed)|bafo_worker_project") # theirs are compiled with OpenMP
    bafo_precompile(test_${name} test LINKS Qt6::Core Qt6::Test nlohmann_json::nlohmann_json tl::expected)
  endif()
  if(NOT TEST_LABELS)
    set(TEST_LABELS fast)
  endif()
  if(NOT TEST_TIMEOUT)
    set(TEST_TIMEOUT 120)
  endif()
  if(BAFO_SANITIZE)
    math(EXPR TEST_TIMEOUT "${TEST_TIMEOUT} * 3")
  endif()
  # Not by SKIP_REGULAR_EXPRESSION: where that matches, ctest no longer asks how the program ended.
  set(screen "")
  set(platform offscreen)
  if(TEST_DISPLAY AND BAFO_XVFB)
    set(screen "${BAFO_XVFB}" -a -s "-screen 0 1366x768x24")
    set(platform xcb)
  endif()
  add_test(NAME ${BAFO_TEST_PREFIX}${name}
    COMMAND "${PROJECT_SOURCE_DIR}/resources/cmake/run_test" ${screen} $<TARGET_FILE:test_${name}>)
  set_tests_properties(${BAFO_TEST_PREFIX}${name} PROPERTIES
    LABELS "${TEST_LABELS}" TIMEOUT ${TEST_TIMEOUT} SKIP_RETURN_CODE 77
    ENVIRONMENT "QT_QPA_PLATFORM=${platform}")
endfunction()
