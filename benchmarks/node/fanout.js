// socket.io, as most gateways of the field have it: tells every client the same, and stores nothing.
//
// node fanout.js EVENTS  →  its port; a line on stdin lets it begin
import { createServer } from "node:http";
import { Server } from "socket.io";

const events = Number(process.argv[2]);
const AT_ONCE = 50;
const http = createServer();
const io = new Server(http, { transports: ["websocket"], perMessageDeflate: false });

const message = (number) => ({
  event: "message.received",
  sessionId: "sess_0123456789abcdef",
  data: {
    id: `false_628222222222@c.us_3EB0${number}`,
    messageId: `false_628222222222@c.us_3EB0${number}`,
    chatId: "628222222222@c.us",
    from: "628222222222@c.us",
    to: "628111111111@c.us",
    body: `Hello number ${number}`,
    type: "text",
    fromMe: false,
    isGroup: false,
    hasMedia: false,
    waTimestamp: 1770026399,
    timestamp: "2026-02-02T09:59:59.000Z",
  },
  timestamp: new Date().toISOString(),
});

http.listen(0, "127.0.0.1", () => console.log(http.address().port));
process.stdin.once("data", async () => {
  for (let number = 0; number < events; number += 1) {
    io.emit("event", message(number));
    if (number % AT_ONCE === AT_ONCE - 1) await new Promise(setImmediate);
  }
});
