"use strict";
const charts = JSON.parse(document.getElementById("drawings").textContent);
const darkness = window.matchMedia("(prefers-color-scheme: dark)");
const NARROW = 600, TICKS = 5, WORD = 18, LEGEND_ROW = 19, SYMBOL = 40, MAP_SHAPE = 2.6, LABEL = { size: 11, wide: 6, high: 14 }; // most ticks and letters on a phone; pixels
const BESIDE_ROWS = 22, NARROW_NAME = 36, LONG_NAME = 64; // letters
const PRINTED_WIDTH = 660, PRINTED_SHARE = 0.85, HIGH = 370; // of the height of high ones on the screen: two fit a sheet
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
  for (const axis of Object.keys(layout).filter((key) => /^[xy]axis/.test(key)))
    layout[axis] = { ...layout[axis], gridcolor: line, zerolinecolor: line, linecolor: line, zerolinewidth: 1, automargin: layout[axis].automargin ?? true };
  if (narrow) narrowed(name, layout);
  return layout;
}
const room = (name) => document.getElementById("chart-" + name).clientWidth || PRINTED_WIDTH;
function narrowed(name, layout) { // fewer ticks, shorter names, the whole legend below the chart
  const axes = Object.keys(layout).filter((key) => /^[xy]axis/.test(key)), drawn = traces(name);
  layout.margin = { ...layout.margin, l: Math.min(layout.margin.l, 44), r: Math.min(layout.margin.r, 10) };
  const across = new Set(drawn.filter((one) => one.orientation !== "h").flatMap((one) => one.x ?? [])).size;
  for (const axis of axes.map((key) => layout[key])) {
    if (axis !== layout.xaxis || !across || across > 2 * TICKS) axis.nticks = TICKS;
    if (axis.title?.font || axis.title?.text) axis.title = { ...axis.title, standoff: 6 };
    const step = Math.ceil((axis.tickvals?.length ?? 0) / TICKS);
    if (step > 1) for (const part of ["tickvals", "ticktext"]) axis[part] = axis[part].filter((_, place) => place % step === 0);
  }
  const rows = [...new Set(drawn.filter((one) => one.orientation === "h").flatMap((one) => one.y))];
  if (rows.some((one) => typeof one === "string")) Object.assign(layout.yaxis, { tickvals: rows, ticktext: rows.map(shortened), nticks: 0 });
  if (axes.some((key) => layout[key].scaleanchor)) { layout.height = Math.round(room(name) / MAP_SHAPE) * axes.filter((key) => key[0] === "y").length; return; }
  const named = drawn.filter((one) => one.name && one.showlegend !== false).map((one) => inLines(one.name, letters(name)).split("<br>"));
  if (named.length < 2 || !layout.legend) return;
  const wide = room(name) - layout.margin.l - layout.margin.r - 16, column = Math.max(...named.flat().map((one) => one.length)) * LABEL.wide + SYMBOL;
  const columns = Math.min(Math.max(Math.floor(wide / column), 1), named.length);
  const lines = Math.max(...named.map((one) => one.length)), below = Math.ceil(named.length / columns) * (LEGEND_ROW + (lines - 1) * LABEL.high) + 10, ticks = layout.xaxis?.title?.text ? 78 : 58;
  layout.legend = { ...layout.legend, x: 0, entrywidth: 0.97 / columns, entrywidthmode: "fraction", yref: "container", y: 0, yanchor: "bottom", maxheight: below + LEGEND_ROW * lines };
  layout.height += below + ticks - (layout.margin.b > ticks ? layout.margin.b : ticks);
  layout.margin.b = below + ticks;
}
function letters(name, width) { // of a line of the legend; names of rows stand left of it
  if ((width || window.innerWidth) >= NARROW) return LONG_NAME;
  return charts[name].figure.data.some((one) => one.orientation === "h") ? BESIDE_ROWS : NARROW_NAME;
}
function inLines(text, most) { // a legend does not break long names by itself: they would be cut at the edge
  return text.split(" ").reduce((lines, word) => {
    const last = lines[lines.length - 1];
    if (last && last.length + word.length < most) lines[lines.length - 1] = last + " " + word; else lines.push(word);
    return lines;
  }, []).join("<br>");
}
function shortened(text) {
  const first = String(text).split(/,| \(/)[0];
  return first.length > WORD ? first.slice(0, WORD - 1).trimEnd() + "…" : first;
}
function apart(one, layout, width) { // each label above, below or beside its dot, where it covers no other; none where there is no room
  const x = layout[one.xaxis.replace("x", "xaxis")], y = layout[one.yaxis.replace("y", "yaxis")], [west, east] = x.range, [south, north] = y.range;
  const wide = width - layout.margin.l - layout.margin.r, high = (layout.height - layout.margin.t - layout.margin.b) * (y.domain[1] - y.domain[0]);
  const scale = Math.min(wide / (east - west), high / (north - south) / y.scaleratio);
  const dots = one.x.map((at, place) => ({ x: (at - west) * scale, y: (north - one.y[place]) * scale * y.scaleratio, r: one.marker.size[place] / 2 }));
  const sides = { "top center": (w, r) => [-w / 2, -r - LABEL.high], "bottom center": (w, r) => [-w / 2, r], "middle right": (w, r) => [r, -LABEL.high / 2], "middle left": (w, r) => [-r - w, -LABEL.high / 2] };
  const meet = (a, b) => a.l < b.r && b.l < a.r && a.t < b.b && b.t < a.b, taken = [], order = [...dots.keys()].sort((a, b) => dots[b].r - dots[a].r);
  one.textposition = one.x.map(() => "top center");
  one.textfont = { size: LABEL.size };
  for (const place of order.filter((at) => one.text[at])) {
    const dot = dots[place], w = one.text[place].length * LABEL.wide;
    const fits = Object.entries(sides).map(([side, move]) => {
      const [left, top] = move(w, dot.r), box = { l: dot.x + left, r: dot.x + left + w, t: dot.y + top, b: dot.y + top + LABEL.high };
      const covered = dots.filter((other) => other !== dot && meet(box, { l: other.x - other.r, r: other.x + other.r, t: other.y - other.r, b: other.y + other.r })).length;
      return { side, box, covered, free: box.l > 0 && box.r < (east - west) * scale && box.t > 0 && !taken.some((other) => meet(box, other)) };
    }).filter((side) => side.free).sort((a, b) => a.covered - b.covered);
    if (fits.length && fits[0].covered < 2) { one.textposition[place] = fits[0].side; taken.push(fits[0].box); } else one.text[place] = "";
  }
  return one;
}
function traces(name) {
  const chart = charts[name], chosen = chart.choices.length ? chart.choices[chart.now] : [];
  return structuredClone(chart.figure.data.concat(chosen));
}
function draw(name, width) {
  const layout = fitted(name, width), most = letters(name, width), named = traces(name).map((one) => (one.name ? { ...one, name: inLines(one.name, most) } : one));
  const drawn = named.map((one) => (one.meta?.labels === "apart" ? apart(one, layout, layout.width ?? room(name)) : one));
  document.getElementById("chart-" + name).style.minHeight = layout.height + "px";
  return Plotly.react("chart-" + name, drawn, layout, MENU);
}
function drawAll(width) { // anew: what is drawn over keeps the legend's place of another width, and a Sankey glides into its own, too late for paper
  for (const name of Object.keys(charts)) { Plotly.purge("chart-" + name); draw(name, width); }
}

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
