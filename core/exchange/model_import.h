// SPDX-License-Identifier: Apache-2.0
// Making model folders: from GGUF files, Hugging Face folders and LitGPT checkpoints, from a configuration alone, and
// for a grown tokenizer.
#pragma once

#include "core/base/file_system.h"
#include "core/base/registry.h"
#include "core/base/result.h"
#include "core/model/architecture.h"
#include "core/runs/model_lineage.h"

#include <cstdint>
#include <string>
#include <vector>

namespace bafo::exchange {

/// What was made, for a person or for --json.
struct MadeModel {
    Path path;
    runs::ModelLineage lineage;
    std::int64_t vocabularySize = 0;
    std::int64_t numParameters = 0;
    std::vector<std::string> warnings; ///< what whoever reads it next has to know
};

/// Who reads an exported folder. Both take the same files; llama.cpp's converter leaves some of them out.
enum class ExportReader { transformers, llamaCpp };

/// "transformers" or "llama.cpp"; fails (config) naming the two.
[[nodiscard]] Result<ExportReader> exportReaderOf(const std::string &name);

/// A GGUF file, a Hugging Face folder, or a LitGPT checkpoint (its folder or the .pth file) becomes a model folder in
/// fp32 with tokenizer and lineage. One tensor is in memory at a time, of LitGPT's a few megabytes. Fails (data) naming
/// the file on anything unknown that would change the result; nothing is left then.
[[nodiscard]] Result<MadeModel> importModel(FileSystem &files, const Path &source, const Path &to,
                                            const Registry<model::Architecture> &architectures);

/// A copy that transformers loads with equal logits: config.json, one file of fp32 weights (shards when large) without
/// the head where it is tied, tokenizer files. A model of this project is such a folder already; this leaves out what
/// only we read: lineage.json and growth.json. The lineage is returned all the same. Refuses (config) a target that
/// exists; on any failure nothing is left.
///
/// A Gemma-2 head that is not tied to the embedding is kept: transformers 4.44 and 5.3 load it where config.json says
/// "tie_word_embeddings": false. llama.cpp's converter drops it without a word (convert_hf_to_gguf.py, Gemma2Model), so
/// for llama.cpp such an export is refused (config), and otherwise the warnings say so.
[[nodiscard]] Result<MadeModel> exportModel(FileSystem &files, const Path &from, const Path &to,
                                            const Registry<model::Architecture> &architectures,
                                            ExportReader reader = ExportReader::transformers);

/// A random model from a config.json: matrices normal with initializer_range, norms 1, biases 0. Equal seeds give equal
/// files. Tokenizer files that lie beside the configuration are taken along.
[[nodiscard]] Result<MadeModel> initModel(FileSystem &files, const Path &configPath, std::uint64_t seed, const Path &to,
                                          const Registry<model::Architecture> &architectures);

} // namespace bafo::exchange
