/** What went over the wire: which commits were written how often, and of which transactions nobody told the end. */
import { MongoError, type Document, type MongoClient } from 'mongodb'

export type CommitWatch = {
  listenTo(client: MongoClient): void
  /** How often each commit was sent, by its id. */
  readonly sent: ReadonlyMap<string, number>
  /** Commits whose transaction was told to end, and neither did nor was said to have left nothing. */
  untold(): ReadonlySet<string>
  /** Calls back, once, at the moment when the ends of so many transactions are awaited. */
  whenEnding(count: number, act: () => void): void
}

type Transaction = { readonly ids: string[]; isEnding: boolean; isTold: boolean }

export function watchCommits(): CommitWatch {
  const sent = new Map<string, number>()
  const transactions = new Map<string, Transaction>()
  const ending = new Map<string, Transaction>()
  let waiting: { readonly count: number; readonly act: () => void } | undefined
  const started = (request: string, command: Document): void => {
    if (command['insert'] === 'commits') {
      const ids = (command['documents'] as readonly { _id: string }[]).map(({ _id }) => _id)
      for (const id of ids) sent.set(id, (sent.get(id) ?? 0) + 1)
      transactions.set(nameOf(command), { ids, isEnding: false, isTold: false })
    }
    const transaction = transactions.get(nameOf(command))
    if (command['commitTransaction'] === undefined || !transaction) return
    transaction.isEnding = true
    ending.set(request, transaction)
    if (!waiting || ending.size < waiting.count) return
    const { act } = waiting
    waiting = undefined
    act()
  }
  const ended = (request: string, isTold: boolean): void => {
    const transaction = ending.get(request)
    ending.delete(request)
    if (transaction) transaction.isTold ||= isTold
  }
  let clients = 0
  return {
    sent,
    listenTo(client) {
      const of = `${(clients += 1)}:`
      client.on('commandStarted', ({ requestId, command }) => started(`${of}${requestId}`, command))
      client.on('commandSucceeded', ({ requestId, reply }) => {
        ended(`${of}${requestId}`, (reply as Document | undefined)?.['writeConcernError'] === undefined)
      })
      client.on('commandFailed', ({ requestId, failure }) => ended(`${of}${requestId}`, leftNothing(failure)))
    },
    untold: () =>
      new Set([...transactions.values()].flatMap(({ ids, isEnding, isTold }) => (isEnding && !isTold ? ids : []))),
    whenEnding: (count, act) => void (waiting = { count, act }),
  }
}

const nameOf = ({ lsid, txnNumber }: Document): string => `${lsid?.id?.toString('hex')} ${txnNumber}`

const leftNothing = (error: Error): boolean =>
  error instanceof MongoError && error.hasErrorLabel('TransientTransactionError')
