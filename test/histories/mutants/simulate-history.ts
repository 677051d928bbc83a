/** Lets processes run transactions against a simulated store, step by step in an order drawn from a seed, and writes down what they were told. */
import type { Operation } from '../checker/history.ts'
import type { MicroOperation } from '../checker/transactions.ts'
import { createHistoryWriter, type HistoryWriter } from '../checker/write-history.ts'
import { seededRandom, type SeededRandom } from '../seeded-random.ts'
import { createFlawedStore, type Flaw, type SimulatedStore, type SimulatedTransaction } from './flawed-store.ts'

export type SimulationOptions = { readonly flaw: Flaw; readonly seed: number }

const transactions = 300
const processes = 6
const keysAtOnce = 3
/** After so many transactions other lists are written to, so that none grows long. */
const keysLast = 50
const microMax = 4
const abortedOfHundred = 5
const unansweredOfHundred = 2

type Worker = {
  process: number
  running?: {
    readonly asked: readonly MicroOperation[]
    readonly told: MicroOperation[]
    readonly transaction: SimulatedTransaction
  }
}

/** The history of one run; every list is read at the end. */
export function simulateHistory({ flaw, seed }: SimulationOptions): readonly Operation[] {
  const random = seededRandom(seed)
  const store = createFlawedStore(flaw, random)
  const history = createHistoryWriter()
  const workers = Array.from({ length: processes }, (_, process): Worker => ({ process }))
  const draw = drawer(random)
  let begun = 0
  for (;;) {
    const idle = workers.filter(({ running }) => !running)
    if (begun >= transactions && idle.length === processes) break
    const worker = random.pick(begun >= transactions ? workers.filter(({ running }) => running) : workers)
    if (worker.running) advance(worker, random, history)
    else begin(worker, draw(begun++), store, history)
  }
  for (let key = 0; key < keysOf(transactions); key += 1) {
    begin(workers[0]!, [['r', `${key}`, null]], store, history)
    finish(workers[0]!, history)
  }
  return history.operations
}

const keysOf = (begun: number): number => Math.ceil(begun / keysLast) * keysAtOnce

/** Draws the next transaction; each appended value is new. */
function drawer(random: SeededRandom): (begun: number) => readonly MicroOperation[] {
  let value = 0
  return (begun) =>
    Array.from({ length: 1 + random.below(microMax) }, (): MicroOperation => {
      const key = `${Math.floor(begun / keysLast) * keysAtOnce + random.below(keysAtOnce)}`
      return random.percent(50) ? ['append', key, (value += 1)] : ['r', key, null]
    })
}

function begin(worker: Worker, asked: readonly MicroOperation[], store: SimulatedStore, history: HistoryWriter): void {
  history.write(worker.process, 'invoke', 'txn', asked)
  worker.running = { asked, told: [], transaction: store.begin(asked.every(([f]) => f === 'r')) }
}

/** One step of a worker: the next micro-operation, or the end. */
function advance(worker: Worker, random: SeededRandom, history: HistoryWriter): void {
  const { asked, told, transaction } = worker.running!
  const micro = asked[told.length]
  if (micro) return void told.push(transaction.step(micro))
  if (random.percent(abortedOfHundred)) {
    transaction.abort()
    history.write(worker.process, 'fail', 'txn', asked)
  } else if (random.percent(unansweredOfHundred)) {
    // Done or not: nobody is told. The process is never heard of again; another takes its place.
    if (random.percent(50)) transaction.commit()
    else transaction.abort()
    history.write(worker.process, 'info', 'txn', asked)
    worker.process += processes
  } else {
    const isDone = transaction.commit()
    history.write(worker.process, isDone ? 'ok' : 'fail', 'txn', isDone ? told : asked)
  }
  delete worker.running
}

/** Runs what a worker has begun to its end, with nobody beside it. */
function finish(worker: Worker, history: HistoryWriter): void {
  const { asked, transaction } = worker.running!
  const told = asked.map((micro) => transaction.step(micro))
  transaction.commit()
  history.write(worker.process, 'ok', 'txn', told)
  delete worker.running
}
