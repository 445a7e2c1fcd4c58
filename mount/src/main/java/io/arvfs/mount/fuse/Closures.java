package io.arvfs.mount.fuse;

import java.util.ArrayList;
import java.util.List;
import jnr.ffi.Pointer;
import jnr.ffi.Runtime;

/**
 * Java code that native code may call, by address, for as long as this object is reachable. The
 * binding itself holds callbacks weakly, so both ends are kept here. Confined to the thread that
 * fills it.
 */
final class Closures {

  private final List<Object> kept = new ArrayList<>();

  /** The address at which {@code target} can be called as a {@code shape}. */
  <T> long address(Class<T> shape, T target) {
    Pointer pointer =
        Runtime.getSystemRuntime().getClosureManager().getClosurePointer(shape, target);
    kept.add(target);
    kept.add(pointer);
    return pointer.address();
  }
}
