// What the page and its worker say to each other: data alone, since no error and no function can be sent.
import type { OutcomeRow } from "../bulk/types.js";

/** Whom a task speaks to. Tasks that agree share a client, and so its gate and its budget of retries. */
export interface Server {
  /** Empty where a proxy adds it. */
  key: string;
  baseUrl: string;
}

/** An answer to the question in which state a job is. */
export interface Followed {
  id: string;
  status?: string;
  created?: number;
  /** Why its state can't be had, where asking again would not help. */
  problem?: string;
  /** Whether the server said anything. */
  answered: boolean;
  /** The server's words where it refused the key. */
  refused?: string;
}

/** What a cancellation of a job would do. */
export interface Previewed {
  id: string;
  /** Its state just now. */
  status?: string;
  /** Why it is left out. */
  left?: OutcomeRow;
  /** Why nothing could be found out. */
  problem?: string;
}

/** What became of a job, and in which state it was seen. */
export interface Cancelled extends OutcomeRow {
  status?: string;
  /** Whether it was left out because the whole run was stopped. */
  stopped?: boolean;
}

/** What a task is told to do, and what it tells of each job. */
export interface Tasks {
  /** The ids in texts, which it is given in the place of ids. */
  read: string;
  follow: Followed;
  preview: Previewed;
  cancel: Cancelled;
}

export type Kind = keyof Tasks;

export type Order =
  | { order: "begin"; task: number; kind: Kind; ids: readonly string[]; server: Server }
  /** Starts no more; what is under way comes to its end. */
  | { order: "stop"; task: number }
  /** Breaks off what is under way too. */
  | { order: "abort"; task: number };

/** What has happened since the last one: some, so that ten thousand outcomes are no ten thousand messages. */
export interface Batch<Item> {
  items: Item[];
  /** The jobs whose cancellation was sent. */
  sent: string[];
  inFlight: number;
}

/** What the client's events add up to. */
export interface Traffic {
  /** In seconds. */
  latencies: number[];
  ok: number;
  refused: number;
  limited: number;
  broken: number;
  /** How many calls have been held back by the gate, or put off by a 429. */
  heldBack: number;
  /** Until when the gate is closed, in milliseconds since the epoch; 0 where nobody has asked to wait. */
  gateUntil: number;
}

export type Report =
  | { report: "batch"; task: number; batch: Batch<Tasks[Kind]> }
  /** `failed` says why where the run itself broke off. */
  | { report: "end"; task: number; failed?: string }
  | { report: "traffic"; traffic: Traffic };
