/**
 * The stand-in page. Each import publishes its modules in the registry; the order is the order in which a
 * searcher looks. A feature that comes is a file of its own, imported here; its lines leave
 * surface/missing.js.
 */
import './identity/wid.js';
import './identity/msgkey.js';
import './identity/me.js';
import './profile/keys.js';
import './profile/device_keys.js';
import './contacts/lid.js';
import './contacts/exists.js';
import './contacts/vcard.js';
import './contacts/block.js';
import './contacts/picture.js';
import './contacts/news.js';
import './stores/presence.js';
import './stores/contacts.js';
import './stores/chats.js';
import './stores/messages.js';
import './chats/archive.js';
import './chats/presence.js';
import './chats/news.js';
import './groups/participants.js';
import './groups/metadata.js';
import './groups/create.js';
import './groups/members.js';
import './groups/properties.js';
import './groups/invite.js';
import './groups/news.js';
import './messages/ack.js';
import './messages/receipts.js';
import './messages/receive.js';
import './messages/send.js';
import './messages/seen.js';
import './media/opaque.js';
import './media/limits.js';
import './media/measure.js';
import './media/sticker.js';
import './media/upload.js';
import './media/blobs.js';
import './media/prep.js';
import './messages/history.js';
import './messages/file_search.js';
import './messages/edit.js';
import './messages/reactions.js';
import './messages/delete.js';
import './messages/star.js';
import './messages/forward.js';
import './messages/sync.js';
import './session/pairing.js';
import './session/ending.js';
import './surface/build.js';
import './surface/constants.js';
import './surface/missing.js';
import { install } from './runtime/registry.js';
import { credentials, loadCredentials } from './profile/credentials.js';
import { presentAccount } from './session/conn.js';
import { Socket } from './session/socket.js';
import { showWindow } from './view/window.js';

// The profile is read first: from the moment that the modules can be found, "logged in" has its answer.
await loadCredentials();
if (credentials.account) presentAccount(credentials.account);
showWindow();
install(window);
Socket.initConn();
