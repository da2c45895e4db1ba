// SPDX-License-Identifier: Apache-2.0
// Precompiled for the tests of the engine. Nothing of ours.
#pragma once

#include "resources/cmake/torch_precompiled.h"

#include <QTemporaryDir>
#include <QTest>
