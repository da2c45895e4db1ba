# SPDX-License-Identifier: Apache-2.0
# bafo_sentencepiece: the C++ library out of the PyPI source archive (Debian's 0.1.97 is exposed to CVE-2026-1260).
set(BAFO_SENTENCEPIECE_ROOT "${BAFO_DEPENDENCIES}/sentencepiece" CACHE PATH "Unpacked sentencepiece source archive")
