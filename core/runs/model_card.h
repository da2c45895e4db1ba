// SPDX-License-Identifier: Apache-2.0
// A model card: what a project knows of a model, as Markdown with the head that the Hugging Face Hub reads.
//
// Goals: everything in it stands in a file of the project; what nobody wrote down is called unknown; foreign names
// break neither the Markdown nor its YAML head; equal facts give equal cards. Non-goals: advertising, and advice that
// nobody measured. Rejected: a template to fill in, whose gaps nobody fills.
#pragma once

#include "core/runs/model_ancestry.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace bafo::runs {

struct CardFact {
    std::string name;
    std::string value;
};

/// A file, or a dataset that others were built from, with what was told of it when it was imported.
struct CardSource {
    std::string file;
    std::string kind;
    std::string licence; ///< "unknown" where nobody said
    std::string provenance; ///< may be empty
    std::int64_t numDocuments = 0;
    std::int64_t numBytes = 0;
};

/// A selection of a dataset that a run read.
struct CardText {
    std::string dataset;
    std::string language; ///< empty: all
    std::string split; ///< empty: all
    std::int64_t epochs = 1; ///< how often it was read at most; 0: as replay, as often as its share took
    bool isHere = false; ///< whether the dataset is still in the project; else its sources are unknown
    bool holdsConversations = false;
    std::vector<std::string> languages = {}; ///< of its documents; "eng-zul" of a conversation in two
    std::vector<CardSource> sources = {};
};

/// Bits per byte of held-out text, before the first step and at the end.
struct CardMeasure {
    std::string set;
    std::string language;
    std::int64_t firstStep = 0;
    double first = 0;
    std::int64_t lastStep = 0;
    double last = 0;
    double low = 0; ///< of the last one's interval
    double high = 0;
    std::int64_t numDocuments = 0;
};

/// A training run that made the model or one of its ancestors.
struct CardRun {
    std::string id;
    std::string model; ///< that it made
    bool isHere = false; ///< whether the run's folder is still there; else nothing more is known
    std::vector<CardFact> settings = {}; ///< from config.yaml
    std::vector<CardFact> results = {}; ///< from its log
    std::vector<CardMeasure> measures = {};
    std::vector<CardText> texts = {};
};

/// The leading score of a task asked in one way.
struct CardScore {
    std::string model;
    std::string run;
    std::string task;
    std::string title;
    std::string language;
    std::string prompt;
    std::string metric;
    double value = 0;
    double low = 0;
    double high = 0;
    double chance = 0; ///< 0: unknown
    std::int64_t numItems = 0;
    std::int64_t numContaminated = 0;
    bool isDataAsExpected = true;
    std::vector<std::string> warnings = {};
};

struct ModelCard {
    std::vector<Ancestor> ancestry; ///< the model itself first
    std::string licence; ///< under which it is passed on; empty: nobody said
    std::int64_t numNewPieces = 0; ///< of the vocabulary; 0: it did not grow
    std::vector<CardRun> runs = {}; ///< newest first
    std::vector<CardScore> scores = {};
    std::vector<CardFact> certificate = {}; ///< empty: there is none

    [[nodiscard]] const ModelSummary &model() const { return ancestry.front().model; }
};

/// The whole card. At least the model itself stands in `ancestry`.
[[nodiscard]] std::string toMarkdown(const ModelCard &card);

} // namespace bafo::runs
