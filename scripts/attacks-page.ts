/** Writes docs/attacks.md's text from the classes of attack that tests show. */
import { attackClasses } from '../test/support/attack-classes.ts'

const cell = (text: string): string => text.replaceAll('|', '\\|')

export const attacksPage = (): string => `# Attacks

Made from \`test/support/attack-classes.ts\` by \`npm run docs\`. Do not edit.

Each refusal is a problem (RFC 9457) without anything of our insides, and its line in the log carries \`refused\`, the
problem's code, and \`security\`, a name of the [OWASP Logging Vocabulary](https://cheatsheetseries.owasp.org/cheatsheets/Logging_Vocabulary_Cheat_Sheet.html).

| | attack | what it gets | \`security\` | shown by |
| --- | --- | --- | --- | --- |
${attackClasses
  .map(({ number, name, answer, log = '', shownBy }) => {
    const tests = shownBy.map(([file, test]) => `[${test.trim()}…](../${file})`)
    const called = log === '' ? '' : log.split(', ').map((word) => `\`${word}\``)
    return `| ${number} | ${cell(name)} | ${cell(answer)} | ${String(called).replaceAll(',', ', ')} | ${tests.join('; ')} |`
  })
  .join('\n')}

## Where this differs from what is usually asked

| | here, and why |
| --- | --- |
${attackClasses.flatMap(({ number, differs }) => (differs === undefined ? [] : [`| ${number} | ${cell(differs)} |`])).join('\n')}
`
