/** The form of JSON values: which names stand where, and what kinds of values; not the values themselves. */

/** Objects that are keyed by data, such as a language or a weekday: all their names are one. */
const KEYED_BY_DATA = /[.](name|description|allergens|gtins|nutrition|quantities)$/

type Seen = (path: string, kind: string, names: readonly string[]) => void

/** Each value with its path: `.lines[].product.sku`. What an object says to be its kind is part of the path to its names. */
function look(value: unknown, path: string, seen: Seen): void {
  if (Array.isArray(value)) {
    seen(path, 'list', [])
    for (const each of value) look(each, `${path}[]`, seen)
  } else if (typeof value === 'object' && value !== null) {
    const { kind } = value as { readonly kind?: unknown }
    const of = typeof kind === 'string' ? `${path}<${kind}>` : path
    const isKeyed = KEYED_BY_DATA.test(path)
    const parts = Object.entries(value).filter(([, part]) => part !== undefined)
    seen(of, 'object', isKeyed ? [] : parts.map(([name]) => name))
    for (const [name, part] of parts) look(part, `${of}.${isKeyed ? '*' : name}`, seen)
  } else seen(path, value === null ? 'null' : typeof value, [])
}

/** One text for all values of one form. */
export function formOf(value: unknown): string {
  const lines = new Set<string>()
  look(value, '', (path, kind, names) => lines.add(`${path}: ${kind} ${names.toSorted().join()}`))
  return [...lines].toSorted().join('\n')
}

/** What is known of the form of values of one sort. */
export class KnownForms {
  readonly #forms = new Set<string>()
  readonly #kinds = new Map<string, Set<string>>()
  /** How many objects stood at a path, and how many of them had a name. */
  readonly #objects = new Map<string, { count: number; readonly names: Map<string, number> }>()

  constructor(values: Iterable<unknown>) {
    for (const value of values) this.#add(value)
  }

  #add(value: unknown): void {
    this.#forms.add(formOf(value))
    look(value, '', (path, kind, names) => {
      this.#kinds.set(path, (this.#kinds.get(path) ?? new Set()).add(kind))
      if (kind !== 'object') return
      const known = this.#objects.get(path) ?? { count: 0, names: new Map<string, number>() }
      this.#objects.set(path, known)
      known.count += 1
      for (const name of names) known.names.set(name, (known.names.get(name) ?? 0) + 1)
    })
  }

  /** Whether a value of exactly this form is known. */
  has = (value: unknown): boolean => this.#forms.has(formOf(value))

  /** What a value lacks that all before it had, and what is of another kind than before: a reader of those would stumble. */
  changesIn(value: unknown): readonly string[] {
    const changes = new Set<string>()
    look(value, '', (path, kind, names) => {
      const kinds = this.#kinds.get(path)
      if (kinds && !kinds.has(kind)) changes.add(`${path} is ${kind}, not ${[...kinds].join(' or ')}`)
      const known = kind === 'object' ? this.#objects.get(path) : undefined
      for (const [name, count] of known?.names ?? [])
        if (count === known!.count && !names.includes(name)) changes.add(`${path}.${name} is missing`)
    })
    return [...changes]
  }

  /** What none before it had. */
  newsIn(value: unknown): readonly string[] {
    const news = new Set<string>()
    look(value, '', (path) => {
      if (!this.#kinds.has(path)) news.add(path)
    })
    return [...news]
  }
}
