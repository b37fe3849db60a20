// Builds the one stylesheet of the portal from Designsystemet (the national design system) and our own rules, and makes
// our few scripts small. Run it with `make styles`; it writes `static/` anew, with a hash in each name.

import { createHash } from "node:crypto";
import { readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { brotliCompressSync } from "node:zlib";
import { transformSync } from "esbuild";
import postcss from "postcss";

const here = new URL(".", import.meta.url);
const system = new URL("node_modules/@digdir/", here);
const shelf = new URL("../static/", here);
const read = (path, base = here) => readFileSync(new URL(path, base), "utf8");

const COMPONENTS = [
  "base", "label", "button", "field", "fieldset", "input",
  "validation-message", "error-summary", "details", "link",
];

// States and variants that no template of ours uses.
const UNUSED = new RegExp([
  "readonly", "read-only", "disabled", "aria-busy", "indeterminate", "role=switch", "type=date",
  ":open", "rtl", "placeholder", "has\\(label\\)", "click-delegate", "details-content",
  "focus-visible",  // ours is the same for everything: see portal.css
  "data-icon", "data-fullwidth", "data-size", "data-position", "data-weight", 
  "data-variant=(outline|default|tinted)", "data-color=neutral", "data-color-scheme", "data-clickdelegatefor",
  "data-field=(counter|validation)", "affix", "part\\(",
  "link:is\\(button", "img,svg", "validation-message\\[data-color",
  "\\.ds-(icon|sr-only|print|focus|checkbox|list|floating|readonly|card)",
].join("|"));
const UNUSED_PROPERTIES = new RegExp(
  "^(-moz-|-webkit-(?!mask|appearance)|print-color-adjust|interpolate-size|animation|field-sizing|--_ds--focus$)",
);

// What a custom property stands for: its name, and what to take where it is not set.
const REFERENCE = /var\(\s*(--[\w-]+)\s*(?:,((?:[^()]|\((?:[^()]|\([^()]*\))*\))*))?\)/g;

// Tokens of the theme: its colours as they are, in light and in dark, where the reader's device asks for dark.
function theme() {
  const source = postcss.parse(read("designsystemet-theme/src/themes/designsystemet.css", system));
  const tokens = { root: "", dark: "", danger: "" };
  source.walkRules(({ selector, nodes }) => {
    const declarations = nodes.filter((node) => node.type === "decl").map((node) => `${node};`).join("");
    if (/^:root($|, \[data-(color-scheme|typography)\b)/.test(selector)) tokens.root += declarations;
    if (selector === '[data-color-scheme="dark"]') tokens.dark += declarations;
    if (selector.startsWith('[data-color="danger"]')) tokens.danger += declarations;
  });
  return `:root{${tokens.root}}[data-color=danger]{${tokens.danger}}` +
    `@media screen and (prefers-color-scheme:dark){:root{${tokens.dark}}}`;
}

// Radios and checkboxes carry the class `choice`, so that browsers without :has() lay them out as well.
const components = () => COMPONENTS
  .map((name) => read(`designsystemet-css/dist/src/${name}.css`, system))
  .join("")
  .replaceAll(":has(input[type=radio],input[type=checkbox])", ".choice")
  .replaceAll(":is(summary,u-summary)", "summary")
  .replaceAll("summary,u-summary", "summary")
  .replaceAll(":not([hidden])", "")
  .replace(/\.ds-input:is\(textarea\):not\(\[rows\]\)\{[^}]*\}/, "");

function withoutTheUnused(sheet) {
  sheet.walkRules((rule) => {
    const conditions = (selector) => selector.replace(/:not\((?:[^()]|\([^()]*\))*\)/g, "");
    const kept = rule.selectors.filter((selector) => !UNUSED.test(conditions(selector)));
    if (kept.length) rule.selectors = kept;
    else rule.remove();
  });
  sheet.walkDecls((declaration) => {
    const hidesFocus = declaration.prop === "outline" && declaration.value === "none";
    if (hidesFocus || UNUSED_PROPERTIES.test(declaration.prop)) declaration.remove();
  });
  sheet.walkAtRules((rule) => { if (rule.name === "keyframes") rule.remove(); });
}

// A value that is named once and never changes is written where it is used; a name that nothing uses goes.
function withoutNeedlessNames(sheet) {
  for (let changed = true; changed;) {
    changed = false;
    const declared = new Map();
    sheet.walkDecls(/^--/, ({ prop, value }) => {
      declared.set(prop, (declared.get(prop) ?? new Set()).add(value.trim()));
    });
    const used = new Set();
    sheet.walkDecls((declaration) => {
      const value = declaration.value.replaceAll(REFERENCE, (whole, name, fallback) => {
        const values = [...(declared.get(name) ?? [])];
        if (values.length === 0 && fallback !== undefined) return fallback.trim();
        return values.length === 1 ? values[0] : whole;
      });
      if (value !== declaration.value) { declaration.value = value; changed = true; }
      for (const [, name] of value.matchAll(/var\(\s*(--[\w-]+)/g)) used.add(name);
    });
    sheet.walkDecls(/^--/, (declaration) => {
      if (!used.has(declaration.prop)) { declaration.remove(); changed = true; }
    });
  }
  sheet.walkRules((rule) => { if (rule.nodes.length === 0) rule.remove(); });
  sheet.walkAtRules((rule) => { if (rule.nodes?.length === 0) rule.remove(); });
}

const borrowed = postcss.parse(theme() + components());
withoutTheUnused(borrowed);
const sheet = postcss.parse(String(borrowed) + read("portal.css"));
withoutNeedlessNames(sheet);
const { code } = transformSync(String(sheet), {
  loader: "css", minify: true, target: ["chrome88", "firefox85", "safari14"],
});
const LICENCE = "/*! Parts: Designsystemet, copyright Digitaliseringsdirektoratet (Digdir), MIT licence */\n";

// A script becomes a function that is called at once: two on one page share no names.
const script = (name) => transformSync(read(`../scripts/${name}`), { minify: true, format: "iife" }).code;

const manifest = {};
for (const old of readdirSync(shelf)) rmSync(new URL(old, shelf));
for (const [name, content] of [
  ["portal.css", LICENCE + code],
  ["favicon.svg", read("favicon.svg")],
  ...["leave.js", "listen.js", "notebook.js", "offline.js"].map((name) => [name, script(name)]),
]) {
  const [stem, suffix] = name.split(".");
  const hash = createHash("sha256").update(content).digest("hex").slice(0, 10);
  manifest[name] = `${stem}.${hash}.${suffix}`;
  writeFileSync(new URL(manifest[name], shelf), content);
  console.log(`${manifest[name]}: ${content.length} bytes, ${brotliCompressSync(content).length} with brotli`);
}
writeFileSync(new URL("manifest.json", shelf), JSON.stringify(manifest, null, 2) + "\n");
