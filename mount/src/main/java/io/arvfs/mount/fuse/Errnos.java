package io.arvfs.mount.fuse;

import io.arvfs.fs.command.Errno;

/** The numbers of the errors, as Linux has them on every machine we run on. */
final class Errnos {

  static final int EPERM = 1;
  static final int ENOENT = 2;
  static final int EINTR = 4;
  static final int EAGAIN = 11;
  static final int EBUSY = 16;
  static final int EINVAL = 22;
  static final int ENOTCONN = 107;

  private Errnos() {}

  static int number(Errno errno) {
    return switch (errno) {
      case EPERM -> EPERM;
      case ENOENT -> ENOENT;
      case EINTR -> EINTR;
      case EIO -> 5;
      case ENXIO -> 6;
      case EBADF -> 9;
      case EAGAIN -> EAGAIN;
      case ENOMEM -> 12;
      case EACCES -> 13;
      case EBUSY -> EBUSY;
      case EEXIST -> 17;
      case EXDEV -> 18;
      case ENODEV -> 19;
      case ENOTDIR -> 20;
      case EISDIR -> 21;
      case EINVAL -> EINVAL;
      case EFBIG -> 27;
      case ENOSPC -> 28;
      case EROFS -> 30;
      case ERANGE -> 34;
      case ENAMETOOLONG -> 36;
      case ENOSYS -> 38;
      case ENOTEMPTY -> 39;
      case ENODATA -> 61;
      case EOVERFLOW -> 75;
      case ENOTSUP -> 95;
      case ETIMEDOUT -> 110;
      case ESTALE -> 116;
      case EDQUOT -> 122;
    };
  }
}
