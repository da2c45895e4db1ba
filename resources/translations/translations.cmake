# SPDX-License-Identifier: GPL-3.0-or-later
# The catalogues: isiZulu drafts, and for tests a pseudo-language that shows what is not translated and what breaks when
# words grow. 'update_translations' writes new texts of the sources into bafo_zu.ts.
find_package(Python3 3.11 REQUIRED COMPONENTS Interpreter)
set(zulu "${CMAKE_CURRENT_LIST_DIR}/bafo_zu.ts")
set(catalogues "")
foreach(kind bafo qt) # ours, and those of Qt's own dialogs and fields
  set(source_zu "${CMAKE_CURRENT_LIST_DIR}/${kind}_zu.ts")
  set(source_qps "${CMAKE_CURRENT_BINARY_DIR}/${kind}_qps.ts")
  add_custom_command(OUTPUT "${source_qps}"
    COMMAND Python3::Interpreter -B "${CMAKE_CURRENT_LIST_DIR}/make_pseudo.py" "${source_zu}" "${source_qps}"
    DEPENDS "${source_zu}" "${CMAKE_CURRENT_LIST_DIR}/make_pseudo.py" VERBATIM)
  foreach(language zu qps)
    set(catalogue "${CMAKE_CURRENT_BINARY_DIR}/${kind}_${language}.qm")
    # Unfinished ones too: every isiZulu text is a draft until a native speaker has read it.
    add_custom_command(OUTPUT "${catalogue}" COMMAND Qt6::lrelease -silent "${source_${language}}" -qm "${catalogue}"
      DEPENDS "${source_${language}}" VERBATIM)
    list(APPEND catalogues "${catalogue}")
  endforeach()
endforeach()

add_custom_target(update_translations
  COMMAND Qt6::lupdate -silent -no-obsolete -locations none -source-language en -target-language zu_ZA
    "${PROJECT_SOURCE_DIR}/ui" "${PROJECT_SOURCE_DIR}/app/workbench" -ts "${zulu}" VERBATIM)
