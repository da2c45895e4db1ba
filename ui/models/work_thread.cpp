// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/work_thread.h" // has a Q_OBJECT, which needs a file of its own
