// SPDX-License-Identifier: GPL-3.0-or-later
// Precompiled for every target of the window. Qt only: nothing of ours.
#pragma once

#include <QAbstractItemModel>
#include <QApplication>
#include <QJsonArray>
#include <QJsonObject>
#include <QObject>
#include <QPainter>
#include <QString>
#include <QTimer>
#include <QVBoxLayout>
#include <QWidget>
