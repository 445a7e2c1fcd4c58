package io.arvfs.journal.host;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The calls of Linux that the JDK does not offer: fallocate and the number of allocated blocks. The
 * layout of {@code statx} is the same on every architecture, that of {@code stat} is not.
 */
@SuppressWarnings("restricted") // Native access is what this class is for.
final class SystemCalls {

  private static final int O_RDWR = 2;
  private static final int O_CLOEXEC = 0x80000;
  private static final int AT_FDCWD = -100;
  private static final int STATX_BLOCKS = 0x400;
  private static final long STATX_BYTES = 256;
  private static final long STX_BLOCKS_OFFSET = 48;
  private static final long BLOCK_BYTES = 512;

  private static final int ENOENT = 2;
  private static final int EINTR = 4;
  private static final int EINVAL = 22;
  private static final int ENOSPC = 28;
  private static final int EOPNOTSUPP = 95;
  private static final int EDQUOT = 122;

  private static final Linker LINKER = Linker.nativeLinker();
  private static final StructLayout STATE = Linker.Option.captureStateLayout();
  private static final VarHandle ERRNO =
      STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));

  private static final MethodHandle OPEN =
      handle(
          "open",
          FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT),
          Linker.Option.captureCallState("errno"),
          Linker.Option.firstVariadicArg(2));
  private static final MethodHandle CLOSE =
      handle(
          "close",
          FunctionDescriptor.of(JAVA_INT, JAVA_INT),
          Linker.Option.captureCallState("errno"));
  private static final MethodHandle FALLOCATE =
      handle(
          "fallocate",
          FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG),
          Linker.Option.captureCallState("errno"));
  private static final MethodHandle STATX =
      handle(
          "statx",
          FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT, ADDRESS),
          Linker.Option.captureCallState("errno"));
  private static final MethodHandle STRERROR =
      handle("strerror", FunctionDescriptor.of(ADDRESS, JAVA_INT));

  private static final String INVALID = message(EINVAL);
  private static final String NO_SPACE = message(ENOSPC);
  private static final String NO_QUOTA = message(EDQUOT);

  private SystemCalls() {}

  /**
   * Allocates blocks for a range of {@code file} and grows it to hold them.
   *
   * @return false if this file system cannot
   */
  static boolean fallocate(Path file, long offset, long length) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(STATE);
      MemorySegment name = arena.allocateFrom(file.toString());
      int fd = (int) OPEN.invokeExact(state, name, O_RDWR | O_CLOEXEC);
      if (fd < 0) {
        throw failure("open", file, errno(state));
      }
      int error = fallocate(state, fd, offset, length);
      int closed = (int) CLOSE.invokeExact(state, fd);
      if (error == EOPNOTSUPP) {
        return false;
      }
      if (error != 0 || closed != 0) {
        throw failure("fallocate", file, error != 0 ? error : errno(state));
      }
      return true;
    } catch (IOException | RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  private static int fallocate(MemorySegment state, int fd, long offset, long length)
      throws Throwable {
    while (true) {
      int result = (int) FALLOCATE.invokeExact(state, fd, 0, offset, length);
      if (result == 0) {
        return 0;
      }
      int error = errno(state);
      if (error != EINTR) {
        return error;
      }
    }
  }

  /** Bytes in allocated blocks. */
  static long allocatedBytes(Path file) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(STATE);
      MemorySegment name = arena.allocateFrom(file.toString());
      MemorySegment status = arena.allocate(STATX_BYTES, Long.BYTES);
      int result = (int) STATX.invokeExact(state, AT_FDCWD, name, 0, STATX_BLOCKS, status);
      if (result != 0) {
        throw failure("statx", file, errno(state));
      }
      return status.get(JAVA_LONG, STX_BLOCKS_OFFSET) * BLOCK_BYTES;
    } catch (IOException | RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  /** {@code e} itself, or as the type that says the disk is full if that is what happened. */
  static IOException named(IOException e, Path file) {
    String text = e.getMessage();
    boolean full = text != null && (text.contains(NO_SPACE) || text.contains(NO_QUOTA));
    return full ? new OutOfSpaceException(file + ": " + text, e) : e;
  }

  /** Whether the system refused what it was asked as something that it does not know. */
  static boolean isInvalidArgument(IOException e) {
    String text = e.getMessage();
    return text != null && text.contains(INVALID);
  }

  private static IOException failure(String call, Path file, int error) {
    String text = file + ": " + call + ": " + message(error);
    return switch (error) {
      case ENOSPC, EDQUOT -> new OutOfSpaceException(text);
      case ENOENT -> new NoSuchFileException(file.toString());
      default -> new IOException(text);
    };
  }

  private static String message(int error) {
    try {
      MemorySegment text = (MemorySegment) STRERROR.invokeExact(error);
      return text.reinterpret(1024).getString(0);
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  private static int errno(MemorySegment state) {
    return (int) ERRNO.get(state, 0L);
  }

  private static MethodHandle handle(
      String name, FunctionDescriptor descriptor, Linker.Option... options) {
    @Nullable MemorySegment address = LINKER.defaultLookup().find(name).orElse(null);
    if (address == null) {
      throw new IllegalStateException("no " + name.toLowerCase(Locale.ROOT) + " in the C library");
    }
    return LINKER.downcallHandle(address, descriptor, options);
  }
}
