// SPDX-License-Identifier: GPL-3.0-or-later
// A model's parity certificate, as `bafo model verify` leaves it in the model's folder.
#pragma once

#include "core/base/file_system.h"

#include <QByteArray>
#include <QString>

#include <optional>
#include <vector>

namespace bafo::ui {

/// One thing that was compared.
struct CertificateCheck {
    QString check; ///< "files", "token_ids", "logits", ...
    bool passed = false;
    std::optional<double> measured;
    std::optional<double> limit;
    QString unit;
    QString cause; ///< of one that did not pass
    QString hint;
};

struct Certificate {
    bool isGreen = false;
    QString madeAt; ///< ISO 8601, UTC
    QString model;
    QString weightHash; ///< of the model that was looked at
    QString dtype;
    QString reference;
    QString adapter; ///< of the reference; may be empty
    qint64 numPrompts = 0;
    std::vector<CertificateCheck> checks;
};

/// Nothing where the bytes are no certificate. One that names no check is never green.
[[nodiscard]] std::optional<Certificate> certificateIn(const QByteArray &json);

/// Of a model's folder; nothing where none was made or it is damaged. Any thread.
[[nodiscard]] std::optional<Certificate> readCertificate(FileSystem &files, const Path &model);

/// "Word pieces", "End of an answer": what was compared; the check's own name where nobody told us better.
[[nodiscard]] QString checkInWords(const QString &check);

/// "measured 1.2e-06, at most 0.001": empty where nothing was measured.
[[nodiscard]] QString measureInWords(const CertificateCheck &check);

/// All of it as text, for a mail or a report.
[[nodiscard]] QString certificateAsText(const Certificate &certificate);

} // namespace bafo::ui
