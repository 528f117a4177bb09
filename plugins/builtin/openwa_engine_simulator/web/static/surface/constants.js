import { define } from '../runtime/registry.js';

const CALL_STATES = {
  INCOMING_RING: 'INCOMING_RING',
  ReceivedCall: 'ReceivedCall',
  CallActive: 'CallActive',
};

const MSG_TYPE = {
  CHAT: 'chat',
  CIPHERTEXT: 'ciphertext',
  PROTOCOL: 'protocol',
  REVOKED: 'revoked',
  GP2: 'gp2',
  CALL_LOG: 'call_log',
};

define('WAStandInCallStates', { CALL_STATES });
define('WAStandInMsgTypes', { MSG_TYPE, SYSTEM_MESSAGE_TYPES: [MSG_TYPE.PROTOCOL, MSG_TYPE.GP2] });
