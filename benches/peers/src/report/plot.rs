//! The plot: time for each event over the number of subscriptions, both logarithmic, a panel for each scenario.
//!
//! Owns the layout, the colours and the scales. Must not know the targets. Invariant: a contender has the same colour in all panels,
//! and a line ends where the contender was left out.

use std::fmt::Write as _;

use workload::Scenario;

use super::numbers::{size as short_size, time};
use crate::results::Results;

const COLUMNS: usize = 4;
const PANEL: (f64, f64) = (270.0, 250.0);
/// Around the lines, inside of a panel: left, top, right, bottom.
const MARGIN: (f64, f64, f64, f64) = (54.0, 34.0, 14.0, 30.0);
const TITLE: f64 = 40.0;

/// A contender's colour, how its line is drawn, and what the legend calls it.
struct Style {
    name: &'static str,
    colour: &'static str,
    width: f64,
    dashes: &'static str,
    label: &'static str,
}

const fn style(name: &'static str, colour: &'static str, label: &'static str) -> Style {
    Style { name, colour, width: 1.8, dashes: "", label }
}

/// In the order of the legend; the last ones are drawn below the others.
const STYLES: &[Style] = &[
    Style { name: "tidings", colour: "#c8102e", width: 3.4, dashes: "", label: "tidings" },
    Style {
        name: "tidings_lent",
        colour: "#c8102e",
        width: 2.0,
        dashes: "6 4",
        label: "tidings, deliveries not walked",
    },
    style("hand_indexed", "#1565c0", "hand_indexed: a day's index"),
    style("linear", "#6d6d6d", "linear: one filter after the other"),
    style("proto", "#2e7d32", "proto: a sketch of an index"),
    style("a-tree", "#ef8a17", "a-tree"),
    style("psmatcher", "#8d5a2b", "psmatcher"),
    style("quamina", "#7b1fa2", "quamina"),
    style("quamina+post", "#7b1fa2", ""),
    style("quamina_dedup", "#7b1fa2", ""),
    style("regexset", "#0097a7", "regex::RegexSet"),
    style("regex-filtered", "#d81b90", "regex-filtered"),
    Style { name: "limit", colour: "#9e9e9e", width: 1.8, dashes: "2 3", label: "floor: a copy of the answer" },
];

/// Where values are in a panel; logarithms of what is at its edges.
struct Scale {
    from: f64,
    to: f64,
    start: f64,
    length: f64,
}

impl Scale {
    fn place(&self, value: f64) -> f64 {
        self.start + (value.log10() - self.from) / (self.to - self.from) * self.length
    }

    /// Powers of ten that lie on it.
    fn decades(&self) -> impl Iterator<Item = f64> + use<> {
        (self.from.ceil() as i32..=self.to.floor() as i32).map(|power| 10_f64.powi(power))
    }
}

pub(super) fn draw(results: &Results) -> String {
    let rows = (Scenario::ALL.len() + 1).div_ceil(COLUMNS);
    let (width, height) = (PANEL.0 * COLUMNS as f64 + 20.0, TITLE + PANEL.1 * rows as f64 + 10.0);
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\" \
         font-family=\"Helvetica, Arial, sans-serif\" font-size=\"11\" fill=\"#222\">\n\
         <rect width=\"{width}\" height=\"{height}\" fill=\"#fff\"/>\n\
         <text x=\"14\" y=\"25\" font-size=\"15\" font-weight=\"bold\">Time for each event over the number of subscriptions \
         (churn: for each subscription replaced by another)</text>\n"
    );
    for (at, scenario) in Scenario::ALL.into_iter().enumerate() {
        panel(&mut svg, results, scenario, corner(at));
    }
    legend(&mut svg, results, corner(Scenario::ALL.len()));
    svg.push_str("</svg>\n");
    svg
}

fn corner(at: usize) -> (f64, f64) {
    ((at % COLUMNS) as f64 * PANEL.0 + 10.0, TITLE + (at / COLUMNS) as f64 * PANEL.1)
}

/// What a contender took in a scenario, by size.
fn points(results: &Results, scenario: Scenario, name: &str) -> Vec<(f64, f64)> {
    let what = if scenario == Scenario::Churn { "ns/pair" } else { "ns/event" };
    // Elsewhere it is hardly another line.
    if name == "tidings_lent" && scenario != Scenario::Broadcast {
        return Vec::new();
    }
    let value = |size: usize| Some((size as f64, results.value(scenario.name(), size, name, what)?));
    results.sizes(scenario.name(), name, what).into_iter().filter_map(value).collect()
}

fn panel(svg: &mut String, results: &Results, scenario: Scenario, (left, top): (f64, f64)) {
    let lines: Vec<_> = STYLES.iter().map(|style| (style, points(results, scenario, style.name))).collect();
    let all = || lines.iter().flat_map(|(_, points)| points);
    let least = all().map(|point| point.1).fold(f64::INFINITY, f64::min);
    let most = all().map(|point| point.1).fold(0.0, f64::max);
    let largest = all().map(|point| point.0).fold(10_000.0, f64::max);
    let (x_start, y_start) = (left + MARGIN.0, top + PANEL.1 - MARGIN.3);
    let x = Scale { from: 3.0, to: largest.log10(), start: x_start, length: PANEL.0 - MARGIN.0 - MARGIN.2 };
    let (from, to) = if most > 0.0 { (least.log10().floor(), most.log10().ceil()) } else { (0.0, 1.0) };
    let y = Scale { from, to: to.max(from + 1.0), start: y_start, length: -(PANEL.1 - MARGIN.1 - MARGIN.3) };

    let _ = writeln!(
        svg,
        "<text x=\"{x_start:.1}\" y=\"{:.1}\" font-size=\"13\" font-weight=\"bold\">{}</text>",
        top + 22.0,
        scenario.name()
    );
    for value in y.decades() {
        let at = y.place(value);
        let _ = writeln!(
            svg,
            "<line x1=\"{x_start:.1}\" x2=\"{:.1}\" y1=\"{at:.1}\" y2=\"{at:.1}\" stroke=\"#e4e4e4\"/>\
             <text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"end\" fill=\"#555\">{}</text>",
            x_start + x.length,
            x_start - 6.0,
            at + 4.0,
            time(value)
        );
    }
    for value in x.decades() {
        let at = x.place(value);
        let _ = writeln!(
            svg,
            "<line x1=\"{at:.1}\" x2=\"{at:.1}\" y1=\"{y_start:.1}\" y2=\"{:.1}\" stroke=\"#efefef\"/>\
             <text x=\"{at:.1}\" y=\"{:.1}\" text-anchor=\"middle\" fill=\"#555\">{}</text>",
            y_start + y.length,
            y_start + 16.0,
            short_size(value as usize)
        );
    }
    for (style, points) in lines.iter().rev().filter(|(_, points)| !points.is_empty()) {
        let path: Vec<String> =
            points.iter().map(|(size, ns)| format!("{:.1},{:.1}", x.place(*size), y.place(*ns))).collect();
        let _ = writeln!(
            svg,
            "<polyline points=\"{}\" fill=\"none\" stroke=\"{}\" stroke-width=\"{}\" stroke-dasharray=\"{}\" stroke-linejoin=\"round\"/>",
            path.join(" "),
            style.colour,
            style.width,
            style.dashes
        );
        for (size, ns) in points {
            let (x, y, radius) = (x.place(*size), y.place(*ns), style.width);
            let _ = writeln!(svg, "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"{radius}\" fill=\"{}\"/>", style.colour);
        }
    }
}

fn legend(svg: &mut String, results: &Results, (left, top): (f64, f64)) {
    let is_there = |style: &&Style| {
        !style.label.is_empty()
            && Scenario::ALL.iter().any(|scenario| !points(results, *scenario, style.name).is_empty())
    };
    for (at, style) in STYLES.iter().filter(is_there).enumerate() {
        let (x, y) = (left + 24.0, top + 34.0 + at as f64 * 19.0);
        let _ = writeln!(
            svg,
            "<line x1=\"{x}\" x2=\"{}\" y1=\"{y}\" y2=\"{y}\" stroke=\"{}\" stroke-width=\"{}\" stroke-dasharray=\"{}\"/>\
             <text x=\"{}\" y=\"{}\" font-size=\"12\">{}</text>",
            x + 28.0,
            style.colour,
            style.width,
            style.dashes,
            x + 36.0,
            y + 4.0,
            style.label
        );
    }
}
