package io.arvfs.mount.control;

/** What can be asked of a running mount. Thread-safe; each call may take long. */
public interface Controlled {

  /** Sends everything; returns when it is on the server, or why not. */
  Reply sync();

  Reply status();

  /** Sends everything and ends the mount. */
  Reply unmount();
}
