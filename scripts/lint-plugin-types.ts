/** The part of ESLint's plugin interface that oxlint offers and our rules use; oxlint ships no types for it. */
export type LintNode = {
  readonly loc: { readonly start: { readonly line: number }; readonly end: { readonly line: number } }
  readonly callee?: { readonly name?: string }
  readonly arguments?: readonly unknown[]
}

export type LintContext = {
  readonly sourceCode: { readonly lines: readonly string[] }
  readonly report: (problem: { readonly node: LintNode; readonly message: string }) => void
}

export type Rule = { readonly create: (context: LintContext) => Record<string, (node: LintNode) => void> }

export type Plugin = { readonly meta: { readonly name: string }; readonly rules: Record<string, Rule> }
