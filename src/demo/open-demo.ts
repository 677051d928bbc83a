/** Opens the demo market on an exchange that has just started, and remembers in its folder how far it came. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Config } from '../config/config.ts'
import { operatorSecret } from '../cli/operator-secret.ts'
import { DemoRefused, demoRefusal, demoState, markDemo } from './demo-marker.ts'
import { demoGreeting, makeDemo } from './make-demo.ts'

/**
 * Looks at the folder before anybody has opened it. Throws `DemoRefused` where no demo market can be; gives what makes
 * it, once the exchange listens, and then the log-ins to print.
 */
export function prepareDemo(
  folder: string,
  given: Pick<Config, 'secretOperator' | 'secretsFile'>,
): (url: string) => Promise<string> {
  const state = demoState(folder)
  if (state === 'half-made' || state === 'in-use') throw new DemoRefused(demoRefusal[state](folder))
  return async (url) => {
    if (state === 'fresh') {
      markDemo(folder, 'begun')
      const mails = (): string[] => readMails(join(folder, 'mail'))
      await makeDemo({ url, operatorSecret: operatorSecret(folder, given), mails, now: Date.now })
      markDemo(folder, 'made')
    }
    return demoGreeting()
  }
}

/** The newest first: of two mails about the same, the newer one holds. */
function readMails(folder: string): string[] {
  if (!existsSync(folder)) return []
  const texts = readdirSync(folder).map((file) => readFileSync(join(folder, file), 'utf8'))
  const dateOf = (mail: string): string => /^Date: (.*)$/m.exec(mail)?.[1] ?? ''
  return texts.sort((a, b) => dateOf(b).localeCompare(dateOf(a)))
}
