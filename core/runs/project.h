// SPDX-License-Identifier: Apache-2.0
// A project is one folder: where its models, datasets and runs lie, and how it is found.
#pragma once

#include "core/base/file_system.h"
#include "core/base/result.h"

#include <optional>
#include <string>
#include <vector>

namespace bafo::runs {

inline constexpr std::string_view kProjectFileName = "project.yaml";

/// Plain value with absolute paths in memory only: nothing in the folder names one.
class Project {
public:
    /// Characters of a project's name: more than that stands in no heading.
    static constexpr std::size_t kLongestName = 100;

    /// Makes the folder and project.yaml. Fails (config) where a project is already, the folder holds other things, or
    /// the name is too long.
    static Result<Project> init(FileSystem &files, const Path &folder, const std::string &name,
                                const std::vector<std::string> &languages);

    /// Fails (config) where the folder is no project, with the hint `bafo init`.
    static Result<Project> open(FileSystem &files, const Path &folder);

    /// Looks in `from` and upwards.
    static Result<Project> find(FileSystem &files, const Path &from);

    [[nodiscard]] const Path &root() const { return m_root; }
    [[nodiscard]] const std::string &name() const { return m_name; }
    [[nodiscard]] const std::string &id() const { return m_id; }
    [[nodiscard]] const std::vector<std::string> &languages() const { return m_languages; }

    [[nodiscard]] Path modelsFolder() const { return m_root / "models"; }
    [[nodiscard]] Path datasetsFolder() const { return m_root / "datasets"; }
    [[nodiscard]] Path tokenizersFolder() const { return m_root / "tokenizers"; }
    [[nodiscard]] Path runsFolder() const { return m_root / "runs"; }

private:
    Path m_root;
    std::string m_name;
    std::string m_id;
    std::vector<std::string> m_languages;
};

/// Whether a text can name a model, dataset, tokenizer or run: letters, digits, '-', '_' and '.', not at its start, at
/// most 100 bytes. So it never leaves the project.
[[nodiscard]] bool isName(std::string_view text);

/// Fails (config) with what a name may be.
Result<void> checkName(std::string_view what, std::string_view text);

/// A model by its name in the project, else by path. Fails (data) naming both places that were looked at.
[[nodiscard]] Result<Path> resolveModel(FileSystem &files, const Project *project, const std::string &nameOrPath);

/// The same for tokenizers.
[[nodiscard]] Result<Path> resolveTokenizer(FileSystem &files, const Project *project, const std::string &nameOrPath);

} // namespace bafo::runs
