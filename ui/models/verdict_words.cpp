// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/verdict_words.h"

#include <QCoreApplication>

namespace bafo::ui {
namespace {

struct VerdictWords {
    Q_DECLARE_TR_FUNCTIONS(VerdictWords)
};

} // namespace

QString verdictInWords(scoring::Verdict verdict)
{
    switch (verdict) {
    case scoring::Verdict::none:
        return {};
    case scoring::Verdict::right:
        return VerdictWords::tr("Right", "verdict");
    case scoring::Verdict::partly:
        return VerdictWords::tr("Partly", "verdict");
    case scoring::Verdict::wrong:
        return VerdictWords::tr("Wrong", "verdict");
    case scoring::Verdict::badItem:
        return VerdictWords::tr("Bad item", "verdict");
    }
    return {};
}

QString meaningOf(scoring::Verdict verdict)
{
    switch (verdict) {
    case scoring::Verdict::none:
        return VerdictWords::tr("Takes the verdict back.");
    case scoring::Verdict::right:
        return VerdictWords::tr("The model's answer is right, whatever was expected.");
    case scoring::Verdict::partly:
        return VerdictWords::tr("The answer is right in part.");
    case scoring::Verdict::wrong:
        return VerdictWords::tr("The model's answer is wrong.");
    case scoring::Verdict::badItem:
        return VerdictWords::tr("The question or the expected answer is at fault, not the model.");
    }
    return {};
}

} // namespace bafo::ui
