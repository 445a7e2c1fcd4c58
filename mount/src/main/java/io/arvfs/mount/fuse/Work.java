package io.arvfs.mount.fuse;

/**
 * The part of a request that may wait. Runs once, on a virtual thread, which nobody interrupts (an
 * interrupt would close the file channels the work is using); what it throws is logged and answered
 * with EIO. If it says {@link Answer.Later} again, that work follows on the same thread.
 *
 * <p>A client that gets a signal, even one that kills it, stays until it has its answer. Work that
 * may wait for long therefore overrides {@link #abandoned}.
 */
@FunctionalInterface
public interface Work<T> {

  Answer<T> run() throws Exception;

  /**
   * The client got a signal and would rather have an answer soon: EINTR, if nothing was done yet.
   * Called on a loop thread, before, during or after {@link #run}, never of work that came from
   * other work; must not wait.
   */
  default void abandoned() {}
}
