import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { sharedData } from '../../../test/support/shared-data.ts'
import { ask, sample } from './contract/sample-documents.fixture.ts'
import type { SearchDocument } from './search-index.ts'
import { openSqliteSearchIndex } from './sqlite-search-index.ts'

const [archive, topicsFile, judgmentsFile] = ['cacm.tar.gz', 'topics.cacm.txt', 'qrels.cacm.txt'].map((name) =>
  sharedData(`search/${name}`),
)

test.skipIf(!archive || !topicsFile || !judgmentsFile)(
  'questions in natural language find what experts judged relevant: mean average precision on CACM is at least 0.29',
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'search-relevance-'))
    const index = openSqliteSearchIndex({ path: join(folder, 'index.db') })
    try {
      const documents = readArchive(gunzipSync(readFileSync(archive!)))
      for (let at = 0; at < documents.length; at += 1_000)
        await index.apply(documents.slice(at, at + 1_000).map((put) => ({ put })))
      const judgments = readJudgments(readFileSync(judgmentsFile!, 'utf8'))
      const precisions: number[] = []
      for (const [topic, text] of readTopics(readFileSync(topicsFile!, 'utf8'))) {
        const relevant = judgments.get(topic)
        if (!relevant) continue
        const ranking: string[] = []
        for (let after: string | undefined; ranking.length < 1_000;) {
          const page = await index.query(ask({ text, limit: 100, ...(after !== undefined && { after }) }))
          ranking.push(...page.hits.map((hit) => hit.id))
          if (page.next === undefined) break
          after = page.next
        }
        precisions.push(averagePrecision(ranking, relevant))
      }
      expect(precisions).toHaveLength(52)
      const mean = precisions.reduce((sum, precision) => sum + precision, 0) / precisions.length
      console.info(`CACM: mean average precision ${mean.toFixed(4)} over ${precisions.length} questions`)
      expect(mean).toBeGreaterThanOrEqual(0.29)
    } finally {
      await index.close()
      rmSync(folder, { recursive: true })
    }
  },
  120_000,
)

function averagePrecision(ranking: readonly string[], relevant: ReadonlySet<string>): number {
  let found = 0
  let sum = 0
  ranking.forEach((id, at) => {
    if (relevant.has(id)) sum += ++found / (at + 1)
  })
  return sum / relevant.size
}

/** The members of a tar file whose names end in `.html`. */
function readArchive(tar: Buffer): SearchDocument[] {
  const documents: SearchDocument[] = []
  for (let at = 0; at + 512 <= tar.length;) {
    const header = (from: number, to: number): string =>
      tar.toString('latin1', at + from, at + to).replace(/\0.*$/s, '')
    const size = Number.parseInt(header(124, 136), 8) || 0
    const id = header(0, 100).replace(/^.*\/|[.]html$/g, '')
    if (header(0, 100).endsWith('.html'))
      documents.push(readArticle(id, tar.toString('latin1', at + 512, at + 512 + size)))
    at += 512 + Math.ceil(size / 512) * 512
  }
  return documents
}

/** Title, abstract and authors up to the date line; what follows are numbers of citing articles. */
function readArticle(id: string, html: string): SearchDocument {
  const text = html
    .replace(/<[^>]*>/g, '')
    .replace(/^CA\d{6}.*$[^]*/m, '')
    .trim()
  const [title = '', ...rest] = text.split(/\n\s*\n/)
  return sample(id, { name: title.replace(/\s+/g, ' '), fields: { description: [rest.join('\n')] } })
}

const readTopics = (text: string): [string, string][] =>
  [...text.matchAll(/<DOCNO>\s*(\d+)\s*<\/DOCNO>([^]*?)<\/DOC>/g)].map(([, topic = '', question = '']) => [
    topic,
    question,
  ])

function readJudgments(text: string): Map<string, Set<string>> {
  const judgments = new Map<string, Set<string>>()
  for (const line of text.trim().split('\n')) {
    const [topic = '', , id = '', relevant] = line.split(/\s+/)
    if (relevant !== '0') judgments.set(topic, (judgments.get(topic) ?? new Set()).add(id))
  }
  return judgments
}
