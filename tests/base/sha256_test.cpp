// SPDX-License-Identifier: Apache-2.0
#include "core/base/sha256.h"

#include <QTemporaryDir>
#include <QTest>

using namespace bafo;

class Sha256Test : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void givesThePublishedDigests()
    {
        QCOMPARE(sha256Of(""), std::string("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"));
        QCOMPARE(sha256Of("abc"), std::string("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"));
    }

    void aFileHashesLikeItsContent()
    {
        const QTemporaryDir folder;
        const Path path = Path(folder.path().toStdString()) / "large.bin";
        std::string content(3'000'001, 'x');
        content[1'500'000] = 'y';
        PosixFileSystem files;
        QVERIFY(writeFileAtomically(files, path, content));
        QCOMPARE(sha256OfFile(path).value(), sha256Of(content));
        content[1'500'000] = 'z';
        QVERIFY(sha256OfFile(path).value() != sha256Of(content));
    }

    void aMissingFileIsNamed()
    {
        const auto hash = sha256OfFile("/nowhere/at/all");
        QVERIFY(!hash);
        QVERIFY(hash.error().message.find("/nowhere/at/all") != std::string::npos);
    }
};

QTEST_APPLESS_MAIN(Sha256Test)
#include "sha256_test.moc"
