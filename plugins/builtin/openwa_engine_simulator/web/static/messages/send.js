import { define, use } from '../runtime/registry.js';
import { requests } from '../network/line.js';
import { storeMessage } from '../stores/messages.js';
import { ACK } from './ack.js';
import { messageToWire } from './wire.js';

export const SendMsgResult = {
  OK: 'OK',
  ERROR_NETWORK: 'ERROR_NETWORK',
  ERROR_UNKNOWN: 'ERROR_UNKNOWN',
  ERROR_UPLOAD: 'ERROR_UPLOAD',
};

/**
 * Puts an own message into its chat and hands it to the network.
 * @returns {[Promise<object>, Promise<object>]} the stored message, and what the network made of it
 */
function addAndSendMsgToChat(_chat, data) {
  const message = storeMessage(data);
  return [Promise.resolve(message), deliver(message)];
}

/** Hands a stored message to the network. */
export async function deliver(message) {
  try {
    const { t } = await use('WAStandInEncryptAndSend').encryptAndSendMsg({ data: message });
    message.set({ t });
    message.updateAck(ACK.SENT);
    return { messageSendResult: SendMsgResult.OK, t };
  } catch (refusal) {
    message.updateAck(ACK.FAILED);
    return { messageSendResult: SendMsgResult.ERROR_UNKNOWN, t: message.t, code: refusal.code };
  }
}

define('WAStandInSendMsg', { addAndSendMsgToChat });
define('WAStandInSendMsgResult', { SendMsgResult });
define('WAStandInEncryptAndSend', {
  encryptAndSendMsg: ({ data }) => requests.ask('send', { message: messageToWire(data) }),
});
define('WAStandInReply', { canReplyMsg: (message) => message.type !== 'revoked' });
define('WAStandInEphemeral', { getEphemeralFields: () => ({}) });
define('WAStandInTime', {
  unixTime: () => Math.floor(Date.now() / 1000),
  unixTimeMs: () => Date.now(),
});
