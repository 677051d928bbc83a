/** A refusal of the API, as an error that a program can branch on. */

export type Problem = {
  readonly type: string
  readonly title: string
  readonly status: number
  readonly detail: string
  readonly instance: string
  readonly code: string
  readonly traceId: string
  readonly errors?: readonly { readonly pointer: string; readonly detail: string }[]
  readonly facts?: Readonly<Record<string, unknown>>
}

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
  /** How long the exchange asks to wait before the same request; undefined where it does not say. */
  get retryAfterMs(): number | undefined {
    const text = this.headers.get('retry-after')
    return text !== null && /^\d{1,9}$/.test(text) ? Number(text) * 1_000 : undefined
  }
}
