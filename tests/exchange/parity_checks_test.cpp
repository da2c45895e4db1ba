// SPDX-License-Identifier: Apache-2.0
// What a parity certificate says of a sound model, and of one that was damaged in one way: that, and nothing else.
#include "core/exchange/parity_checks.h"

#include "core/exchange/four_bit_export.h"
#include "core/exchange/parity_prompts.h"
#include "core/formats/safetensors.h"
#include "core/text/utf8.h"
#include "tests/exchange/merged_folders.h"

#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <functional>
#include <memory>
#include <set>

using namespace bafo;
using namespace bafo::exchange;
using tests::MergedFolders;

namespace {

using Names = std::vector<std::string>;

/// The checks that failed.
Names failuresOf(const ParityFindings &findings)
{
    Names names;
    for (const runs::ParityCheck &check : findings.checks) {
        if (!check.passed) {
            names.push_back(check.check);
        }
    }
    return names;
}

runs::ParityCheck checkNamed(const ParityFindings &findings, const std::string &name)
{
    for (const runs::ParityCheck &check : findings.checks) {
        if (check.check == name) {
            return check;
        }
    }
    return {};
}

/// The sign of every number of a tensor.
void flip(std::string &file, const std::string &tensor)
{
    const auto header = formats::parseSafetensorsHeader(std::as_bytes(std::span(file))).value();
    const auto &place = header.tensors.at(tensor);
    for (std::size_t at = place.begin + 3; at < place.end; at += 4) {
        char &byte = file[header.dataStart + at];
        byte = static_cast<char>(byte ^ '\x80');
    }
}

/// The file once more without a tensor.
void drop(FileSystem &files, const Path &path, const std::string &tensor)
{
    const auto file = formats::SafetensorsFile::open(path).value();
    std::vector<formats::SafetensorsWriter::Declaration> declared;
    for (const auto &[name, entry] : file.tensors()) {
        if (name != tensor) {
            declared.push_back({.name = name, .dtype = entry.dtype, .shape = entry.shape});
        }
    }
    auto writer = formats::SafetensorsWriter::create(files, path.string() + ".new", declared).value();
    for (const auto &declaration : declared) {
        (void)writer.write(file.tensors().at(declaration.name).bytes);
    }
    (void)writer.finish().value();
    (void)files.rename(path.string() + ".new", path);
}

} // namespace

class ParityChecksTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_made = std::make_unique<MergedFolders>(Path(m_folder->path().toStdString()));
    }

    static void thereAreFiftySentencesAndNoneTwice()
    {
        const auto prompts = parityPrompts();
        QCOMPARE(prompts.size(), 50U);
        QCOMPARE(std::set<std::string_view>(prompts.begin(), prompts.end()).size(), 50U);
        QVERIFY(std::all_of(prompts.begin(), prompts.end(), text::isValidUtf8));
    }

    void whatWasMergedIsGreenInEveryCheck()
    {
        mergeLora();
        const ParityFindings findings = check("merged");
        QCOMPARE(failuresOf(findings), Names());
        QCOMPARE(findings.checks.size(), 8U);
        QCOMPARE(findings.dtype, std::string("f32"));
        QCOMPARE(findings.numPrompts, 50);
        const runs::ParityCheck logits = checkNamed(findings, "logits");
        QVERIFY(*logits.measured < 1e-5 && *logits.limit > 1e-5);
        QCOMPARE(*checkNamed(findings, "top1").measured, 1.0);
        QVERIFY(checkNamed(findings, "top1").unit.find(" 0 tokens") == std::string::npos);
    }

    void theBaseItselfIsNotWhatWasMerged()
    {
        mergeLora();
        const Names failures = failuresOf(check("base"));
        QVERIFY(std::find(failures.begin(), failures.end(), "logits") != failures.end());
    }

    void aFlippedTensorIsFoundByItsLogits()
    {
        mergeLora();
        std::string weights = m_made->text(m_made->path("merged/model.safetensors"));
        const std::string sound = weights;
        flip(weights, "model.layers.1.self_attn.o_proj.weight");
        m_made->put("merged/model.safetensors", weights);
        const ParityFindings findings = check("merged");
        const Names failures = failuresOf(findings);
        QVERIFY(!failures.empty() && failures.front() == "logits");
        QVERIFY(failures.size() == 1 || failures.back() == "top1");
        QVERIFY(checkNamed(findings, "logits").cause.find("weights") != std::string::npos);
        flip(weights, "model.layers.1.self_attn.o_proj.weight");
        QVERIFY(weights == sound);
        m_made->put("merged/model.safetensors", weights);
        QCOMPARE(failuresOf(check("merged")), Names());
    }

    void anotherTemplateIsFound()
    {
        mergeLora();
        m_made->put("merged/chat_template.jinja", "{{ other }}");
        const ParityFindings findings = check("merged");
        QCOMPARE(failuresOf(findings), Names{"chat_template"});
        QVERIFY(checkNamed(findings, "chat_template").cause.find("another chat template") == 0);
    }

    void aWrongEndIsFoundInEachOfItsPlaces()
    {
        mergeLora();
        m_made->put("merged/generation_config.json", R"({"eos_token_id": [0, 2]})");
        const ParityFindings findings = check("merged");
        QCOMPARE(failuresOf(findings), Names{"end_tokens"});
        QCOMPARE(checkNamed(findings, "end_tokens").cause,
                 std::string("generation_config.json names 0, 2, that of the reference 0, 2, 3"));
        m_made->put("merged/generation_config.json", R"({"eos_token_id": [3, 0, 2]})"); // their order is none
        QCOMPARE(failuresOf(check("merged")), Names());
        changeConfig("eos_token_id", 9);
        QCOMPARE(failuresOf(check("merged")), Names{"end_tokens"});
        changeConfig("eos_token_id", 0);
        changeConfig("bos_token_id", 1);
        QCOMPARE(failuresOf(check("merged")), Names{"begin_token"});
    }

    void aTokenizerOfOtherNumbersIsFoundByItsIds()
    {
        mergeLora();
        auto document = nlohmann::json::parse(m_made->text(m_made->path("merged/tokenizer.json")));
        auto &words = document["model"]["vocab"];
        std::swap(words["a"], words["u"]);
        m_made->put("merged/tokenizer.json", document.dump());
        const ParityFindings findings = check("merged");
        QCOMPARE(failuresOf(findings), (Names{"tokenizer", "token_ids"}));
        QVERIFY(*checkNamed(findings, "token_ids").measured > 40);
    }

    void aDroppedHeadIsFoundByName()
    {
        mergeLora();
        changeConfig("tie_word_embeddings", false); // its head is that of the embedding, and is not in the file
        const ParityFindings findings = check("merged");
        QCOMPARE(failuresOf(findings), Names{"head"});
        QVERIFY(checkNamed(findings, "head").cause.find("lm_head.weight is missing") == 0);
    }

    void aHeadOfItsOwnThatIsGoneIsFoundThoughTheModelStillComputes()
    {
        const QTemporaryDir folder;
        MergedFolders untied(Path(folder.path().toStdString()), false);
        const ModelFolder base = untied.model("base");
        std::filesystem::copy(untied.path("base"), untied.path("copy"));
        const auto checkCopy = [&] {
            return failuresOf(
                checkParity(untied.files, untied.path("copy"), {.base = base}, untied.architectures).value());
        };
        QCOMPARE(checkCopy(), Names());
        drop(untied.files, untied.path("copy/model.safetensors"), "lm_head.weight");
        QCOMPARE(checkCopy(), Names{"head"});
        auto config = nlohmann::json::parse(untied.text(untied.path("copy/config.json")));
        config["tie_word_embeddings"] = true;
        untied.put("copy/config.json", config.dump());
        QVERIFY(ModelFolder::open(untied.files, untied.path("copy"), untied.architectures));
        QCOMPARE(checkCopy(), Names{"head"});
    }

    void whatWasMergedIntoFourBitsIsComparedWithFourBits()
    {
        m_made->makeAdapter("qlora");
        (void)m_made->merge("merged", MergeWay::baseDequantised);
        QCOMPARE(failuresOf(check("merged")), Names());
        const Names failures = failuresOf(check("merged", BaseForm::dense));
        QVERIFY(!failures.empty() && failures.front() == "logits");
        (void)m_made->merge("plain", MergeWay::base16Bit);
        QCOMPARE(failuresOf(check("plain", BaseForm::dense)), Names());
    }

    void anExportIsComparedWithWhatItWasMadeOf()
    {
        const ModelFolder base = m_made->model("base");
        QVERIFY(exportModel(m_made->files, base.path(), m_made->path("out"), m_made->architectures));
        QVERIFY(exportInFourBits(m_made->files, base.path(), m_made->path("packed"), m_made->architectures));
        for (const char *name : {"out", "packed"}) {
            const auto findings
                = checkParity(m_made->files, m_made->path(name), {.base = base}, m_made->architectures).value();
            QCOMPARE(failuresOf(findings), Names());
            QCOMPARE(findings.dtype, std::string(name == std::string("out") ? "f32" : "nf4"));
        }
    }

    void aModelThatCannotBeReadIsRedWithTheReason()
    {
        mergeLora();
        m_made->put("merged/model.safetensors", "no safetensors");
        const ParityFindings findings = check("merged");
        QCOMPARE(failuresOf(findings), Names{"logits"});
        QVERIFY(checkNamed(findings, "logits").cause.find("model.safetensors") != std::string::npos);
    }

private:
    void mergeLora()
    {
        m_made->makeAdapter("lora");
        (void)m_made->merge("merged", MergeWay::base16Bit);
    }

    ParityFindings check(const std::string &name, BaseForm form = BaseForm::asTrained)
    {
        const ModelFolder base = m_made->model("base");
        const AdapterFolder adapter = m_made->adapter();
        return checkParity(m_made->files, m_made->path(name), {.base = base, .adapter = &adapter, .form = form},
                           m_made->architectures)
            .value();
    }

    void changeConfig(const char *key, const nlohmann::json &value)
    {
        auto config = nlohmann::json::parse(m_made->text(m_made->path("merged/config.json")));
        config[key] = value;
        m_made->put("merged/config.json", config.dump());
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<MergedFolders> m_made;
};

QTEST_APPLESS_MAIN(ParityChecksTest)
#include "parity_checks_test.moc"
