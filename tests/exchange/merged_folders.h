// SPDX-License-Identifier: Apache-2.0
// A small model of random weights, an adapter of it, and what becomes of the two: for tests of merging.
#pragma once

#include "core/exchange/adapter_folder.h"
#include "core/exchange/model_import.h"
#include "core/exchange/model_merge.h"
#include "plugins/architectures/architectures.h"

#include <ATen/ATen.h>

#include <nlohmann/json.hpp>

#include <filesystem>
#include <string>
#include <vector>

namespace bafo::tests {

/// In a folder of the caller's. Names: "base", "adapter", "merged".
class MergedFolders {
public:
    explicit MergedFolders(Path root, bool isTied = true)
        : m_root(std::move(root))
    {
        const Path tiny = Path(BAFO_SOURCE_DIR) / "tests/golden/exchange/tiny/sharded";
        std::filesystem::create_directories(m_root / "made");
        for (const char *name : {"tokenizer.json", "tokenizer_config.json"}) {
            std::filesystem::copy_file(tiny / name, m_root / "made" / name);
        }
        auto config = nlohmann::json::parse(text(tiny / "config.json"));
        config["tie_word_embeddings"] = isTied;
        put("made/config.json", config.dump());
        put("made/generation_config.json", R"({"eos_token_id": [0, 2]})");
        put("made/chat_template.jinja", "{{ messages }}");
        (void)exchange::initModel(files, m_root / "made/config.json", 5, path("base"), architectures).value();
    }

    [[nodiscard]] Path path(const std::string &name) const { return m_root / name; }
    [[nodiscard]] std::string text(const Path &file) { return files.readFile(file, 1U << 24U).value(); }
    void put(const std::string &name, const std::string &content)
    {
        (void)writeFileAtomically(files, m_root / name, content);
    }

    [[nodiscard]] exchange::ModelFolder model(const std::string &name)
    {
        return exchange::ModelFolder::open(files, path(name), architectures).value();
    }

    [[nodiscard]] exchange::AdapterFolder adapter()
    {
        return exchange::AdapterFolder::open(files, path("adapter")).value();
    }

    /// Rank 4 on q, v and down, and two rows of the embedding; of a base in 4 bits where the method is qlora.
    void makeAdapter(const std::string &method, double size = 0.3)
    {
        const exchange::ModelFolder base = model("base");
        const adapters::AdapterSettings settings{.rank = 4,
                                                 .alpha = 8,
                                                 .targets = {"q_proj", "v_proj", "down_proj"},
                                                 .tokenRows = {{"embed_tokens", {7, 280}}}};
        std::vector<exchange::TensorSource> tensors;
        const auto plan = adapters::planAdapter(settings, base.architecture(), base.config()).value();
        for (const model::TensorSpec &tensor : plan.tensors()) {
            const at::Tensor values = size
                * at::sin(at::arange(tensor.numElements(), at::kFloat) * 1.7 + static_cast<double>(tensors.size()));
            tensors.push_back(
                {.name = tensor.name, .shape = tensor.shape, .stream = [values](const exchange::ByteSink &sink) {
                     const auto count = static_cast<std::size_t>(values.numel());
                     return sink(std::as_bytes(std::span(values.const_data_ptr<float>(), count)));
                 }});
        }
        exchange::ModelFolderContent content = exchange::adapterContent(settings, std::move(tensors));
        content.lineage.how = "train";
        content.lineage.parents = {{.name = "base", .weightHash = base.lineage()->weightHash()}};
        content.lineage.settings = {{exchange::kMethodSetting, method}};
        content.otherFiles = {{.name = "tokenizer.json", .content = text(path("base/tokenizer.json"))},
                              {.name = "tokenizer_config.json", .content = text(path("base/tokenizer_config.json"))},
                              {.name = "generation_config.json", .content = R"({"eos_token_id": [0, 2, 3]})"}};
        (void)exchange::writeModelFolder(files, path("adapter"), content).value();
    }

    [[nodiscard]] exchange::MadeModel merge(const std::string &to, exchange::MergeWay way)
    {
        return exchange::mergeAdapter(files, model("base"), adapter(), path(to), way).value();
    }

    PosixFileSystem files;
    Registry<bafo::model::Architecture> architectures = architectures::makeArchitectures();

private:
    Path m_root;
};

} // namespace bafo::tests
