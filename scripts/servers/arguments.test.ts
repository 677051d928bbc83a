import { expect, test } from 'vitest'
import { parseArguments } from './arguments.ts'
import { serverNames } from './server.ts'

test('without a name, all servers are meant', () => {
  expect(parseArguments(['up'])).toEqual({ command: 'up', names: serverNames, set: 'own' })
})

test('a name counts once, and a set may be named anywhere after the command', () => {
  const expected = { command: 'down', names: ['mongodb'], set: 'mine' }
  expect(parseArguments(['down', 'mongodb', '--set', 'mine', 'mongodb'])).toEqual(expected)
})

test('nothing, and --help wherever it stands, ask for help', () => {
  expect(parseArguments([]).command).toBe('help')
  expect(parseArguments(['up', '--help']).command).toBe('help')
})

test('what is not known is refused, with what there is', () => {
  expect(() => parseArguments(['start'])).toThrow('no command "start"')
  expect(() => parseArguments(['up', 'mongo'])).toThrow(/no server "mongo".*mongodb/)
  expect(() => parseArguments(['up', '--quick'])).toThrow('no option "--quick"')
})

test('the name of a set cannot lead out of its folder', () => {
  for (const name of ['..', 'a/b', '', '-x', 'A', 'x'.repeat(41)]) {
    expect(() => parseArguments(['up', '--set', name]), name).toThrow('--set takes')
  }
  expect(() => parseArguments(['up', '--set'])).toThrow('--set takes')
})
