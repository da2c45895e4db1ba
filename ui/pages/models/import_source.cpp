// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/models/import_source.h"

#include "core/formats/gguf.h"
#include "core/formats/safetensors.h"
#include "core/formats/torch_zip.h"
#include "core/runs/project.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>

namespace bafo::ui {
namespace {

struct ImportWords {
    Q_DECLARE_TR_FUNCTIONS(ImportWords)
};

constexpr std::uint64_t kValueBytes = 4; // a model here is fp32
constexpr auto kGgufEnd = QLatin1String(".gguf");
constexpr auto kLoraEnd = QLatin1String(".lora");
constexpr auto kPeftConfig = "adapter_config.json";
constexpr auto kLitgptWeights = "lit_model.pth";
constexpr auto kLitgptConfig = "model_config.yaml";

Result<void> readGguf(ImportSource &source)
{
    const auto file = BAFO_TRY(formats::GgufFile::open(source.path.toStdString()));
    for (const auto &[name, tensor] : file.tensors()) {
        source.numParameters += static_cast<std::uint64_t>(tensor.numElements());
    }
    return {};
}

/// A head that is stored although it is the embedding is counted too: it takes no room here, which is no harm.
Result<void> readLitgpt(const Path &weights, ImportSource &source)
{
    const auto file = BAFO_TRY(formats::TorchZipFile::open(weights));
    for (const auto &[name, tensor] : file.content().tensors) {
        source.numParameters += static_cast<std::uint64_t>(tensor.numElements());
    }
    return {};
}

Result<void> readFolder(FileSystem &files, ImportSource &source)
{
    const Path folder = source.path.toStdString();
    bool hasWeights = false;
    for (const std::string &name : BAFO_TRY(files.list(folder))) {
        if (name.ends_with(".safetensors")) {
            hasWeights = true;
            const auto file = BAFO_TRY(formats::SafetensorsFile::open(folder / name));
            for (const auto &[tensorName, tensor] : file.tensors()) {
                source.numParameters += static_cast<std::uint64_t>(tensor.numElements());
            }
        }
    }
    if (!hasWeights && BAFO_TRY(files.status(folder / kLitgptWeights)).exists
        && BAFO_TRY(files.status(folder / kLitgptConfig)).exists) {
        return readLitgpt(folder / kLitgptWeights, source);
    }
    source.isAdapter = BAFO_TRY(files.status(folder / kPeftConfig)).exists;
    if (!hasWeights || (!source.isAdapter && !BAFO_TRY(files.status(folder / "config.json")).exists)) {
        return fail(ErrorCode::data,
                    ImportWords::tr("%1 is no model folder").arg(QDir(source.path).dirName()).toStdString(),
                    ImportWords::tr("A model folder holds config.json and .safetensors files. Or choose a GGUF file.")
                        .toStdString());
    }
    return {};
}

} // namespace

bool looksLikeModel(const QString &path)
{
    const QFileInfo info(path);
    if (!info.isDir()) {
        return path.endsWith(kGgufEnd, Qt::CaseInsensitive) || path.endsWith(kLoraEnd);
    }
    const auto holds
        = [&path](const char *name) { return QFileInfo::exists(path + QLatin1Char('/') + QLatin1String(name)); };
    return holds("config.json") || holds(kLitgptConfig) || holds(kPeftConfig);
}

Result<ImportSource> readImportSource(FileSystem &files, const QString &path)
{
    ImportSource source;
    source.path = path;
    const FileStatus status = BAFO_TRY(files.status(path.toStdString()));
    if (!status.exists) {
        return fail(ErrorCode::data, ImportWords::tr("There is nothing at %1").arg(path).toStdString(),
                    ImportWords::tr("Choose a GGUF file or a model folder.").toStdString());
    }
    source.isAdapter = !status.isDirectory && path.endsWith(kLoraEnd);
    source.isGguf = !status.isDirectory && !source.isAdapter;
    if (source.isAdapter) {
        source.sizeBytes = status.sizeBytes;
        BAFO_TRY(readLitgpt(path.toStdString(), source));
    } else if (source.isGguf) {
        source.sizeBytes = status.sizeBytes;
        BAFO_TRY(readGguf(source));
    } else {
        BAFO_TRY(readFolder(files, source));
        source.sizeBytes = BAFO_TRY(treeSizeBytes(files, path.toStdString())); // only now: it may be a whole disk
    }
    source.weightBytes = source.numParameters * kValueBytes;
    return source;
}

QString suggestedModelName(const QString &path, const QStringList &taken)
{
    constexpr qsizetype kLongest = 60;
    QString name = QFileInfo(QDir::cleanPath(path)).fileName();
    if (name.endsWith(kGgufEnd, Qt::CaseInsensitive)) {
        name.chop(kGgufEnd.size());
    }
    QString clean;
    for (const QChar c : name.toLower()) {
        const bool isAllowed = (c >= QLatin1Char('a') && c <= QLatin1Char('z'))
            || (c >= QLatin1Char('0') && c <= QLatin1Char('9')) || c == QLatin1Char('_') || c == QLatin1Char('.');
        clean += isAllowed ? c : QLatin1Char('-');
    }
    while (clean.startsWith(QLatin1Char('.')) || clean.startsWith(QLatin1Char('-'))) {
        clean.remove(0, 1);
    }
    clean = clean.isEmpty() ? QStringLiteral("model") : clean.left(kLongest);
    QString free = clean;
    for (int number = 2; taken.contains(free); ++number) {
        free = clean + QLatin1Char('-') + QString::number(number);
    }
    return free;
}

std::uint64_t writtenBytesFor(FileSystem &files, const Path &target)
{
    const std::string start = "." + target.filename().string() + ".bafo-partial-";
    const auto names = files.list(target.parent_path());
    std::uint64_t bytes = 0;
    for (const std::string &name : names ? *names : std::vector<std::string>()) {
        if (name.starts_with(start)) {
            bytes += treeSizeBytes(files, target.parent_path() / name).value_or(0);
        }
    }
    return bytes;
}

} // namespace bafo::ui
