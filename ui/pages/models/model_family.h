// SPDX-License-Identifier: GPL-3.0-or-later
// A project's models as a family: who was made from whom, by the hash of the weights, in the order of an indented tree.
#pragma once

#include "core/runs/model_summary.h"

#include <QString>
#include <QStringList>

#include <vector>

namespace bafo::ui {

enum class MemberKind {
    base, ///< taken in from outside, or nobody knows how it was made
    random, ///< made with random weights
    grown, ///< rows for new word pieces
    trained,
    adapter, ///< belongs to the whole model that it stands under
    merged, ///< an adapter and its base in one
    exported,
    unreadable,
};

/// One line of the tree. A value.
struct FamilyMember {
    MemberKind kind = MemberKind::base;
    QString name;
    int depth = 0; ///< 0: nothing that it was made from is here
    runs::ModelSummary model; ///< of an unreadable one only the name
    Error error; ///< of an unreadable one
    QStringList origins; ///< names of what it was made from, as its lineage gives them
    bool isOriginHere = false;
    bool isInCircle = false; ///< its lineage leads back to itself: somebody mixed files up
    QStringList children; ///< made from this one directly

    /// An ancestor that should be among the models, and is not.
    [[nodiscard]] bool missesItsOrigin() const;

    /// One of its settings; empty where it has none of that name.
    [[nodiscard]] QString setting(const char *key) const;
};

/// Every model of the listing exactly once, children right after their parent, by name; unreadable ones come last.
/// Whatever lineages say, this ends: a circle is cut open at its first name.
[[nodiscard]] std::vector<FamilyMember> familyOf(const runs::ModelListing &listing);

} // namespace bafo::ui
