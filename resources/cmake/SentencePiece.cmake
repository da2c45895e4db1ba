# SPDX-License-Identifier: Apache-2.0
# bafo_sentencepiece: the C++ library out of the PyPI source archive (Debian's 0.1.97 is exposed to CVE-2026-1260),
# with its own small copy of protobuf. Encoding and decoding only: its trainers are left out.
set(BAFO_SENTENCEPIECE_ROOT "${BAFO_DEPENDENCIES}/sentencepiece" CACHE PATH "Unpacked sentencepiece source archive")
set(BAFO_SENTENCEPIECE_SOURCE "${BAFO_SENTENCEPIECE_ROOT}/sentencepiece")
if(NOT EXISTS "${BAFO_SENTENCEPIECE_SOURCE}/src/sentencepiece_processor.h")
  message(FATAL_ERROR "SentencePiece is not in ${BAFO_SENTENCEPIECE_ROOT}. Run 'make setup'.")
endif()

set(BAFO_SENTENCEPIECE_FILES
  bpe_model char_model error filesystem model_factory model_interface normalizer sentencepiece_processor
  unigram_model util word_model builtin_pb/sentencepiece.pb builtin_pb/sentencepiece_model.pb)
set(BAFO_PROTOBUF_LITE_FILES
  arena arenastring bytestream coded_stream common extension_set generated_enum_util
  generated_message_table_driven_lite generated_message_util implicit_weak_message int128 message_lite
  parse_context repeated_field status statusor stringpiece stringprintf structurally_valid strutil time
  wire_format_lite zero_copy_stream zero_copy_stream_impl zero_copy_stream_impl_lite)
list(TRANSFORM BAFO_SENTENCEPIECE_FILES REPLACE "(.+)" "${BAFO_SENTENCEPIECE_SOURCE}/src/\\1.cc")
list(TRANSFORM BAFO_PROTOBUF_LITE_FILES REPLACE "(.+)" "${BAFO_SENTENCEPIECE_SOURCE}/third_party/protobuf-lite/\\1.cc")

file(STRINGS "${BAFO_SENTENCEPIECE_SOURCE}/VERSION.txt" BAFO_SENTENCEPIECE_VERSION LIMIT_COUNT 1)
file(CONFIGURE OUTPUT "${CMAKE_BINARY_DIR}/sentencepiece/config.h" CONTENT
  "#pragma once\n#define VERSION \"@BAFO_SENTENCEPIECE_VERSION@\"\n#define PACKAGE \"sentencepiece\"\n#define PACKAGE_STRING \"sentencepiece\"\n#define INSTALL_DATADIR \"\"\n" @ONLY)

add_library(bafo_sentencepiece STATIC EXCLUDE_FROM_ALL
  ${BAFO_SENTENCEPIECE_FILES} ${BAFO_PROTOBUF_LITE_FILES}
  "${BAFO_SENTENCEPIECE_SOURCE}/third_party/absl/flags/flag.cc")
target_compile_features(bafo_sentencepiece PUBLIC cxx_std_17)
target_include_directories(bafo_sentencepiece
  SYSTEM PUBLIC "${BAFO_SENTENCEPIECE_SOURCE}/src"
  PRIVATE "${CMAKE_BINARY_DIR}/sentencepiece" "${BAFO_SENTENCEPIECE_SOURCE}" "${BAFO_SENTENCEPIECE_SOURCE}/src/builtin_pb"
          "${BAFO_SENTENCEPIECE_SOURCE}/third_party" "${BAFO_SENTENCEPIECE_SOURCE}/third_party/protobuf-lite")
# libtorch_cpu exports another protobuf under ::google: the linker would take its functions for ours.
# So this copy lives in a namespace of its own, hidden.
target_compile_definitions(bafo_sentencepiece PRIVATE
  google=bafo_sentencepiece_google HAVE_PTHREAD=1 _USE_INTERNAL_STRING_VIEW)
target_compile_options(bafo_sentencepiece PRIVATE -w -fvisibility=hidden ${BAFO_FOREIGN_SANITIZER_OPTIONS})
target_link_options(bafo_sentencepiece INTERFACE LINKER:--exclude-libs,libbafo_sentencepiece.a)
find_package(Threads REQUIRED)
target_link_libraries(bafo_sentencepiece PUBLIC Threads::Threads)
