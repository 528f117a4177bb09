import { Collection } from '../runtime/collection.js';
import { define } from '../runtime/registry.js';

/**
 * What a searcher listens to or wraps while it loads, but what the stand-in has nothing behind yet: calls,
 * status, labels. The stores are empty; a call says what is missing.
 * A feature that comes takes its lines out of here into a file of its own.
 */
function missing(name) {
  return () => {
    throw new Error(`the stand-in has no ${name} yet`);
  };
}

const functions = (...names) => Object.fromEntries(names.map((name) => [name, missing(name)]));

class CallCollectionImpl extends Collection {
  processIncomingCall = missing('processIncomingCall');

  setActiveCall = missing('setActiveCall');
}

class SearchQuery {
  updateLabelQuery() {
    missing('updateLabelQuery')();
  }
}

define('WAStandInCalls', { CallCollectionImpl, CallCollection: new CallCollectionImpl() });
define('WAStandInStatus', { StatusCollection: new Collection() });
define('WAWebChatSearchQuery', { SearchQuery });
define('WAStandInLabels', functions('addToLabelCollection', 'removeLabelFromCollection'));
define('WAStandInVotes', functions('upsertVotes'));
define('WAStandInLinkPreview', functions('genMinimalLinkPreview'));
define('WAStandInProtobuf', functions('createMsgProtobuf'));
define('WAStandInFanout', functions('createFanoutMsgStanza'));
define(
  'WAStandInStanza',
  functions('encodeMaybeMediaType', 'mediaTypeFromProtobuf', 'typeAttributeFromProtobuf'),
);
define('WAStandInFilter', functions('isFilterExcludedFromSearchTreatmentInInboxFlow'));
define('WAStandInStatusSend', functions('encryptAndSendStatusMsg'));
define('WAStandInPinned', { getNumChatsPinned: () => 0 });
define('WAStandInProps', { getABPropConfigValue: () => false });
define('WAStandInPrimaryFeatures', { primaryFeatureEnabled: () => false });
