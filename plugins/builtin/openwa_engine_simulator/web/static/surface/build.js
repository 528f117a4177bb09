import { define } from '../runtime/registry.js';

/** A version of our own, high enough that a searcher calls today's signatures. */
const VERSION = '2.3000.1032000000';
const [VERSION_PRIMARY, VERSION_SECONDARY, VERSION_TERTIARY] = VERSION.split('.');

const deviceInfo = { os: 'Stand-in', name: 'Stand-in', version: VERSION, ua: navigator.userAgent };

define('WAStandInBuild', {
  SANITIZED_VERSION_STR: VERSION,
  VERSION_STR: VERSION,
  VERSION_PRIMARY,
  VERSION_SECONDARY,
  VERSION_TERTIARY,
});
define('WAStandInBrowser', {
  default: {
    id: () => 'stand-in',
    info: () => deviceInfo,
    hardRefresh: () => location.reload(),
    startDownloading: () => undefined,
  },
});
define('WAStandInOfficialClient', { isOfficialClient: true });
