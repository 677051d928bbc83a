import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { openDatabase } from '../../sqlite/open-database.ts'
import { ask } from '../contract/sample-documents.fixture.ts'
import { openSqliteSearchIndex } from '../sqlite-search-index.ts'
import { migrations } from './schema.ts'

const folder = mkdtempSync(join(tmpdir(), 'search-schema-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('an index of the first schema, whose words were in FTS5, is found in as before', async () => {
  const path = join(folder, 'first.db')
  const first = openDatabase(path, migrations.slice(0, 1), { synchronous: 'normal' })
  first.exec(`
    INSERT INTO facet_values VALUES (1, char(0) || 'readers', 'public');
    INSERT INTO ids VALUES (1, 'a'), (2, 'b'), (3, 'gone');
    INSERT INTO documents VALUES
      (1, 1, 1, 'soft drink', 'Soft drink', '0;;1', '0;', 'x'), (2, 1, 2, 'drink, soft', 'Drink, soft', '0;;1', '1;', 'y'),
      (3, 2, 3, NULL, NULL, NULL, NULL, NULL);
    INSERT INTO terms VALUES (1, 'soft', 'ft', 2), (2, 'drink', 'nk', 2), (3, 'sugar', 'ar', 1);
    INSERT INTO words (rowid, name, ingredients) VALUES (1, 'soft drink', ''), (2, 'drink soft', 'sugar');
    INSERT INTO synonyms VALUES ('refresc', 1), ('soft drink', 1);
    UPDATE state SET changed = 3, checkpoint = '9';
  `)
  first.close()
  const index = openSqliteSearchIndex({ path })
  const found = async (text: string) => (await index.query(ask({ text }))).hits.map(({ id }) => id)
  expect(await found('soft')).toEqual(['a', 'b'])
  expect(await found('sugar')).toEqual(['b'])
  // Side by side is known too.
  expect(await found('refresco')).toEqual(['a'])
  expect(await index.checkpoint()).toBe('9')
  await index.close()
})
