// SPDX-License-Identifier: GPL-3.0-or-later
// A project in a folder of its own and the window around a page, for tests of pages.
#pragma once

#include "core/base/file_system.h"
#include "core/base/sha256.h"
#include "core/formats/safetensors.h"
#include "core/runs/model_lineage.h"
#include "ui/pages/page.h"
#include "ui/widgets/house_style.h"

#include <QPushButton>
#include <QTemporaryDir>

#include <memory>
#include <vector>

namespace bafo::fakes {

/// Keeps what pages ask for.
class RecordingHost final : public ui::PageHost {
public:
    void goTo(const QString &page, const QJsonObject &request) override
    {
        shownPage = page;
        shownRequest = request;
    }
    void tell(const ui::Message &message) override { told.append(message.text); }
    void tell(const Error &error) override { told.append(QString::fromStdString(error.message)); }
    void openProject(const QString &folder) override { opened = folder; }
    void newProject() override { hasAskedForNew = true; }
    [[nodiscard]] QStringList recentProjects() const override { return recent; }

    QString shownPage;
    QJsonObject shownRequest;
    QStringList told;
    QString opened;
    QStringList recent;
    bool hasAskedForNew = false;
};

class PageProject {
public:
    PageProject()
    {
        const Path root = path("project");
        (void)runs::Project::init(files, root, "p", {"zul", "eng"}).value();
        session = ui::ProjectSession::open(QString::fromStdString(root.string()), QStringLiteral(BAFO_BIN_DIR "/bafo"),
                                           m_folder.filePath(QStringLiteral("c")))
                      .value();
        jobs = std::make_unique<ui::JobList>(session->bafoProgram(), session->folder(),
                                             m_folder.filePath(QStringLiteral("jobs")));
    }

    [[nodiscard]] ui::PageContext context() { return {.session = session.get(), .jobs = jobs.get(), .host = &host}; }
    [[nodiscard]] Path path(const char *name) const { return Path(m_folder.path().toStdString()) / name; }
    [[nodiscard]] Path model(const std::string &name) const { return session->project().modelsFolder() / name; }

    /// A model whose files are as its lineage says; its weights hold `value`.
    void makeModel(const std::string &name, const std::string &how, float value, const std::string &parent,
                   const std::string &parentHash = {})
    {
        const Path folder = model(name);
        (void)files.createDirectories(folder);
        const std::string config = R"({"model_type":"llama","vocab_size":5})";
        (void)writeFileAtomically(files, folder / "config.json", config);
        auto writer
            = formats::SafetensorsWriter::create(files, folder / "model.safetensors", {{.name = "w", .shape = {5, 2}}})
                  .value();
        const std::vector<float> values(10, value);
        (void)writer.write(std::as_bytes(std::span(values)));
        const auto written = writer.finish().value();
        const runs::ModelLineage lineage{
            .how = how,
            .parents = {{.name = parent, .weightHash = parentHash}},
            .settings = {},
            .files = {{.name = "model.safetensors", .sha256 = written.sha256, .sizeBytes = written.sizeBytes},
                      {.name = "config.json", .sha256 = sha256Of(config), .sizeBytes = config.size()}}};
        (void)writeFileAtomically(files, folder / "lineage.json", runs::toJson(lineage));
    }

    PosixFileSystem files;
    RecordingHost host;
    std::unique_ptr<ui::ProjectSession> session;
    std::unique_ptr<ui::JobList> jobs;

private:
    QTemporaryDir m_folder;
};

/// The primary buttons that can be seen.
[[nodiscard]] inline QStringList primaryButtonsOf(const QWidget &page)
{
    QStringList texts;
    for (const QPushButton *button : page.findChildren<QPushButton *>()) {
        if (button->isVisible() && button->property(ui::kPrimaryProperty).toBool()) {
            texts.append(button->text());
        }
    }
    return texts;
}

/// The button with this text that can be seen; null where there is none.
[[nodiscard]] inline QPushButton *buttonOf(const QWidget &page, const QString &text)
{
    for (QPushButton *button : page.findChildren<QPushButton *>()) {
        if (button->isVisible() && button->text() == text) {
            return button;
        }
    }
    return nullptr;
}

} // namespace bafo::fakes
