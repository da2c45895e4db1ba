// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/models/export_format.h"

#include <QCoreApplication>

namespace bafo::ui {
namespace {

struct FormatWords {
    Q_DECLARE_TR_FUNCTIONS(FormatWords)
};

} // namespace

std::vector<ExportFormat> exportFormats()
{
    // 4.5 bits of NF4 and 8.5 of Q8_0, of 32.
    constexpr double kFourBits = 4.5 / 32;
    constexpr double kEightBits = 8.5 / 32;
    return {
        {.id = QStringLiteral("safetensors"),
         .name = FormatWords::tr("Hugging Face folder"),
         .about = FormatWords::tr("config.json, weights and word pieces, which transformers and many others read."),
         .sizeShare = 1},
        {.id = QStringLiteral("safetensors"),
         .name = FormatWords::tr("PEFT folder"),
         .about = FormatWords::tr("The adapter alone, which PEFT loads beside its base. To use it elsewhere as a "
                                  "whole model, merge it first."),
         .sizeShare = 1,
         .isFile = false,
         .isForAdapters = true,
         .isForModels = false},
        {.id = QStringLiteral("gguf-q8_0"),
         .name = FormatWords::tr("GGUF, 8 bits (Q8_0)"),
         .about = FormatWords::tr("One file for llama.cpp, Ollama and LM Studio: a quarter of the size, hardly any "
                                  "loss."),
         .sizeShare = kEightBits,
         .isFile = true},
        {.id = QStringLiteral("gguf-f16"),
         .name = FormatWords::tr("GGUF, 16 bits (F16)"),
         .about = FormatWords::tr("One file for llama.cpp, Ollama and LM Studio: half of the size."),
         .sizeShare = 0.5,
         .isFile = true},
        {.id = QStringLiteral("bnb-4bit"),
         .name = FormatWords::tr("Hugging Face folder, 4 bits (NF4)"),
         .about = FormatWords::tr("As bitsandbytes packs it, for transformers and as a base for QLoRA: an eighth of "
                                  "the size, with some loss."),
         .sizeShare = kFourBits},
        {.id = QStringLiteral("litgpt"),
         .name = FormatWords::tr("LitGPT checkpoint"),
         .about = FormatWords::tr("lit_model.pth and model_config.yaml, which LitGPT trains on."),
         .sizeShare = 1}};
}

} // namespace bafo::ui
