package io.arvfs.mount.fuse;

import jnr.ffi.annotations.Delegate;

/**
 * The shapes of libfuse's callbacks: the letters say the arguments in order, {@code L} for a 64-bit
 * number or address, {@code I} for a 32-bit one.
 */
final class Callbacks {

  /** Two addresses or numbers. */
  public interface LL {
    @Delegate
    void call(long a, long b);
  }

  /** Three. */
  public interface LLL {
    @Delegate
    void call(long a, long b, long c);
  }

  /** Four. */
  public interface LLLL {
    @Delegate
    void call(long a, long b, long c, long d);
  }

  /** Five. */
  public interface LLLLL {
    @Delegate
    void call(long a, long b, long c, long d, long e);
  }

  /** Six. */
  public interface LLLLLL {
    @Delegate
    void call(long a, long b, long c, long d, long e, long f);
  }

  /** Three and a 32-bit number. */
  public interface LLLI {
    @Delegate
    void call(long a, long b, long c, int d);
  }

  /** A 32-bit number third of four. */
  public interface LLIL {
    @Delegate
    void call(long a, long b, int c, long d);
  }

  /** A 32-bit number fourth of five. */
  public interface LLLIL {
    @Delegate
    void call(long a, long b, long c, int d, long e);
  }

  /** A 32-bit number last of six. */
  public interface LLLLLI {
    @Delegate
    void call(long a, long b, long c, long d, long e, int f);
  }

  /** A 32-bit number third of six. */
  public interface LLILLL {
    @Delegate
    void call(long a, long b, int c, long d, long e, long f);
  }

  /** A 32-bit number first of three. */
  public interface ILL {
    @Delegate
    void call(int a, long b, long c);
  }

  private Callbacks() {}
}
