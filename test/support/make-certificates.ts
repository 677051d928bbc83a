/**
 * Certificates for tests, made in a moment and good for a day: an authority, and those it signs. Node reads certificates
 * and writes none; what is written here is the little of X.509 (RFC 5280) that servers and clients look at.
 */
import { generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto'
import { isIPv4 } from 'node:net'

export type Pair = { readonly cert: string; readonly key: string }

export type Authority = {
  /** PEM: whom to believe, to believe what it signed. */
  readonly certificate: string
  /** @param names  whom it is for: `spiffe://…`, names of hosts, IPv4 addresses */
  issue(names: readonly string[], validity?: Partial<Validity>): Pair
}

type Validity = { readonly fromMs: number; readonly untilMs: number }

const dayMs = 86_400_000
const tags = { integer: 2, bits: 3, octets: 4, oid: 6, text: 12, sequence: 0x30, set: 0x31, time: 23 } as const

/** Distinguished Encoding Rules: a tag, the length of what follows, and that. */
function der(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(parts)
  const { length } = content
  const long = [length >> 16, length >> 8, length].map((byte) => byte & 0xff)
  const bytes = long.slice(long.findIndex((byte) => byte > 0))
  const head = length < 0x80 ? [tag, length] : [tag, 0x80 + bytes.length, ...bytes]
  return Buffer.concat([Buffer.from(head), content])
}
const sequence = (...parts: readonly Uint8Array[]): Buffer => der(tags.sequence, ...parts)
const bytes = (...values: readonly number[]): Buffer => Buffer.from(values)

/** `2.5.29.17`: the first two in one byte, each other one in groups of seven bits. */
function oid(text: string): Buffer {
  const [first = 0, second = 0, ...rest] = text.split('.').map(Number)
  const groups = rest.flatMap((arc) => {
    const digits = [arc & 0x7f]
    for (let left = arc >> 7; left > 0; left >>= 7) digits.unshift((left & 0x7f) | 0x80)
    return digits
  })
  return der(tags.oid, bytes(first * 40 + second, ...groups))
}

const ecdsaWithSha256 = sequence(oid('1.2.840.10045.4.3.2'))
const named = (name: string): Buffer =>
  sequence(der(tags.set, sequence(oid('2.5.4.3'), der(tags.text, Buffer.from(name)))))
/** `YYMMDDhhmmssZ` */
const utcTime = (ms: number): Buffer =>
  der(
    tags.time,
    Buffer.from(
      new Date(ms)
        .toISOString()
        .replaceAll(/[-:T]|[.]\d+/g, '')
        .slice(2),
    ),
  )
const extension = (id: string, value: Buffer, isCritical = false): Buffer =>
  sequence(oid(id), ...(isCritical ? [der(1, bytes(0xff))] : []), der(tags.octets, value))

/** GeneralName: 6 is a URI, 7 an address, 2 a host. */
function alternative(name: string): Buffer {
  if (name.includes('://')) return der(0x86, Buffer.from(name))
  if (isIPv4(name)) return der(0x87, bytes(...name.split('.').map(Number)))
  return der(0x82, Buffer.from(name))
}

type Wanted = {
  readonly issuer: string
  readonly subject: string
  readonly publicKey: KeyObject
  readonly signedWith: KeyObject
  readonly extensions: readonly Buffer[]
  readonly validity: Validity
}

function certificate({ issuer, subject, publicKey, signedWith, extensions, validity }: Wanted): string {
  // Positive and without a zero in front, as an INTEGER has to be.
  const serial = Buffer.concat([bytes(0x42), randomBytes(15)])
  const content = sequence(
    der(0xa0, der(tags.integer, bytes(2))),
    der(tags.integer, serial),
    ecdsaWithSha256,
    named(issuer),
    sequence(utcTime(validity.fromMs), utcTime(validity.untilMs)),
    named(subject),
    publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, sequence(...extensions)),
  )
  const signature = der(tags.bits, bytes(0), sign('sha256', content, signedWith))
  const text = sequence(content, ecdsaWithSha256, signature).toString('base64').replaceAll(/.{64}/g, '$&\n').trimEnd()
  return `-----BEGIN CERTIFICATE-----\n${text}\n-----END CERTIFICATE-----\n`
}

const newKeys = () => generateKeyPairSync('ec', { namedCurve: 'P-256' })

export function createAuthority(name = 'FoodXchange test authority'): Authority {
  const own = newKeys()
  const signing = { issuer: name, signedWith: own.privateKey }
  const whole = { fromMs: Date.now() - dayMs, untilMs: Date.now() + dayMs }
  return {
    certificate: certificate({
      ...signing,
      subject: name,
      publicKey: own.publicKey,
      validity: whole,
      extensions: [
        extension('2.5.29.19', sequence(der(1, bytes(0xff))), true),
        // To sign certificates, and lists of those that were taken back.
        extension('2.5.29.15', der(tags.bits, bytes(1, 0x06)), true),
      ],
    }),
    issue(names, validity) {
      const { publicKey, privateKey } = newKeys()
      const forServersAndClients = sequence(oid('1.3.6.1.5.5.7.3.1'), oid('1.3.6.1.5.5.7.3.2'))
      const cert = certificate({
        ...signing,
        publicKey,
        subject: 'a process',
        validity: { ...whole, ...validity },
        extensions: [
          extension('2.5.29.19', sequence(), true),
          extension('2.5.29.37', forServersAndClients),
          extension('2.5.29.17', sequence(...names.map(alternative))),
        ],
      })
      return { cert, key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() }
    },
  }
}
