/** Both compositions side by side: each waits for its nemeses more than it computes, so that two take hardly longer than one. */
import { spawn } from 'node:child_process'
import { compositions, type CompositionName } from './load/nemeses.ts'

type Ended = { readonly composition: CompositionName; readonly code: number; readonly output: string }

const totals = /^(\d+) passed, (\d+) failed$/

/**
 * Runs `script` once for each of the chosen compositions with the same arguments, and shows what each has written under its name as
 * soon as it has ended. The last line sums up their last lines; gives the exit code. Whoever ends without a last line of
 * totals, or in failure although that says none, counts as a failure.
 */
export async function runBoth(
  script: string,
  args: readonly string[],
  chosen: readonly CompositionName[] = compositions,
): Promise<number> {
  const ended = await Promise.all(
    chosen.map(async (composition) => {
      const one = await run(script, composition, args)
      console.log(`\n## ${composition}\n\n${one.output.trimEnd()}`)
      return one
    }),
  )
  const { passed, failed } = sumOf(ended)
  console.log(`\n${passed} passed, ${failed} failed`)
  return passed > 0 && failed === 0 ? 0 : 1
}

function run(script: string, composition: CompositionName, args: readonly string[]): Promise<Ended> {
  const child = spawn(process.execPath, [script, '--composition', composition, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => void (output += text))
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) => resolve({ composition, code: code ?? 1, output }))
  })
}

/** Of the last lines. */
export function sumOf(ended: readonly Pick<Ended, 'code' | 'output'>[]): {
  readonly passed: number
  readonly failed: number
} {
  let [passed, failed] = [0, 0]
  for (const { code, output } of ended) {
    const told = totals.exec(output.trimEnd().split('\n').at(-1) ?? '')
    const broken = told ? Number(told[2]) : 1
    passed += Number(told?.[1] ?? 0)
    failed += code !== 0 && broken === 0 ? 1 : broken
  }
  return { passed, failed }
}
