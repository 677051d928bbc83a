/** What finds what: fields, forms, synonyms, slips, scripts, and what happens when not all words are there. */
import { expect, test } from 'vitest'
import type { SearchDocument, SearchIndex, SearchQuery } from '../search-index.ts'
import { indexed } from './indexed.fixture.ts'
import type { OpenSearchIndex } from './indexed.fixture.ts'
import { ask, sample } from './sample-documents.fixture.ts'

const ids = async (index: SearchIndex, text: string, more: Partial<SearchQuery> = {}): Promise<readonly string[]> =>
  (await index.query(ask({ text, ...more }))).hits.map((hit) => hit.id)

const named = (names: readonly string[]): SearchDocument[] => names.map((name) => sample(name, { name }))

export function wordsContract(open: OpenSearchIndex): void {
  test('a word in the name counts for more than in the brand, that more than in the category, that than ingredients', () =>
    indexed(
      open,
      [
        sample('ingredients', { name: 'a one', fields: { ingredients: ['truffle'] } }),
        sample('category', { name: 'a two', fields: { category: ['truffle'] } }),
        sample('brand', { name: 'a three', fields: { brand: ['truffle'] } }),
        sample('name', { name: 'a truffle' }),
        ...Array.from({ length: 20 }, (_, at) => sample(`other${at}`, { name: `other thing ${at}` })),
      ],
      async (index) => expect(await ids(index, 'truffle')).toEqual(['name', 'brand', 'category', 'ingredients']),
    ))

  test('all words are asked for where enough documents have them, over all fields together', () =>
    indexed(
      open,
      [
        ...['one', 'two', 'three'].map((id) => sample(id, { name: `dark ${id}`, fields: { brand: ['Cocoa House'] } })),
        sample('no', { name: 'dark bread' }),
      ],
      async (index) => expect((await ids(index, 'dark cocoa')).toSorted()).toEqual(['one', 'three', 'two']),
    ))

  test('where few documents have all words, those with most of them follow', () =>
    indexed(open, named(['smoked wild salmon', 'smoked wild trout', 'fresh bread']), async (index) => {
      expect(await ids(index, 'smoked wild salmon')).toEqual(['smoked wild salmon', 'smoked wild trout'])
      expect(await ids(index, 'salmon bread')).toHaveLength(2)
      expect(await ids(index, 'xylophone')).toEqual([])
    }))

  test.each([
    ['Crème brûlée', 'creme BRULEE'],
    ['Müller Milch', 'muller milch'],
    ['Tomatoes peeled', 'tomato'],
    ['Green olive', 'olives'],
    ['Pommes de terre', 'pomme'],
    ['Kartoffeln festkochend', 'Kartoffel'],
    ['limones', 'limón'],
    ['pomodori pelati', 'pomodoro'],
    ['Помидоры', 'помидор'],
    ['Ντομάτες', 'ντομάτα'],
    ['有机绿茶叶', '绿茶'],
    ['有机绿茶叶', '茶'],
    ['グリーンティー抹茶', '抹茶'],
    ['น้ำปลาแท้', 'น้ำปลา'],
    ['김치찌개', '김치'],
    ['زيت الزَّيتون', 'زيت'],
    ['שמן זית', 'זית'],
    ['बासमती चावल', 'चावल'],
  ])('%s is found by %s', (name, text) =>
    indexed(open, [sample('it', { name }), ...named(['Other thing', 'Что-то', '別の物'])], async (index) =>
      expect(await ids(index, text)).toEqual(['it']),
    ),
  )

  codesContract(open)
  slipsContract(open)
  synonymsContract(open)
}

function codesContract(open: OpenSearchIndex): void {
  test('a code is found with or without leading zeros and punctuation', () =>
    indexed(
      open,
      [
        sample('it', { fields: { codes: ['SKU-77/B', '04012345678901'] } }),
        sample('other', { fields: { codes: ['SKU-78'] } }),
      ],
      async (index) => {
        for (const text of ['4012345678901', '04012345678901', 'sku77b']) expect(await ids(index, text)).toEqual(['it'])
        expect((await ids(index, 'SKU-77/B'))[0]).toBe('it')
      },
    ))
}

function slipsContract(open: OpenSearchIndex): void {
  const names = ['Milk chocolate', 'Strawberry jam', 'Cinnamon roll', 'Basmati rice', 'Oat drink']

  test.each([
    ['choclate', 'Milk chocolate', 'chocolate'],
    ['hcocolate', 'Milk chocolate', 'chocolate'],
    ['Strawbery jam', 'Strawberry jam', 'strawberry jam'],
    ['cinammon', 'Cinnamon roll', 'cinnamon'],
    ['cinanamn', 'Cinnamon roll', 'cinnamon'],
    ['ryce', 'Basmati rice', 'rice'],
  ])('a slip still finds: %s', (text, id, corrected) =>
    indexed(open, named(names), async (index) => {
      const result = await index.query(ask({ text }))
      expect(result.hits[0]?.id).toBe(id)
      expect(result.corrected?.toLowerCase()).toBe(corrected)
    }),
  )

  test('a word that is there is not corrected, and three letters are not guessed at', () =>
    indexed(open, named([...names, 'Chocolato brand']), async (index) => {
      expect((await index.query(ask({ text: 'jam' }))).corrected).toBeUndefined()
      expect(await ids(index, 'oaz')).toEqual([])
    }))

  test.each(['straw', 'strawb', 'strawberr', 'strawberry', 'strawberries', 'cinn', 'jam stra'])(
    'a word that is not finished yet finds: %s',
    (text) => indexed(open, named(names), async (index) => expect(await ids(index, text)).toHaveLength(1)),
  )
}

function synonymsContract(open: OpenSearchIndex): void {
  const documents = named(['Aubergine grilled', 'Soft drink cola', 'Limonade sucrée', 'Soft cheese', 'Drink powder'])

  test('words and phrases of one family find each other, in any language; other families do not', () =>
    indexed(open, documents, async (index) => {
      await index.setSynonyms([
        ['eggplant', 'aubergine', 'melanzana'],
        ['soft drink', 'limonade', 'refresco'],
      ])
      expect(await ids(index, 'eggplants')).toEqual(['Aubergine grilled'])
      expect(await ids(index, 'grilled melanzana')).toEqual(['Aubergine grilled'])
      expect((await ids(index, 'refresco')).toSorted()).toEqual(['Limonade sucrée', 'Soft drink cola'])
      expect((await ids(index, 'soft drink')).slice(0, 2).toSorted()).toEqual(['Limonade sucrée', 'Soft drink cola'])
      expect((await index.query(ask({ text: 'eggplant' }))).corrected).toBeUndefined()
    }))

  test('new synonyms replace the old ones and survive a clear', () =>
    indexed(open, documents, async (index) => {
      await index.setSynonyms([['fizzdrop', 'aubergine']])
      await index.setSynonyms([['bubblekin', 'aubergine']])
      expect(await ids(index, 'fizzdrop')).toEqual([])
      await index.clear()
      await index.apply(documents.map((put) => ({ put })))
      expect(await ids(index, 'bubblekin')).toEqual(['Aubergine grilled'])
    }))
}
