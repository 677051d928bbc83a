/** The frame of every page that people read: one style, no script, nothing loaded from elsewhere. */

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** Text made safe for HTML. */
export const escapeHtml = (text: unknown): string =>
  String(text).replaceAll(/[&<>"']/g, (character) => escapes[character]!)

/** The little Markdown that descriptions use: paragraphs, `code`. */
export const prose = (text: string): string =>
  text
    .split('\n\n')
    .map((paragraph) => `<p>${escapeHtml(paragraph).replaceAll(/`([^`]+)`/g, '<code>$1</code>')}</p>`)
    .join('')

const style = `
:root { color-scheme: light dark; --line: light-dark(#d8dee4, #3d444d); --soft: light-dark(#f6f8fa, #151b23); --link: light-dark(#0a5c36, #6fd3a0); }
* { box-sizing: border-box }
body { margin: 0; font: 16px/1.5 system-ui, sans-serif; display: grid; grid-template-columns: 17rem minmax(0, 1fr) }
nav { position: sticky; top: 0; height: 100vh; overflow: auto; padding: 1rem; border-right: 1px solid var(--line); font-size: .875rem }
nav ul { list-style: none; margin: 0 0 1rem; padding: 0 } nav li { padding: .1rem 0 } nav h2 { font-size: .875rem; margin: .75rem 0 .25rem }
main { padding: 1.5rem 2rem; max-width: 60rem } h1 { margin-top: 0 } a { color: var(--link) }
section { border-top: 1px solid var(--line); padding: 1rem 0 } h3 { margin: 0 0 .25rem; font-size: 1.05rem }
code, pre { font: .875em/1.45 ui-monospace, monospace; background: var(--soft); border-radius: 4px } code { padding: .1em .3em } pre { padding: .75rem; overflow: auto }
table { border-collapse: collapse; width: 100%; font-size: .875rem; margin: .5rem 0 } td, th { text-align: left; vertical-align: top; padding: .3rem .6rem; border-bottom: 1px solid var(--line) }
.method { display: inline-block; min-width: 3.6rem; font-weight: 700; color: var(--link) } .soft { opacity: .75 }
@media (max-width: 50rem) { body { display: block } nav { position: static; height: auto; border: 0 } }
`

/** A whole page. `navigation` and `content` are HTML already. */
export const page = (title: string, navigation: string, content: string): string =>
  `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${escapeHtml(title)}</title><style>${style}</style><nav><strong>FoodXchange</strong>${navigation}</nav><main>${content}</main></html>`
