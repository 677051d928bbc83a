/** How open GraphQL is, and which documents are known: read at the start, so that a bad file is refused there. */
import { hash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { ConfigError, type Config } from '../config/config.ts'
import type { GraphqlSettings } from '../gateway/graphql/serve-graphql.ts'

/** Throws `ConfigError` for a file that is none, or whose hashes are of other documents. */
export function graphqlSettings({
  graphqlOpen,
  graphqlDocuments,
  graphqlOnlyDocuments,
  mongodbUrl,
}: Pick<Config, 'graphqlOpen' | 'graphqlDocuments' | 'graphqlOnlyDocuments' | 'mongodbUrl'>): GraphqlSettings {
  if (graphqlOnlyDocuments && graphqlDocuments === '')
    throw new ConfigError('FX_GRAPHQL_ONLY_DOCUMENTS needs the documents: name their file with FX_GRAPHQL_DOCUMENTS.')
  return {
    // Embedded, an exchange is somebody's own machine more often than not.
    isOpen: graphqlOpen === 'auto' ? mongodbUrl === undefined : graphqlOpen === 'true',
    persisted: graphqlDocuments === '' ? new Map() : readDocuments(graphqlDocuments),
    onlyPersisted: graphqlOnlyDocuments,
  }
}

function readDocuments(file: string): ReadonlyMap<string, string> {
  const documents = new Map<string, string>()
  for (const [id, text] of Object.entries(readJson(file))) {
    const known = id.replace(/^sha256:/, '')
    if (typeof text !== 'string' || hash('sha256', text, 'hex') !== known)
      throw new ConfigError(`"${id}" in ${file} is not the SHA-256 of its document. Write the file anew.`)
    documents.set(known, text)
  }
  return documents
}

function readJson(file: string): object {
  try {
    const value: unknown = JSON.parse(readFileSync(file, 'utf8'))
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value
  } catch (error) {
    throw new ConfigError(`FX_GRAPHQL_DOCUMENTS cannot be read: ${(error as Error).message}.`)
  }
  throw new ConfigError(`${file} is to hold one JSON object: documents by their SHA-256.`)
}
