/**
 * The jobs as facts in Redis, a hash each: what a job is, how often it ran, how it ended. They alone are the truth; the
 * queue beside them holds tickets that say whose turn it is. Every call is refused within the connection's time limit.
 */
import type { RedisConnection } from '../../redis/open-redis.ts'
import { repliesOf } from '../../redis/open-redis.ts'
import { evaluate } from '../../redis/redis-script.ts'
import type { AfterRun, JobEnding } from '../after-run.ts'
import { INTERRUPTED } from '../job-failure.ts'
import type { JobRow, NewJobRow } from '../job-record.ts'
import type { JobError, JobProgress } from '../jobs.ts'
import { UNFINISHED_MAX } from '../jobs.ts'
import { jobScripts } from './job-scripts.ts'

/** What a run owns while it runs. */
export type Claim = Pick<JobRow, 'id' | 'fence'>

/** What the queue must know of a job. */
export type Ticket = Pick<JobRow, 'id' | 'kind' | 'run_ms' | 'max_attempts'>

export type Accepted = { readonly id: string; readonly state: string; readonly run_ms: number }

export type Standing = { readonly owned: boolean; readonly cancelRequested: boolean }

export type JobFacts = ReturnType<typeof openJobFacts>

export function openJobFacts(redis: RedisConnection, prefix: string) {
  const run = (name: keyof typeof jobScripts, ...given: readonly (string | number)[]): Promise<unknown> =>
    redis.ask((client) => evaluate(client, jobScripts[name], [prefix], given))
  const jobKey = (id: string): string => `${prefix}/job/${id}`
  const write = async ({ id, fence }: Claim, ...fields: readonly (string | number)[]): Promise<boolean> =>
    (await run('write', id, fence, ...fields)) === 1

  return {
    /**
     * Keeps a job, once. Undefined when too many jobs wait. Fences begin with the time: where Redis forgot a job and is
     * given it again, a run from before finds that it is not the owner.
     */
    async accept({ id, dedupe, ...row }: NewJobRow, nowMs: number): Promise<Accepted | undefined> {
      const fields = Object.entries(row).flatMap(([name, value]) => (value === null ? [] : [name, value]))
      const rest = [...fields, 'id', id, 'attempt', 0, 'fence', nowMs, 'cancel_requested', 0]
      const reply = await run('accept', id, dedupe ?? '', row.organisation_id ?? '', UNFINISHED_MAX, ...rest)
      const [known = '', state = '', runMs] = reply as string[]
      return known === '' ? undefined : { id: known, state, run_ms: Number(runMs) }
    },
    byId: async (id: string): Promise<JobRow | undefined> =>
      rowOf(await redis.ask((client) => client.hgetall(jobKey(id)))),
    /** Of each job in turn; undefined where it is not known. */
    async states(ids: readonly string[]): Promise<readonly (string | undefined)[]> {
      const replies = await redis.ask((client) => {
        const pipeline = client.pipeline()
        for (const id of ids) pipeline.hget(jobKey(id), 'state')
        return repliesOf(pipeline)
      })
      return replies.map((state) => (state as string | null) ?? undefined)
    },
    /** The newest first; what was purged meanwhile is left out. */
    async page(organisationId: string, belowSeq: number, limit: number): Promise<readonly JobRow[]> {
      const key = `${prefix}/organisation/${organisationId}`
      const ids = await redis.ask((client) =>
        client.zrange(key, `(${belowSeq}`, '-inf', 'BYSCORE', 'REV', 'LIMIT', 0, limit),
      )
      if (ids.length === 0) return []
      const found = await redis.ask((client) => {
        const pipeline = client.pipeline()
        for (const id of ids) pipeline.hgetall(jobKey(id))
        return repliesOf(pipeline)
      })
      return found.flatMap((fields) => rowOf(fields as Record<string, string>) ?? [])
    },
    /** The job, now this run's own; undefined when there is nothing to run: it ended, or has just been ended here. */
    async claim(id: string, token: string, nowMs: number): Promise<JobRow | undefined> {
      const reply = await run('claim', id, token, nowMs, INTERRUPTED.code, INTERRUPTED.detail)
      const [, fields] = reply as [string, string[]?]
      return fields && rowOf(pairsOf(fields))
    },
    /** Undefined for ids that were never given out. */
    cancel: async (id: string, nowMs: number): Promise<JobRow | undefined> =>
      rowOf(pairsOf((await run('cancel', id, nowMs)) as string[])),
    progress: (claim: Claim, { done, total }: JobProgress): Promise<boolean> =>
      write(claim, 'done', done, ...(total === undefined ? [] : ['total', total])),
    checkpoint: (claim: Claim, text: string): Promise<boolean> => write(claim, 'checkpoint', text),
    /** Whether the run still owned the job. */
    async end({ id, fence }: Claim, ending: JobEnding, nowMs: number): Promise<boolean> {
      const error = ending.state === 'failed' ? ending.error : NO_ERROR
      const result = ending.state === 'succeeded' ? ending.result : ''
      return (await run('end', id, fence, nowMs, ending.state, error.code, error.detail, result)) === 1
    },
    async again({ id, fence }: Claim, after: Extract<AfterRun, { type: 'again' }>, nowMs: number) {
      const { code, detail } = after.error ?? NO_ERROR
      const unspent = after.unspent ? 1 : 0
      const reply = await run('again', id, fence, nowMs, nowMs + after.delayMs, unspent, code, detail)
      return reply as 'queued' | 'cancelled' | 'lost'
    },
    /** Of each run in turn: whether it still owns its job, and whether it shall stop. */
    async standings(claims: readonly Claim[]): Promise<readonly Standing[]> {
      const replies = await redis.ask((client) => {
        const pipeline = client.pipeline()
        for (const { id } of claims) pipeline.hmget(jobKey(id), 'state', 'fence', 'cancel_requested')
        return repliesOf(pipeline)
      })
      return claims.map(({ fence }, index) => {
        const [state, held, cancelRequested] = replies[index] as (string | null)[]
        return { owned: state === 'running' && Number(held) === fence, cancelRequested: cancelRequested === '1' }
      })
    },
    purge: async (finishedBeforeMs: number, limit: number): Promise<number> =>
      Number(await run('purge', finishedBeforeMs, limit)),
    /** A page of unfinished jobs above a seq, of these those enqueued by an instant that the queue does not know. */
    async ticketless(aboveSeq: number, limit: number, enqueuedByMs: number) {
      const [last = '', found] = (await run('ticketless', aboveSeq, limit, enqueuedByMs)) as [string, string[]]
      const tickets: Ticket[] = []
      for (let at = 0; at < found.length; at += 4) {
        const [id = '', kind = '', runMs, attempts] = found.slice(at, at + 4)
        tickets.push({ id, kind, run_ms: Number(runMs), max_attempts: Number(attempts) })
      }
      return { lastSeq: last === '' ? undefined : Number(last), tickets }
    },
    /** True for one process at a time, and then for nobody until the time has passed. */
    async isMyTurn(forMs: number): Promise<boolean> {
      return (await redis.ask((client) => client.set(`${prefix}/tended`, '1', 'PX', forMs, 'NX'))) === 'OK'
    },
  }
}

const NO_ERROR: JobError = { code: '', detail: '' }

const pairsOf = (flat: readonly string[]): Readonly<Record<string, string>> =>
  Object.fromEntries(flat.flatMap((name, index) => (index % 2 === 0 ? [[name, flat[index + 1] ?? '']] : [])))

/** What the scripts above wrote, and nobody else: so the state is one of the five. */
function rowOf(fields: Readonly<Record<string, string>>): JobRow | undefined {
  const { id, kind, payload, state } = fields
  if (id === undefined || kind === undefined || payload === undefined || state === undefined) return undefined
  const number = (name: string): number | null => (fields[name] === undefined ? null : Number(fields[name]))
  return {
    seq: number('seq') ?? 0,
    id,
    kind,
    organisation_id: fields['organisation_id'] ?? null,
    payload,
    state: state as JobRow['state'],
    attempt: number('attempt') ?? 0,
    max_attempts: number('max_attempts') ?? 1,
    fence: number('fence') ?? 0,
    cancel_requested: number('cancel_requested') ?? 0,
    enqueued_ms: number('enqueued_ms') ?? 0,
    run_ms: number('run_ms') ?? 0,
    started_ms: number('started_ms'),
    finished_ms: number('finished_ms'),
    done: number('done'),
    total: number('total'),
    checkpoint: fields['checkpoint'] ?? null,
    result: fields['result'] ?? null,
    error_code: fields['error_code'] ?? null,
    error_detail: fields['error_detail'] ?? null,
  }
}
