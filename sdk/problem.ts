/** A refusal of the API, as an error that a program can branch on. */
import type { ProblemCode, ProblemFacts } from './generated.ts'

/** A field that was refused; `pointer` is a JSON pointer (RFC 6901) into the body. */
export type FieldError = { readonly pointer: string; readonly detail: string }

export type Problem = {
  readonly type: string
  readonly title: string
  readonly status: number
  readonly detail: string
  readonly instance: string
  readonly code: string
  readonly traceId: string
  readonly errors?: readonly FieldError[]
  readonly facts?: Readonly<Record<string, unknown>>
}

/** The problem of a code, with the facts that come with it; of several codes, one that `code` tells apart. */
export type ProblemOf<Code extends ProblemCode> = Code extends keyof ProblemFacts
  ? Omit<Problem, 'code' | 'facts'> & { readonly code: Code; readonly facts: ProblemFacts[Code] }
  : Omit<Problem, 'code'> & { readonly code: Code }

/**
 * Whether an error is a refusal with one of these codes; TypeScript then knows the facts of it. Codes that an exchange
 * has learned since this client was made are those of `ProblemError.code` alone.
 */
export const isProblem = <const Code extends ProblemCode>(
  error: unknown,
  ...codes: readonly [Code, ...Code[]]
): error is ProblemError & { readonly code: Code; readonly problem: ProblemOf<Code> } =>
  error instanceof ProblemError && (codes as readonly (string | undefined)[]).includes(error.code)

export class ProblemError extends Error {
  override name = 'ProblemError'
  readonly status: number
  /** Absent when what answered was not the exchange, such as a proxy. */
  readonly problem: Problem | undefined
  readonly headers: Headers
  constructor(status: number, problem: Problem | undefined, headers: Headers) {
    super(problem ? `${problem.status} ${problem.code}: ${problem.detail}` : `HTTP ${status}`)
    this.status = status
    this.problem = problem
    this.headers = headers
  }
  /** The stable code, such as `order/not-in-this-state`. */
  get code(): string | undefined {
    return this.problem?.code
  }
  /** The fields that were refused; none where it is not about fields. */
  get fields(): readonly FieldError[] {
    return this.problem?.errors ?? []
  }
  /** How long the exchange asks to wait before the same request; undefined where it does not say. */
  get retryAfterMs(): number | undefined {
    const text = this.headers.get('retry-after')
    return text !== null && /^\d{1,9}$/.test(text) ? Number(text) * 1_000 : undefined
  }
}
