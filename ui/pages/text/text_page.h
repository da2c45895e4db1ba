// SPDX-License-Identifier: GPL-3.0-or-later
// Text: where it came from, what it says, and how more of it comes in.
#pragma once

#include "ui/models/document_list.h"
#include "ui/pages/page.h"

class QComboBox;
class QPushButton;
class QSplitter;
class QStackedWidget;
class QTabBar;

namespace bafo::ui {

class BuildCard;
class DocumentCard;
class DocumentsCard;
class ImportCard;
class MaskedCard;
class SourcesCard;
class StateView;
class TextWork;

class TextPage final : public Page {
    Q_OBJECT

public:
    TextPage(const PageContext &context, QWidget *parent);
    ~TextPage() override;

    [[nodiscard]] QJsonObject state() const override;
    void restore(const QJsonObject &state) override;

    /// {"dataset": name}; with "add": true the form opens, with "build": true the one that makes conversations, with
    /// "licences": true the editor of unclear licences; "masked" chooses the trainer's view or the other one.
    void handle(const QJsonObject &request) override;
    [[nodiscard]] QString help() const override;
    [[nodiscard]] QWidget *firstControl() const override;

    /// Opens the form; takes text files only.
    bool takeFiles(const QStringList &paths) override;
    void setInSight(bool isInSight) override;

    [[nodiscard]] QString dataset() const { return m_dataset; }
    [[nodiscard]] const DocumentList &documents() const { return *m_list; }

private:
    QTabBar *buildViews();
    void connectMasked();
    [[nodiscard]] bool holdsConversations() const;
    void showViews();
    QWidget *buildHead();
    QWidget *buildBrowser();
    void buildActions();
    void connectParts();
    void chooseFiles();
    void connectBuild();
    void showBuild();
    void showForm();
    void putFormAway();
    void showBrowser();
    void showHead();
    void showDataset(const QString &name);
    void lookAtDatasets();
    void showDocument(const DocumentText &document);
    void note(const std::vector<qint64> &sources, const QString &licence, const QString &provenance);
    void annotate(QList<QStringList> commands, const Message &done);

    DocumentList *m_list;
    QString m_dataset;
    QStringList m_names;
    bool m_isInSight = false;
    bool m_isDirty = false; ///< something changed while nobody looked
    bool m_isNotingLicences = false; ///< to be opened when the sources are there
    QJsonObject m_askedFor; ///< the form of the import that runs or has failed
    QJsonObject m_editorState; ///< to be restored when the sources are there
    QComboBox *m_choice = nullptr;
    Label *m_about = nullptr;
    Label *m_unclear = nullptr;
    QPushButton *m_add = nullptr;
    QPushButton *m_makeConversations = nullptr;
    QPushButton *m_remove = nullptr;
    TextWork *m_work = nullptr;
    QStackedWidget *m_body = nullptr;
    StateView *m_view = nullptr;
    QSplitter *m_splitter = nullptr;
    SourcesCard *m_sources = nullptr;
    DocumentsCard *m_documents = nullptr;
    DocumentCard *m_document = nullptr;
    QTabBar *m_views = nullptr;
    MaskedCard *m_masked = nullptr;
    QList<int> m_plainSizes; ///< of the splitter, while it shows the trainer's view
    ImportCard *m_form = nullptr;
    BuildCard *m_build = nullptr;
};

} // namespace bafo::ui
