// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/page.h"

#include "ui/widgets/tab_order.h"

namespace bafo::ui {

bool Page::focusNextPrevChild(bool isNext)
{
    return focusNextByPlace(*this, isNext) || QWidget::focusNextPrevChild(isNext);
}

} // namespace bafo::ui
