import { EventEmitter } from '../runtime/emitter.js';
import { define } from '../runtime/registry.js';
import { line } from '../network/line.js';

/** Orders to the window, and what the window announces: `main_loaded`, `logout`. */
export class CmdImpl extends EventEmitter {
  isMainLoaded = false;

  mainLoaded() {
    if (this.isMainLoaded) return;
    this.isMainLoaded = true;
    this.trigger('main_loaded');
  }

  refreshQR() {
    line.send({ t: 'refresh' });
  }
}

export const Cmd = new CmdImpl();

define('WAStandInCmd', { Cmd, CmdImpl });
