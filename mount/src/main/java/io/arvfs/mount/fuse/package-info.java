/**
 * FUSE requests in, errno out: the kernel's requests on inodes, served by {@link
 * io.arvfs.mount.fuse.InodeOperations} and answered as it says.
 *
 * <p>{@link io.arvfs.mount.fuse.FuseSession} is the door: one mount from its first request to its
 * last. It binds the low-level interface of libfuse3 through jnr-ffi and runs the receive loop on
 * threads of its own. Two rules hold everywhere below: no exception leaves a callback, and a loop
 * thread never waits. This package and {@code journal.host} alone may start threads.
 */
@NullMarked
package io.arvfs.mount.fuse;

import org.jspecify.annotations.NullMarked;
