# SPDX-License-Identifier: Apache-2.0
# CLD2 with the tables of all its languages. Debian's libcld2 has 83, isiZulu not among them; libcld2_full holds only tables, under the
# same names: it has to come first, and to stay although nothing asks for it by itself.
if(TARGET bafo_cld2)
  return()
endif()
find_path(BAFO_CLD2_HEADERS cld2/public/compact_lang_det.h)
find_library(BAFO_CLD2 cld2)
find_library(BAFO_CLD2_TABLES cld2_full)
if(NOT BAFO_CLD2_HEADERS OR NOT BAFO_CLD2 OR NOT BAFO_CLD2_TABLES)
  message(FATAL_ERROR "There is no CLD2: install libcld2-dev ('make setup').")
endif()
add_library(bafo_cld2 INTERFACE)
target_include_directories(bafo_cld2 SYSTEM INTERFACE "${BAFO_CLD2_HEADERS}")
target_link_libraries(bafo_cld2 INTERFACE "-Wl,--push-state,--no-as-needed" "${BAFO_CLD2_TABLES}" "${BAFO_CLD2}" "-Wl,--pop-state")
