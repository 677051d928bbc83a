/** Lints an OpenAPI document by Redocly's recommended rules, without a network and without a file. */
import * as redocly from '@redocly/openapi-core'

export type Problem = {
  readonly rule: string
  readonly severity: 'error' | 'warn'
  readonly message: string
  /** JSON pointer into the document. */
  readonly pointer: string
}

/** Rules of the recommended set that do not fit, each with its reason. */
const EXCEPTIONS = {
  // The document is served by the exchange itself, under whatever name it has: `servers` is `/`, and localhost is honest.
  'no-server-example.com': 'off',
  'no-empty-servers': 'off',
} as const

/** What of Redocly is used here. Its own types work out all of its settings, which takes the compiler two seconds. */
type Linter = {
  createConfig(settings: { readonly extends: readonly string[]; readonly rules: object }): Promise<object>
  lintFromString(asked: {
    readonly source: string
    readonly absoluteRef: string
    readonly config: object
  }): Promise<readonly Finding[]>
}
type Finding = {
  readonly ruleId: string
  readonly severity: 'error' | 'warn'
  readonly message: string
  readonly location: readonly { readonly pointer?: string }[]
}
const { createConfig, lintFromString } = redocly as unknown as Linter

/** All problems, errors and warnings alike; none means clean. The document is a plain JSON value. */
export async function lintOpenApi(document: object): Promise<readonly Problem[]> {
  const config = await createConfig({ extends: ['recommended'], rules: EXCEPTIONS })
  const problems = await lintFromString({
    source: JSON.stringify(document),
    absoluteRef: 'openapi.json',
    config,
  })
  return problems.map(({ ruleId, severity, message, location }) => ({
    rule: ruleId,
    severity,
    message,
    pointer: location[0]?.pointer ?? '#',
  }))
}
