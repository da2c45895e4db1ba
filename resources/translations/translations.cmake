# SPDX-License-Identifier: GPL-3.0-or-later
# The catalogues: isiZulu drafts, and for tests a pseudo-language that shows what is not translated and what breaks when
# words grow. 'update_translations' writes new texts of the sources into bafo_zu.ts.
find_package(Python3 3.11 REQUIRED COMPONENTS Interpreter)
set(zulu "${CMAKE_CURRENT_LIST_DIR}/bafo_zu.ts")
set(pseudo "${CMAKE_CURRENT_BINARY_DIR}/bafo_qps.ts")
add_custom_command(OUTPUT "${pseudo}"
  COMMAND Python3::Interpreter -B "${CMAKE_CURRENT_LIST_DIR}/make_pseudo.py" "${zulu}" "${pseudo}"
  DEPENDS "${zulu}" "${CMAKE_CURRENT_LIST_DIR}/make_pseudo.py" VERBATIM)

set(catalogues "")
foreach(language zu qps)
  set(source "${zulu}")
  if(language STREQUAL "qps")
    set(source "${pseudo}")
  endif()
  set(catalogue "${CMAKE_CURRENT_BINARY_DIR}/bafo_${language}.qm")
  # Unfinished ones too: every isiZulu text is a draft until a native speaker has read it.
  add_custom_command(OUTPUT "${catalogue}" COMMAND Qt6::lrelease -silent "${source}" -qm "${catalogue}" DEPENDS "${source}" VERBATIM)
  list(APPEND catalogues "${catalogue}")
endforeach()

add_custom_target(update_translations
  COMMAND Qt6::lupdate -silent -no-obsolete -locations none -source-language en -target-language zu_ZA
    "${PROJECT_SOURCE_DIR}/ui" "${PROJECT_SOURCE_DIR}/app/workbench" -ts "${zulu}" VERBATIM)
