package io.arvfs.mount.fuse;

import io.arvfs.fs.command.Errno;

/** An argument of a request that no operation takes, and the error that says so. */
final class InvalidArgumentException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final Errno errno;

  InvalidArgumentException(Errno errno) {
    super(errno.name(), null, false, false);
    this.errno = errno;
  }

  Errno errno() {
    return errno;
  }
}
