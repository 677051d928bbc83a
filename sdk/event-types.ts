/** What is asked of events, and what comes of it, whichever way they come. */
import type { PlacedEvent } from './generated.ts'

/** That something happened, and where to read it. */
export type LiveEvent = Omit<PlacedEvent, 'place'>

export type EventsAsked = {
  /** These types alone; all unless said. */
  readonly types?: readonly string[]
  /** The place behind the last event that was dealt with, `0` for the first there is; from now on unless said. */
  readonly after?: string
  readonly organisation?: string
  /** Ends the iteration. */
  readonly signal?: AbortSignal
  /** Which way they come: unless said over a WebSocket, and as server-sent events where none opens. */
  readonly over?: 'websocket' | 'server-sent-events'
  /** How often it connects in a row without being told anything before it gives up. Default 20, which takes minutes. */
  readonly attempts?: number
  /** Events that wait to be taken; with so many the exchange is asked to wait. Default 1,000. */
  readonly waitingMax?: number
}

/** An event, and where to go on behind it. */
export type ToldEvent = { readonly event: LiveEvent; readonly place: string }

/** What a connection tells: an event, or only that all up to a place was told. */
export type Told = { readonly place: string; readonly event?: LiveEvent }

/** How a connection ended: by whatever cut it, for another one with a token that lasts, or before it was open. */
export type Ending = 'cut' | 'renewal' | 'not opened'
