/** Which passwords are taken: long ones, of any characters, but none that a guesser tries first. */
import { invalidField } from '../../kernel/rejection.ts'
import { accept, reject, type Result } from '../../kernel/result.ts'

/** NIST SP 800-63B-4, a password that is the only factor. Counted in characters, not bytes. */
export const passwordMin = 15
export const passwordMax = 256

/** Long passwords from public breach counts, letters and digits only, in lower case. */
const common = new Set(
  `passwordpassword passwordpassword1 password123456789 password1234567890 password12345678 thisismypassword
  mypasswordispassword mysecretpassword letmeinletmein letmeinplease1234 iloveyouiloveyou iloveyousomuch123
  correcthorsebatterystaple trustno1trustno1 administrator administrator1 administrator123 adminadminadmin
  welcomewelcome welcome123456789 changemechangeme changeme12345678 qwertyuiopasdfgh qwertyuiopasdfghjkl
  qwertyuiopasdfghjklzxcvbnm qwertyqwertyqwerty asdfghjklasdfghjkl zxcvbnmzxcvbnm123 1q2w3e4r5t6y7u8i9o0p
  1qaz2wsx3edc4rfv 1qaz2wsx3edc4rfv5tgb qazwsxedcrfvtgb qazwsxedcrfvtgbyhnujm q1w2e3r4t5y6u7i8o9p0 a1b2c3d4e5f6g7h8
  abc123abc123abc123 abcd1234abcd1234 monkeymonkeymonkey dragondragondragon footballfootball baseballbaseball
  sunshinesunshine princessprincess supermansuperman batmanbatmanbatman starwarsstarwars whateverwhatever
  computercomputer internetinternet secretsecretsecret masterofpuppets maythefourthbewithyou tobeornottobe
  tobeornottobethatisthequestion thequickbrownfox thequickbrownfoxjumpsoverthelazydog supercalifragilisticexpialidocious
  loremipsumdolorsitamet`.split(/\s+/),
)

/** @param context  words that a guesser would know: the person's name, the e-mail, the exchange's own name */
export function checkPassword(password: string, context: readonly string[]): Result<string> {
  const characters = [...password].length
  if (characters < passwordMin) return reject(weak(`has ${characters} characters; at least ${passwordMin} are needed`))
  if (characters > passwordMax) return reject(weak(`has ${characters} characters; at most ${passwordMax} are taken`))
  const plain = password.toLowerCase().normalize('NFKC')
  const bare = plain.replaceAll(/[^\p{L}\p{N}]/gu, '')
  if (common.has(bare)) return reject(weak('is one that many people use'))
  if (new Set(plain).size < 5) return reject(weak('repeats a few characters'))
  if (/^(.{1,8}?)\1+.{0,7}$/su.test(plain.slice(0, 64))) return reject(weak('repeats itself'))
  if (isSequence(bare)) return reject(weak('counts up or down'))
  if (withoutContext(bare, context).length < 6) return reject(weak('is made of your name, your e-mail or ours'))
  return accept(password.normalize('NFC'))
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

const weak = (detail: string) => invalidField('auth/weak-password', '/password', detail)
