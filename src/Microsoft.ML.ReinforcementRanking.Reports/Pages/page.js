// Draws each figure into the element before its data. Colors of text, grids and zero lines come from the style sheet, so that they follow the theme.
for (const figure of document.querySelectorAll("script.figure")) {
  const { data, layout } = JSON.parse(figure.textContent);
  delete layout.template;
  delete layout.width;
  const clear = "rgba(0,0,0,0)";
  Object.assign(layout, { autosize: true, paper_bgcolor: clear, plot_bgcolor: clear, hovermode: "closest", dragmode: false });
  layout.margin ??= { l: 56, r: 16, t: 16, b: 48 };
  for (const axis of Object.keys(layout).filter(name => /^[xy]axis/.test(name)))
    layout[axis].automargin = true;
  layout.font = Object.assign({}, layout.font, { family: getComputedStyle(document.body).fontFamily });
  Plotly.newPlot(figure.previousElementSibling, data, layout, { responsive: true, displayModeBar: false, showTips: false });
}
document.documentElement.dataset.drawn = "true";
