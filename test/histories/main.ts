/** `npm run test:histories`: clients against a real exchange while it is killed, paused and cut off; the checker judges what they were told. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { root } from '../../scripts/tool.ts'
import type { LayoutName } from '../support/composition-under-test.ts'
import { parseHistory, printHistory } from './checker/history.ts'
import { judgeHistory, violationsOf } from './judge-history.ts'
import { compositions, nemesesOf, type CompositionName, type Nemesis } from './load/nemeses.ts'
import { openServers } from './load/open-servers.ts'
import { prepareRun } from './load/run-load.ts'
import { areTold, judgeMutants, mutantTable } from './mutants/judge-mutants.ts'
import { matrixTables, propertyTable, tellViolations, type JudgedRun } from './report.ts'
import { runBoth } from './run-both.ts'

const help = `Records what concurrent clients are told by an exchange that is being broken, and judges it.

  npm run test:histories -- [options]

  --minutes N      How long, over all nemeses together; 10 s each where it is not given.
  --composition C  embedded; production: with a replica set and a Redis of its own; or both, at once (default).
  --nemesis TEXT   Only those whose name has these words.
  --layout L       Of processes on servers: two that serve different services, or shared, where two serve the same; as
                   the nemesis says where it is not given.
  --seed N         Draws the same load again; what happens when, the machine decides.
  --stores yes|no  Whether the checker is held against simulated stores first; it is where this is not given.
  --judge FILE     Judges a history that was recorded before, and runs nothing.
  --help           This text.

  Histories are kept in .cache/histories, as NDJSON in Jepsen's form. The last line counts properties that were kept and
  broken; 1 is the exit code where any was.
`

const folder = '.cache/histories'
const layouts = ['two', 'shared'] as const satisfies readonly LayoutName[]
const defaultLoadMs = 10_000

type Options = {
  readonly composition: CompositionName
  readonly words: string
  readonly seed: number
  readonly minutes?: number
  readonly layout?: LayoutName
}

async function main(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      minutes: { type: 'string' },
      composition: { type: 'string', default: 'both' },
      nemesis: { type: 'string', default: '' },
      seed: { type: 'string' },
      layout: { type: 'string' },
      stores: { type: 'string', default: 'yes' },
      judge: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  })
  if (values.help) {
    process.stdout.write(help)
    return 0
  }
  if (values.judge !== undefined) return report([judgeFile(values.judge)])
  if (values.composition === 'both' && values.layout === undefined)
    return runBoth(process.argv[1]!, withoutComposition(values), compositionsWith(values.nemesis))
  const composition = compositions.find((known) => known === values.composition)
  const seed = Number(values.seed ?? Date.now() % 1_000_000)
  const minutes = values.minutes === undefined ? undefined : Number(values.minutes)
  const layout = layouts.find((known) => known === values.layout)
  const isWhole = (values.layout === undefined) === (layout === undefined) && !(layout && composition === 'embedded')
  if (!composition || !isWhole || !Number.isSafeInteger(seed) || (minutes !== undefined && !(minutes > 0))) {
    process.stderr.write(help)
    return 2
  }
  const mutants = values.stores === 'yes' ? judgeMutants(seed) : undefined
  if (mutants) console.log(`${mutantTable(mutants)}\n`)
  const isTold = mutants === undefined || areTold(mutants)
  const options = {
    composition,
    words: values.nemesis,
    seed,
    ...(minutes !== undefined && { minutes }),
    ...(layout && { layout }),
  }
  const again = `--composition ${composition} --seed ${seed}`
  return report(await runAll(options), { passed: mutants && isTold ? 1 : 0, failed: isTold ? 0 : 1, again })
}

/** Those that have a nemesis of such a name. */
const compositionsWith = (words: string): readonly CompositionName[] =>
  compositions.filter((composition) => nemesesOf[composition].some(({ name }) => name.includes(words)))

/** The arguments of each of both. */
const withoutComposition = (values: Readonly<Record<string, string | boolean | undefined>>): readonly string[] =>
  ['minutes', 'nemesis', 'seed', 'stores'].flatMap((name) => {
    const value = values[name]
    return typeof value === 'string' && value !== '' ? [`--${name}`, value] : []
  })

async function runAll({ composition, words, seed, minutes, layout }: Options): Promise<readonly JudgedRun[]> {
  const all = nemesesOf[composition].map((nemesis) => ({ ...nemesis, layout: layout ?? nemesis.layout }))
  const chosen = all.filter(({ name }) => name.includes(words))
  const loadMs = minutes === undefined ? defaultLoadMs : Math.ceil((minutes * 60_000) / Math.max(1, chosen.length))
  mkdirSync(join(root, folder), { recursive: true })
  await using servers = composition === 'production' ? await openServers() : undefined
  const runs: JudgedRun[] = []
  const prepare = (nemesis: Nemesis | undefined) => nemesis && prepareRun({ nemesis, seed, loadMs, servers })
  let preparing = prepare(chosen[0])
  for (const [n, nemesis] of chosen.entries()) {
    const run = await preparing!
    const startedMs = performance.now()
    await run.load()
    // Nothing is broken while one is read out: so long the next exchange has to start.
    const reading = run.readOut()
    preparing = prepare(chosen[n + 1])
    const { history, surprises } = await reading
    const file = join(folder, `${composition}-${nemesis.name.replaceAll(/\W+/g, '-')}-${seed}.ndjson`)
    writeFileSync(join(root, file), printHistory(history))
    const judgement = judgeHistory(history, surprises)
    runs.push({ nemesis: nemesis.name, judgement, file, history })
    const seconds = ((performance.now() - startedMs) / 1_000).toFixed(0)
    console.log(
      `${nemesis.name} (${nemesis.layout}): ${history.length} lines, ${violationsOf(judgement)} violations, ${seconds} s`,
    )
  }
  return runs
}

function judgeFile(file: string): JudgedRun {
  const history = parseHistory(readFileSync(file, 'utf8'))
  return { nemesis: 'recorded', judgement: judgeHistory(history), file, history }
}

type Before = { readonly passed: number; readonly failed: number; readonly again?: string }

/** Prints the matrix of transitions and the table of properties; gives the exit code. A run of nothing proves nothing. */
function report(runs: readonly JudgedRun[], before: Before = { passed: 0, failed: 0 }): number {
  console.log(`\n${matrixTables(runs)}\n\n${propertyTable(runs)}\n`)
  for (const line of tellViolations(runs)) console.log(line)
  const findings = runs.flatMap(({ judgement }) => judgement.findings)
  const broken = findings.filter(({ violations }) => violations.length > 0).length
  const failed = broken + before.failed
  if (failed > 0 && before.again !== undefined) console.log(`Once more: npm run test:histories -- ${before.again}`)
  console.log(`${findings.length - broken + before.passed} passed, ${failed} failed`)
  return failed === 0 && runs.length > 0 ? 0 : 1
}

process.exitCode = await main(process.argv.slice(2))
