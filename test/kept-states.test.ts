/** Snapshots outlive the code that made them: this says when a state is made otherwise, and nothing tells a reader of it. */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { keptStatesFile, keptStatesText, statesByKind } from '../scripts/kept-states.ts'

test('states are made as they were, or their revision is another one (`npm run docs` writes both)', () => {
  expect(keptStatesText()).toBe(readFileSync(keptStatesFile, 'utf8'))
})

test('a state that was kept as JSON is the state', () => {
  for (const [{ kind }, states] of statesByKind()) {
    expect(states.length, kind).toBeGreaterThan(0)
    for (const state of states) expect(JSON.parse(JSON.stringify(state)), kind).toEqual(state)
  }
})
