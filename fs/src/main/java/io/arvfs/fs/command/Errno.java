package io.arvfs.fs.command;

/**
 * Why a request is refused, by the name that POSIX gives it. The numbers are the kernel's affair
 * and stand in one table, in {@code mount.fuse}.
 */
public enum Errno {
  EPERM,
  ENOENT,
  EINTR,
  EIO,
  ENXIO,
  EBADF,
  EAGAIN,
  ENOMEM,
  EACCES,
  EBUSY,
  EEXIST,
  EXDEV,
  ENODEV,
  ENOTDIR,
  EISDIR,
  EINVAL,
  EFBIG,
  ENOSPC,
  EROFS,
  ERANGE,
  ENAMETOOLONG,
  ENOSYS,
  ENOTEMPTY,
  ENODATA,
  EOVERFLOW,
  ENOTSUP,
  ETIMEDOUT,
  ESTALE,
  EDQUOT
}
