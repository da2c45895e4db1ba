// SPDX-License-Identifier: Apache-2.0
// What a file really is, by its first bytes: so that one with a wrong name is refused with the right words.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string_view>

namespace bafo::formats {

/// "a GGUF file", "a safetensors file", "a zip archive (perhaps a PyTorch file)", "a pointer that Git LFS left", "a web
/// page"; nothing where the bytes tell nothing.
[[nodiscard]] std::optional<std::string_view> kindOfFile(std::span<const std::byte> file);

} // namespace bafo::formats
