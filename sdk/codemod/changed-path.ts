/** Names a member of the client's types by its path from the type that holds it: `Order.lines.unitPrice`. */
import { isPropertySignatureDeclaration, isTypeAliasDeclaration, type Node } from 'typescript/unstable/ast'
import type { Symbol as TypeSymbol } from 'typescript/unstable/sync'

/** Where the types of /v1 are declared: in the package, or beside its source. */
const declaredIn = /(@foodxchange\/client\/dist|\/sdk)\/generated(\.d)?\.ts$/i

/** Undefined for what is no member of the client's types. Of a union's member, the first place it is declared at. */
export function changedPath(symbol: TypeSymbol | undefined): string | undefined {
  for (const handle of symbol?.declarations ?? []) {
    if (!declaredIn.test(handle.path)) continue
    const names: string[] = []
    for (let node: Node | undefined = handle.resolve(); node; node = node.parent) {
      if (isPropertySignatureDeclaration(node)) names.unshift((node.name as unknown as { text: string }).text)
      if (isTypeAliasDeclaration(node)) return [node.name.text, ...names].join('.')
    }
  }
  return undefined
}
