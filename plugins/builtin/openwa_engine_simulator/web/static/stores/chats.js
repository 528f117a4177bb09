import { Collection } from '../runtime/collection.js';
import { Model } from '../runtime/model.js';
import { define } from '../runtime/registry.js';
import { presenceOf } from './presence.js';

/** A conversation, with its own messages in `msgs` and the newest one's key in `lastReceivedKey`. */
class ChatModel extends Model {
  static defaults = { name: '', unreadCount: 0, t: 0, archive: false, isParentGroup: false, noEarlierMsgs: false };

  msgs = new Collection();

  /** What is under way for this chat, by the name of what began it. */
  promises = {};

  /** How many are reading old messages right now: those stay until they have them. */
  readers = 0;

  get presence() {
    return presenceOf(this.id);
  }

  get isNewsletter() {
    return this.id?.isNewsletter() ?? false;
  }
}
ChatModel.prototype.proxyName = 'chat';

class ChatCollectionImpl extends Collection {
  modelClass = ChatModel;
}

export const ChatStore = new ChatCollectionImpl();

/** The chat with this address, made if it is not there yet. */
export function openChat(wid, name = wid.user) {
  ChatStore.add(ChatStore.get(wid) ?? new ChatModel({ id: wid, name }));
  return ChatStore.get(wid);
}

define('WAStandInChats', { ChatCollection: ChatStore, ChatCollectionImpl });
define('WAStandInChatModel', { Chat: ChatModel });
define('WAStandInChatGetters', {
  getShouldAppearInList: (chat) => chat.msgs.length > 0,
  getPreviewMessage: (chat) => chat.msgs.last(),
  getShowChangeNumberNotification: () => false,
  getShouldShowUnreadDivider: (chat) => chat.unreadCount > 0,
  getHasUnread: (chat) => chat.unreadCount !== 0,
});
