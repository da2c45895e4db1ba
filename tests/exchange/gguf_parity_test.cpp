// SPDX-License-Identifier: Apache-2.0
// The certificate of a GGUF file, with our own decoder in llama.cpp's place: what it says of it right and wrong.
#include "core/exchange/gguf_parity.h"

#include "core/eval/model_comparison.h"
#include "core/exchange/model_import.h"
#include "core/exchange/model_tokenizer.h"
#include "core/text/chat_format.h"
#include "plugins/architectures/architectures.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>

#include <QTemporaryDir>
#include <QTest>

#include <memory>

using namespace bafo;
using namespace bafo::exchange;

namespace {

/// Says what a model says, but for what a test changes.
class OwnReader final : public GgufReader {
public:
    OwnReader(FileSystem &files, const ModelFolder &folder)
        : m_tokenizer(loadTokenizerOf(files, folder).value())
        , m_model(eval::makeComputingModel(folder.architecture(), folder.config(), folder.loadWeights().value()))
    {
        said.vocabularySize = folder.config().vocabularySize;
        said.beginOfText = static_cast<std::int64_t>(m_tokenizer->beginOfText().value_or(0));
        said.endTokens = folder.endTokens();
        if (const auto end = m_tokenizer->endOfText()) {
            said.endTokens.push_back(*end);
        }
        said.chatTemplate = text::readChatTemplate(files, folder.path()).value();
    }

    Result<GgufAbout> about() override { return said; }

    Result<std::vector<std::uint32_t>> idsOf(std::string_view text) override
    {
        std::vector<std::uint32_t> ids = m_tokenizer->encode(text);
        ids.insert(ids.end(), numSurplusIds, 0U);
        return ids;
    }

    Result<at::Tensor> logitsOf(const std::vector<std::uint32_t> &ids) override
    {
        const at::Tensor ids_BT = at::empty({1, static_cast<std::int64_t>(ids.size())}, at::kLong);
        std::copy(ids.begin(), ids.end(), ids_BT.mutable_data_ptr<std::int64_t>());
        return m_model.decoder->logits(ids_BT).squeeze(0) * scale;
    }

    GgufAbout said;
    std::size_t numSurplusIds = 0;
    double scale = 1;

private:
    std::unique_ptr<text::Tokenizer> m_tokenizer;
    eval::ComputingModel m_model;
};

} // namespace

class GgufParityTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        at::set_num_threads(1); // so little is computed that threads only wait for each other
        const Path to = Path(m_folder.path().toStdString()) / "model";
        const auto made = importModel(m_files, kFile, to, m_architectures);
        QVERIFY2(made, made ? "" : made.error().message.c_str());
        m_model = std::make_unique<ModelFolder>(ModelFolder::open(m_files, to, m_architectures).value());
    }

    void whatSaysTheSameIsGreen()
    {
        OwnReader reader(m_files, *m_model);
        QCOMPARE(failuresWith(reader), std::vector<std::string>());
        QCOMPARE(m_numChecks, 7U);
    }

    void whatSaysSomethingElseIsRedByName()
    {
        OwnReader ids(m_files, *m_model);
        ids.numSurplusIds = 1;
        QCOMPARE(failuresWith(ids), std::vector<std::string>{"token_ids"});
        OwnReader ends(m_files, *m_model);
        ends.said.endTokens.clear();
        QCOMPARE(failuresWith(ends), std::vector<std::string>{"end_tokens"});
        OwnReader chat(m_files, *m_model);
        chat.said.chatTemplate += "x";
        QCOMPARE(failuresWith(chat), std::vector<std::string>{"chat_template"});
        OwnReader logits(m_files, *m_model);
        logits.scale = 1.5;
        QCOMPARE(failuresWith(logits), std::vector<std::string>{"logits"});
    }

private:
    std::vector<std::string> failuresWith(GgufReader &reader)
    {
        const auto findings = checkGgufParity(m_files, kFile, {.base = *m_model}, reader).value();
        m_numChecks = findings.checks.size();
        std::vector<std::string> names;
        for (const runs::ParityCheck &check : findings.checks) {
            if (!check.passed) {
                names.push_back(check.check);
            }
        }
        return names;
    }

    inline static const Path kFile = Path(BAFO_SOURCE_DIR) / "tests/golden/exchange/tiny/tied.gguf";

    PosixFileSystem m_files;
    Registry<model::Architecture> m_architectures = architectures::makeArchitectures();
    QTemporaryDir m_folder;
    std::unique_ptr<ModelFolder> m_model;
    std::size_t m_numChecks = 0;
};

QTEST_APPLESS_MAIN(GgufParityTest)
#include "gguf_parity_test.moc"
