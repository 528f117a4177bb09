// WhatsApp announces news in a dialog, and unlinks the device within minutes when nobody closes it (seen by
// operators; the stand-in page cannot prove it). We do not know its texts, which change and are translated:
// a dialog that offers a single button with a caption asks nothing, so pressing it is safe. A dialog with a
// choice is left to a human.
bridge.dialogs = (() => {
  function captioned(dialog) {
    const buttons = Array.from(dialog.querySelectorAll('button, [role="button"]'));
    return buttons.filter((button) => button.textContent.trim() !== '');
  }

  function dismiss() {
    for (const dialog of document.querySelectorAll('[role="dialog"]')) {
      const buttons = captioned(dialog);
      if (buttons.length === 1) buttons[0].click();
    }
  }

  return { dismiss };
})();
