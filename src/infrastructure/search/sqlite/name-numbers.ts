/** Numbers for names, made when first met; some of them are remembered. */
import type { StatementSync } from 'node:sqlite'

/** Some 15 MB, on a thread that ends when there is nothing to write. */
const rememberedMax = 200_000

export type NameNumbers = { readonly of: (...names: string[]) => number; readonly forget: () => void }

/** `find` gives a row with `number`, `add` makes one; both take the names as parameters. */
export function createNameNumbers(find: StatementSync, add: StatementSync): NameNumbers {
  const remembered = new Map<string, number>()
  return {
    of: (...names) => {
      const key = names.length === 1 ? names[0]! : names.join('\u0000')
      const known = remembered.get(key)
      if (known !== undefined) return known
      const row = find.get(...names) as { number: number } | undefined
      const number = row?.number ?? Number(add.run(...names).lastInsertRowid)
      if (remembered.size >= rememberedMax) remembered.clear()
      remembered.set(key, number)
      return number
    },
    forget: () => remembered.clear(),
  }
}
