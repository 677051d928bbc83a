import { expect, test } from 'vitest'
import { joinedCategories } from './joined-categories.ts'

const own = [
  { id: 'dairy', parent: null, names: { en: 'Dairy' } },
  { id: 'dairy/cheese', parent: 'dairy', names: { en: 'Cheese', fr: 'Fromage' } },
]
const node = (id: string, ...parents: string[]) => ({ id, parents, names: { en: id.slice(3) } })

test('a node that an own category names is that category, and its children stand below it', () => {
  const joined = joinedCategories(own, [node('en:cheeses'), node('en:blue-cheeses', 'en:cheeses')])
  expect(joined.map(({ id, parent }) => [id, parent])).toEqual([
    ['dairy', null],
    ['dairy/cheese', 'dairy'],
    ['en:blue-cheeses', 'dairy/cheese'],
  ])
})

test('of several parents the one that leads into the own tree is taken, and what leads nowhere begins a tree', () => {
  const loaded = [
    node('en:snacks'),
    node('en:cheeses'),
    node('en:cheese-snacks', 'en:snacks', 'en:cheeses'),
    node('en:chips', 'en:snacks'),
  ]
  const parents = new Map(joinedCategories(own, loaded).map(({ id, parent }) => [id, parent]))
  expect(parents.get('en:cheese-snacks')).toBe('dairy/cheese')
  expect(parents.get('en:chips')).toBe('en:snacks')
  expect(parents.get('en:snacks')).toBeNull()
})
