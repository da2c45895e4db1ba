// SPDX-License-Identifier: Apache-2.0
#include "core/runs/model_verification.h"

#include "core/base/sha256.h"
#include "core/runs/model_lineage.h"
#include "core/runs/parity_certificate.h"

#include <algorithm>
#include <fstream>
#include <optional>
#include <set>

namespace bafo::runs {
namespace {

bool staysInside(const std::string &name)
{
    return !name.empty() && name != "." && name != ".." && name.find('/') == std::string::npos
        && name.find('\0') == std::string::npos;
}

Result<ModelLineage> lineageOf(FileSystem &files, const Path &folder)
{
    const std::string inWords = folder.filename().string();
    if (!BAFO_TRY(files.status(folder / kLineageFileName)).exists) {
        return fail(ErrorCode::data, inWords + " has no lineage.json: there is nothing to verify it against",
                    "import the model again: bafo notes a hash for each file that it writes");
    }
    auto lineage = BAFO_TRY(readLineage(files, folder));
    if (lineage.files.empty()) {
        return fail(ErrorCode::data, inWords + ": lineage.json names no file", "import the model again");
    }
    for (const LineageFile &file : lineage.files) {
        if (!staysInside(file.name)) {
            return fail(ErrorCode::data, inWords + ": lineage.json names '" + file.name + "', which is no file of it",
                        "the file was changed by hand; import the model again");
        }
    }
    return lineage;
}

/// The file's hash; tells the bytes that were read on the way.
Result<std::string> hashOf(const Path &path, const std::function<void(std::uint64_t)> &tellRead)
{
    constexpr std::size_t kPieceBytes = 4 << 20;
    std::ifstream file(path, std::ios::binary);
    Sha256 hash;
    std::vector<char> piece(kPieceBytes);
    std::uint64_t read = 0;
    while (file) {
        file.read(piece.data(), static_cast<std::streamsize>(piece.size()));
        const auto size = static_cast<std::size_t>(file.gcount());
        hash.update(std::string_view(piece.data(), size));
        read += size;
        tellRead(read);
    }
    if (!file.eof() || file.bad()) {
        return fail(ErrorCode::data, "cannot be read", "check the disk, and that you may read it");
    }
    return hash.finish();
}

/// Nothing for a file that is as it was written.
Result<std::optional<FileDifference>> compare(FileSystem &files, const Path &folder, const LineageFile &file,
                                              const std::function<void(std::uint64_t)> &tellRead)
{
    const auto differs = [&file](std::string why) { return FileDifference{file.name, FileTrouble::differs, why}; };
    const FileStatus status = BAFO_TRY(files.status(folder / file.name));
    if (!status.exists) {
        return FileDifference{file.name, FileTrouble::missing, "is missing"};
    }
    if (status.isDirectory) {
        return differs("is a folder");
    }
    if (status.sizeBytes != file.sizeBytes) {
        return differs("holds " + std::to_string(status.sizeBytes) + " bytes, was written with "
                       + std::to_string(file.sizeBytes));
    }
    const auto hash = hashOf(folder / file.name, tellRead);
    if (!hash) {
        return differs(hash.error().message);
    }
    if (*hash != file.sha256) {
        return differs("holds other bytes than were written");
    }
    return std::optional<FileDifference>();
}

} // namespace

std::string_view nameOf(FileTrouble trouble)
{
    switch (trouble) {
    case FileTrouble::differs:
        return "differs";
    case FileTrouble::missing:
        return "missing";
    case FileTrouble::extra:
        return "extra";
    }
    return "differs";
}

Result<ModelVerification> verifyModel(FileSystem &files, const Path &folder, const VerificationProgress &progress)
{
    const ModelLineage lineage = BAFO_TRY(lineageOf(files, folder));
    ModelVerification found;
    found.numFiles = lineage.files.size();
    std::set<std::string> known{std::string(kLineageFileName), std::string(kCertificateFileName)};
    for (const LineageFile &file : lineage.files) {
        found.sizeBytes += file.sizeBytes;
        known.insert(file.name);
    }
    std::uint64_t doneBytes = 0;
    for (const LineageFile &file : lineage.files) {
        const auto tellRead = [&](std::uint64_t readBytes) {
            if (progress) {
                progress(doneBytes + std::min(readBytes, file.sizeBytes), found.sizeBytes);
            }
        };
        auto difference = BAFO_TRY(compare(files, folder, file, tellRead));
        if (difference) {
            found.differences.push_back(std::move(*difference));
        }
        doneBytes += file.sizeBytes;
    }
    for (const std::string &name : BAFO_TRY(files.list(folder))) {
        if (!name.starts_with('.') && !known.contains(name)) {
            found.differences.push_back({name, FileTrouble::extra, "was not written with the model"});
        }
    }
    return found;
}

} // namespace bafo::runs
