import { DISAGREEMENT_COLOUR } from '#src/core/labels/presets/distinct-colour.ts';

/** Light, for paper too; hue means class, magenta disagreement, as in the app. */
export const STYLE = `
:root { color-scheme: light; --ink: #171b22; --muted: #5d6673; --line: #dde1e7; --soft: #f4f6f8; --accent: #1f6fd6; --at-odds: ${DISAGREEMENT_COLOUR}; }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 1240px; padding: 28px 32px 60px; background: #fff; color: var(--ink); font: 14px/1.5 system-ui, 'Segoe UI', Roboto, 'DejaVu Sans', sans-serif; }
h1 { font-size: 22px; line-height: 1.25; margin: 0 0 4px; overflow-wrap: anywhere; }
h2 { font-size: 16px; margin: 36px 0 10px; padding-bottom: 5px; border-bottom: 1px solid var(--line); }
h3 { font-size: 14px; margin: 0; display: flex; flex-wrap: wrap; gap: 3px 9px; align-items: baseline; overflow-wrap: anywhere; }
p { margin: 4px 0; }
.muted, .note { color: var(--muted); }
.note { font-size: 13px; }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(132px, 1fr)); gap: 10px; margin: 18px 0 4px; }
.tile { border: 1px solid var(--line); border-radius: 8px; padding: 10px 14px; background: var(--soft); }
.tile b { display: block; font-size: 22px; line-height: 1.2; font-weight: 650; font-variant-numeric: tabular-nums; }
.tile span { color: var(--muted); font-size: 12.5px; }
.rules { list-style: none; padding: 0; margin: 14px 0 0; display: grid; gap: 4px; }
.rules li { padding: 5px 12px; border-left: 4px solid #3b9a6b; background: var(--soft); overflow-wrap: anywhere; }
.rules li.failed { border-color: #c8372d; background: #fdf0ef; font-weight: 600; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
th { text-align: left; font-weight: 600; color: var(--muted); font-size: 12.5px; }
th, td { padding: 4px 14px 4px 0; border-bottom: 1px solid var(--line); vertical-align: middle; }
td.number, th.number { text-align: right; white-space: nowrap; }
.name { max-width: 260px; overflow-wrap: anywhere; }
.swatch { display: inline-block; width: 10px; height: 10px; border-radius: 2px; margin-right: 6px; border: 1px solid rgb(0 0 0 / 25%); }
.share { display: inline-flex; gap: 8px; align-items: center; white-space: nowrap; }
.track { width: 110px; height: 8px; background: #e7eaef; border-radius: 2px; overflow: hidden; }
.track span { display: block; height: 100%; background: #4a5565; }
.plot { display: block; width: 100%; height: auto; }
.grid { stroke: var(--line); }
.tick { font: 11px system-ui, 'DejaVu Sans', sans-serif; fill: var(--muted); }
.tick.middle { text-anchor: middle; } .tick.right { text-anchor: end; }
.line { fill: none; stroke-width: 2; stroke-linejoin: round; }
.line.first { stroke: var(--ink); } .line.second { stroke: var(--accent); } .line.third { stroke: #6d7683; stroke-dasharray: 6 4; }
.band { stroke: none; opacity: 0.16; } .band.first { fill: var(--ink); } .band.second { fill: var(--accent); } .band.third { fill: #6d7683; }
.bar { fill: var(--at-odds); }
.legend { display: flex; gap: 20px; color: var(--muted); font-size: 12.5px; }
.matrix th, .matrix td { border: 1px solid #fff; padding: 3px 7px; font-size: 12px; }
.matrix td { text-align: right; min-width: 42px; background: var(--soft); }
.matrix td.row { text-align: left; background: none; white-space: nowrap; max-width: 240px; overflow: hidden; text-overflow: ellipsis; }
.matrix thead th { vertical-align: bottom; height: 110px; padding: 4px 0; }
.matrix thead th div { writing-mode: vertical-rl; transform: rotate(180deg); max-height: 150px; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; margin: 0 auto; }
.key { display: inline-block; width: 12px; height: 12px; border-radius: 2px; vertical-align: -1px; margin-right: 5px; }
.finding { border: 1px solid var(--line); border-radius: 8px; padding: 12px 14px; margin: 12px 0; break-inside: avoid; display: grid; grid-template-columns: minmax(0, 1fr) 300px; gap: 4px 18px; }
.finding .crops { display: grid; grid-template-columns: repeat(3, minmax(0, 1fr)); gap: 8px; align-items: start; }
.finding figure { margin: 0; }
.finding img { display: block; width: 100%; height: auto; aspect-ratio: 4 / 3; object-fit: contain; border-radius: 4px; background: #e7eaef; }
.finding figcaption { color: var(--muted); font-size: 12px; overflow-wrap: anywhere; }
.finding header { grid-column: 1 / -1; display: flex; gap: 10px; align-items: baseline; }
.finding dl { display: grid; grid-template-columns: 74px minmax(0, 1fr); gap: 1px 8px; margin: 0; font-size: 13px; align-content: start; }
.finding dt { color: var(--muted); } .finding dd { margin: 0; overflow-wrap: anywhere; }
.rank { color: var(--muted); font-weight: 600; min-width: 26px; }
.chip { border: 1px solid var(--line); border-radius: 5px; padding: 0 7px; font-size: 12px; font-weight: 500; color: var(--muted); background: var(--soft); }
.empty { padding: 18px; background: var(--soft); border-radius: 8px; color: var(--muted); }
code { font: 12px ui-monospace, 'DejaVu Sans Mono', monospace; color: var(--muted); }
@media (max-width: 980px) { body { padding: 18px; } .finding { grid-template-columns: minmax(0, 1fr); } }
@media print { body { max-width: none; padding: 0; font-size: 11px; } h2 { break-after: avoid; } * { print-color-adjust: exact; } }
`;
