// SPDX-License-Identifier: GPL-3.0-or-later
// Precompiled for the tests of the window. Nothing of ours.
#pragma once

#include "resources/cmake/qt_precompiled.h"

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
