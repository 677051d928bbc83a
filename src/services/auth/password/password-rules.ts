/** Which passwords are taken: long ones, of any characters, but none that a guesser tries first. */
import { invalidField } from '../../../kernel/rejection.ts'
import { accept, reject, type Result } from '../../../kernel/result.ts'

/** NIST SP 800-63B-4, a password that is the only factor. Counted in characters, not bytes. */
export const passwordMin = 15
export const passwordMax = 256

/** What a password is judged by, beside itself. */
export type JudgedBy = {
  /** Words that a guesser would know: the person's name, the e-mail. */
  readonly context: readonly string[]
  /** Whether a text, as `bareForm` gives it, stands in the list of common passwords. */
  readonly isPopular: (bare: string) => boolean
  /** The field that the password came in. */
  readonly pointer?: string
}

/** As common passwords are listed and compared: in lower case, letters and digits alone. */
export const bareForm = (password: string): string =>
  password
    .toLowerCase()
    .normalize('NFKC')
    .replaceAll(/[^\p{L}\p{N}]/gu, '')

/** Gives the password in the form that is hashed (NFC), or refuses it (auth/weak-password) with what is wrong with it. */
export function checkPassword(password: string, { context, isPopular, pointer }: JudgedBy): Result<string> {
  const refused = (detail: string) => reject(weakPassword(detail, pointer))
  const characters = [...password].length
  if (characters < passwordMin) return refused(`has ${characters} characters; at least ${passwordMin} are needed`)
  if (characters > passwordMax) return refused(`has ${characters} characters; at most ${passwordMax} are taken`)
  const plain = password.toLowerCase().normalize('NFKC')
  const bare = bareForm(password)
  const known = howPopular(bare, isPopular)
  if (known !== undefined) return refused(known)
  if (new Set(plain).size < 5) return refused('repeats a few characters')
  if (/^(.{1,8}?)\1+.{0,7}$/su.test(plain.slice(0, 64))) return refused('repeats itself')
  if (isSequence(bare)) return refused('counts up or down')
  if (withoutContext(bare, context).length < 6) return refused('is made of your name, your e-mail or ours')
  return accept(password.normalize('NFC'))
}

/** Shorter ones are listed, but what digits are tacked on to is a word from here on. */
const tackedOnMin = 4

/** What guessers make of their lists first: the word as it is, with digits around it, and over and over. */
function howPopular(bare: string, isPopular: JudgedBy['isPopular']): string | undefined {
  if (isPopular(bare)) return 'is one that many people use'
  const word = bare.replaceAll(/^\p{N}+|\p{N}+$/gu, '')
  if (word.length < tackedOnMin) return undefined
  if (isPopular(word)) return 'is one that many people use, with digits tacked on'
  for (const times of [2, 3, 4]) {
    const once = word.slice(0, word.length / times)
    if (word === once.repeat(times) && isPopular(once)) return 'is one that many people use, more than once'
  }
  return undefined
}

const isSequence = (text: string): boolean => {
  if (text.length < 8) return false
  let steps = 0
  for (let index = 1; index < text.length; index += 1) {
    const step = text.charCodeAt(index) - text.charCodeAt(index - 1)
    // 9 to 0 and back is how counting goes on.
    if (step === 1 || step === -1 || step === 9 || step === -9) steps += 1
  }
  return steps >= (text.length - 1) * 0.8
}

const ours = ['foodxchange', 'foodexchange', 'exchange', 'password']

function withoutContext(bare: string, context: readonly string[]): string {
  const words = [
    ...ours,
    ...context.flatMap((word) =>
      word
        .toLowerCase()
        .normalize('NFKC')
        .split(/[^\p{L}\p{N}]+/u),
    ),
  ]
  const known = words.filter((word) => word.length >= 3).sort((a, b) => b.length - a.length)
  return known.reduce((left, word) => left.replaceAll(word, ''), bare).replaceAll(/\d{4}|(19|20)\d\d/g, '')
}

/** @param pointer  the field that it came in */
export const weakPassword = (detail: string, pointer = '/password') =>
  invalidField('auth/weak-password', pointer, detail)
