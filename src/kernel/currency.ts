/** The currencies of ISO 4217: their codes, their numbers, and how many decimals their smallest unit has. */
import type { Branded } from './brand.ts'
import type { Rejection } from './rejection.ts'
import { accept, reject } from './result.ts'
import type { Result } from './result.ts'

/** A currency that money can be in, such as 'EUR'. */
export type CurrencyCode = Branded<string, 'CurrencyCode'>

export type CurrencyRejection = Rejection & { readonly code: 'currency/unknown' | 'currency/not-money' }

// Code, number, decimals. '-' marks what ISO 4217 lists beside money: funds, units of account, metals, tests.
// BGN stays: Bulgaria pays in euro since 2026, but older documents still name the lev.
const TABLE = `
AED7842 AFN9712 ALL0082 AMD0512 AOA9732 ARS0322 AUD0362 AWG5332 AZN9442 BAM9772 BBD0522 BDT0502 BGN9752 BHD0483
BIF1080 BMD0602 BND0962 BOB0682 BOV984- BRL9862 BSD0442 BTN0642 BWP0722 BYN9332 BZD0842 CAD1242 CDF9762 CHE947-
CHF7562 CHW948- CLF990- CLP1520 CNY1562 COP1702 COU970- CRC1882 CUP1922 CVE1322 CZK2032 DJF2620 DKK2082 DOP2142
DZD0122 EGP8182 ERN2322 ETB2302 EUR9782 FJD2422 FKP2382 GBP8262 GEL9812 GHS9362 GIP2922 GMD2702 GNF3240 GTQ3202
GYD3282 HKD3442 HNL3402 HTG3322 HUF3482 IDR3602 ILS3762 INR3562 IQD3683 IRR3642 ISK3520 JMD3882 JOD4003 JPY3920
KES4042 KGS4172 KHR1162 KMF1740 KPW4082 KRW4100 KWD4143 KYD1362 KZT3982 LAK4182 LBP4222 LKR1442 LRD4302 LSL4262
LYD4343 MAD5042 MDL4982 MGA9692 MKD8072 MMK1042 MNT4962 MOP4462 MRU9292 MUR4802 MVR4622 MWK4542 MXN4842 MXV979-
MYR4582 MZN9432 NAD5162 NGN5662 NIO5582 NOK5782 NPR5242 NZD5542 OMR5123 PAB5902 PEN6042 PGK5982 PHP6082 PKR5862
PLN9852 PYG6000 QAR6342 RON9462 RSD9412 RUB6432 RWF6460 SAR6822 SBD0902 SCR6902 SDG9382 SEK7522 SGD7022 SHP6542
SLE9252 SOS7062 SRD9682 SSP7282 STN9302 SVC2222 SYP7602 SZL7482 THB7642 TJS9722 TMT9342 TND7883 TOP7762 TRY9492
TTD7802 TWD9012 TZS8342 UAH9802 UGX8000 USD8402 USN997- UYI940- UYU8582 UYW927- UZS8602 VED9262 VES9282 VND7040
VUV5480 WST8822 XAD396- XAF9500 XAG961- XAU959- XBA955- XBB956- XBC957- XBD958- XCD9512 XCG5322 XDR960- XOF9520
XPD964- XPF9530 XPT962- XSU994- XTS963- XUA965- XXX999- YER8862 ZAR7102 ZMW9672 ZWG9242`

const minorUnits = new Map<string, number>()
const beside = new Set<string>()
const codes = new Map<string, string>()

for (const entry of TABLE.trim().split(/\s+/)) {
  const code = entry.slice(0, 3)
  codes.set(entry.slice(3, 6), code)
  if (entry.endsWith('-')) beside.add(code)
  else minorUnits.set(code, Number(entry.slice(6)))
}

/** Reads a currency code. Refuses unknown ones, lower case, and what is no money (gold, funds, test codes). */
export const parseCurrency = (text: string): Result<CurrencyCode, CurrencyRejection> => {
  if (minorUnits.has(text)) return accept(text as CurrencyCode)
  if (beside.has(text)) {
    return reject({
      kind: 'invalid',
      code: 'currency/not-money',
      detail: `${text} is a fund, a metal or a test code; trade in a currency such as EUR or USD.`,
    })
  }
  return reject({
    kind: 'invalid',
    code: 'currency/unknown',
    detail: 'Not a currency of ISO 4217; write three capital letters such as EUR or USD.',
  })
}

/** A currency that the program itself knows, such as `currency('EUR')`. Throws RangeError on any other. */
export const currency = (known: string): CurrencyCode => {
  const parsed = parseCurrency(known)
  if (!parsed.ok) throw new RangeError(`${known}: ${parsed.rejection.detail}`)
  return parsed.value
}

/** How many decimals the smallest unit has: EUR 2, JPY 0, KWD 3. */
export const minorUnitsOf = (code: CurrencyCode): number => minorUnits.get(code)!

/** The alphabetic code behind a number of ISO 4217 ('978' → 'EUR'), metals and funds included. */
export const currencyOfNumber = (number: string): string | undefined => codes.get(number)

/** Every currency that money can be in, in alphabetical order. */
export const currencyCodes = (): readonly CurrencyCode[] => [...minorUnits.keys()] as CurrencyCode[]
