/** Turns in one memory, held to the contract. */
import { createMemoryTurns } from './memory-turns.fixture.ts'
import { turnsContract } from './turns.contract.ts'

turnsContract('memory', async () => {
  const turns = createMemoryTurns()
  return { processes: [turns, turns, turns], dispose: turns.close }
})
