import { expect, test } from 'vitest'
import { allergenCodes, allergenGroupOf, isFreeOf, membersOf, statusOf } from './allergens.ts'

test('there are fourteen allergens, six cereals and eight nuts among them by name', () => {
  expect(new Set(allergenCodes.map(allergenGroupOf)).size).toBe(14)
  expect(membersOf('gluten')).toHaveLength(7)
  expect(membersOf('nuts')).toHaveLength(9)
})

test('what nobody declared is undeclared, and undeclared is never free', () => {
  for (const code of allergenCodes) {
    expect(statusOf({}, code)).toBe('undeclared')
    expect(isFreeOf({}, code)).toBe(false)
  }
  expect(isFreeOf({ milk: 'may contain' }, 'milk')).toBe(false)
  expect(isFreeOf({ milk: 'free' }, 'milk')).toBe(true)
})

test('a group contains what one of its members contains, and is free only where all of it is', () => {
  expect(statusOf({ 'nuts/almond': 'contains', nuts: 'free' }, 'nuts')).toBe('contains')
  expect(statusOf({ 'nuts/almond': 'may contain' }, 'nuts')).toBe('may contain')
  expect(statusOf({ 'nuts/almond': 'free' }, 'nuts')).toBe('undeclared')
  expect(
    statusOf(
      Object.fromEntries(
        membersOf('nuts')
          .slice(1)
          .map((code) => [code, 'free']),
      ),
      'nuts',
    ),
  ).toBe('free')
  expect(statusOf({ gluten: 'free' }, 'gluten/rye')).toBe('free')
  expect(statusOf({ gluten: 'free', 'gluten/rye': 'contains' }, 'gluten/rye')).toBe('contains')
})

test('where it is not said which nut is contained, each of them is suspect', () => {
  expect(statusOf({ nuts: 'may contain' }, 'nuts/pecan')).toBe('may contain')
})
