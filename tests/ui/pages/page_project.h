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

#include <filesystem>
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
    void tell(const ui::Message &message) override
    {
        told.append(message.text);
        lastTold = message;
    }
    void tell(const Error &error) override { told.append(QString::fromStdString(error.message)); }
    void openProject(const QString &folder) override { opened = folder; }
    void newProject() override { hasAskedForNew = true; }
    [[nodiscard]] QStringList recentProjects() const override { return recent; }

    QString shownPage;
    QJsonObject shownRequest;
    QStringList told;
    ui::Message lastTold;
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

    /// An adapter on a model that is there.
    void makeAdapter(const std::string &name, const std::string &base)
    {
        makeModel(name, "train", 3, base, runs::readLineage(files, model(base))->weightHash());
        const Path folder = model(name);
        (void)files.removeFile(folder / "config.json");
        (void)files.rename(folder / "model.safetensors", folder / "adapter_model.safetensors");
        (void)writeFileAtomically(files, folder / "adapter_config.json",
                                  R"({"peft_type":"LORA","r":16,"lora_alpha":32,"use_rslora":true,)"
                                  R"("target_modules":["q_proj","v_proj"]})");
        auto lineage = runs::readLineage(files, folder).value();
        lineage.files.resize(1);
        lineage.files.front().name = "adapter_model.safetensors";
        (void)writeFileAtomically(files, folder / "lineage.json", runs::toJson(lineage));
    }

    /// From now on verbs of models are answered by this shell script ($1, $2, ... as bafo would get them); all others
    /// by the built bafo. For what the engine would do. Before the first page.
    void answerModelVerbsBy(const std::string &script)
    {
        const Path program = path("bafo");
        (void)writeFileAtomically(files, program,
                                  "#!/bin/sh\nif [ \"$1\" = model ]; then\n" + script
                                      + "\nfi\nexec '" BAFO_BIN_DIR "/bafo' \"$@\"\n");
        std::filesystem::permissions(program, std::filesystem::perms::owner_all);
        const QString root = session->folder();
        jobs.reset();
        session = ui::ProjectSession::open(root, QString::fromStdString(program.string()),
                                           m_folder.filePath(QStringLiteral("c")))
                      .value();
        jobs = std::make_unique<ui::JobList>(session->bafoProgram(), session->folder(),
                                             m_folder.filePath(QStringLiteral("jobs")));
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
