package io.arvfs.mount.fuse;

/**
 * Who is told what happens to a session. Called from the session's own threads; thread-safe, quick,
 * and silent about what it cannot do.
 */
public interface SessionListener {

  /** A listener that hears and does nothing. */
  SessionListener SILENT = new SessionListener() {};

  /** An operation threw and its caller, if any, got EIO; whoever hears it says so in the log. */
  default void failed(String operation, Throwable failure) {}

  /** The mount is gone and no request is under way, whoever ended it. Called once. */
  default void ended() {}
}
