package io.arvfs.mount.fuse;

import io.arvfs.mount.fuse.MountRefusedException.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A directory made ready to be mounted on. A FUSE mount whose process died answers everything with
 * ENOTCONN for ever and cannot be mounted over; such a one is taken away first.
 */
final class MountPoint {

  /** How many dead mounts, one upon the other, are cleared away. */
  static final int STALE_LIMIT = 8;

  /** How long a mount that is already there may take to answer before it counts as alive. */
  private static final long PROBE_SECONDS = 5;

  /** {@code O_DIRECTORY} differs between processors, so an ordinary read-only open must do. */
  private static final int READ_ONLY_CLOSE_ON_EXEC = 02000000;

  private MountPoint() {}

  /** The real path of {@code given}, with nothing dead on it. */
  static Path prepare(Path given) throws MountRefusedException {
    Path point = resolve(given);
    for (int i = 0; i < STALE_LIMIT && isFuse(point); i++) {
      if (isAlive(point)) {
        throw new MountRefusedException(
            Reason.ALREADY_MOUNTED,
            point + " is already a FUSE mount; unmount it first: fusermount3 -u " + point);
      }
      detachStale(point);
    }
    requireDirectory(point);
    return point;
  }

  /** Follows links without asking the last component, which may be a dead mount. */
  private static Path resolve(Path given) throws MountRefusedException {
    Path absolute = given.toAbsolutePath();
    Path name = absolute.getFileName();
    Path parent = absolute.getParent();
    try {
      if (name == null
          || parent == null
          || name.toString().equals(".")
          || name.toString().equals("..")
          || Files.isSymbolicLink(absolute)) {
        return absolute.toRealPath();
      }
      return parent.toRealPath().resolve(name);
    } catch (IOException _) {
      throw missing(given);
    }
  }

  private static MountRefusedException missing(Path point) {
    return new MountRefusedException(
        Reason.MOUNT_POINT_MISSING,
        "mount point " + point + " does not exist; create it first: mkdir -p " + point);
  }

  private static void requireDirectory(Path point) throws MountRefusedException {
    if (!Files.exists(point, LinkOption.NOFOLLOW_LINKS)) {
      throw missing(point);
    }
    if (!Files.isDirectory(point)) {
      throw new MountRefusedException(
          Reason.NOT_A_DIRECTORY, "mount point " + point + " is not a directory; name one");
    }
  }

  private static boolean isFuse(Path point) throws MountRefusedException {
    try {
      return MountTable.read().at(point).filter(MountTable.Row::isFuse).isPresent();
    } catch (IOException e) {
      throw new MountRefusedException(
          Reason.OTHER, "cannot read the list of mounts, is /proc there? " + e.getMessage());
    }
  }

  /**
   * Opening a directory always asks its file system, where attributes may be cached. On a thread of
   * its own, because a file system that hangs would hang us.
   */
  private static boolean isAlive(Path point) {
    CompletableFuture<Integer> error = new CompletableFuture<>();
    Thread probe = new Thread(() -> error.complete(openError(point)), "arv-fuse-probe");
    probe.setDaemon(true);
    probe.start();
    try {
      return error.get(PROBE_SECONDS, TimeUnit.SECONDS) != Errnos.ENOTCONN;
    } catch (TimeoutException | ExecutionException _) {
      return true;
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  private static int openError(Path point) {
    try (NativePath path = NativePath.of(MountTable.bytes(point))) {
      int descriptor = Native.LIBC.open(path.address(), READ_ONLY_CLOSE_ON_EXEC);
      if (descriptor < 0) {
        return Native.lastError();
      }
      var _ = Native.LIBC.close(descriptor);
      return 0;
    }
  }

  private static void detachStale(Path point) throws MountRefusedException {
    if (Detachment.detachLazily(point) != Detachment.Outcome.DETACHED) {
      throw new MountRefusedException(
          Reason.ALREADY_MOUNTED,
          point
              + " is a FUSE mount whose process is dead, and it cannot be detached;"
              + " as its owner or as root: fusermount3 -u -z "
              + point);
    }
  }
}
