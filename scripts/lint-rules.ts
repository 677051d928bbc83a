/** The house's own lint rules: what STYLE.md asks for and oxlint has no rule to say. */
import type { Plugin, Rule } from './lint-plugin-types.ts'

const OWN_LINES_MAX = 50

/** Lines a function holds itself: not those of the functions within it, which are measured on their own, nor blank ones and comments. */
const ownLines: Rule = {
  create(context) {
    const open: { inner: Set<number> }[] = []
    const enter = () => void open.push({ inner: new Set() })
    const leave = (node: { loc: { start: { line: number }; end: { line: number } } }) => {
      const own = open.pop()
      const outer = open.at(-1)
      const { start, end } = node.loc
      let count = 0
      for (let line = start.line; line <= end.line; line += 1) {
        if (!own?.inner.has(line) && isCode(context.sourceCode.lines[line - 1] ?? '')) count += 1
        if (line > start.line && line <= end.line) outer?.inner.add(line)
      }
      if (count > OWN_LINES_MAX) {
        context.report({ node, message: `A function of ${count} lines of its own; at most ${OWN_LINES_MAX}.` })
      }
    }
    return {
      FunctionDeclaration: enter,
      FunctionExpression: enter,
      ArrowFunctionExpression: enter,
      'FunctionDeclaration:exit': leave,
      'FunctionExpression:exit': leave,
      'ArrowFunctionExpression:exit': leave,
    }
  },
}

const isCode = (line: string): boolean => {
  const text = line.trim()
  return text !== '' && !text.startsWith('//') && !text.startsWith('*') && !text.startsWith('/*')
}

const noClock: Rule = {
  create: (context) => ({
    NewExpression(node) {
      if (node.callee?.name === 'Date' && node.arguments?.length === 0) {
        context.report({ node, message: 'Time is given: take `now` (STYLE.md, rule 4).' })
      }
    },
  }),
}

const noExportAll: Rule = {
  create: (context) => ({
    ExportAllDeclaration: (node) => context.report({ node, message: 'Name what is exported.' }),
  }),
}

const plugin: Plugin = {
  meta: { name: 'house' },
  rules: { 'own-lines': ownLines, 'no-clock': noClock, 'no-export-all': noExportAll },
}

export default plugin
