// SPDX-License-Identifier: Apache-2.0
#include "core/runs/model_verification.h"

#include "core/base/sha256.h"
#include "core/runs/model_lineage.h"

#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <filesystem>

using namespace bafo;
using namespace bafo::runs;

class ModelVerificationTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_lineage = {};
        write("config.json", R"({"vocab_size": 8})");
        write("model.safetensors", std::string(3000, 'w'));
        writeLineage();
    }

    void aModelThatNobodyTouchedIsSound()
    {
        const auto found = verifyModel(m_files, root()).value();
        QVERIFY(found.isSound());
        QCOMPARE(found.numFiles, std::size_t{2});
        QCOMPARE(found.sizeBytes, std::uint64_t{3017});
    }

    void oneFlippedByteIsFound()
    {
        std::string weights(3000, 'w');
        weights[1234] ^= 1;
        overwrite("model.safetensors", weights);
        expect({{"model.safetensors", FileTrouble::differs}});
        overwrite("model.safetensors", std::string(3000, 'w'));
        expect({});
    }

    void aShorterFileIsFound()
    {
        overwrite("model.safetensors", std::string(2999, 'w'));
        expect({{"model.safetensors", FileTrouble::differs}});
    }

    void aMissingFileIsFound()
    {
        std::filesystem::remove(root() / "config.json");
        expect({{"config.json", FileTrouble::missing}});
    }

    void anExtraFileIsFoundUnlessItIsHidden()
    {
        overwrite(".directory", "of a file browser");
        expect({});
        overwrite("tokenizer.json", "{}");
        expect({{"tokenizer.json", FileTrouble::extra}});
    }

    void aFolderInPlaceOfAFileIsFound()
    {
        std::filesystem::remove(root() / "config.json");
        std::filesystem::create_directories(root() / "config.json");
        expect({{"config.json", FileTrouble::differs}});
    }

    void withoutALineageNothingCanBeVerified()
    {
        std::filesystem::remove(root() / "lineage.json");
        const auto found = verifyModel(m_files, root());
        QVERIFY(!found && found.error().code == ErrorCode::data && !found.error().hint.empty());
    }

    void aLineageThatNamesAFileElsewhereIsRefused()
    {
        for (const char *name : {"../other/config.json", "/etc/passwd", "", ".."}) {
            m_lineage.files.front().name = name;
            writeLineage();
            const auto found = verifyModel(m_files, root());
            QVERIFY2(!found && found.error().code == ErrorCode::data, name);
        }
    }

    void progressGrowsAndStaysWithinTheWhole()
    {
        std::vector<std::uint64_t> done;
        (void)verifyModel(m_files, root(), [&done](std::uint64_t doneBytes, std::uint64_t totalBytes) {
            QCOMPARE(totalBytes, std::uint64_t{3017});
            done.push_back(doneBytes);
        });
        QVERIFY(std::is_sorted(done.begin(), done.end()));
        QCOMPARE(done.back(), std::uint64_t{3017});
    }

private:
    [[nodiscard]] Path root() const { return Path(m_folder->path().toStdString()); }

    void overwrite(const std::string &name, const std::string &content)
    {
        QVERIFY(writeFileAtomically(m_files, root() / name, content));
    }

    void write(const std::string &name, const std::string &content)
    {
        overwrite(name, content);
        m_lineage.files.push_back({.name = name, .sha256 = sha256Of(content), .sizeBytes = content.size()});
    }

    void writeLineage() { overwrite("lineage.json", toJson(m_lineage)); }

    void expect(const std::vector<std::pair<std::string, FileTrouble>> &troubles)
    {
        const auto found = verifyModel(m_files, root()).value();
        QCOMPARE(found.differences.size(), troubles.size());
        for (std::size_t i = 0; i < troubles.size(); ++i) {
            QCOMPARE(found.differences[i].name, troubles[i].first);
            QVERIFY(found.differences[i].trouble == troubles[i].second);
            QVERIFY(!found.differences[i].why.empty());
        }
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    ModelLineage m_lineage;
    PosixFileSystem m_files;
};

QTEST_APPLESS_MAIN(ModelVerificationTest)
#include "model_verification_test.moc"
