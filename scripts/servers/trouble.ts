/** What goes wrong with a server on purpose: a sentence for what is the matter and one for what to do about it. */

export class Trouble extends Error {
  readonly remedy: string

  constructor(what: string, remedy: string) {
    super(what)
    this.remedy = remedy
  }
}

export const OTHER_WAY = 'deploy/compose.yaml starts the same servers from official images'

/** An error as it is shown: what nobody foresaw with its stack, all else in words. */
export function explain(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(explain).join('\n\n')
  if (error instanceof Trouble) return `${error.message}\n→ ${error.remedy}`
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}
