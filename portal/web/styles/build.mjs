// Builds the one stylesheet of the portal from Designsystemet (the national design system) and our own rules.
// Run it with `make styles`; it writes `static/portal.<hash>.css`, `static/favicon.<hash>.svg` and `static/manifest.json`.

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
  "focus-visible", "has\\(label\\)", "click-delegate", "details-content", "readonly", "read-only", "disabled", "aria-busy", "indeterminate", "role=switch", ":open", "rtl", "placeholder", "type=date",
  "data-icon", "data-fullwidth", "data-size", "data-position", "data-weight", "data-variant=(outline|default|tinted)",
  "data-color=neutral", "data-color-scheme", "data-clickdelegatefor", "data-field=(counter|validation)", "affix", "part\\(",
  "link:is\\(button", "img,svg", "validation-message\\[data-color",
  "\\.ds-(icon|sr-only|print|focus|checkbox|list|floating|readonly|card)",
].join("|"));
const UNUSED_PROPERTIES = /^(-moz-|-webkit-(?!mask|appearance)|print-color-adjust|interpolate-size|animation|field-sizing|--_ds--focus$)/;

// Tokens of the theme: its colours as they are, in light and in dark, where the reader's device asks for dark.
function theme() {
  const source = postcss.parse(read("designsystemet-theme/src/themes/designsystemet.css", system));
  const tokens = { light: "", dark: "", root: "", named: "" };
  source.walkRules((rule) => {
    const declarations = rule.nodes.filter((node) => node.type === "decl").map(String).join(";");
    if (rule.selector === ':root, [data-color-scheme="light"]') tokens.light += declarations;
    if (rule.selector === '[data-color-scheme="dark"]') tokens.dark += declarations;
    if (rule.selector === ":root" || rule.selector.startsWith(":root, [data-color-scheme], [data-color=")) tokens.root += declarations + ";";
    if (rule.selector.startsWith(':root, [data-typography="primary"]')) tokens.root += declarations + ";";
    if (rule.selector.startsWith('[data-color="danger"]')) tokens.named += `[data-color=danger]{${declarations}}`;
  });
  return `:root{${tokens.root};${tokens.light}}` +
    `@media screen and (prefers-color-scheme:dark){:root{${tokens.dark}}}${tokens.named}`;
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
    rule.selectors = rule.selectors.filter((selector) => !UNUSED.test(selector.replace(/:not\((?:[^()]|\([^()]*\))*\)/g, "")));
    if (rule.selectors.every((selector) => selector === "")) rule.remove();
  });
  sheet.walkDecls((declaration) => {
    if (UNUSED_PROPERTIES.test(declaration.prop) || `${declaration.prop}:${declaration.value}` === "outline:none") declaration.remove();
  });
  sheet.walkAtRules((rule) => { if (rule.name === "keyframes") rule.remove(); });
}

// A value that is named once and never changes is written where it is used; a name that nothing uses goes.
function withoutNeedlessNames(sheet) {
  const reference = /var\(\s*(--[\w-]+)\s*(?:,((?:[^()]|\((?:[^()]|\([^()]*\))*\))*))?\)/;
  for (let changed = true; changed;) {
    changed = false;
    const declared = new Map();
    sheet.walkDecls(/^--/, ({ prop, value }) => { declared.set(prop, [...(declared.get(prop) ?? []), value.trim()]); });
    const used = new Set();
    sheet.walkDecls((declaration) => {
      const value = declaration.value.replaceAll(new RegExp(reference, "g"), (whole, name, fallback) => {
        const values = new Set(declared.get(name) ?? []);
        if (values.size === 0 && fallback !== undefined) return fallback.trim();
        if (values.size === 1) return [...values][0];
        return whole;
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

const manifest = {};
for (const old of readdirSync(shelf)) rmSync(new URL(old, shelf));
for (const [name, content] of [["portal.css", code], ["favicon.svg", read("favicon.svg")]]) {
  const [stem, suffix] = name.split(".");
  const hash = createHash("sha256").update(content).digest("hex").slice(0, 10);
  manifest[name] = `${stem}.${hash}.${suffix}`;
  writeFileSync(new URL(manifest[name], shelf), content);
  console.log(`${manifest[name]}: ${content.length} bytes, ${brotliCompressSync(content).length} with brotli`);
}
writeFileSync(new URL("manifest.json", shelf), JSON.stringify(manifest, null, 2) + "\n");
