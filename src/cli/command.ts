/** What a command of `fx` is: one entry, from which parsing, `--help` and the documentation are made. */
import type { Shell } from './shell.ts'

export type OptionSpec = {
  readonly describe: string
  /** What stands for its value in the help, such as `FILE`; an option without one is a switch. */
  readonly value?: string
  readonly required?: true
  readonly default?: string
}

export type ArgumentSpec = {
  readonly name: string
  readonly describe: string
  readonly optional?: true
  /** Takes all that follow. */
  readonly repeated?: true
}

/** An option's name, without dashes, and what was given. */
export type Values<Options extends Readonly<Record<string, OptionSpec>>> = {
  readonly [Name in keyof Options]: Options[Name] extends { readonly value: string }
    ? Options[Name] extends { readonly required: true } | { readonly default: string }
      ? string
      : string | undefined
    : boolean
}

export type Given<Options extends Readonly<Record<string, OptionSpec>>> = {
  readonly options: Values<Options>
  /** In the order of the specification; the last one may be repeated. */
  readonly arguments: readonly string[]
}

export type Command<Options extends Readonly<Record<string, OptionSpec>> = Readonly<Record<string, OptionSpec>>> = {
  /** One or two words: `import`, `staff create`. */
  readonly name: string
  /** A sentence without a full stop, for the list of commands. */
  readonly summary: string
  /** What else one needs to know. */
  readonly description?: string
  readonly arguments: readonly ArgumentSpec[]
  readonly options: Options
  /** Gives the exit code: 0 when done. */
  readonly run: (shell: Shell, given: Given<Options>) => Promise<number>
}

/** Types what `run` is given by what the command declares. */
export const command = <const Options extends Readonly<Record<string, OptionSpec>>>(
  declared: Command<Options>,
): Command =>
  // The parser gives exactly what the options declare, so that the wider type is never what arrives.
  declared as unknown as Command

/** Options that mean the same wherever they stand. */
export const shared = {
  url: { value: 'URL', describe: 'The exchange to speak to; FX_URL, else http://127.0.0.1:3000.' },
  json: { describe: 'Answer as JSON, for programs.' },
  organisation: {
    value: 'X',
    describe: 'Act for this organisation: its id or its name; FX_ORGANISATION, else your only one.',
  },
  data: { value: 'FOLDER', describe: 'The data folder; FX_DATA, else ./data.' },
} as const satisfies Record<string, OptionSpec>

/** What every command for an organisation takes: for which, of which exchange, and how it answers. */
export const where = { organisation: shared.organisation, url: shared.url, json: shared.json } as const
