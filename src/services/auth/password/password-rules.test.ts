import { expect, test } from 'vitest'
import { referenceFile } from '../../../composition/reference-table.ts'
import { createFilePopularPasswords } from '../../../infrastructure/passwords/file-popular-passwords.ts'
import { checkPassword } from './password-rules.ts'

const isPopular = await createFilePopularPasswords(referenceFile('popular-passwords.bin')).read()

const fault = (password: string, context: string[] = ['Ada Byron', 'ada.byron@example.com']) => {
  const result = checkPassword(password, { context, isPopular })
  return result.ok ? undefined : result.rejection.errors?.[0]?.detail
}

test('any fifteen characters that are not easily guessed are taken: words, spaces, any script', () => {
  for (const good of [
    'four quite unrelated words',
    'ß☕ größer als gedacht',
    '味噌とわかめと豆腐のおみそしるをのむ',
    'x9#kQ2!vLw8@zR5',
    'a'.repeat(3) + ' tall giraffe drinks '.repeat(10),
  ])
    expect([good, fault(good)]).toEqual([good, undefined])
})

test('length is counted in characters, not bytes', () => {
  expect(fault('☕☕ größe 12345')).toContain('has 14 characters')
  expect(fault('two giraffes drink '.repeat(14))).toContain('at most 256')
})

test('what guessers try first is refused', () => {
  const bad = [
    'passwordpassword',
    'Correct Horse Battery Staple',
    '1Q2W3E4R5T6Y7U8I9O0P',
    'aaaaaaaaaaaaaaaaaa',
    'abababababababab',
    'summer!summer!summer!',
    'abcdefghijklmnop',
    '987654321098765432',
    'FoodXchange 2026 !!',
    'ada.byron@example.com',
    'AdaByron1815 2026',
  ]
  for (const password of bad) expect([password, fault(password) === undefined]).toEqual([password, false])
})

test('what many people use is refused, whatever is between its letters, around it, and however often it stands there', () => {
  const bad = [
    ['Per aspera ad astra!', 'many people use'],
    ['30 Seconds to Mars', 'many people use'],
    ['1qaz2wsx3edc4rfv', 'many people use'],
    ['p.a.s.s.w.o.r.d...', 'many people use'],
    ['sunshine 20261129', 'digits tacked on'],
    ['1815 iloveyou 1852!', 'digits tacked on'],
    ['Liverpool!!!!!!!!!2026', 'digits tacked on'],
    ['Valentina Valentina', 'more than once'],
    ['barcelona barcelona barcelona 7', 'more than once'],
  ] as const
  for (const [password, why] of bad)
    expect([password, fault(password)]).toEqual([password, expect.stringContaining(why)])
})

test('a common word among others is no common password, nor are letters that guessers know around digits they do not', () => {
  for (const good of ['sunshine liverpool', 'my dragon eats iron', 'abc 8301946257731 xyz', 'monkey8301wrench94'])
    expect([good, fault(good)]).toEqual([good, undefined])
})

test('the refusal names the field that the password came in', () => {
  const refused = checkPassword('too short', { context: [], isPopular, pointer: '/newPassword' })
  expect(refused.ok ? undefined : refused.rejection).toMatchObject({
    kind: 'invalid',
    code: 'auth/weak-password',
    errors: [{ pointer: '/newPassword' }],
  })
})

test('the same text in two Unicode forms is the same password', () => {
  const [composed, decomposed] = ['gr\u00f6\u00dfer als ged\u00e4chtnis', 'gro\u0308\u00dfer als geda\u0308chtnis'].map(
    (text) => checkPassword(text, { context: [], isPopular }),
  )
  expect(decomposed).toEqual(composed)
})

test('a long near miss is judged in no time', () => {
  const started = performance.now()
  fault(`${'ab'.repeat(25_000)}c`)
  fault(`${'1'.repeat(50_000)}!`)
  expect(performance.now() - started).toBeLessThan(200)
})
