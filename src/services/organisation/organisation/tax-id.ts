/** Tax numbers as invoices carry them: normalised, of the country's form, and with its check digits where we know them. */
import { invalidField, type Rejection } from '../../../kernel/rejection.ts'
import { accept, reject, type Result } from '../../../kernel/result.ts'
import type { TaxId } from './organisation-details.ts'

type Rule = {
  /** Of the part behind the prefix. */
  readonly form: RegExp
  readonly example: string
  readonly check?: (number: string) => boolean
  /** Where it is not the country's own two letters. */
  readonly prefix?: string
}

const digitsOf = (text: string): number[] => [...text].map(Number)
const weighted = (text: string, weights: readonly number[]): number =>
  weights.reduce((sum, weight, index) => sum + weight * Number(text[index]), 0)
const luhn = (text: string): boolean =>
  digitsOf(text).reduceRight((sum, digit, index) => {
    const doubled = (text.length - index) % 2 === 0 ? digit * 2 : digit
    return sum + (doubled > 9 ? doubled - 9 : doubled)
  }, 0) %
    10 ===
  0
/** ISO 7064, MOD 11,10. */
const mod11and10 = (text: string): boolean => {
  let product = 10
  for (const digit of digitsOf(text.slice(0, -1))) product = (2 * ((digit + product) % 10 || 10)) % 11
  return (11 - product) % 10 === Number(text.at(-1))
}
/** The last digit is 11 less the weighted rest; `ten` says what a remainder of ten stands for, -1 for nothing. */
const mod11 =
  (weights: readonly number[], ten = -1) =>
  (text: string): boolean => {
    const check = (11 - (weighted(text, weights) % 11)) % 11
    return Number(text[weights.length]) === (check === 10 ? ten : check)
  }

const austrian = (text: string): boolean => {
  const sum = digitsOf(text.slice(1, 8)).reduce((total, digit, index) => {
    const value = index % 2 === 0 ? digit : digit * 2
    return total + Math.floor(value / 10) + (value % 10)
  }, 0)
  return (10 - ((sum + 4) % 10)) % 10 === Number(text[8])
}
const british = (text: string): boolean => {
  const sum = weighted(text, [8, 7, 6, 5, 4, 3, 2]) + Number(text.slice(7, 9))
  return sum % 97 === 0 || (sum + 55) % 97 === 0
}
const dutch = (text: string): boolean => {
  const [number, company] = [text.slice(0, 9), text.slice(10)]
  // Sole traders' numbers since 2020 are checked with their letters: N is 23, L 21, B 11.
  const whole = BigInt(`2321${number}11${company}`) % 97n === 1n
  return whole || weighted(number, [9, 8, 7, 6, 5, 4, 3, 2]) % 11 === Number(number[8])
}
const irish = (text: string): boolean => {
  const second = text[8] === undefined || text[8] === 'W' ? 0 : text.charCodeAt(8) - 64
  return text[7] === 'WABCDEFGHIJKLMNOPQRSTUV'[(weighted(text, [8, 7, 6, 5, 4, 3, 2]) + 9 * second) % 23]
}
const spanish = (text: string): boolean => {
  const person = /^([XYZ]?)(\d{7,8})([A-Z])$/.exec(text)
  if (person && person[1]!.length + person[2]!.length === 8) {
    const leading = person[1] === '' ? '' : String('XYZ'.indexOf(person[1]!))
    return 'TRWAGMYFPDXBNJZSQVHLCKE'[Number(leading + person[2]!) % 23] === person[3]
  }
  const sum = digitsOf(text.slice(1, 8)).reduce((total, digit, index) => {
    const value = index % 2 === 0 ? digit * 2 : digit
    return total + Math.floor(value / 10) + (value % 10)
  }, 0)
  const check = (10 - (sum % 10)) % 10
  return text[8] === String(check) || text[8] === 'JABCDEFGHI'[check]
}
const french = (text: string): boolean => {
  const [key, siren] = [text.slice(0, 2), text.slice(2)]
  return luhn(siren) && (!/^\d\d$/.test(key) || Number(key) === (12 + 3 * (Number(siren) % 97)) % 97)
}
const greek = (text: string): boolean => (weighted(text, [256, 128, 64, 32, 16, 8, 4, 2]) % 11) % 10 === Number(text[8])

const rules: Readonly<Record<string, Rule>> = {
  AT: { form: /^U\d{8}$/, example: 'ATU13585627', check: austrian },
  BE: {
    form: /^[01]\d{9}$/,
    example: 'BE0428759497',
    check: (text) => 97 - (Number(text.slice(0, 8)) % 97) === Number(text.slice(8)),
  },
  BG: { form: /^\d{9,10}$/, example: 'BG175074752' },
  CH: {
    form: /^\d{9}(MWST|TVA|IVA)?$/,
    example: 'CHE107787577MWST',
    prefix: 'CHE',
    check: mod11([5, 4, 3, 2, 7, 6, 5, 4]),
  },
  CY: { form: /^\d{8}[A-Z]$/, example: 'CY10259033P' },
  CZ: { form: /^\d{8,10}$/, example: 'CZ25123891' },
  DE: { form: /^[1-9]\d{8}$/, example: 'DE136695976', check: mod11and10 },
  DK: {
    form: /^[1-9]\d{7}$/,
    example: 'DK13585628',
    check: (text) => weighted(text, [2, 7, 6, 5, 4, 3, 2, 1]) % 11 === 0,
  },
  EE: { form: /^\d{9}$/, example: 'EE100931558' },
  ES: { form: /^[A-Z0-9]\d{7}[A-Z0-9]$/, example: 'ESA13585625', check: spanish },
  FI: { form: /^\d{8}$/, example: 'FI20774740', check: mod11([7, 9, 10, 5, 8, 4, 2]) },
  FR: { form: /^[A-HJ-NP-Z0-9]{2}\d{9}$/, example: 'FR40303265045', check: french },
  GB: { form: /^(\d{9}|\d{12})$/, example: 'GB980780684', check: british },
  GR: { form: /^\d{9}$/, example: 'EL023456780', prefix: 'EL', check: greek },
  HR: { form: /^\d{11}$/, example: 'HR33392005961', check: mod11and10 },
  HU: { form: /^\d{8}$/, example: 'HU12892312' },
  IE: { form: /^\d{7}[A-W][A-IW]?$/, example: 'IE6433435F', check: irish },
  IT: { form: /^\d{11}$/, example: 'IT00743110157', check: luhn },
  LT: { form: /^(\d{9}|\d{12})$/, example: 'LT119511515' },
  LU: {
    form: /^\d{8}$/,
    example: 'LU15027442',
    check: (text) => Number(text.slice(0, 6)) % 89 === Number(text.slice(6)),
  },
  LV: { form: /^\d{11}$/, example: 'LV40003521600' },
  MT: { form: /^\d{8}$/, example: 'MT11679112' },
  NL: { form: /^\d{9}B\d{2}$/, example: 'NL004495445B01', check: dutch },
  NO: { form: /^\d{9}(MVA)?$/, example: 'NO995525828MVA', check: mod11([3, 2, 7, 6, 5, 4, 3, 2]) },
  PL: {
    form: /^\d{10}$/,
    example: 'PL8567346215',
    check: (text) => weighted(text, [6, 5, 7, 2, 3, 4, 5, 6, 7]) % 11 === Number(text[9]),
  },
  PT: { form: /^[1-9]\d{8}$/, example: 'PT501964843', check: mod11([9, 8, 7, 6, 5, 4, 3, 2], 0) },
  RO: { form: /^[1-9]\d{1,9}$/, example: 'RO18547290' },
  SE: { form: /^\d{10}01$/, example: 'SE123456789701', check: (text) => luhn(text.slice(0, 10)) },
  SI: { form: /^[1-9]\d{7}$/, example: 'SI50223054' },
  SK: { form: /^[1-9]\d{9}$/, example: 'SK2022749619', check: (text) => BigInt(text) % 11n === 0n },
  US: { form: /^\d{9}$/, example: 'US123456789' },
}

/** Countries whose own form we do not know: letters and digits of a sensible length. */
const elsewhere: Rule = { form: /^[A-Z0-9]{4,20}$/, example: '1234567890' }

/**
 * Reads a registration for value added tax (in the US the employer's number), with or without its prefix, spaces, dots
 * or dashes; gives it as invoices write it. Refuses other forms and wrong check digits. Sources: VIES, national rules.
 */
export function parseTaxId({ country, number }: TaxId, pointer: string): Result<TaxId> {
  const rule = rules[country] ?? elsewhere
  const bare = number.toUpperCase().replaceAll(/[\s.,/-]/g, '')
  const prefix = rule === elsewhere ? '' : (rule.prefix ?? country)
  const rest = bare.startsWith(prefix) ? bare.slice(prefix.length) : bare
  const refuse = (detail: string): { ok: false; rejection: Rejection } =>
    reject(invalidField('organisation/not-a-tax-id', `${pointer}/number`, detail))
  if (!rule.form.test(rest)) return refuse(`is not a tax number of ${country}; one looks like ${rule.example}`)
  if (rule.check && !rule.check(rest)) return refuse('has wrong check digits; compare it with the certificate')
  return accept({ country, number: prefix + rest })
}
