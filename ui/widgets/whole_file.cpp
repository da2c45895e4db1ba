// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/whole_file.h"

#include "core/base/file_system.h"

#include <QCoreApplication>

namespace bafo::ui {
namespace {

struct FileWords {
    Q_DECLARE_TR_FUNCTIONS(FileWords)
};

/// What the core tells of a path, in the window's words.
Result<void> inWords(const QString &path, const Result<void> &written)
{
    if (written) {
        return {};
    }
    const Error &error = written.error();
    const bool isFull = error.code == ErrorCode::diskFull;
    const QString reason = isFull ? FileWords::tr("the disk is full")
                                  : QString::fromStdString(error.message).section(QStringLiteral(": "), -1);
    const QString hint = isFull
        ? FileWords::tr("Make room on the disk, or choose another folder, and try again.")
        : FileWords::tr("Look whether the folder is there and yours to write, or choose another one, and try again.");
    return fail(error.code, FileWords::tr("%1 cannot be written: %2").arg(path, reason).toStdString(),
                hint.toStdString());
}

} // namespace

Result<void> writeWholeFile(const QString &path, const QByteArray &bytes)
{
    PosixFileSystem files;
    return inWords(path, writeFileAtomically(files, path.toStdString(), bytes.toStdString()));
}

Result<void> writeOwnFile(const QString &path, const QByteArray &bytes)
{
    PosixFileSystem files;
    const auto made = files.createDirectories(Path(path.toStdString()).parent_path());
    return made ? writeWholeFile(path, bytes) : inWords(path, made);
}

} // namespace bafo::ui
