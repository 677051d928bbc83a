/** What every refusal looks like, whoever refuses: a problem (RFC 9457) that tells a client enough and an attacker nothing. */
import { Value } from 'typebox/value'
import { expect } from 'vitest'
import { problemFacts } from '../../scripts/problem-facts.ts'
import type { RawAnswer } from './send-raw.ts'

export type ExpectedProblem = {
  readonly status: number | readonly number[]
  readonly code?: string
  /** JSON pointer of the field at fault. */
  readonly pointer?: string
}

let forms: ReturnType<typeof problemFacts> | undefined

/** Softly: a table's other rows are still tried. `what` names the row. */
export function expectProblem(answer: RawAnswer, { status, code, pointer }: ExpectedProblem, what: string): void {
  const shown = `${what}: ${answer.status} ${answer.text.slice(0, 400)}`
  const { body } = answer
  expect.soft([status].flat(), shown).toContain(answer.status)
  expect.soft(answer.headers.get('content-type'), shown).toMatch(/^application\/problem\+json/)
  expect.soft(body, shown).toMatchObject({
    type: `/problems/${body?.code}`,
    title: expect.any(String),
    status: answer.status,
    detail: expect.any(String),
    instance: expect.stringMatching(/^\//),
    code: expect.stringMatching(/^[a-z0-9-]+\/[a-z0-9-]+$/),
    traceId: expect.any(String),
  })
  const form = (forms ??= problemFacts()).get(String(body?.code))
  if (form) expect.soft(Value.Check(form, body?.facts), `the facts that the client is promised: ${shown}`).toBe(true)
  if (code !== undefined) expect.soft(body?.code, shown).toBe(code)
  if (pointer !== undefined)
    expect
      .soft(
        (body?.errors as { pointer: string }[] | undefined)?.map((error) => error.pointer),
        shown,
      )
      .toContain(pointer)
  expect.soft(answer.text, shown).not.toMatch(/node_modules|\.ts:\d|\bat \w+ \(|SQLITE|SqliteError/)
}
