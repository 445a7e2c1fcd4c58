package io.arvfs.mount.fuse;

import java.util.List;

/** How a mount came to its end. */
public sealed interface Unmounted {

  /** Nobody used it, and every request was answered. */
  record Clean() implements Unmounted {}

  /**
   * It was in use: it left the tree at once, its holders finished within the grace and every
   * request was answered.
   */
  record Lazy(List<Holder> holders) implements Unmounted {

    /** Copies {@code holders}. */
    public Lazy {
      holders = List.copyOf(holders);
    }
  }

  /** The grace ran out: what its holders had open or were waiting for fails from here on. */
  record Forced(List<Holder> holders) implements Unmounted {

    /** Copies {@code holders}. */
    public Forced {
      holders = List.copyOf(holders);
    }
  }
}
