"use strict";
const charts = JSON.parse(document.getElementById("drawings").textContent);
const darkness = window.matchMedia("(prefers-color-scheme: dark)");
const NARROW = 600, PRINTED_WIDTH = 660, PRINTED_SHARE = 0.85, HIGH = 370; // of the height of high ones on the screen: two fit a sheet
const MENU = { displaylogo: false, displayModeBar: true, responsive: true, modeBarButtons: [["toImage", "resetScale2d"]] };
const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

function fitted(name, width) {
  const layout = structuredClone(charts[name].figure.layout), narrow = (width || window.innerWidth) < NARROW;
  const ink = colour("--ink"), line = colour("--line"), card = colour("--card");
  layout.font = { color: ink, size: narrow ? 11 : 12, family: getComputedStyle(document.body).fontFamily };
  layout.hoverlabel = { bgcolor: card, bordercolor: line, font: { color: ink } };
  layout.modebar = { bgcolor: "rgba(0,0,0,0)", color: "#868e93", activecolor: ink };
  if (width) {
    layout.width = width;
    if (layout.height > HIGH) layout.height = Math.round(layout.height * PRINTED_SHARE);
    if (layout.legend && layout.legend.y < 0) layout.legend.y /= PRINTED_SHARE ** 2;
  }
  if (narrow && layout.margin) layout.margin = { ...layout.margin, l: Math.min(layout.margin.l, 44) };
  if (narrow && layout.legend) layout.legend.y = -0.26;
  for (const axis of Object.keys(layout).filter((key) => /^[xy]axis/.test(key)))
    layout[axis] = { ...layout[axis], gridcolor: line, zerolinecolor: line, linecolor: line, zerolinewidth: 1, automargin: layout[axis].automargin ?? true };
  return layout;
}
function traces(name) {
  const chart = charts[name], chosen = chart.choices.length ? chart.choices[chart.now] : [];
  return structuredClone(chart.figure.data.concat(chosen));
}
function draw(name, width) {
  if (charts[name].figure.data.some((one) => one.type === "sankey")) Plotly.purge("chart-" + name); // it would glide into place, too late for paper
  return Plotly.react("chart-" + name, traces(name), fitted(name, width), MENU);
}
function drawAll(width) { for (const name of Object.keys(charts)) draw(name, width); }

function numbers(name) {
  const rows = traces(name).filter((one) => Array.isArray(one.x) && Array.isArray(one.y) && one.hoverinfo !== "skip" && !(one.meta && one.meta.table === false));
  if (!rows.length) return null;
  const flat = rows[0].orientation === "h", keys = [...new Set(rows.flatMap((one) => (flat ? one.y : one.x)))];
  const table = document.createElement("table"), head = table.createTHead().insertRow();
  for (const text of ["", ...rows.map((one) => one.name || "value")]) { const cell = document.createElement("th"); cell.scope = "col"; cell.textContent = text; if (text) cell.className = "amount"; head.append(cell); }
  const body = table.createTBody();
  for (const key of keys) {
    const row = body.insertRow(); row.insertCell().textContent = typeof key === "number" ? +key.toPrecision(6) : key;
    for (const one of rows) { const at = (flat ? one.y : one.x).indexOf(key), amount = at < 0 ? null : (flat ? one.x : one.y)[at], cell = row.insertCell(); cell.className = "amount"; cell.textContent = amount === null ? "" : (+amount.toPrecision(5)).toLocaleString("en"); }
  }
  return table;
}
function fill(details) {
  const holder = details.querySelector(".scroll"), table = numbers(details.dataset.chart);
  holder.replaceChildren(table || "");
}
for (const details of document.querySelectorAll("details[data-chart]")) {
  if (!numbers(details.dataset.chart)) details.remove();
  else details.addEventListener("toggle", () => { if (details.open) fill(details); });
}
for (const chooser of document.querySelectorAll("[data-chooses]")) {
  const name = chooser.dataset.chooses, told = document.getElementById("chosen-" + name);
  chooser.addEventListener("input", () => {
    charts[name].now = +chooser.value;
    if (told) told.textContent = charts[name].labels[charts[name].now];
    if (told) chooser.setAttribute("aria-valuetext", told.textContent);
    draw(name);
    const details = document.querySelector('details[data-chart="' + name + '"][open]');
    if (details) fill(details);
  });
}
let width = window.innerWidth;
darkness.addEventListener("change", () => drawAll());
window.addEventListener("resize", () => { const crossed = (width < NARROW) !== (window.innerWidth < NARROW); width = window.innerWidth; if (crossed) drawAll(); });
function forPrint(printing) {
  document.documentElement.classList.toggle("printing", printing);
  drawAll(printing ? PRINTED_WIDTH : undefined);
}
window.addEventListener("beforeprint", () => forPrint(true));
window.addEventListener("afterprint", () => forPrint(false));
drawAll();
document.documentElement.dataset.drawn = "yes";
