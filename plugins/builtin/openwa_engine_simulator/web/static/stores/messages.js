import { Collection } from '../runtime/collection.js';
import { Model } from '../runtime/model.js';
import { define } from '../runtime/registry.js';
import { fetchFile } from '../media/download.js';
import { mediaDataOf } from '../media/media_data.js';
import { ACK } from '../messages/ack.js';
import { isMe } from '../identity/me.js';
import { ContactStore } from './contacts.js';
import { openChat } from './chats.js';

/** A message; one that is not new is history. */
export class MsgModel extends Model {
  static defaults = { isNewMsg: false, ack: ACK.CLOCK, star: false };

  constructor(attributes) {
    super(attributes);
    this.takeFile();
  }

  /** The file that the message carries, if it carries one, as a record of its own. */
  takeFile() {
    const mediaData = this.mediaData ?? (this.filehash ? mediaDataOf(this) : undefined);
    if (!mediaData) return;
    this.nest('mediaData', mediaData);
    this.set({ mediaObject: { type: this.type.toUpperCase(), filehash: this.filehash } });
  }

  /** Fetches that file. */
  downloadMedia() {
    return fetchFile(this);
  }

  get senderObj() {
    const sender = this.author ?? this.from;
    return ContactStore.get(sender) ?? { id: sender, isMe: isMe(sender) };
  }

  get isSentByMe() {
    return this.id.fromMe;
  }

  /** Receipts may overtake each other: an acknowledgement only ever rises, or fails at the start. */
  updateAck(ack) {
    const failsAtTheStart = ack === ACK.FAILED && this.ack === ACK.CLOCK;
    if (ack > this.ack || failsAtTheStart) this.set({ ack });
  }

  /** What a reply to this message says about it. */
  msgContextInfo(chatId) {
    return {
      quotedMsg: { type: this.type, body: this.body, caption: this.caption },
      quotedStanzaID: this.id.id,
      quotedParticipant: this.author ?? this.from,
      ...(chatId.equals(this.id.remote) ? {} : { quotedRemoteJid: this.id.remote }),
    };
  }
}
MsgModel.prototype.proxyName = 'msg';

/** What a message loses when it is deleted for everybody. */
const NOTHING_LEFT = {
  body: undefined,
  caption: undefined,
  mimetype: undefined,
  filehash: undefined,
  mediaKey: undefined,
  mediaData: undefined,
  mediaObject: undefined,
};

class MsgCollectionImpl extends Collection {
  modelClass = MsgModel;

  /** Takes messages of one chat as the network gives them; a revocation changes the message that it names. */
  async processMultipleMessages(_chatWid, messages) {
    return messages.map((data) => (data.type === 'protocol' ? this.revoke(data) : storeMessage(data)));
  }

  revoke({ protocolMessageKey, subtype }) {
    return this.get(protocolMessageKey)?.set({ ...NOTHING_LEFT, type: 'revoked', subtype });
  }
}

export const MsgStore = new MsgCollectionImpl();

/** Takes a message out of the page. */
export function forgetMessage(message) {
  const chat = openChat(message.id.remote);
  chat.msgs.remove(message);
  MsgStore.remove(message);
  if (message.id.equals(chat.lastReceivedKey)) chat.set({ lastReceivedKey: chat.msgs.last()?.id });
}

const MOST_KEPT_OF_A_CHAT = 1000;

/** Puts a message into the store and its chat (last, or at the given place), once; returns the one there. */
export function storeMessage(data, place) {
  const known = MsgStore.get(data.id);
  if (known) return known;
  const message = new MsgModel(data);
  const chat = openChat(message.id.remote);
  chat.msgs.add(message, place);
  if (message.t >= chat.t) chat.set({ lastReceivedKey: message.id, t: message.t });
  if (message.isNewMsg && message.type !== 'gp2') chat.set({ archive: false });
  MsgStore.add(message);
  if (!place) forgetOldest(chat);
  return message;
}

/** A page that lives for weeks keeps the newest of a chat; the network has the others when they are asked for. */
function forgetOldest(chat) {
  while (chat.msgs.length > MOST_KEPT_OF_A_CHAT) {
    const [oldest] = chat.msgs.getModelsArray();
    if (oldest.ack === ACK.CLOCK || chat.readers > 0) return;
    forgetMessage(oldest);
    chat.set({ noEarlierMsgs: false });
  }
}

define('WAStandInMessages', { MsgCollection: MsgStore });
define('WAStandInMsgModel', { Msg: MsgModel });
