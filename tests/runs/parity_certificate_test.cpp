// SPDX-License-Identifier: Apache-2.0
#include "core/runs/parity_certificate.h"

#include "core/base/sha256.h"
#include "core/runs/model_lineage.h"
#include "core/runs/model_verification.h"

#include <QTemporaryDir>
#include <QTest>

#include <limits>

using namespace bafo;
using namespace bafo::runs;

class ParityCertificateTest : public QObject {
    Q_OBJECT

    static ParityCertificate sample()
    {
        ParityCertificate certificate;
        certificate.madeAt = "2026-11-26T15:04:05Z";
        certificate.model = {.name = "merged", .weightHash = "m", .dtype = "f32"};
        certificate.reference = {.name = "base", .weightHash = "b"};
        certificate.adapter = CertifiedModel{.name = "adapter", .weightHash = "a"};
        certificate.numPrompts = 50;
        certificate.checks = {{.check = "files", .passed = true},
                              {.check = "logits", .passed = true, .measured = 1e-6, .limit = 1e-4, .unit = "logits"}};
        return certificate;
    }

private Q_SLOTS:
    void whatIsWrittenIsRead()
    {
        const QTemporaryDir folder;
        const Path model = folder.path().toStdString();
        QVERIFY(!readCertificate(m_files, model).value());
        QVERIFY(writeCertificate(m_files, model, sample()));
        const auto read = readCertificate(m_files, model).value();
        QVERIFY(read);
        QCOMPARE(toJson(*read), toJson(sample()));
        QVERIFY(read->isGreen() && read->failures().empty());
        QCOMPARE(read->adapter->name, std::string("adapter"));
        QCOMPARE(read->checks[1].limit.value(), 1e-4);
    }

    void oneFailedCheckMakesItRedAndNoneAtAllToo()
    {
        ParityCertificate certificate = sample();
        certificate.checks[1].passed = false;
        certificate.checks[1].measured = std::numeric_limits<double>::infinity();
        certificate.checks[1].cause = "far off";
        QVERIFY(!certificate.isGreen());
        const auto read = parseCertificate(toJson(certificate), "certificate.json").value();
        QCOMPARE(read.failures().size(), 1U);
        QCOMPARE(read.failures()[0].cause, std::string("far off"));
        QVERIFY(!read.failures()[0].measured);
        certificate.checks.clear();
        QVERIFY(!certificate.isGreen());
    }

    void aVerdictThatItsChecksDoNotGiveIsRefused()
    {
        std::string text = toJson(sample());
        QVERIFY(parseCertificate(text, "x"));
        text.replace(text.find("\"passed\": true"), 14, "\"passed\": false");
        const auto read = parseCertificate(text, "x");
        QVERIFY(!read);
        QVERIFY(read.error().message.find("its verdict") != std::string::npos);
        QVERIFY(!parseCertificate("[]", "x"));
        QVERIFY(!parseCertificate("{\"schema\": 2}", "x"));
        QVERIFY(!parseCertificate("{\"schema\": 1, \"verdict\": \"red\", \"checks\": [1]}", "x"));
    }

    void itIsNoFileOfItsModel()
    {
        const QTemporaryDir folder;
        const Path model = folder.path().toStdString();
        QVERIFY(writeFileAtomically(m_files, model / "model.safetensors", "weights"));
        ModelLineage lineage;
        lineage.files = {{.name = "model.safetensors", .sha256 = sha256Of("weights"), .sizeBytes = 7}};
        QVERIFY(writeFileAtomically(m_files, model / kLineageFileName, toJson(lineage)));
        QVERIFY(writeCertificate(m_files, model, sample()));
        QVERIFY(verifyModel(m_files, model)->isSound());
        QVERIFY(writeFileAtomically(m_files, model / "certificate.txt", "x"));
        QVERIFY(!verifyModel(m_files, model)->isSound());
        QCOMPARE(certificateFileOf(m_files, model / "model.gguf").value(), model / "model.gguf.certificate.json");
    }

    static void momentsAreWrittenInUtc()
    {
        QCOMPARE(utcOf(0), std::string("1970-01-01T00:00:00Z"));
        QCOMPARE(utcOf(1'795'705'445'678), std::string("2026-11-26T15:04:05Z"));
    }

private:
    PosixFileSystem m_files;
};

QTEST_APPLESS_MAIN(ParityCertificateTest)
#include "parity_certificate_test.moc"
