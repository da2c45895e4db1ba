# SPDX-License-Identifier: Apache-2.0
# bafo_room(<name> SOURCES <file>... LINKS [PUBLIC <target>...] [PRIVATE <target>...] [TORCH])
# One folder of core/ or plugins/ as a static library, known to others as bafo::<name>.
# TORCH: this room stands on floor 2 or higher and may use LibTorch.
function(bafo_room name)
  cmake_parse_arguments(ROOM "TORCH" "" "SOURCES;LINKS" ${ARGN})
  add_library(bafo_${name} STATIC ${ROOM_SOURCES})
  add_library(bafo::${name} ALIAS bafo_${name})
  target_link_libraries(bafo_${name} PUBLIC bafo_flags)
  if(ROOM_LINKS)
    target_link_libraries(bafo_${name} ${ROOM_LINKS})
  endif()
  if(ROOM_TORCH)
    target_link_libraries(bafo_${name} PUBLIC bafo_torch)
    bafo_precompile_torch(bafo_${name})
  endif()
endfunction()
