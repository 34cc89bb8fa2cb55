"""The charts of the report as SVG text, drawn wide for a desk and narrow for a telephone.

Altair describes them and vl-convert draws them, with nothing fetched. The two policies differ in
place, fill and label, so that colour alone tells nothing (WCAG 1.4.1).
"""

import re
from html import escape
from typing import Any, NamedTuple

import altair as alt
import vl_convert

INK, WHITE, BLUE, GREY = "#0b0c0c", "#ffffff", "#1d70b8", "#505a5f"
POLICIES = ("From", "To")
FILLS = (WHITE, BLUE)
FONT = "Arial, Helvetica, sans-serif"
BAR, GAP = 17, 14  # pixels of a bar, and between groups of bars
LETTER = 0.5  # how wide a letter is on average, for its height


class Chart(NamedTuple):
    """A chart with the rows it shows; each has a `label`, and `From` and `To`, or `Children`."""

    name: str
    caption: str
    note: str
    rows: list[dict[str, Any]]
    axis: str

    @property
    def columns(self) -> tuple[str, ...]:
        """Return what each row holds beside its label."""
        return POLICIES if "From" in self.rows[0] else ("Children",)

    @property
    def wide(self) -> str:
        """Return the picture for a desk."""
        longest = max(len(row["label"]) for row in self.rows)
        room = min(round(longest * 15 * LETTER) + 20, 300)
        return _svg(self, Frame(width=880, labels=room, size=15), f"{self.name}-w")

    @property
    def narrow(self) -> str:
        """Return the picture for a telephone."""
        return _svg(self, Frame(width=290, labels=0, size=13), f"{self.name}-n")


class Frame(NamedTuple):
    """The room for a picture. Units: pixels, of the whole, of the labels on the left, of letters.

    Without room on the left the labels stand above their bars.
    """

    width: int
    labels: int
    size: int

    @property
    def plot(self) -> int:
        """Return the room for the bars, which leaves some for the number at the end of each."""
        return self.width - self.labels - 5 * self.size

    @property
    def gap(self) -> int:
        """Return the room between groups of bars."""
        return GAP if self.labels else GAP + self.size

    def axis(self, bars: int) -> alt.Axis:
        """Return how the labels stand: at the left, or above so many pixels of bars."""
        if self.labels:
            room = self.labels
            return alt.Axis(
                labelLimit=room, minExtent=room, maxExtent=room, ticks=False, labelPadding=8
            )
        up = -(bars // 2 + self.size * 3 // 4)
        return alt.Axis(
            labelLimit=self.width, labelAlign="left", labelPadding=-3, labelOffset=up,
            ticks=False, minExtent=0, maxExtent=0, zindex=1,
        )  # fmt: skip


def _svg(chart: Chart, frame: Frame, prefix: str) -> str:
    """Return the picture; its inner names start with the prefix, for several stand on one page."""
    version = alt.SCHEMA_VERSION[1:].rpartition(".")[0]
    described = _described(chart, frame).to_dict()
    text: str = vl_convert.vegalite_to_svg(described, vl_version=version, allowed_base_urls=[])
    text = re.sub(r'\bid="([^"]+)"', rf'id="{prefix}-\1"', text)
    text = re.sub(r"url\(#([^)]+)\)", rf"url(#{prefix}-\1)", text)
    text = re.sub(r' (xmlns|xmlns:xlink|version)="[^"]*"', "", text)  # a page needs none of them
    told = escape(f"{chart.caption}. The numbers stand in the table below.")
    return text.replace("<svg ", f'<svg role="img" aria-label="{told}" ', 1)


def _described(chart: Chart, frame: Frame) -> Any:
    is_pair = chart.columns == POLICIES
    bars = BAR * len(chart.columns)
    rows = [
        {"label": row["label"], "policy": name, "count": row[name]}
        for row in chart.rows
        for name in chart.columns
    ]
    share = frame.gap / (bars + frame.gap)
    apart = alt.Scale(paddingInner=share, paddingOuter=share)
    across = alt.Axis(tickCount=3, format=",d", titleAnchor="start")
    base = alt.Chart(alt.InlineData(values=rows)).encode(
        y=alt.Y("label:N", sort=None, title=None, scale=apart, axis=frame.axis(bars)),
        x=alt.X("count:Q", title=chart.axis, axis=across),
    )
    if is_pair:
        base = base.encode(yOffset=alt.YOffset("policy:N", sort=list(POLICIES)))
    drawn = base.mark_bar(stroke=INK, strokeWidth=1).encode(color=_fill(is_pair))
    told = base.mark_text(align="left", dx=4, fontSize=frame.size)
    told = told.encode(text=alt.Text("count:Q", format=",.1~f"))
    height = len(chart.rows) * (bars + frame.gap) + frame.gap
    layered = alt.layer(drawn, told).properties(width=frame.plot, height=height, padding=2)
    return _styled(layered, frame.size)


def _fill(is_pair: bool) -> Any:
    if not is_pair:
        return alt.value(BLUE)
    legend = alt.Legend(orient="top", title=None, symbolStrokeColor=INK, symbolStrokeWidth=1)
    scale = alt.Scale(domain=list(POLICIES), range=list(FILLS))
    return alt.Color("policy:N", scale=scale, legend=legend)


def _styled(chart: Any, size: int) -> Any:
    return (
        chart.configure(font=FONT, background=WHITE)
        .configure_view(stroke=None)
        .configure_axis(
            labelFontSize=size,
            titleFontSize=size,
            titleFontWeight="normal",
            labelColor=INK,
            titleColor=INK,
            gridColor="#dde1e3",
            domainColor=GREY,
            tickColor=GREY,
        )
        .configure_legend(labelFontSize=size, symbolType="square", symbolSize=size * 12)
        .configure_text(color=INK)
    )
