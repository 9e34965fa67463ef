"""The plots of the dashboard and of `arsip report`: each reads its numbers, says what they show, and draws them."""

from arsip.web.plots.drawing import draw_all, save
from arsip.web.plots.drawn import Drawn, Table
from arsip.web.plots.period import Period

__all__ = ["Drawn", "Period", "Table", "draw_all", "save"]
