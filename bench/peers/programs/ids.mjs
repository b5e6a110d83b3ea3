// The ids that a program is to cancel: those of the file that it is given, one a line.
import { readFileSync } from "node:fs";

export const ids = readFileSync(process.argv[2], "utf8").split("\n").filter(Boolean);
export const options = { baseUrl: process.env.PULSE_BASE_URL, key: process.env.PULSE_API_KEY };
export const CONCURRENCY = 32;
