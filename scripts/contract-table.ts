/** The table of docs/contracts.md: how many promises of each port were kept by each of its adapters, counted from a test run. */
import { globSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import type { TestReport } from './test-report.ts'
import { root } from './tool.ts'

/** The titles under which a port's contract runs; `adapter` is what the contract was given as a name. */
export type ContractTitles = { readonly port: string; readonly titles: readonly RegExp[] }

/** What of a report is counted here. */
type Counted = {
  readonly testResults: readonly Pick<TestReport['testResults'][number], 'name' | 'assertionResults'>[]
}

type Kept = { readonly port: string; readonly adapter: string; readonly isProduction: boolean; readonly count: number }

const HEAD = `# Contracts and their adapters

Every port has one contract, and every adapter runs it whole: how many of its tests each of them passes. Written by
\`npm run test:production -- --write-table\` from what it ran; without the option the same command fails where this page
says something else.

| port | embedded | production |
| --- | --- | --- |
`

/** The page, from a report of a run in which nothing failed. */
export function contractPage(report: Counted, contracts: readonly ContractTitles[]): string {
  const kept = keptIn(report, contracts)
  const ports = [...new Set(kept.map(({ port }) => port))].toSorted()
  const cell = (port: string, isProduction: boolean): string =>
    kept
      .filter((one) => one.port === port && one.isProduction === isProduction)
      .toSorted((one, other) => (one.adapter < other.adapter ? -1 : 1))
      .map(({ adapter, count }) => `${adapter}: ${count}`)
      .join('<br>') || '–'
  return HEAD + ports.map((port) => `| ${port} | ${cell(port, false)} | ${cell(port, true)} |\n`).join('')
}

function keptIn({ testResults }: Counted, contracts: readonly ContractTitles[]): readonly Kept[] {
  const counts = new Map<string, Kept>()
  for (const { name, assertionResults } of testResults) {
    const port = portOf(name)
    const titles = contracts.find((contract) => contract.port === port)?.titles ?? []
    const isProduction = name.endsWith('.production.test.ts')
    for (const { status, ancestorTitles, title } of assertionResults) {
      const adapter = status === 'passed' ? adapterIn([...ancestorTitles, title], titles) : undefined
      if (adapter === undefined) continue
      const key = [port, isProduction, adapter].join('|')
      counts.set(key, { port, adapter, isProduction, count: (counts.get(key)?.count ?? 0) + 1 })
    }
  }
  return [...counts.values()]
}

function adapterIn(said: readonly string[], titles: readonly RegExp[]): string | undefined {
  const found = said.flatMap((one) => titles.map((title) => title.exec(one)?.groups?.['adapter']))
  return found.find((adapter) => adapter !== undefined)
}

/** `store` of …/src/infrastructure/store/…, `event-bus` of …/src/event-bus/…; `turns` is a port inside another’s folder. */
const portOf = (path: string): string =>
  /src\/(?:infrastructure\/|services\/)?(?:store\/(?=turns\/))?([^/]+)\//.exec(path)?.[1] ?? ''

/** As the contract files have them: a title there in which `${name}` stands is one of the contract's. */
export function contractTitles(files: readonly { readonly path: string; readonly text: string }[]): ContractTitles[] {
  const byPort = Map.groupBy(files, ({ path }) => portOf(path))
  return [...byPort].map(([port, ofPort]) => ({ port, titles: ofPort.flatMap(({ text }) => titlesIn(text)) }))
}

function titlesIn(text: string): readonly RegExp[] {
  const templates = [...text.matchAll(/\b(?:describe|test)\(\s*`([^`]*\$\{name\}[^`]*)`/g)].map(
    ([, title = '']) => title,
  )
  return templates.map((template) => {
    const parts = template.split(/(\$\{\w+\})/).map((part) => {
      if (part === '${name}') return '(?<adapter>[^:]+?)'
      return part.startsWith('${') ? '.*' : part.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)
    })
    return new RegExp(`^${parts.join('')}$`, 's')
  })
}

export const readContractTitles = (): ContractTitles[] =>
  contractTitles(
    globSync('src/**/*.contract.ts', { cwd: root }).map((path) => ({
      path,
      text: readFileSync(join(root, path), 'utf8'),
    })),
  )

/** The tests that run a contract on adapters which need no server. */
export const embeddedContractTests = (): readonly string[] =>
  globSync('src/{infrastructure,event-bus,services}/**/*.test.ts', { cwd: root })
    .filter((path) => !path.endsWith('.production.test.ts'))
    .filter((path) => /from '[^']+\.contract\.ts'/.test(readFileSync(join(root, path), 'utf8')))
    .map((path) => relative(root, join(root, path)))
    .toSorted()
