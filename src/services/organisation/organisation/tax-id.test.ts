import { expect, test } from 'vitest'
import { parseTaxId } from './tax-id.ts'

const read = (country: string, number: string) => {
  const result = parseTaxId({ country, number }, '/taxIds/0')
  return result.ok ? result.value.number : result.rejection.errors?.[0]?.detail
}

test('real numbers are taken, however they are written, and kept as invoices write them', () => {
  const real = {
    AT: 'ATU13585627',
    BE: 'BE0428759497',
    CH: 'CHE107787577IVA',
    DE: 'DE136695976',
    DK: 'DK13585628',
    ES: 'ES54362315K',
    FI: 'FI20774740',
    FR: 'FR40303265045',
    GB: 'GB980780684',
    GR: 'EL023456780',
    HR: 'HR33392005961',
    IE: 'IE6433435F',
    IT: 'IT00743110157',
    LU: 'LU15027442',
    NL: 'NL004495445B01',
    NO: 'NO995525828MVA',
    PL: 'PL8567346215',
    PT: 'PT501964843',
    SE: 'SE123456789701',
    SK: 'SK2022749619',
  }
  for (const [country, number] of Object.entries(real)) expect(read(country, number)).toBe(number)
  expect(read('DE', '136 695 976')).toBe('DE136695976')
  expect(read('CH', 'che-107.787.577 iva')).toBe('CHE107787577IVA')
  expect(read('ES', 'A13 585 625')).toBe('ESA13585625')
  expect(read('BR', '12.345.678/0001-95')).toBe('12345678000195')
})

test('a wrong digit is found, in any place', () => {
  for (const [country, number] of Object.entries({
    DE: '136695976',
    IT: '00743110157',
    DK: '13585628',
    PL: '8567346215',
  }))
    for (let place = 1; place < number.length; place += 1) {
      const digit = (Number(number[place]) + 1) % 10
      const wrong = number.slice(0, place) + digit + number.slice(place + 1)
      expect([wrong, read(country, wrong)]).toEqual([wrong, 'has wrong check digits; compare it with the certificate'])
    }
})

test('another form is refused with one that is right', () => {
  expect(read('DE', '12345')).toBe('is not a tax number of DE; one looks like DE136695976')
})
