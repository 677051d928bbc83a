/** A stock book that a child could keep: every unit a thing of its own, searched through whole each time. */
import type { StockCommand } from './stock-commands.ts'
import type { LotFacts, LotStatus, ReservationTerms } from './stock-state.ts'

type Thing = {
  lot: string
  site: string
  state: 'available' | 'held' | 'quarantined' | 'reserved'
  reservation?: string
  picked?: boolean
}
type Wish = { id: string; buyer: string; wanted: number; terms: ReservationTerms; expiresAt?: string | undefined }
/** A note on the wall: nobody forgets before that day that this buyer let go of goods without an answer. */
type Note = { buyer: string; until: string; forgottenAt: string }

export class NaiveStock {
  things: Thing[] = []
  wishes: Wish[] = []
  notes: Note[] = []
  readonly lots = new Map<string, Omit<LotFacts, 'status'> & { status: LotStatus }>()
  received = 0
  gone = 0

  constructor(lots: readonly LotFacts[]) {
    for (const lot of lots) this.lots.set(lot.lotId, { ...lot })
  }

  /** Does it, or says that it cannot be done and leaves everything as it was. */
  run(command: StockCommand): boolean {
    const { at } = command
    switch (command.type) {
      case 'receive':
        this.add(command.lot.lotId, command.siteId, command.quantity, this.sellable(command.lot.lotId))
        return this.refill(at)
      case 'return':
        this.add(command.lot.lotId, command.siteId, command.quantity, 'quarantined')
        return true
      case 'remove': {
        const part = command.quarantined ? 'quarantined' : this.sellable(command.lotId)
        const there = () => this.at(command.lotId, command.siteId, part)
        return this.need(at, there, command.quantity, (things) => this.drop(things))
      }
      case 'quarantine':
      case 'clear': {
        const sides = [this.sellable(command.lotId), 'quarantined'] as const
        const [from, to] = command.type === 'clear' ? [sides[1], sides[0]] : sides
        const there = () => this.at(command.lotId, command.siteId, from)
        const move = (taken: Thing[]) => taken.forEach((thing) => (thing.state = to))
        const done = this.need(at, there, command.quantity, move)
        return done && (command.type === 'quarantine' || this.refill(at))
      }
      case 'transfer': {
        const part = command.quarantined ? 'quarantined' : this.sellable(command.lotId)
        const there = () => this.at(command.lotId, command.fromSiteId, part)
        const move = (taken: Thing[]) => taken.forEach((thing) => (thing.site = command.toSiteId))
        return (
          command.fromSiteId !== command.toSiteId && this.need(at, there, command.quantity, move) && this.refill(at)
        )
      }
      case 'count':
        for (const { lot, counted } of command.counts) this.count(lot.lotId, command.siteId, counted)
        return this.refill(at)
      case 'over-deliver': {
        const here = this.things.filter(({ lot, site }) => lot === command.lotId && site === command.siteId)
        const picked = here.filter((thing) => thing.picked).length
        const left = Math.max(picked, here.length - command.quantity)
        if (left === here.length) return true
        this.count(command.lotId, command.siteId, left)
        return this.refill(at)
      }
      case 'change-lot-status':
        return this.changeStatus(command.lotId, command.status, at)
      case 'reserve':
        return this.reserve(command)
      case 'rearrange':
        return this.rearrange(command)
      case 'release':
        return this.release(command)
      case 'extend': {
        const wish = this.wish(command.reservationId)
        if (!wish || wish.expiresAt === command.expiresAt) return true
        const wasOver = isOver(wish, at)
        if (command.expiresAt === undefined) this.takeDown(wish.buyer)
        wish.expiresAt = command.expiresAt
        return !wasOver || this.refill(at)
      }
      case 'pick': {
        const wish = this.wish(command.reservationId)
        const things = this.inOrder(this.of(command.reservationId, false)).slice(0, command.quantity)
        if (!wish || things.length < command.quantity) return false
        if (things.some(({ lot }) => !this.isFit(lot, wish.terms, at))) return false
        for (const thing of things) thing.picked = true
        return true
      }
      case 'unpick':
      case 'dispatch': {
        const wish = this.wish(command.reservationId)
        const things = this.of(command.reservationId, true)
        if (!wish || things.length === 0) return false
        if (command.type === 'dispatch' && things.some(({ lot }) => this.isPast(lot, at))) return false
        for (const thing of things) thing.picked = false
        if (command.type === 'unpick') return true
        this.drop(things)
        wish.wanted -= things.length
        this.tidy()
        return true
      }
    }
  }

  /** `lot site state` (and, of what is reserved, for whom and whether picked) → how many. */
  sums(): Record<string, number> {
    const sums: Record<string, number> = {}
    for (const { lot, site, state, reservation, picked } of this.things) {
      const key =
        state === 'reserved'
          ? `${lot} ${site} ${reservation} ${picked ? 'picked' : 'waiting'}`
          : `${lot} ${site} ${state}`
      sums[key] = (sums[key] ?? 0) + 1
    }
    return sums
  }

  private reserve(command: Extract<StockCommand, { type: 'reserve' }>): boolean {
    const { reservationId: id, quantity, terms, at, for: whose } = command
    const { buyerId: buyer } = whose
    const picked = this.of(id, true).length
    if (quantity < picked) return false
    const known = this.wish(id)
    const expiresAt = known || !command.expiresAt ? command.expiresAt : this.timeFor(buyer, command.expiresAt, at)
    if (expiresAt === undefined && (!known || known.expiresAt !== undefined)) this.takeDown(buyer)
    const before = { things: this.copied(), wishes: this.wishes }
    const wish = { id, buyer, wanted: quantity, terms, expiresAt }
    const renew = () => {
      this.of(id, false).forEach(free)
      this.wishes = [...this.wishes.filter((each) => each.id !== id), wish]
      this.fill(wish, at)
    }
    renew()
    const due = this.wishes.filter((each) => each.id !== id && isOver(each, at) && this.of(each.id, false).length > 0)
    if (this.short(wish) === 0 || due.length === 0) return true
    this.things = before.things
    this.wishes = before.wishes
    for (const each of due) this.of(each.id, false).forEach(free)
    this.refill(at)
    renew()
    return true
  }

  private rearrange({ at, ownerId, productId, reservations }: Extract<StockCommand, { type: 'rearrange' }>): boolean {
    if (reservations.some((each) => each.quantity < this.of(each.reservationId, true).length)) return false
    for (const { reservationId, quantity } of reservations) {
      const wish = this.wish(reservationId)
      if (wish && wish.wanted > quantity) this.giveBack(reservationId, wish.wanted - quantity)
    }
    for (const each of reservations)
      if (each.quantity > 0) this.reserve({ type: 'reserve', at, ownerId, productId, ...each })
    return this.refill(at)
  }

  private release(command: Extract<StockCommand, { type: 'release' }>): boolean {
    const { reservationId: id, quantity, unansweredWithinMs: withinMs, at } = command
    const wish = this.wish(id)
    const before = wish?.wanted
    if (!this.giveBack(id, quantity)) return false
    if (!wish || wish.wanted === before) return true
    if (wish.expiresAt !== undefined && withinMs !== undefined) this.note(wish.buyer, wish.expiresAt, withinMs, at)
    return this.refill(at)
  }

  /** The first time counts, until the last of them is forgotten. */
  private note(buyer: string, until: string, withinMs: number, at: string): void {
    const forgottenAt = new Date(Date.parse(until) + withinMs).toISOString()
    this.notes = this.notes.filter((each) => each.forgottenAt > at)
    const own = [...this.notes.filter((each) => each.buyer === buyer), { buyer, until, forgottenAt }]
    this.takeDown(buyer)
    const [first] = own.map((each) => each.until).sort()
    const last = own
      .map((each) => each.forgottenAt)
      .sort()
      .at(-1)!
    this.notes.push({ buyer, until: first!, forgottenAt: last })
  }
  private takeDown(buyer: string): void {
    this.notes = this.notes.filter((each) => each.buyer !== buyer)
  }
  private timeFor(buyer: string, asked: string, at: string): string {
    const noted = this.notes.filter((each) => each.buyer === buyer && each.forgottenAt > at)
    const over = this.wishes.filter((each) => each.buyer === buyer && isOver(each, at))
    return [asked, ...noted.map(({ until }) => until), ...over.map((each) => each.expiresAt!)].sort()[0]!
  }

  private giveBack(id: string, quantity: number | undefined): boolean {
    const wish = this.wish(id)
    if (!wish) return true
    const waiting = this.inOrder(this.of(id, false))
    const short = this.short(wish)
    const released = quantity ?? short + waiting.length
    if (released > short + waiting.length) return false
    if (released === 0) return true
    wish.wanted -= released
    waiting.slice(waiting.length - Math.max(0, released - short)).forEach(free)
    this.tidy()
    return true
  }

  private changeStatus(lotId: string, status: LotStatus, at: string): boolean {
    const lot = this.lots.get(lotId)!
    const before = lot.status
    lot.status = status
    const things = this.things.filter((thing) => thing.lot === lotId)
    if (status === 'released') {
      for (const thing of things) if (thing.state === 'held') thing.state = 'available'
      return before === 'released' || things.length === 0 || this.refill(at)
    }
    if (before !== 'released') return true
    const affected = this.byArrival().filter(({ id }) => things.some(({ reservation }) => reservation === id))
    for (const thing of things)
      if (thing.state === 'available' || thing.state === 'reserved') {
        free(thing)
        thing.state = 'held'
      }
    for (const wish of affected) if (!isOver(wish, at)) this.fill(wish, at)
    return true
  }

  private count(lotId: string, site: string, counted: number): void {
    const there = this.things.filter((thing) => thing.lot === lotId && thing.site === site)
    if (counted > there.length) return this.add(lotId, site, counted - there.length, this.sellable(lotId))
    const latest = this.byArrival()
      .reverse()
      .map(({ id }) => id)
    const byNeed = (a: Thing, b: Thing) =>
      rank(a) - rank(b) || latest.indexOf(a.reservation ?? '') - latest.indexOf(b.reservation ?? '')
    this.drop(there.sort(byNeed).slice(0, there.length - counted))
  }

  private refill(at: string): boolean {
    for (const wish of this.byArrival()) if (this.short(wish) > 0 && !isOver(wish, at)) this.fill(wish, at)
    return true
  }

  private fill(wish: Wish, at: string): void {
    const { siteId } = wish.terms
    const free = this.things.filter(
      ({ state, lot, site }) =>
        state === 'available' && this.isFit(lot, wish.terms, at) && (siteId === undefined || siteId === site),
    )
    for (const thing of this.inOrder(free).slice(0, this.short(wish))) {
      thing.state = 'reserved'
      thing.reservation = wish.id
      thing.picked = false
    }
  }

  private isFit(lotId: string, terms: ReservationTerms, at: string): boolean {
    const lot = this.lots.get(lotId)!
    if (lot.status !== 'released') return false
    if (lot.markedOn === undefined) return true
    const dayNumber = (text: string) => new Date(`${text}T00:00:00Z`).getTime() / 86_400_000
    const arrival = Math.max(dayNumber(terms.arrival), dayNumber(at.slice(0, 10)))
    const life = dayNumber(lot.markedOn) - arrival
    if (life >= 0) return life >= terms.minimumRemainingLifeDays
    return lot.dateMark === 'best-before' && terms.allowPastBestBefore && terms.minimumRemainingLifeDays === 0
  }

  private isPast(lotId: string, at: string): boolean {
    const { dateMark, markedOn } = this.lots.get(lotId)!
    return dateMark === 'use-by' && markedOn !== undefined && markedOn < at.slice(0, 10)
  }

  private inOrder(things: Thing[]): Thing[] {
    const key = ({ lot, site }: Thing) => `${this.lots.get(lot)!.markedOn ?? 'never'} ${lot} ${site}`
    return things.toSorted((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0))
  }
  private byArrival(): Wish[] {
    const key = ({ terms, id }: Wish) => `${terms.arrival} ${id}`
    return this.wishes.toSorted((a, b) => (key(a) < key(b) ? -1 : 1))
  }
  private wish(id: string): Wish | undefined {
    return this.wishes.find((wish) => wish.id === id)
  }
  private of(id: string, picked: boolean): Thing[] {
    return this.things.filter((thing) => thing.reservation === id && thing.picked === picked)
  }
  private short(wish: Wish): number {
    return wish.wanted - this.things.filter(({ reservation }) => reservation === wish.id).length
  }
  private at(lot: string, site: string, state: Thing['state']): Thing[] {
    return this.things.filter((thing) => thing.lot === lot && thing.site === site && thing.state === state)
  }
  private sellable(lotId: string): 'available' | 'held' {
    return this.lots.get(lotId)!.status === 'released' ? 'available' : 'held'
  }
  private add(lot: string, site: string, quantity: number, state: Thing['state']): void {
    this.received += quantity
    for (let made = 0; made < quantity; made += 1) this.things.push({ lot, site, state })
  }
  private drop(things: readonly Thing[]): void {
    this.gone += things.length
    this.things = this.things.filter((thing) => !things.includes(thing))
  }
  /** Who has had their time gives way where there is not enough. */
  private need(at: string, there: () => Thing[], quantity: number, act: (things: Thing[]) => void): boolean {
    const before = this.copied()
    const due = this.wishes.filter((each) => isOver(each, at) && this.of(each.id, false).length > 0)
    if (there().length < quantity && due.length > 0) {
      for (const { id } of due) this.of(id, false).forEach(free)
      this.refill(at)
    }
    const isEnough = there().length >= quantity
    if (isEnough) act(there().slice(0, quantity))
    else this.things = before
    return isEnough
  }
  private copied = (): Thing[] => this.things.map((thing) => ({ ...thing }))
  private tidy(): void {
    this.wishes = this.wishes.filter(({ wanted }) => wanted > 0)
  }
}

function free(thing: Thing): void {
  thing.state = 'available'
  delete thing.reservation
  delete thing.picked
}

/** In which order a loss is borne. */
const rank = ({ state, picked }: Thing): number =>
  state === 'available' ? 0 : state === 'held' ? 1 : state === 'reserved' ? (picked ? 3 : 2) : 4

const isOver = ({ expiresAt }: Wish, at: string): boolean => expiresAt !== undefined && expiresAt <= at
