/** The tables of the embedded search index. */
import type { Migrations } from '../../sqlite/open-database.ts'
import { searchFields } from '../search-index.ts'

/** The facet under which readers are kept, beside the caller's own facets; no caller can spell it. */
export const readersFacet = '\u0000readers'

/** As in facets: every own facet gets this before its name. */
export const facetKey = (name: string): string => `f:${name}`

const fields = searchFields.join(', ')
const numbersInOrder = searchFields.map(
  (field) =>
    `coalesce(',' || group_concat(number, ',' ORDER BY offset) FILTER (WHERE col = '${field}') || ',', '') || ';'`,
)

/**
 * `doc` is the small number by which all else knows a document. Ids have a table of their own, small enough to stay in
 * the page cache, since every hit needs one. A removed document keeps its row (`columns` is null), which is how the
 * removal is remembered. `changed` numbers every change, so that a reader can catch up, with a document and with its
 * terms apart: most changes leave the text as it is. `columns` are spelt as column-text.ts says, `terms` as
 * term-text.ts does. `terms.documents` counts how often a term was written; it never falls.
 */
export const migrations: Migrations = [
  `
  CREATE TABLE state (one INTEGER PRIMARY KEY CHECK (one = 1), epoch INTEGER NOT NULL, changed INTEGER NOT NULL, checkpoint TEXT);
  INSERT INTO state VALUES (1, 0, 0, NULL);
  CREATE TABLE ids (doc INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE);
  CREATE TABLE documents (
    doc INTEGER PRIMARY KEY, version INTEGER NOT NULL, changed INTEGER NOT NULL,
    name TEXT, label TEXT, columns TEXT, words TEXT, digest TEXT
  );
  CREATE INDEX documents_changed ON documents (changed);
  CREATE INDEX documents_name ON documents (name) WHERE name IS NOT NULL;
  CREATE TABLE facet_values (value INTEGER PRIMARY KEY, facet TEXT NOT NULL, text TEXT NOT NULL, UNIQUE (facet, text));
  CREATE TABLE number_names (number INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
  CREATE VIRTUAL TABLE words USING fts5 (
    ${fields}, content = '', contentless_delete = 1, tokenize = 'ascii', prefix = '3'
  );
  CREATE TABLE terms (number INTEGER PRIMARY KEY, term TEXT NOT NULL UNIQUE, tail TEXT NOT NULL, documents INTEGER NOT NULL);
  CREATE INDEX terms_tail ON terms (tail);
  CREATE TABLE suggestions (suggestion INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE, key TEXT NOT NULL, documents INTEGER NOT NULL);
  CREATE INDEX suggestions_key ON suggestions (key, documents);
  CREATE INDEX suggestions_2 ON suggestions (substr(key, 1, 2), documents DESC);
  CREATE INDEX suggestions_3 ON suggestions (substr(key, 1, 3), documents DESC);
  CREATE TABLE document_suggestions (doc INTEGER NOT NULL, suggestion INTEGER NOT NULL, PRIMARY KEY (doc, suggestion)) WITHOUT ROWID;
  CREATE INDEX suggestion_documents ON document_suggestions (suggestion, doc);
  CREATE TABLE synonyms (phrase TEXT NOT NULL, family INTEGER NOT NULL, PRIMARY KEY (phrase, family)) WITHOUT ROWID;
  CREATE INDEX synonyms_family ON synonyms (family);
  `,
  // Words were matched by FTS5; now they are in memory, and in the file only their order in each document.
  `
  CREATE TABLE document_terms (doc INTEGER PRIMARY KEY, changed INTEGER NOT NULL, terms TEXT NOT NULL);
  CREATE VIRTUAL TABLE temp.instances USING fts5vocab(main, words, instance);
  INSERT INTO document_terms SELECT doc, changed, ${numbersInOrder.join(' || ')}
    FROM instances JOIN terms USING (term) JOIN documents USING (doc) WHERE columns IS NOT NULL GROUP BY doc;
  DROP TABLE temp.instances;
  DROP TABLE words;
  ALTER TABLE documents DROP COLUMN words;
  CREATE INDEX document_terms_changed ON document_terms (changed);
  `,
]
