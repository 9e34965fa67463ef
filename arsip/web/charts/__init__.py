"""The charts of the dashboard and of `arsip report`: numbers read by SQL, and drawn as SVG."""

from arsip.web.charts.chart import Chart
from arsip.web.charts.render import CHARTS, inline_svg, read_charts, save_charts

__all__ = ["CHARTS", "Chart", "inline_svg", "read_charts", "save_charts"]
