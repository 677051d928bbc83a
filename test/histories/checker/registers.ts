/** Finds the registers in a history and judges each alone: linearizability holds of all if it holds of each. */
import { callsOf, type Call, type Operation } from './history.ts'
import { checkRegister, type Linearizability, type RegisterAct, type RegisterCall } from './linearizability.ts'

/**
 * A history's calls on registers, told from others by their names: `read-register` `{ key }` told `{ key, value }`,
 * `write-register` `{ key, value }`, `cas-register` `{ key, from, to }`. A `cas-register` that failed with the error
 * `refused` found another value; with any other, nothing is known but that it changed nothing. The initial value of each
 * key is told by `open-register` `{ key, value }`.
 */
export type RegisterVerdict = { readonly key: string; readonly calls: number; readonly result: Linearizability }

type Asked = { readonly key: string; readonly value: string; readonly from: string; readonly to: string }

export function checkRegisters(history: readonly Operation[]): readonly RegisterVerdict[] {
  const calls = callsOf(history).filter(({ f }) => f.endsWith('-register'))
  const byKey = Map.groupBy(calls, ({ asked }) => (asked as Asked).key)
  return [...byKey].map(([key, all]) => {
    const opened = all.find(({ f }) => f === 'open-register')
    const acts = all.flatMap(registerCall)
    return { key, calls: acts.length, result: checkRegister(acts, opened ? (opened.asked as Asked).value : '') }
  })
}

function registerCall({ f, outcome, asked, told, begun, ended, error }: Call): readonly RegisterCall[] {
  const act = actOf(f, { ...(asked as Asked), ...(told as Partial<Asked> | undefined) })
  if (!act) return []
  if (outcome !== 'fail') return outcome === 'info' && f === 'read-register' ? [] : [{ act, begun, ended }]
  if (act.f !== 'cas' || error !== 'refused') return []
  return [{ act: { f: 'cas-refused', from: act.from }, begun, ended }]
}

function actOf(f: string, { value, from, to }: Asked): RegisterAct | undefined {
  if (f === 'read-register') return { f: 'read', value }
  if (f === 'write-register') return { f: 'write', value }
  return f === 'cas-register' ? { f: 'cas', from, to } : undefined
}
