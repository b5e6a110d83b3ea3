// Many jobs with p-map over OpenAI's client: node p-map-openai.mjs FILE
import pMap from "p-map";
import { make } from "../openai.mjs";
import { CONCURRENCY, ids, options } from "./ids.mjs";

await pMap(ids, make(options), { concurrency: CONCURRENCY });
