// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/whole_file.h"

#include "core/base/file_system.h"

#include <QCoreApplication>

namespace bafo::ui {
namespace {

struct FileWords {
    Q_DECLARE_TR_FUNCTIONS(FileWords)
};

} // namespace

Result<void> writeWholeFile(const QString &path, const QByteArray &bytes)
{
    PosixFileSystem files;
    const Path place = path.toStdString();
    const auto made = files.createDirectories(place.parent_path());
    const auto written = made ? writeFileAtomically(files, place, bytes.toStdString()) : made;
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

} // namespace bafo::ui
