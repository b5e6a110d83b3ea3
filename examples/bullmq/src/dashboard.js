// Both queues in a page: what waits, what is under way, what failed and why. It asks for no password: keep it on loopback.
import { createBullBoard } from "@bull-board/api";
import { BullMQAdapter } from "@bull-board/api/bullMQAdapter";
import { ExpressAdapter } from "@bull-board/express";
import express from "express";
import { connect, DEAD, open, QUEUE } from "./settings.js";

const redis = connect();
const board = new ExpressAdapter();
createBullBoard({
  queues: [QUEUE, DEAD].map((name) => new BullMQAdapter(open(name, redis))),
  serverAdapter: board,
});
const server = express()
  .use(board.getRouter())
  .listen(Number(process.env.PORT ?? 3000), "127.0.0.1", () =>
    console.log(`http://127.0.0.1:${server.address().port}/`),
  );
