// Many jobs with p-map over ky: node p-map-ky.mjs FILE
import pMap from "p-map";
import { make } from "../ky.mjs";
import { CONCURRENCY, ids, options } from "./ids.mjs";

await pMap(ids, make(options), { concurrency: CONCURRENCY });
