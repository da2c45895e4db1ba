// SPDX-License-Identifier: GPL-3.0-or-later
// What goes on with the text, above everything else on the page: an import, the split, a removal, each as a strip.
#pragma once

#include "ui/models/dataset_contents.h"
#include "ui/models/text_import.h"
#include "ui/pages/page.h"

#include <QJsonObject>
#include <QPointer>

class QComboBox;

namespace bafo::ui {

class NoticeStrip;

/// The window's thread only. Imports and splits are jobs: they go on without the window and are found again.
class TextWork final : public QWidget {
    Q_OBJECT

public:
    explicit TextWork(const PageContext &context, QWidget *parent);

    void startImport(const ImportWish &wish);
    [[nodiscard]] const TextImport &import() const { return *m_import; }

    /// `bafo data build ...`
    void startBuild(const QStringList &command);

    /// The dataset that the page shows, and what is in it (null: not known yet).
    void setDataset(const QString &name, const DatasetContentsPtr &contents);

    /// Asks how much it frees, and shows what would happen beside the button that does it.
    void offerRemoval();

    /// Asked for, and not yet answered.
    [[nodiscard]] bool isRemoving(const QString &dataset) const { return m_removing == dataset; }

    /// There is something left to do before the text can train.
    [[nodiscard]] bool isSplitOffered() const;

    [[nodiscard]] QJsonObject state() const;
    void restore(const QJsonObject &state);

Q_SIGNALS:
    void imported(const QString &dataset);
    void split(const QString &dataset);
    void removed(const QString &dataset);
    void formWanted(); ///< the import failed, and the user wants to mend what it asked for
    void changed();

private:
    void showImport();
    void showBuild();
    void takeBuildEnd(Job *job);
    void showSplit();
    void offerSplit(qint64 numWaiting);
    void startSplit();
    void takeSplitEnd(Job *job);
    void remove();
    [[nodiscard]] QString splitKey() const { return QStringLiteral("split:") + m_dataset; }

    const PageContext m_context;
    TextImport *m_import;
    TextImport::State m_lastState = TextImport::State::none;
    QString m_dataset;
    DatasetContentsPtr m_contents;
    QString m_removing;
    std::optional<Error> m_splitError;
    NoticeStrip *m_importStrip;
    NoticeStrip *m_buildStrip;
    NoticeStrip *m_splitStrip;
    NoticeStrip *m_removalStrip;
    QComboBox *m_share;
};

/// "Left out: 12 in the dataset already, letter for letter; 3 without a translation"; empty where nothing was.
[[nodiscard]] QString skippedInWords(const ImportTotals &totals);

} // namespace bafo::ui
