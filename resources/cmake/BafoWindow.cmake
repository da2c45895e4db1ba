# SPDX-License-Identifier: GPL-3.0-or-later
# bafo_ui_room(<name> SOURCES <file>... LINKS [PUBLIC <target>...] [PRIVATE <target>...])
# One folder of ui/ as a static library, known to others as bafo::ui_<name>. Qt's wide headers are precompiled once.
find_package(Qt6 6.4 REQUIRED COMPONENTS Widgets Network PrintSupport Svg LinguistTools)
find_package(QCustomPlotQt6 REQUIRED)

function(bafo_ui_room name)
  cmake_parse_arguments(ROOM "" "" "SOURCES;LINKS" ${ARGN})
  add_library(bafo_ui_${name} STATIC ${ROOM_SOURCES})
  add_library(bafo::ui_${name} ALIAS bafo_ui_${name})
  set_target_properties(bafo_ui_${name} PROPERTIES AUTOMOC ON)
  target_link_libraries(bafo_ui_${name} PUBLIC bafo_flags Qt6::Widgets)
  if(ROOM_LINKS)
    target_link_libraries(bafo_ui_${name} ${ROOM_LINKS})
  endif()
  bafo_precompile(bafo_ui_${name} qt LINKS Qt6::Widgets)
endfunction()
