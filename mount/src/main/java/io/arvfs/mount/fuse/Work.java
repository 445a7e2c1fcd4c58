package io.arvfs.mount.fuse;

/**
 * The part of a request that may wait. Runs once, on a virtual thread, which nobody interrupts (an
 * interrupt would close the file channels the work is using); what it throws is logged and answered
 * with EIO. If it says {@link Answer.Later} again, that work follows on the same thread.
 */
@FunctionalInterface
public interface Work<T> {

  Answer<T> run() throws Exception;
}
