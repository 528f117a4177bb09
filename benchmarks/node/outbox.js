// An outbox as most gateways of the field have it: one row an event, one commit each, a dispatcher that takes
// what is pending, signs it, sends it and writes what became of it.
//
// node outbox.js POSTGRES_URL RECEIVER_URL EVENTS  →  {"seconds": …, "cpuSeconds": …}
import "reflect-metadata";
import { createHmac, randomUUID } from "node:crypto";
import { DataSource, EntitySchema } from "typeorm";
import { Agent, request } from "undici";

const [url, receiver, events] = [process.argv[2], process.argv[3], Number(process.argv[4])];
const AT_ONCE = 32;
const SECRET = "a-secret-of-the-benchmark";

const Delivery = new EntitySchema({
  name: "Delivery",
  tableName: "outbox_deliveries",
  columns: {
    id: { type: "int", primary: true, generated: true },
    event: { type: "varchar", length: 40 },
    payload: { type: "jsonb" },
    status: { type: "varchar", length: 12 },
    attempts: { type: "int", default: 0 },
    responseStatus: { type: "int", nullable: true },
    createdAt: { type: "timestamptz", createDate: true },
  },
  indices: [{ columns: ["status", "id"] }],
});

const source = new DataSource({ type: "postgres", url, entities: [Delivery], synchronize: true, poolSize: 10 });
await source.initialize();
const deliveries = source.getRepository("Delivery");
const agent = new Agent({ connections: AT_ONCE, pipelining: 1 });

async function each(items, work) {
  const rest = items.values();
  await Promise.all(Array.from({ length: AT_ONCE }, async () => { for (const item of rest) await work(item); }));
}

async function deliver(row) {
  const envelope = {
    event: row.event,
    timestamp: row.createdAt,
    deliveryId: `dlv_${randomUUID()}`,
    idempotencyKey: `msg_${row.id}`,
    data: row.payload,
  };
  const signature = createHmac("sha256", SECRET).update(JSON.stringify(envelope)).digest("hex");
  const answer = await request(receiver, {
    method: "POST",
    dispatcher: agent,
    headers: { "content-type": "application/json", "x-openwa-signature": `sha256=${signature}` },
    body: JSON.stringify({ ...envelope, signature: `sha256=${signature}` }),
  });
  await answer.body.dump();
  const status = answer.statusCode < 300 ? "delivered" : "pending";
  await deliveries.update(row.id, { status, attempts: row.attempts + 1, responseStatus: answer.statusCode });
}

const cpuBefore = process.cpuUsage();
const begun = performance.now();
const numbers = Array.from({ length: events }, (_, number) => number);
await each(numbers, (number) => deliveries.save({
  event: "message.sent",
  status: "pending",
  payload: { id: `true_628111111111@c.us_3EB0${number}`, chatId: "628111111111@c.us", body: `Hello number ${number}`, type: "chat", fromMe: true },
}));
for (;;) {
  const pending = await deliveries.find({ where: { status: "pending" }, order: { id: "ASC" }, take: 100 });
  if (!pending.length) break;
  await each(pending, deliver);
}
const cpu = process.cpuUsage(cpuBefore);
console.log(JSON.stringify({ seconds: (performance.now() - begun) / 1000, cpuSeconds: (cpu.user + cpu.system) / 1e6 }));
await agent.close();
await source.dropDatabase();
await source.destroy();
