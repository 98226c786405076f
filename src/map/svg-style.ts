/** Colours by meaning, for light and dark pages. Every cell also carries a sign: no colour is needed to read it. */
export const svgStyle = `
text { font: 12px ui-monospace, Menlo, Consolas, 'DejaVu Sans Mono', monospace; fill: #1f2328; white-space: pre }
.sign { text-anchor: middle }
.page { fill: #f6f8fa; stroke: #d0d7de }
.head { font-weight: bold }
.note { fill: #59636e }
path { stroke-width: 1; fill: #ffffff; stroke: #c4cbd3 }
.reserved { stroke-dasharray: 2 2; stroke: #57606a }
.value { fill: #ddf4ff; stroke: #54aeff }
.even { fill: #b6e3ff; stroke: #218bff }
.burn { fill: #ffd8b5; stroke: #bc4c00 }
.closed { fill: #d0d7de; stroke: #6e7781 }
.conflict, .damaged { fill: #cf222e; stroke: #82071e }
.suspect, .weak { fill: #fae17d; stroke: #9a6700 }
.unreadable, .absent { fill: #eaeef2; stroke: #d0d7de }
.partial { fill: #ecd8ff; stroke: #8250df }
.on-conflict, .on-damaged { fill: #ffffff; font-weight: bold }
.on-burn { font-weight: bold }
@media (prefers-color-scheme: dark) {
  text { fill: #e6edf3 }
  .page { fill: #161b22; stroke: #30363d }
  .note { fill: #9198a1 }
  path { fill: #0d1117; stroke: #3d444d }
  .reserved { stroke: #9198a1 }
  .value { fill: #0c2d6b; stroke: #316dca }
  .even { fill: #1158c7; stroke: #58a6ff }
  .burn { fill: #762d0a; stroke: #f0883e }
  .closed { fill: #484f58; stroke: #8b949e }
  .conflict, .damaged { fill: #da3633; stroke: #ffa198 }
  .suspect, .weak { fill: #6b4d00; stroke: #d29922 }
  .unreadable, .absent { fill: #21262d; stroke: #30363d }
  .partial { fill: #3c1e70; stroke: #ab7df8 }
}
`;
